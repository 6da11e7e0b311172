"""Billing documents as invoices: the paper, and what has become of it in accounting."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest

from connectors.records import Due, Invoice, Page, Payment, Unreadable
from connectors.sap import invoices
from connectors.sap.rereading import reread
from connectors.seller import Tax
from tests.connectors.pulled import sound
from tests.connectors.sap.books import Books, books

__all__ = ["books"]

CODES = {"DE": {"A1": Tax(category="S", rate=D(19))}}


def told(pages: Iterable[Page]) -> dict[str, Invoice]:
    return sound(pages, Invoice)


def pull(books: Books, cursor: str | None = None, now: str = "2026-03-01", **settings: object) -> list[Page]:
    world = books.world(f"{now}T12:00", tax_codes=CODES, **settings)
    return list(invoices.pages(world, cursor))


def test_an_invoice_with_what_accounting_says_of_it(books: Books) -> None:
    number = books.bill("100.00", "19.00")
    books.post(number)
    it = told(pull(books))[number]
    assert (it.ref.company, it.customer.id, it.state) == ("1010", "10100001", "open")
    assert it.open == it.document.totals.payable == D("119.00")
    assert it.dues == (Due(date=date(2026, 2, 9), amount=D("119.00"), open=D("119.00")),)
    assert (it.document.number, it.document.due_date, it.orders) == (number, date(2026, 2, 9), ("4711",))
    assert it.changed_at == datetime(2026, 1, 10, 9, tzinfo=UTC)
    assert it.erp_einvoice == ""


def test_what_is_not_posted_yet_comes_when_it_is(books: Books) -> None:
    number = books.bill("100.00", "19.00")
    pages = pull(books)
    assert told(pages) == {}
    books.post(number, AccountingDocumentCreationDate="2026-03-10")
    books.billing(number)["LastChangeDateTime"] = "2026-01-10T08:00:00Z"  # the release leaves it as it was
    assert list(told(pull(books, pages[-1].cursor, "2026-03-11"))) == [number]


def test_pro_forma_other_companies_and_what_is_left_out(books: Books) -> None:
    books.bill("1.00", SDDocumentCategory="U", AccountingDocument="9400000099", FiscalYear="2026")
    books.post(books.bill("2.00", BillingDocumentType="ZX"))
    books.post(books.bill("3.00", CompanyCode="2020"), CompanyCode="2020")
    assert told(pull(books, left_out=("ZX",))) == {}


def test_a_cancelled_invoice_and_its_cancellation(books: Books) -> None:
    number = books.bill("100.00", "19.00")
    books.post(number)
    other = books.cancel(number, on="2026-01-12")
    found = told(pull(books))
    assert (found[number].state, found[number].open) == ("reversed", D(0))
    assert (found[other].state, found[other].open) == ("paid", D(0))
    assert found[other].document.type_code == "381"
    assert found[other].document.preceding[0].number == number
    assert found[other].document.totals.payable == D("119.00")


def test_a_cancellation_that_accounting_did_not_clear_frees_no_money(books: Books) -> None:
    """Nothing of the first is owed, so the second gives nothing back."""
    number = books.bill("100.00", "19.00")
    books.post(number)
    other = books.cancel(number, on="2026-01-12", clear=False)
    found = told(pull(books))
    assert (found[number].open, found[other].open, found[other].state) == (D(0), D(0), "paid")


def test_the_cancellation_of_an_invoice_that_was_paid_gives_the_money_back(books: Books) -> None:
    number = books.bill("100.00", "19.00")
    books.clear(books.post(number), books.payment("119.00"))
    other = books.cancel(number, on="2026-02-25", clear=False)
    found = told(pull(books))
    assert (found[number].open, found[other].open, found[other].state) == (D(0), D("119.00"), "open")


@pytest.mark.parametrize("clear", [True, False])
def test_what_was_paid_in_part_on_a_cancelled_invoice_is_free(books: Books, clear: bool) -> None:
    kept, number = books.bill("50.00"), books.bill("100.00", "19.00")
    books.post(kept)
    paid = books.payment("25.00", of=books.post(number))
    books.cancel(number, on="2026-02-25", clear=clear)
    it = reread(books.world(tax_codes=CODES), [told(pull(books))[kept].customer])
    owed = {bill.ref.id: bill.open for bill in it.invoices if isinstance(bill, Invoice) and bill.open}
    free = {one.ref.id.split("/")[1]: one.unapplied for one in it.payments if isinstance(one, Payment)}
    assert owed == {kept: D("50.00")}
    assert free == {paid[0]: D("25.00")}


def test_a_cancelled_credit_memo_is_owed_again(books: Books) -> None:
    number = books.bill("100.00", SDDocumentCategory="O")
    books.post(number)
    other = books.cancel(number, on="2026-01-12")
    found = told(pull(books))
    assert (found[number].state, found[number].document.type_code) == ("reversed", "381")
    assert (found[other].document.type_code, found[other].open) == ("380", D(0))


def test_a_cash_sale_is_an_invoice_that_nobody_owes(books: Books) -> None:
    number = books.bill("100.00", "19.00")
    books.billing(number).update({"AccountingDocument": "9400000099", "FiscalYear": "2026"})
    it = told(pull(books))[number]
    assert (it.state, it.open, it.dues, it.customer.id) == ("paid", D(0), (), "10100001")


def test_receivable_items_that_are_not_shown_make_it_unreadable_not_paid(books: Books) -> None:
    number = books.bill("100.00", "19.00")
    posted = {"AccountingDocument": "9400000099", "FiscalYear": "2026", "InvoiceClearingStatus": "A"}
    books.billing(number).update(posted)
    [it] = [record for page in pull(books) for record in page.records]
    assert isinstance(it, Unreadable)
    assert f"Billing document {number}: SAP shows no item of accounting document 9400000099" in it.faults[0].message


def test_a_down_payment_request_is_kept_apart(books: Books) -> None:
    books.post(books.bill("100.00", SDDocumentCategory="P"), SpecialGLCode="F")
    assert told(pull(books)) == {}


def test_the_debtor_is_who_accounting_says(books: Books) -> None:
    books.partner("10100002", "Head office")
    number = books.bill("100.00")
    books.post(number, Customer="10100002")
    it = told(pull(books))[number]
    assert (it.customer.id, it.document.buyer.name) == ("10100002", "Officina Luce")


def test_what_is_billed_and_what_is_posted_in_another_currency_is_not_guessed(books: Books) -> None:
    number = books.bill("100.00")
    books.post(number, TransactionCurrency="USD")
    [it] = [record for page in pull(books) for record in page.records]
    assert isinstance(it, Unreadable)
    assert "posted in USD, and billed in EUR" in it.faults[0].message


def test_a_residual_item_changes_what_is_open_and_not_what_the_document_says(books: Books) -> None:
    number = books.bill("100.00", "19.00")
    place = books.post(number)
    before = told(pull(books))[number]
    paid = books.payment("119.00", on="2026-02-20")
    books.residual(paid, "40.00", place, NetDueDate="2026-03-20")
    books.clear(place, paid)
    after = told(pull(books))[number]
    assert (after.open, after.dues[0].date, after.state) == (D("40.00"), date(2026, 3, 20), "open")
    assert after.document == before.document
    assert after.version != before.version


def test_yen_dinars_and_a_third_decimal_of_euros(books: Books) -> None:
    for currency, net, shown in (("JPY", "15000", "15000"), ("KWD", "10.125", "10.125"), ("EUR", "10.125", "10.125")):
        books = Books(currency=currency)
        books.partner()
        number = books.bill(net)
        books.post(number)
        it = told(pull(books))[number]
        assert [str(it.open), str(it.document.totals.payable)] == [shown, shown]


def test_deltas_tell_new_payments_cancellations_and_clearings_that_were_undone(books: Books) -> None:
    part, gone, undone, quiet = (books.bill("100.00") for _ in range(4))
    posted = {number: books.post(number) for number in (part, gone, undone, quiet)}
    by = books.clear(posted[undone], books.payment("100.00", on="2026-01-20"), on="2026-01-20")
    cursor = pull(books)[-1].cursor
    assert told(pull(books, cursor, "2026-03-05")) == {}
    books.payment("30.00", of=posted[part], on="2026-03-10")
    other = books.cancel(gone, on="2026-03-10")
    books.reset(by)
    pages = pull(books, cursor, "2026-03-11")
    found = {number: (bill.state, bill.open) for number, bill in told(pages).items()}
    assert found == {
        part: ("open", D("70.00")),
        gone: ("reversed", D(0)),
        other: ("paid", D(0)),
        undone: ("open", D("100.00")),
    }
    pages = pull(books, pages[-1].cursor, "2026-03-15")
    assert told(pull(books, pages[-1].cursor, "2026-03-16")) == {}


def test_a_payment_that_is_posted_while_a_long_first_pull_goes_on_is_not_lost(books: Books) -> None:
    """Its invoice was read before, and the walk over items begins after: the next pull looks back to the beginning."""
    numbers = [books.bill("100.00") for _ in range(7)]
    posted = {number: books.post(number) for number in numbers}
    world = books.world("2026-03-01T12:00", tax_codes=CODES)
    going = invoices.pages(world, None)
    pages = [next(going)]
    books.clear(posted[numbers[0]], books.payment("100.00", on="2026-03-01"), on="2026-03-01")
    world.client.clock = datetime(2026, 3, 20, 12, tzinfo=UTC)  # type: ignore[attr-defined]
    pages += going
    held = told(pages) | told(pull(books, pages[-1].cursor, "2026-03-21"))
    assert held[numbers[0]].state == "paid"


def test_the_cursor_of_every_page_can_be_continued(books: Books) -> None:
    numbers = [books.bill("100.00") for _ in range(7)]
    for number in numbers:
        books.post(number)
    books.fi_invoice("50.00")
    pages = pull(books)
    everything = set(told(pages))
    assert len(everything) == 8
    for stop in range(len(pages)):
        held = told(pages[: stop + 1]) | told(pull(books, pages[stop].cursor))
        assert set(held) == everything, f"lost after page {stop}"


def test_young_invoices_come_again_when_their_customer_was_edited(books: Books) -> None:
    old = books.bill("100.00", on="2025-06-01")
    young = books.bill("200.00", on="2026-01-10")
    for number in (old, young):
        books.post(number)
    cursor = pull(books)[-1].cursor
    books.tables["A_BusinessPartner"][0] |= {"OrganizationBPName1": "Officina Luce Srl", "LastChangeDate": "2026-03-10"}
    found = told(pull(books, cursor, "2026-03-11"))
    assert {number: bill.document.buyer.name for number, bill in found.items()} == {young: "Officina Luce Srl"}


def test_a_bounced_payment_that_names_the_billing_document_is_owed_beside_it(books: Books) -> None:
    number = books.bill("100.00")
    books.clear(books.post(number), books.payment("100.00", on="2026-01-20"), on="2026-01-20")
    cursor = pull(books)[-1].cursor
    posted = {"BillingDocument": number, "PostingKey": "05", "ReferenceDocumentType": "BKPF"}
    books.item("100000001", "001", "100.00", type_="AB", on="2026-03-10", **posted)
    for found in (told(pull(books, None, "2026-03-11")), told(pull(books, cursor, "2026-03-11"))):
        assert "2026/100000001/10100001" in found
        assert {bill.open for bill in found.values()} <= {D(0), D("100.00")}


def test_instalments_of_which_only_one_names_the_billing_document(books: Books) -> None:
    number = books.bill("100.00")
    document, _ = books.post(number, AmountInTransactionCurrency="40.00")
    books.item(document, "002", "60.00", type_="RV", on="2026-01-10", due="2026-03-09")
    found = told(pull(books))
    assert list(found) == [number]
    assert [due.amount for due in found[number].dues] == [D("40.00"), D("60.00")]


def test_whose_name_stands_in_the_document_alone_gets_no_e_invoice_of_solde(books: Books) -> None:
    """A one-time customer's own record is shared by many, and has nobody's address."""
    number = books.bill("100.00", "19.00")
    books.post(number)
    books.tables["A_Customer"][0]["CustomerAccountGroup"] = "CPDA"
    assert told(pull(books))[number].erp_einvoice == "one-time customer"
    books.fi_invoice("10.00", type_="DR")
    assert {bill.erp_einvoice for bill in told(pull(books, fi_invoices=("DR",))).values()} == {
        "one-time customer", "posted in FI",
    }  # fmt: skip
