"""Billing documents as they come over the wire: the usual form is read fast, any other one to the same effect."""

from typing import Any

import msgspec
import pytest

from connectors.http import Reply
from connectors.sap import answers, bill, documents
from connectors.sap.bill_rows import BillItem, Condition, Partner
from connectors.sap.failures import Call
from connectors.sap.shapes import Rows
from connectors.sap.values import Row
from tests.connectors.sap import bills
from tests.connectors.sap.bills import change, functions, item, price

_CALL = Call(documents.SERVICE, documents.ENTITY)


def wired(*rows: Row, **beside: Any) -> list[Row]:
    """As the client takes them from an answer."""
    content = msgspec.json.encode({"d": {"results": rows, **beside}})
    return answers.rows(_CALL, Reply(200, {"Content-Type": "application/json"}, content), documents.QUERY)[0]


def sold(**fields: Any) -> Row:
    """A document that has everything."""
    lines = (item("90.00", price("100.00"), change("-10.00")), item("40.00", price(" 40.00 "), Material=" L-200 "))
    return bills.bill(*lines, to_Partner=functions(SP="10100001", PY="0010100001", WE="10100009")) | fields


def test_what_is_many_comes_as_objects_and_the_header_as_it_is() -> None:
    (row,) = wired(sold())
    assert isinstance(row["to_Item"], Rows)
    assert isinstance(row["to_Item"].results[0], BillItem)
    assert isinstance(row["to_Item"].results[0].conditions.results[0], Condition)
    assert isinstance(row["to_Partner"].results[0], Partner)
    assert row["BillingDocument"] == "90000001"


def test_both_forms_are_read_to_the_same_effect() -> None:
    assert bills.read(wired(sold())[0])[0] == bills.read(sold())[0] is not None


_UNUSUAL: dict[str, Any] = {
    "a number where a text belongs": {"BillingDocumentItemText": 7},
    "a list where a text belongs": {"Material": []},
    "conditions that were not expanded": {"to_PricingElement": {"__deferred": {"uri": "https://s4.example.com/x"}}},
    "conditions as a bare list": {"to_PricingElement": [price("10.00")]},
    "conditions that are none": {"to_PricingElement": {"results": ["?", None]}},
}


@pytest.mark.parametrize("fields", _UNUSUAL.values(), ids=_UNUSUAL)
def test_one_item_of_an_unusual_form_leaves_the_others_as_they_are(fields: dict[str, Any]) -> None:
    strange = bills.bill(item("10.00", price("10.00")) | fields)
    found = wired(strange, sold())
    assert bills.read(found[0])[0] == bills.read(strange)[0]
    assert bills.read(found[1])[0] == bills.read(sold())[0] is not None


def test_what_is_no_text_says_nothing() -> None:
    (made,) = bill.of(bills.bill(item("10.00", BillingDocumentItemText=7, NetAmount=7))).items
    assert (made.name, made.net) == (None, 7)


def test_the_texts_of_the_header_have_no_blanks_and_its_numbers_no_zeros() -> None:
    made = bill.of(sold(BillingDocument="0090000001", CompanyCode=" 1010 ", PayerParty="0000000042", FiscalYear=2026))
    assert (made.number, made.company, made.payer, made.year) == ("90000001", "1010", "42", "")
    assert made.partners == {"sold-to": "10100001", "payer": "10100001", "ship-to": "10100009"}


def test_fields_and_metadata_that_nobody_asked_for_are_not_kept() -> None:
    (row,) = wired(sold(__metadata={"uri": "https://s4.example.com/x"}, Division="00"))
    assert not {"__metadata", "Division"} & row.keys()
