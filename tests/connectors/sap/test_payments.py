"""Money that customers sent, and how much of it no invoice has taken yet."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal as D

from connectors.records import Page, Payment, Unreadable
from connectors.sap import payments
from tests.connectors.pulled import sound
from tests.connectors.sap.books import Books, books

__all__ = ["books"]


def told(pages: Iterable[Page]) -> dict[str, Payment]:
    return sound(pages, Payment)


def test_a_payment_on_account_is_free_money(books: Books) -> None:
    document, _ = books.payment("100.00", DocumentItemText="Invoice 4711, thanks")
    it = told(payments.pages(books.world(), None))[f"2026/{document}/2"]
    assert (it.amount, it.unapplied, it.currency, it.state) == (D("100.00"), D("100.00"), "EUR", "posted")
    assert (it.date, it.memo, it.customer.id) == (date(2026, 2, 20), "Invoice 4711, thanks", "10100001")


def test_a_part_payment_is_free_only_beyond_its_invoice(books: Books) -> None:
    invoice = books.invoice("60.00")
    books.payment("50.00", of=invoice)
    books.payment("50.00", of=invoice, on="2026-02-21")
    assert [p.unapplied for p in told(payments.pages(books.world(), None)).values()] == [D(0), D("40.00")]


def test_what_was_paid_on_a_cancelled_invoice_is_free(books: Books) -> None:
    books.payment("25.00", of=books.invoice("60.00", billing="90000001"))
    books.tables["A_BillingDocument"] = [{"BillingDocument": "90000001", "BillingDocumentIsCancelled": True}]
    assert [p.unapplied for p in told(payments.pages(books.world(), None)).values()] == [D("25.00")]


def test_a_cleared_payment_has_nothing_left(books: Books) -> None:
    books.clear(books.invoice("60.00"), books.payment("60.00"))
    assert [p.unapplied for p in told(payments.pages(books.world(), None)).values()] == [D(0)]


def test_a_reversed_payment_is_cancelled_and_its_reversal_is_no_payment(books: Books) -> None:
    wrong = books.payment("60.00", IsReversed=True)
    books.clear(wrong, books.item("1700000001", "001", "60.00", type_="AB", on="2026-02-21", IsReversal=True))
    found = told(payments.pages(books.world(), None))
    assert [(p.state, p.unapplied) for p in found.values()] == [("cancelled", D(0))]


def test_a_reversed_invoice_leaves_no_payment_behind(books: Books) -> None:
    invoice = books.item("1800000001", "001", "60.00", type_="DR", on="2026-02-01", IsReversed=True)
    books.clear(invoice, books.item("1700000001", "001", "-60.00", type_="AB", on="2026-02-21", IsReversal=True))
    assert told(payments.pages(books.world(), None)) == {}


def test_down_payments_and_credit_memos_are_none(books: Books) -> None:
    books.payment("50.00", SpecialGLCode="A")
    books.credit_memo("20.00")
    books.item("1600000001", "001", "-5.00", type_="DG", on="2026-02-01")
    books.item("1600000002", "001", "-5.00", type_="ZG", on="2026-02-01", PostingKey="11")
    books.item("1600000003", "001", "-5.00", type_="ZG", on="2026-02-01", PostingKey="1A", IsSalesRelated=True)
    assert told(payments.pages(books.world(), None)) == {}


def test_other_company_codes_stay_out(books: Books) -> None:
    books.payment("50.00", CompanyCode="2020")
    assert told(payments.pages(books.world(), None)) == {}


def test_a_payment_that_cannot_be_understood_is_set_aside_with_its_place(books: Books) -> None:
    document, _ = books.payment("50.00", AmountInTransactionCurrency=None)
    [page] = [page for page in payments.pages(books.world(), None) if page.records]
    [it] = page.records
    assert isinstance(it, Unreadable)
    assert f"Accounting document {document} of 2026, item 2" in it.faults[0].message
    assert "AmountInTransactionCurrency" in it.faults[0].message


def test_yen_and_dinars() -> None:
    yen, dinars = Books(currency="JPY"), Books(currency="KWD")
    yen.payment("15000")
    dinars.payment("1.5")
    [one] = told(payments.pages(yen.world(), None)).values()
    [other] = told(payments.pages(dinars.world(), None)).values()
    assert (str(one.amount), str(other.amount)) == ("15000", "1.500")


def test_many_payments_fill_several_pages_and_each_comes_once(books: Books) -> None:
    for number in range(10):
        books.payment(f"{number + 1}.00")
    pages = list(payments.pages(books.world(), None))
    assert len([page for page in pages if page.records]) == 4
    assert len(told(pages)) == sum(len(page.records) for page in pages) == 10


def last(pages: Iterable[Page]) -> str:
    return list(pages)[-1].cursor


def test_the_next_pull_gives_what_is_new_and_leaves_what_is_old(books: Books) -> None:
    books.payment("10.00", on="2026-01-05")
    cursor = last(payments.pages(books.world(), None))
    new, _ = books.payment("20.00", on="2026-03-10")
    found = told(payments.pages(books.world("2026-03-11T12:00"), cursor))
    assert list(found) == [f"2026/{new}/2"]


def test_a_payment_becomes_free_again_where_its_clearing_was_undone(books: Books) -> None:
    paid = books.payment("60.00", on="2026-01-20")
    by = books.clear(books.invoice("60.00"), paid, on="2026-01-20")
    cursor = last(payments.pages(books.world(), None))
    books.reset(by)
    found = told(payments.pages(books.world("2026-03-11T12:00"), cursor))
    assert [p.unapplied for p in found.values()] == [D("60.00")]


def test_an_undone_clearing_is_found_when_the_comparison_is_due_and_not_before(books: Books) -> None:
    paid = books.payment("60.00", on="2026-01-20")
    by = books.clear(books.invoice("60.00"), paid, on="2026-01-20")
    cursor = last(payments.pages(books.world(), None))
    books.reset(by)
    pages = list(payments.pages(books.world("2026-03-01T12:20"), cursor))
    assert told(pages) == {}
    assert len(told(payments.pages(books.world("2026-03-02T12:00"), pages[-1].cursor))) == 1


def test_a_part_payment_is_told_again_when_its_invoice_was_cleared_without_it(books: Books) -> None:
    invoice = books.invoice("60.00")
    part = books.payment("50.00", of=invoice, on="2026-01-20")
    cursor = last(payments.pages(books.world(), None))
    books.clear(invoice, books.payment("60.00", on="2026-03-10"), on="2026-03-10")
    found = told(payments.pages(books.world("2026-03-11T12:00"), cursor))
    assert found[f"2026/{part[0]}/2"].unapplied == D("50.00")


def test_a_pull_that_broke_off_goes_on_where_it_was(books: Books) -> None:
    for number in range(10):
        books.payment(f"{number + 1}.00")
    first = next(page for page in payments.pages(books.world(), None) if page.records)
    rest = told(payments.pages(books.world(), first.cursor))
    assert len(rest) == 7
    assert {*rest, *(record.ref.id for record in first.records)} == set(told(payments.pages(books.world(), None)))
