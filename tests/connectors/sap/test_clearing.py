"""Who paid what, where SAP only says that some items were cleared together."""

from datetime import date
from decimal import Decimal as D

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.records import Settlement
from connectors.sap.ledger import posting
from tests.connectors.sap.books import Books, Place, books

__all__ = ["books"]


def settled(books: Books, place: Place) -> list[tuple[str, D]]:
    """Who settled this invoice, with how much; nothing of it is open."""
    it = posting(books.web(), ("1010", "2026", place[0]))
    assert it is not None
    assert it.open == 0
    assert sum(s.amount for s in it.settlements) <= it.amount
    return [(s.ref, s.amount) for s in it.settlements]


def test_one_payment_for_one_invoice(books: Books) -> None:
    invoice, paid = books.invoice("119.00"), books.payment("119.00", on="2026-02-18")
    books.clear(invoice, paid, on="2026-02-20")
    it = posting(books.web(), ("1010", "2026", invoice[0]))
    assert it is not None
    assert it.settlements == (Settlement(date=date(2026, 2, 18), amount=D("119.00"), ref=paid[0]),)


def test_one_payment_for_three_invoices_is_shared_in_the_order_of_their_due_dates(books: Books) -> None:
    late = books.invoice("30.00", due="2026-04-01")
    first = books.invoice("50.00", due="2026-02-01")
    second = books.invoice("20.00", due="2026-03-01")
    paid = books.payment("100.00")
    books.clear(late, first, second, paid)
    assert settled(books, first) == [(paid[0], D("50.00"))]
    assert settled(books, second) == [(paid[0], D("20.00"))]
    assert settled(books, late) == [(paid[0], D("30.00"))]


def test_two_payments_for_one_invoice(books: Books) -> None:
    invoice = books.invoice("119.00")
    part = books.payment("19.00", of=invoice, on="2026-02-01")
    rest = books.payment("100.00", on="2026-03-01")
    books.clear(invoice, part, rest, on="2026-03-01")
    assert settled(books, invoice) == [(part[0], D("19.00")), (rest[0], D("100.00"))]


def test_a_part_payment_goes_to_the_invoice_that_it_names_though_another_was_due_before(books: Books) -> None:
    old, new = books.invoice("100.00", due="2026-02-01"), books.invoice("50.00", due="2026-03-01")
    part = books.payment("30.00", of=new, on="2026-02-10")
    rest = books.payment("120.00", on="2026-03-10")
    books.clear(old, new, part, rest, on="2026-03-10")
    assert settled(books, new) == [(part[0], D("30.00")), (rest[0], D("20.00"))]
    assert settled(books, old) == [(rest[0], D("100.00"))]


def test_cash_discount_settles_the_invoice_and_is_no_payment(books: Books) -> None:
    invoice, paid = books.invoice("100.00"), books.payment("100.00")
    books.clear(invoice, paid)
    books.change(invoice, CashDiscountAmount="2.00")
    books.line(paid[0], "003", "1.68")
    books.line(paid[0], "004", "0.32", ProfitLossAccountType="", AccountingDocumentItemType="T")
    assert settled(books, invoice) == [(paid[0], D("98.00"))]


def test_cash_discount_is_known_from_the_item_alone_too(books: Books) -> None:
    first, second, paid = books.invoice("100.00", due="2026-02-01"), books.invoice("50.00"), books.payment("150.00")
    books.clear(first, second, paid)
    books.change(second, CashDiscountAmount="1.00")
    assert settled(books, first) == [(paid[0], D("100.00"))]
    assert settled(books, second) == [(paid[0], D("49.00"))]


def test_cash_discount_that_only_the_payment_tells(books: Books) -> None:
    invoice, paid = books.invoice("100.00"), books.payment("100.00", CashDiscountAmount="3.00")
    books.clear(invoice, paid)
    assert settled(books, invoice) == [(paid[0], D("97.00"))]


def test_a_payment_difference_that_was_written_off_was_not_paid(books: Books) -> None:
    invoice, paid = books.invoice("100.00"), books.payment("100.00")
    books.clear(invoice, paid)
    books.line(paid[0], "003", "0.05")
    assert settled(books, invoice) == [(paid[0], D("99.95"))]


def test_a_discount_taken_when_the_items_were_cleared_later_is_no_payment(books: Books) -> None:
    invoice, paid = books.invoice("100.00"), books.payment("98.00", on="2026-02-01")
    rest = books.item("100000009", "001", "-2.00", type_="AB", on="2026-02-20")
    books.line("100000009", "002", "2.00")
    books.clear(invoice, paid, rest)
    assert settled(books, invoice) == [(paid[0], D("98.00"))]


def test_a_credit_memo_settles_as_a_credit_not_as_money(books: Books) -> None:
    invoice, memo, paid = books.invoice("100.00"), books.credit_memo("40.00"), books.payment("60.00")
    books.clear(invoice, memo, paid)
    it = posting(books.web(), ("1010", "2026", invoice[0]))
    assert it is not None
    assert [(s.amount, s.credit) for s in it.settlements] == [(D("40.00"), True), (D("60.00"), False)]


def test_a_credit_memo_that_clears_with_its_own_document_keeps_its_amount(books: Books) -> None:
    """Its revenue lines are what it is made of, not a difference."""
    invoice, memo = books.invoice("100.00"), books.credit_memo("100.00")
    books.clear(invoice, memo)
    books.line(memo[0], "002", "84.03")
    assert settled(books, invoice) == [(memo[0], D("100.00"))]


def test_what_settled_a_credit_memo_is_an_invoice(books: Books) -> None:
    invoice, memo = books.invoice("100.00"), books.credit_memo("100.00")
    books.clear(invoice, memo)
    it = posting(books.web(), ("1010", "2026", memo[0]))
    assert it is not None
    assert it.settlements == (Settlement(date=date(2026, 1, 10), amount=D("100.00"), ref=invoice[0], credit=True),)


def test_a_clearing_of_the_same_number_in_another_year_is_another_one(books: Books) -> None:
    one, paid = books.invoice("10.00"), books.payment("10.00")
    books.clear(one, paid, by="100000001", on="2026-02-20")
    other, more = books.invoice("20.00"), books.payment("20.00", on="2027-02-01")
    books.clear(other, more, by="100000001", on="2027-02-20")
    assert settled(books, one) == [(paid[0], D("10.00"))]
    assert settled(books, other) == [(more[0], D("20.00"))]


def test_a_payment_in_another_currency_counts_with_what_it_was_booked_at(books: Books) -> None:
    invoice = books.invoice("90.00")
    paid = books.payment("100.00", TransactionCurrency="USD", AmountInCompanyCodeCurrency="-90.00")
    books.clear(invoice, paid)
    assert settled(books, invoice) == [(paid[0], D("90.00"))]


def test_a_payment_that_nobody_can_convert_has_settled_the_rest_of_what_it_cleared(books: Books) -> None:
    invoice = books.invoice("100.00", TransactionCurrency="USD", AmountInCompanyCodeCurrency="90.00")
    memo = books.credit_memo("20.00", TransactionCurrency="USD", AmountInCompanyCodeCurrency="-18.00")
    paid = books.payment("72.00")
    books.clear(invoice, memo, paid)
    assert settled(books, invoice) == [(memo[0], D("20.00")), (paid[0], D("80.00"))]


def test_residuals_of_two_invoices_of_one_payment(books: Books) -> None:
    first, second = books.invoice("100.00", due="2026-02-01"), books.invoice("50.00", due="2026-03-01")
    paid = books.payment("150.00")
    books.residual(paid, "10.00", second)
    books.clear(first, second, paid)
    assert settled(books, first) == [(paid[0], D("100.00"))]
    it = posting(books.web(), ("1010", "2026", second[0]))
    assert it is not None
    assert it.open == D("10.00")
    assert [s.amount for s in it.settlements] == [D("40.00")]


@given(
    owed=st.lists(st.integers(1, 5000), min_size=1, max_size=6),
    paid=st.lists(st.integers(1, 5000), min_size=1, max_size=6),
    discounts=st.lists(st.integers(0, 5000), max_size=6),
)
@settings(max_examples=60, deadline=None)
def test_nothing_is_settled_twice_and_nothing_is_lost(owed: list[int], paid: list[int], discounts: list[int]) -> None:
    """Whatever was cleared together: no invoice takes more than it was for, no payment gives more than came."""
    books = Books()
    bills = [books.invoice(cents(amount), due=f"2026-02-{n + 1:02}") for n, amount in enumerate(owed)]
    money = [books.payment(cents(amount)) for amount in paid]
    off = [min(cut, amount) for cut, amount in zip(discounts, owed, strict=False)] + [0] * len(owed)
    books.clear(*bills, *money)
    for bill, cut in zip(bills, off, strict=False):
        books.change(bill, CashDiscountAmount=cents(cut))
    web = books.web()
    found = [posting(web, ("1010", "2026", bill[0])) for bill in bills]
    taken: dict[str, D] = {}
    for it, amount, cut in zip(found, owed, off, strict=False):
        assert it is not None
        assert it.open == 0
        assert sum(s.amount for s in it.settlements) <= D(amount - cut) / 100
        for settlement in it.settlements:
            taken[settlement.ref] = taken.get(settlement.ref, D(0)) + settlement.amount
    given_ = {place[0]: D(amount) / 100 for place, amount in zip(money, paid, strict=True)}
    assert all(amount <= given_[ref] for ref, amount in taken.items())
    wanted = sum(amount - cut for amount, cut in zip(owed, off, strict=False))
    assert sum(taken.values()) == D(min(wanted, sum(paid))) / 100


def cents(amount: int) -> str:
    return f"{D(amount) / 100:.2f}"
