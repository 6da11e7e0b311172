"""Other people's UBL documents: what a document says in EN 16931's terms, it still says when rewritten."""

import re
from pathlib import Path

import pytest

from einvoice import ubl

from .corpora import ABSENT, CORPORA
from .leaves import gone
from .official import findings

FILES = [
    *sorted(CORPORA.glob("xrechnung/*_ubl.xml")),
    *sorted(file for file in CORPORA.glob("en16931/ubl/*") if file.suffix.lower() == ".xml"),
]

# Leaves that may be missing from the rewritten document, and why that is no loss.
PASSING = {
    r"^/@schemaLocation=": "a hint for parsers",
    r"/Price/BaseQuantity=1$": "a price is for one unless something else is said",
    r"/Price/BaseQuantity/@unitCode=": "and so is its unit (BT-150 stays where BT-149 is not 1)",
    r"/(PayableRounding|Prepaid)Amount=0$": "a sum of nothing is not stated",
    r"/(PayableRounding|Prepaid)Amount/@currencyID=": "and so is its currency",
    r"/PartyTaxScheme/TaxScheme/ID=(?!VAT$)": "a local tax number (BT-32) is known by not being VAT; we write FC",
    r"^AllowanceCharge/ChargeIndicator=[01]$": "true and false are spelt out",
    r"^PaymentMeans/CardAccount/NetworkID=": "the schema asks for a card's network; EN 16931 has no such term",
    r"^PaymentMeans/PayeeFinancialAccount/ID=[A-Z0-9]+ ": "an account is written as machines do, without blanks",
    r"^AccountingSupplierParty/Party/PartyIdentification/ID(/@schemeID=SEPA|=\[Bank assigned creditor identifier\])$": (
        "BT-90 stands with the payee (BG-10) where there is one"
    ),
    r"^InvoiceLine/SubInvoiceLine/": "extension of XRechnung: no term of EN 16931",
    r"^PrepaidPayment/": "extension of XRechnung: no term of EN 16931",
}


@pytest.mark.skipif(not FILES, reason=ABSENT)
def test_the_samples_are_there() -> None:
    assert len(FILES) == 64


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_term_is_lost_when_a_document_is_read_and_written_again(file: Path) -> None:
    before = file.read_bytes()
    invoice = ubl.read(before)
    after = ubl.write(invoice)
    assert ubl.read(after) == invoice
    assert gone(before, after, PASSING) == []
    assert findings(after, "ubl-xsd") == []


@pytest.mark.skipif(not FILES, reason=ABSENT)
def test_every_exception_is_still_needed() -> None:
    """An exception that no document needs would hide a loss."""
    lost = [leaf for file in FILES for leaf in gone(file.read_bytes(), ubl.write(ubl.read(file.read_bytes())), {})]
    assert [pattern for pattern in PASSING if not any(re.search(pattern, leaf) for leaf in lost)] == []
