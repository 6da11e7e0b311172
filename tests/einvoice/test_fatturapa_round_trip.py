"""What is written reads back as the same invoice: every block, ordinary and simplified, made up and real."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from einvoice import fatturapa, fatturapa_simplified
from einvoice.model import Invoice
from tests.einvoice.corpora import ABSENT, CORPORA
from tests.einvoice.fatturapa_strategies import invoices, simplified
from tests.einvoice.official import findings

MODEST = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
GOOD = sorted((CORPORA / "fatturapa" / "good").glob("*.xml"))


@pytest.mark.slow
@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(invoices(), simplified())
def test_a_thousand_of_each(ordinary: Invoice, small: Invoice) -> None:
    check_ordinary(ordinary)
    check_simplified(small)


@MODEST
@given(invoices())
def test_an_ordinary_invoice_reads_back_as_it_was(invoice: Invoice) -> None:
    check_ordinary(invoice)


def check_ordinary(invoice: Invoice) -> None:
    written = fatturapa.write(invoice, 7)
    assert findings(written, "fatturapa-xsd") == []
    assert fatturapa.read(written) == invoice
    assert fatturapa.transliterations(invoice) == []


@MODEST
@given(simplified())
def test_a_simplified_invoice_reads_back_as_it_was(invoice: Invoice) -> None:
    check_simplified(invoice)


def check_simplified(invoice: Invoice) -> None:
    written = fatturapa_simplified.write(invoice, 7)
    assert findings(written, "fatturapa-simplified-xsd") == []
    assert fatturapa_simplified.read(written) == invoice
    assert fatturapa_simplified.transliterations(invoice) == []


@pytest.mark.skipif(not GOOD, reason=ABSENT)
@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_the_agenzias_examples_lose_nothing(path: Path) -> None:
    original = path.read_bytes()
    lot = fatturapa.read_lot(original)
    written = fatturapa.write_lot(lot)
    assert fatturapa.read_lot(written) == lot
    assert leaves(original) - leaves(written) == Counter()
    assert len(lot) == original.count(b"<FatturaElettronicaBody>")


# Not what the invoice says: the sender's own serial.
_PASSING = {"ProgressivoInvio"}


def leaves(data: bytes) -> Counter[tuple[str, str]]:
    """Every element with a value and where it stands; figures by their value."""
    found: Counter[tuple[str, str]] = Counter()
    for element in etree.fromstring(data, etree.XMLParser(remove_comments=True)).iter("*"):
        text = " ".join((element.text or "").split())
        name = etree.QName(element).localname
        if len(element) or not text or name in _PASSING:
            continue
        steps = [etree.QName(e).localname for e in element.iterancestors()][::-1]
        if text.count(".") == 1 and text.replace(".", "").lstrip("-").isdigit():
            text = str(Decimal(text).normalize())
        found["/".join([*steps, name]), text] += 1
    return found
