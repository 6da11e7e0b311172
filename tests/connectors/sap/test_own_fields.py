"""Facts that a company keeps in places of its own: what `fields` of the settings names."""

from typing import Any

import pytest

from connectors.errors import Misconfigured
from connectors.sap.own_fields import OwnFields
from einvoice.model import Identifier
from tests.connectors.sap.bills import bill, item, partner, read

BUYER = partner() | {
    "SearchTerm1": "EM:post@luce.example",
    "to_Customer": {"Customer": "10100001", "Industry": "ABC1234"},
    "to_BuPaIdentification": {
        "results": [
            {"BPIdentificationType": "OTHER", "BPIdentificationNumber": "1"},
            {"BPIdentificationType": "ZLEITW", "BPIdentificationNumber": "04011000-12345-03"},
        ]
    },
    "to_BusinessPartnerTax": {"results": [{"BPTaxType": "FR9", "BPTaxNumber": "0225:404833048"}]},
}
DOCUMENT: dict[str, Any] = {
    "YY1_Project_BDH": "P-12",
    "to_Text": {"results": [{"LongTextID": "TX02", "LongText": "Frame\n  agreement 7 "}]},
}


@pytest.mark.parametrize(
    ("path", "source", "found"),
    [
        ("project", "A_BillingDocument:YY1_Project_BDH", "P-12"),
        ("contract", "text:TX02", "Frame agreement 7"),
        ("buyer_reference", "identification:ZLEITW", "04011000-12345-03"),
        ("accounting_reference", "A_Customer:Industry", "ABC1234"),
    ],
)
def test_a_text_from_each_place(path: str, source: str, found: str) -> None:
    paper, case = read(bill(item("100.00"), **DOCUMENT), BUYER, fields={path: source})
    assert getattr(paper, path) == found
    assert case.origins[path].field == source.partition(":")[2]


def test_an_identifier_with_its_scheme_and_a_national_fact() -> None:
    fields = {"buyer.endpoint": "A_BusinessPartner:SearchTerm1", "national.IT.pec": "A_Customer:Industry"}
    paper, _ = read(bill(item("100.00")), BUYER, fields=fields)
    assert paper is not None
    assert paper.buyer.endpoint == Identifier(value="post@luce.example", scheme="EM")
    assert paper.national == {"IT": {"pec": "ABC1234"}}


def test_an_empty_field_leaves_what_was_there_and_says_where_it_would_have_been() -> None:
    paper, case = read(bill(item("100.00")), fields={"purchase_order": "A_BillingDocument:YY1_Order_BDH"})
    assert paper is not None
    assert paper.purchase_order == "PO-7"
    assert case.origins["purchase_order"].field == "YY1_Order_BDH"


@pytest.mark.parametrize(
    ("path", "source", "said"),
    [
        ("project", "YY1_Project_BDH", "write PLACE:FIELD"),
        ("project", "A_SalesOrder:X", "PLACE one of A_BillingDocument"),
        ("project", "A_Customer:", "write PLACE:FIELD"),
        ("totals.tax", "A_Customer:X", "is no text, identifier or national fact"),
        ("buyer.nonsense", "A_Customer:X", "'buyer.nonsense' is no text"),
    ],
)
def test_an_entry_that_leads_nowhere_says_what_to_write(path: str, source: str, said: str) -> None:
    with pytest.raises(Misconfigured, match=said):
        OwnFields({path: source})
