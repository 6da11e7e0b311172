"""From one syntax to the other and back: the model holds whatever both of them say."""

from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from einvoice import cii, ubl
from einvoice.model import Invoice

from . import samples, test_cii_corpora, test_ubl_corpora
from .corpora import ABSENT
from .leaves import gone, lacking
from .official import findings
from .strategies import invoices

CII_FILES, UBL_FILES = test_cii_corpora.FILES, test_ubl_corpora.FILES
FROM_UBL = test_ubl_corpora.PASSING | {
    r"^TaxCurrencyCode=": "CII does not say a tax currency that is the invoice's own",
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(invoices())
def test_any_invoice_passes_through_both_syntaxes_unchanged(invoice: Invoice) -> None:
    assert _through(invoice, ubl, cii) == invoice
    assert _through(invoice, cii, ubl) == invoice


@pytest.mark.parametrize("name", samples.all_french())
def test_a_sound_invoice_is_sound_in_both(name: str) -> None:
    invoice = samples.all_french()[name]
    assert findings(ubl.write(cii.read(cii.write(invoice))), "ubl-xsd", "en16931-ubl") == []
    assert findings(cii.write(ubl.read(ubl.write(invoice))), "cii-xsd", "en16931-cii") == []


@pytest.mark.skipif(not (CII_FILES and UBL_FILES), reason=ABSENT)
def test_the_samples_are_there() -> None:
    assert (len(CII_FILES), len(UBL_FILES)) == (56, 64)


@pytest.mark.parametrize("file", CII_FILES, ids=lambda file: file.stem)
def test_cii_to_ubl_and_back_loses_nothing(file: Path) -> None:
    before = file.read_bytes()
    invoice = cii.read(before)
    between = ubl.write(invoice)
    after = cii.write(ubl.read(between))
    assert ubl.read(between) == invoice
    assert cii.read(after) == invoice
    assert findings(between, "ubl-xsd") == []
    missing = test_cii_corpora.leaves(before) - test_cii_corpora.leaves(after)
    assert lacking(missing, test_cii_corpora.PASSING) == []


@pytest.mark.parametrize("file", UBL_FILES, ids=lambda file: file.stem)
def test_ubl_to_cii_and_back_loses_nothing(file: Path) -> None:
    before = file.read_bytes()
    invoice = _as_cii_says_it(ubl.read(before))
    between = cii.write(invoice)
    after = ubl.write(cii.read(between))
    assert cii.read(between) == invoice
    assert ubl.read(after) == invoice
    assert findings(between, "cii-xsd") == []
    assert gone(before, after, FROM_UBL) == []


def _through(invoice: Invoice, *formats: ModuleType) -> Invoice:
    for syntax in formats:
        invoice = syntax.read(syntax.write(invoice))
    return invoice


def _as_cii_says_it(invoice: Invoice) -> Invoice:
    """CII has a discount only beside the gross price that it implies, and no tax currency that is the invoice's own."""
    lines = tuple(
        replace(line, gross_price=line.price + line.price_discount)
        if line.price_discount is not None and line.gross_price is None
        else line
        for line in invoice.lines
    )
    tax_currency = "" if invoice.tax_currency == invoice.currency else invoice.tax_currency
    return replace(invoice, lines=lines, tax_currency=tax_currency)
