"""What looks like an open item in SAP and is not to be reminded of: nobody posted it, or it is collected, or undone."""

from decimal import Decimal as D

import pytest

from connectors.records import Invoice, Payment, Ref, Snapshot
from connectors.sap import invoices, payments
from connectors.sap.ledger import Posting, posting
from connectors.sap.rereading import reread
from connectors.sap.web import Web
from tests.connectors.sap.books import Books, Place, books, free, owed

__all__ = ["books"]

MINE = Ref("s4", "", "customer", "10100001")


def standing(books: Books, place: Place, web: Web | None = None) -> Posting | None:
    return posting(web or books.web(), (books.company, "2026", place[0]))


def account(books: Books, **settings: object) -> Snapshot:
    return reread(books.world(**settings), [MINE])


@pytest.mark.parametrize(
    ("category", "what"),
    [
        ("D", "a recurring entry, from which others will be posted"),
        ("M", "a sample document"),
        ("S", "a noted item"),
        ("V", "a parked document"),
        ("W", "a parked one that changed its number"),
        ("Z", "a parked one that was deleted"),
    ],
)
def test_what_was_never_posted_is_neither_owed_nor_money(books: Books, category: str, what: str) -> None:
    real = books.fi_invoice("50.00")
    books.fi_invoice("119.00", AccountingDocumentCategory=category)
    books.payment("19.00", AccountingDocumentCategory=category)
    it = account(books)
    assert (owed(it), free(it)) == ({real[0]: D("50.00")}, {}), what
    pulled = [record for pages in (invoices.pages, payments.pages) for page in pages(books.world(), None)
              for record in page.records]  # fmt: skip
    assert [record.ref.id.split("/")[1] for record in pulled] == [real[0]], what


@pytest.mark.parametrize("category", ["", "A", "B", "L"])
def test_normal_documents_and_those_of_clearings_count(books: Books, category: str) -> None:
    real = books.fi_invoice("50.00", AccountingDocumentCategory=category)
    assert owed(account(books)) == {real[0]: D("50.00")}


def test_a_parked_invoice_is_owed_once_it_is_posted_whatever_its_dates_say(books: Books) -> None:
    parked = books.fi_invoice("119.00", on="2026-01-10", AccountingDocumentCategory="V")
    cursor = list(invoices.pages(books.world(), None))[-1].cursor
    books.change(parked, AccountingDocumentCategory="")
    pages = invoices.pages(books.world("2026-03-20T12:00"), cursor)
    assert [record.ref.id.split("/")[1] for page in pages for record in page.records] == [parked[0]]


def test_what_the_payment_run_will_collect_is_not_reminded_of(books: Books) -> None:
    """F150 leaves out items with a payment method for incoming payments; a payment block brings them back."""
    collected = books.fi_invoice("10.00", PaymentMethod="E")
    stopped = books.fi_invoice("20.00", PaymentMethod="E", PaymentBlockingReason="A")
    transfer = books.fi_invoice("30.00", PaymentMethod="U")
    it = account(books, payment_methods={"E": "59", "U": "58"})
    found = {b.ref.id.split("/")[1]: (b.disputed, b.dispute_reason) for b in it.invoices if isinstance(b, Invoice)}
    assert found == {
        collected[0]: (D("10.00"), "collected by direct debit, payment method E"),
        stopped[0]: (D(0), ""),
        transfer[0]: (D(0), ""),
    }


def test_what_a_payment_method_means_is_not_guessed(books: Books) -> None:
    books.fi_invoice("10.00", PaymentMethod="E")
    [it] = account(books).invoices
    assert isinstance(it, Invoice)
    assert it.disputed == 0


def test_a_returned_direct_debit_is_reminded_of_again(books: Books) -> None:
    """The bank gives the money back, and the clerk sets a payment block on the item: nothing else moves a date."""
    invoice = books.fi_invoice("10.00", PaymentMethod="E")
    settings = {"payment_methods": {"E": "59"}}
    cursor = list(invoices.pages(books.world(**settings), None))[-1].cursor
    books.change(invoice, PaymentBlockingReason="A")
    pages = invoices.pages(books.world("2026-03-20T12:00", **settings), cursor)
    assert [record.disputed for page in pages for record in page.records if isinstance(record, Invoice)] == [D(0)]


def test_a_residual_item_that_was_reversed_with_its_payment_is_owed_by_nobody(books: Books) -> None:
    """The payment was reset and reversed: the invoice is open again, whole, and not a second time in its residual."""
    invoice, paid = books.invoice("119.00"), books.payment("119.00")
    residual = books.residual(paid, "40.00", invoice)
    books.reset(books.clear(invoice, paid))
    books.change(paid, IsReversed=True)
    books.change(residual, IsReversed=True)
    it = standing(books, invoice)
    assert it is not None
    assert it.open == D("119.00")


def test_the_invoice_of_a_part_payment_whose_year_sap_does_not_say(books: Books) -> None:
    invoice = books.fi_invoice("100.00")
    paid = books.payment("30.00", of=invoice, InvoiceReferenceFiscalYear="0000")
    it = account(books)
    assert (owed(it), free(it)) == ({invoice[0]: D("70.00")}, {paid[0]: D(0)})


def test_a_clearing_of_a_later_year_that_sap_does_not_say_still_finds_its_payment(books: Books) -> None:
    """Items that came from an older system have no year of clearing, but the day."""
    invoice, paid = books.invoice("100.00", on="2025-12-10"), books.payment("100.00", on="2026-01-20")
    books.clear(invoice, paid, on="2026-01-20", ClearingDocFiscalYear="0000")
    it = posting(books.web(), (books.company, "2025", invoice[0]))
    assert it is not None
    assert [(one.ref, one.amount) for one in it.settlements] == [(paid[0], D("100.00"))]


def test_documents_of_two_years_with_the_same_number_are_two(books: Books) -> None:
    old = books.item("1800000099", "001", "40.00", type_="DR", on="2025-05-01")
    row = dict(books.rows.pop(old))
    books.rows["1800000099", "old"] = row
    books.item("1800000099", "001", "60.00", type_="DR", on="2026-05-01")
    named = {"InvoiceReference": "1800000099", "InvoiceReferenceFiscalYear": "2025", "InvoiceItemReference": "001"}
    books.payment("15.00", on="2026-06-01", FollowOnDocumentType="Z", **named)
    it = account(books)
    assert {bill.ref.id: bill.open for bill in it.invoices if isinstance(bill, Invoice)} == {
        "2025/1800000099/10100001": D("25.00"),
        "2026/1800000099/10100001": D("60.00"),
    }
    assert list(free(it).values()) == [D(0)]


def test_a_bill_of_exchange_stands_for_the_invoice_and_is_not_reminded_of(books: Books) -> None:
    invoice = books.fi_invoice("100.00")
    taken = books.item("1400000077", "001", "-100.00", type_="DZ", on="2026-02-20")
    books.item("1400000077", "002", "100.00", type_="DZ", on="2026-02-20", SpecialGLCode="W", due="2026-05-20")
    books.clear(invoice, taken)
    assert (owed(account(books)), free(account(books))) == ({}, {})


def test_what_a_customer_is_owed_as_a_vendor_lowers_his_invoice_when_it_is_netted(books: Books) -> None:
    """The netting posts a credit on the customer and a debit on the vendor; the vendor's line is nobody's business."""
    invoice = books.fi_invoice("100.00")
    books.item("100000077", "001", "-30.00", type_="AB", on="2026-02-20", **books.names(invoice))
    books.item("100000077", "002", "30.00", type_="AB", on="2026-02-20", FinancialAccountType="K", Supplier="700001")
    assert owed(account(books)) == {invoice[0]: D("70.00")}


def test_a_payment_of_somebody_else_on_the_invoice_counts_for_it_and_not_for_his_account(books: Books) -> None:
    """An alternative payer, or another branch: what he pays on this invoice is no free money of his own."""
    other = Ref("s4", "", "customer", "10100002")
    books.partner(other.id, "Torino Spa")
    invoice = books.fi_invoice("100.00")
    books.payment("60.00", of=invoice, Customer=other.id)
    both = reread(books.world(), [MINE, other])
    assert (owed(both), list(free(both).values())) == ({invoice[0]: D("40.00")}, [D(0)])
    assert owed(account(books)) == {invoice[0]: D("40.00")}
    theirs = reread(books.world(), [other])
    assert list(free(theirs).values()) == [D(0)]


def test_currencies_stay_apart_on_one_account(books: Books) -> None:
    euro, dollar = books.fi_invoice("100.00"), books.fi_invoice("200.00", TransactionCurrency="USD")
    books.payment("50.00", TransactionCurrency="USD")
    it = account(books)
    assert owed(it) == {euro[0]: D("100.00"), dollar[0]: D("200.00")}
    assert [(one.unapplied, one.currency) for one in it.payments if isinstance(one, Payment)] == [(D("50.00"), "USD")]
