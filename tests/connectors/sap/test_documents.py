"""Billing documents as invoices: which kind they are, whom they name, and what they refer to."""

from datetime import date
from decimal import Decimal as D

import msgspec
import pytest

from connectors.records import Due
from connectors.seller import Seller, Tax
from einvoice.model import Reference
from tests.connectors.sap.bills import SETTINGS, bill, functions, invoice, item, on, partner, price, read, vat

CREDIT = "381"


def test_an_invoice() -> None:
    paper = invoice(bill(item("100.00", price("100.00"))), dues=(Due(date=date(2026, 2, 9), amount=D(119), open=D(0)),))
    assert (paper.number, paper.issue_date, paper.type_code, paper.currency) == (
        "90000001", date(2026, 1, 10), "380", "EUR",
    )  # fmt: skip
    assert (paper.seller.name, paper.buyer.name, paper.due_date) == ("Muster GmbH", "Officina Luce", date(2026, 2, 9))
    assert (paper.purchase_order, paper.sales_order, paper.despatch_advice) == ("PO-7", "4711", "80000001")
    assert paper.delivery is not None
    assert (paper.delivery.delivered, paper.delivery.address) == (date(2026, 1, 9), None)
    assert (paper.totals.lines, paper.totals.tax, paper.totals.payable) == (D(100), D(19), D(119))


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_credit_memo_has_positive_amounts_however_sap_writes_them(sign: str) -> None:
    """S/4HANA gives them positive; what a system writes negative says the same."""
    one = item(f"{sign}80.00", price("40.00"), vat(f"{sign}15.20"), quantity="2.000")
    paper = invoice(bill(one, SDDocumentCategory="O", BillingDocumentType="G2"))
    assert (paper.type_code, paper.payment) == (CREDIT, ())
    assert (paper.lines[0].net, paper.lines[0].quantity, paper.lines[0].price) == (D(80), D(2), D(40))
    assert (paper.taxes[0].base, paper.taxes[0].tax, paper.totals.payable) == (D(80), D("15.20"), D("95.20"))


def test_an_invoice_that_gives_more_back_than_it_asks_for_is_a_credit_note() -> None:
    """One that asks for nothing below zero: EN 16931 has positive totals."""
    back = item("-100.00", price("100.00"), vat("-19.00"))
    paper = invoice(bill(back, item("20.00", price("20.00"), vat("3.80"))))
    assert (paper.type_code, paper.totals.payable) == (CREDIT, D("95.20"))
    assert [(line.net, line.quantity) for line in paper.lines] == [(D(100), D(1)), (D(-20), D(-1))]


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_cancelled_invoice_is_taken_back_by_a_credit_note_that_names_it(sign: str) -> None:
    one = item(f"{sign}100.00", price("100.00"), vat(f"{sign}19.00"))
    row = bill(one, BillingDocument="90000009", SDDocumentCategory="N", CancelledBillingDocument="0090000001")
    paper = invoice(row, preceding={"90000001": date(2026, 1, 10)})
    assert (paper.type_code, paper.totals.payable) == (CREDIT, D(119))
    assert paper.preceding == (Reference(number="90000001", issue_date=date(2026, 1, 10)),)


def test_a_cancelled_credit_memo_is_owed_again_as_an_invoice() -> None:
    row = bill(item("100.00"), SDDocumentCategory="S", CancelledBillingDocument="90000001")
    paper = invoice(row)
    assert (paper.type_code, paper.totals.payable, paper.preceding[0].number) == ("380", D(119), "90000001")


@pytest.mark.parametrize(("country", "code"), [("DE", "380"), ("IT", "383"), ("it", "383")])
def test_only_italy_asks_for_debit_memos_as_such(country: str, code: str) -> None:
    sellers = {"1010": Seller(name="Lume Srl", country=country)}
    assert invoice(bill(item("100.00"), SDDocumentCategory="P"), sellers=sellers).type_code == code


def test_a_memo_refers_to_the_invoices_that_its_items_name_once_each() -> None:
    named = {"ReferenceSDDocumentCategory": "M", "ReferenceSDDocument": "0090000001"}
    row = bill(item("10.00") | named, item("20.00") | named, item("5.00"), SDDocumentCategory="O")
    assert [each.number for each in invoice(row).preceding] == ["90000001"]


def test_of_several_orders_and_deliveries_none_is_the_one() -> None:
    row = bill(item("10.00"), item("20.00", SalesDocument="4712", ReferenceSDDocument="80000002"))
    paper = invoice(row)
    assert (paper.sales_order, paper.despatch_advice) == ("", "")


@pytest.mark.parametrize(
    "functions_", [functions(SP="1", BP="2", PY="3", SH="4"), functions(AG="1", RE="2", RG="3", WE="4")]
)
@pytest.mark.parametrize(("buyer", "name"), [("bill-to", "Bills"), ("payer", "Pays"), ("sold-to", "Orders")])
def test_whose_name_the_invoice_bears_is_a_matter_of_the_settings(
    functions_: dict[str, object], buyer: str, name: str
) -> None:
    """SAP says partner functions in the language of the user: SP BP PY SH, or AG RE RG WE."""
    people = [partner(str(place), each, StreetName=each) for place, each in enumerate(
        ("Orders", "Bills", "Pays", "Receives"), 1
    )]  # fmt: skip
    paper = invoice(bill(item("100.00"), to_Partner=functions_), *people, buyer=buyer)
    assert paper.buyer.name == name
    assert paper.delivery is not None
    assert paper.delivery.address is not None
    assert (paper.delivery.name, paper.delivery.address.line1) == ("Receives", "Receives 3")


def test_a_document_without_partners_names_those_of_its_header() -> None:
    people = partner("1", "Pays"), partner("2", "Orders")
    row = bill(item("100.00"), PayerParty="0000000001", SoldToParty="0000000002")
    assert [invoice(row, *people, buyer=each).buyer.name for each in ("bill-to", "payer", "sold-to")] == [
        "Pays", "Pays", "Orders",
    ]  # fmt: skip


def test_a_supply_within_the_community_always_has_an_address() -> None:
    codes = {"DE": {"A0": Tax(category="K", rate=D(0))}}
    free = item("100.00", vat("0.00", rate="0", code="A0"), ServicesRenderedDate=None)
    paper = invoice(bill(free), partner(country="IT"), tax_codes=codes)
    assert paper.delivery is not None
    assert (paper.delivery.delivered, paper.delivery.address) == (None, paper.buyer.address)
    assert invoice(bill(item("100.00", ServicesRenderedDate=None))).delivery is None


def test_the_vat_number_is_the_one_that_sap_determined_for_this_document() -> None:
    with_prefix = bill(item("100.00"), VATRegistration="IT01234560231", VATRegistrationCountry="IT")
    without = bill(item("100.00"), VATRegistration="01234560231", VATRegistrationCountry="IT")
    assert {invoice(row).buyer.vat_id for row in (with_prefix, without)} == {"IT01234560231"}


@pytest.mark.parametrize(
    ("rate", "indirect", "tax"), [("0.92000", False, "17.48"), ("1.08700", True, "17.48"), ("0.50000", False, "9.50")]
)
def test_in_a_foreign_currency_the_tax_is_told_in_ours_too(rate: str, indirect: bool, tax: str) -> None:
    """BT-6, BT-111: at the rate with which accounting posted it, which SAP quotes either way round."""
    row = bill(
        item("100.00"), TransactionCurrency="USD", AbsltAccountingExchangeRate=rate,
        AcctgExchangeRateIsIndrctQtan=indirect,
    )  # fmt: skip
    paper = invoice(row)
    assert (paper.currency, paper.tax_currency, paper.totals.tax_accounting) == ("USD", "EUR", D(tax))


def test_partner_functions_of_another_language_are_no_guess_at_the_buyer() -> None:
    document, case = read(bill(item("100.00"), to_Partner=functions(DO="10100001", RF="10100009")))
    assert document is None
    assert "of its partners' functions none is known" in case.faults[0].message
    with pytest.raises(ValueError, match="language: expected EN or DE, not 'FR'"):
        msgspec.structs.replace(SETTINGS, language="FR")


@pytest.mark.parametrize("rate", ["0.00000", "", None])
def test_a_foreign_currency_without_rate_says_none(rate: str | None) -> None:
    paper = invoice(bill(item("100.00"), TransactionCurrency="USD", AbsltAccountingExchangeRate=rate))
    assert (paper.tax_currency, paper.totals.tax_accounting) == ("", None)
    assert invoice(bill(item("100.00"))).tax_currency == ""


@pytest.mark.parametrize(
    ("spoilt", "code", "said"),
    [
        ({"BillingDocument": ""}, "BR-02", "BillingDocument is empty"),
        ({"BillingDocumentDate": None}, "BR-03", "BillingDocumentDate is empty"),
        ({"BillingDocumentDate": "yesterday"}, "garbled", "BillingDocumentDate is 'yesterday', which is no date"),
        ({"TransactionCurrency": ""}, "BR-05", "TransactionCurrency is ''"),
        ({"TotalNetAmount": "many"}, "garbled", "TotalNetAmount is 'many', which is no number"),
        ({"TaxAmount": None}, "garbled", "TaxAmount is None"),
        ({"to_Item": {"results": []}}, "BR-16", "it has no item with a quantity or a value"),
        ({"CompanyCode": "2020"}, "BR-06", "company code 2020 has no [connections.NAME.sellers.2020]"),
        ({"PayerParty": "777"}, "BR-07", "its buyer 777 cannot be named"),
        ({"PayerParty": ""}, "BR-07", "its buyer (none) cannot be named"),
    ],
)
def test_what_cannot_be_an_invoice_says_why_and_where(spoilt: dict[str, object], code: str, said: str) -> None:
    paper, case = read(bill(item("100.00"), **spoilt))
    assert paper is None
    assert [fault.code for fault in case.faults] == [code]
    assert said in case.faults[0].message
    assert case.faults[0].message.startswith("Billing document ")


def test_an_amount_of_an_item_that_is_no_number_names_the_item() -> None:
    row = bill(item("100.00"), item("10.00"))
    row["to_Item"]["results"][1]["NetAmount"] = "10,00"
    paper, case = read(row)
    assert paper is None
    [fault] = case.faults
    assert "NetAmount is '10,00'" in fault.message
    assert "90000001/20" in fault.message


def test_the_official_number_where_official_document_numbering_is_used() -> None:
    row = bill(item("100.00"), DocumentReferenceID="A-2026/17")
    assert invoice(row, number="DocumentReferenceID").number == "A-2026/17"
    assert invoice(bill(item("100.00")), number="DocumentReferenceID").number == "90000001"


def test_a_gross_amount_that_sap_leaves_empty_is_net_and_tax() -> None:
    assert invoice(bill(item("100.00"), TotalGrossAmount="")).totals.payable == D(119)
    assert invoice(bill(item("100.00"), TotalGrossAmount="119.01")).totals.payable == D("119.01")


def test_a_day_of_service_that_cannot_be_read_is_no_reason_to_lose_the_invoice() -> None:
    row = bill(item("1.00", ServicesRenderedDate="?"), item("2.00", ServicesRenderedDate=on("2026-01-05")))
    delivery = invoice(row).delivery
    assert delivery is not None
    assert delivery.delivered == date(2026, 1, 5)
