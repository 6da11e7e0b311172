"""What is open on an invoice in SAP, told as a collector would."""

from datetime import date
from decimal import Decimal as D

import pytest

from connectors.records import Due, Settlement
from connectors.sap.ledger import Posting, posting, related
from connectors.sap.web import Web
from tests.connectors.sap.books import Books, Place, as_json, books

__all__ = ["books"]


def standing(books: Books, place: Place, year: str = "2026") -> Posting:
    found = posting(books.web(), (books.company, year, place[0]))
    assert found is not None
    return found


def test_an_invoice_that_nobody_paid_is_open_with_its_due_date(books: Books) -> None:
    it = standing(books, books.invoice("119.00"))
    assert (it.open, it.amount, it.customer, it.credit) == (D("119.00"), D("119.00"), "10100001", False)
    assert it.dues == (Due(date=date(2026, 2, 9), amount=D("119.00"), open=D("119.00")),)
    assert it.settlements == ()


@pytest.mark.parametrize("amount", ["119.00", "-119.00", "0.00", "rubbish"])
@pytest.mark.parametrize("cleared", [False, True])
@pytest.mark.parametrize(
    "said",
    [
        {"DunningArea": "01"}, {"DunningBlockingReason": "A"}, {"PaymentMethod": "D"},
        {"IsReversed": True, "PaymentMethod": "D"}, {"PostingDate": None, "NetDueDate": None},
        {"BillingDocument": "90000001"}, {"TransactionCurrency": ""},
    ],
)  # fmt: skip
def test_an_invoice_without_relatives_is_told_as_one_with_them(
    books: Books, amount: str, cleared: bool, said: dict[str, object]
) -> None:
    invoice = books.invoice("119.00")
    if cleared:
        books.clear(invoice, books.payment("119.00", CashDiscountAmount="9.00"))
    books.change(invoice, **({"AmountInTransactionCurrency": amount, "DebitCreditCode": ""} | said))
    books.cancelled = {"90000001"}
    web, key = books.web(), (books.company, "2026", invoice[0])
    web.collected = frozenset("D")
    assert posting(web, key) == related(web, key) is not None


def test_a_part_payment_lowers_what_is_open_and_is_no_free_money(books: Books) -> None:
    invoice = books.invoice("119.00")
    paid = books.payment("19.00", of=invoice)
    it = standing(books, invoice)
    assert it.open == it.dues[0].open == D("100.00")
    assert it.settlements == (Settlement(date=date(2026, 2, 20), amount=D("19.00"), ref=paid[0]),)
    assert list(it.used.values()) == [D("19.00")]


def test_a_payment_on_account_lowers_no_invoice(books: Books) -> None:
    invoice = books.invoice("119.00")
    books.payment("19.00")
    assert standing(books, invoice).open == D("119.00")


def test_a_part_payment_of_more_than_is_open_uses_no_more(books: Books) -> None:
    invoice = books.invoice("119.00")
    books.payment("100.00", of=invoice)
    books.payment("50.00", of=invoice, on="2026-02-21")
    it = standing(books, invoice)
    assert it.open == 0
    assert sorted(it.used.values()) == [D("19.00"), D("100.00")]


def test_a_credit_memo_that_names_the_invoice_lowers_it_and_is_used_up_itself(books: Books) -> None:
    invoice = books.invoice("119.00")
    memo = books.credit_memo("19.00", of=invoice)
    it, credit = standing(books, invoice), standing(books, memo)
    assert it.open == D("100.00")
    assert it.settlements[0].credit
    assert (credit.credit, credit.open, credit.amount) == (True, D(0), D("19.00"))


def test_a_credit_memo_larger_than_its_invoice_keeps_the_rest(books: Books) -> None:
    invoice = books.invoice("119.00")
    memo = books.credit_memo("150.00", of=invoice)
    assert standing(books, invoice).open == 0
    assert standing(books, memo).open == D("31.00")


def test_a_credit_memo_that_says_v_instead_of_an_invoice_stands_alone(books: Books) -> None:
    invoice = books.invoice("119.00")
    memo = books.credit_memo("19.00", InvoiceReference="V")
    assert standing(books, invoice).open == D("119.00")
    assert standing(books, memo).open == D("19.00")


def test_a_refund_of_a_credit_memo_uses_it_up(books: Books) -> None:
    memo = books.fi_invoice("-50.00")
    named = books.names(memo) | {"PostingKey": "05"}
    refund = books.item("1500000001", "001", "30.00", type_="DZ", on="2026-03-01", **named)
    assert standing(books, memo).open == D("20.00")
    assert standing(books, refund).open == 0


def test_a_later_charge_on_an_invoice_stands_beside_it(books: Books) -> None:
    invoice = books.fi_invoice("100.00")
    charge = books.fi_invoice("8.00", on="2026-03-01", **books.names(invoice))
    assert (standing(books, invoice).open, standing(books, charge).open) == (D("100.00"), D("8.00"))


def test_a_residual_item_keeps_the_invoice_open_with_what_is_left(books: Books) -> None:
    invoice = books.invoice("119.00")
    paid = books.payment("119.00")
    books.residual(paid, "40.00", invoice)
    books.clear(invoice, paid)
    it = standing(books, invoice)
    assert it.open == D("40.00")
    assert it.dues == (Due(date=date(2026, 2, 20), amount=D("119.00"), open=D("40.00")),)
    assert [(s.amount, s.ref) for s in it.settlements] == [(D("79.00"), paid[0])]


def test_a_residual_of_a_residual_and_its_last_payment(books: Books) -> None:
    invoice = books.invoice("100.00")
    first = books.payment("100.00")
    left = books.residual(first, "40.00", invoice)
    books.clear(invoice, first)
    second = books.payment("40.00", on="2026-03-20")
    rest = books.residual(second, "10.00", left)
    books.clear(left, second, on="2026-03-20")
    it = standing(books, invoice)
    assert it.open == D("10.00")
    assert [s.amount for s in it.settlements] == [D("60.00"), D("30.00")]
    third = books.payment("10.00", on="2026-04-20")
    books.clear(rest, third, on="2026-04-20")
    it = standing(books, invoice)
    assert it.open == 0
    assert [s.amount for s in it.settlements] == [D("60.00"), D("30.00"), D("10.00")]


def test_a_part_payment_on_a_residual_item_counts_for_the_invoice(books: Books) -> None:
    invoice = books.invoice("100.00")
    paid = books.payment("100.00")
    left = books.residual(paid, "40.00", invoice)
    books.clear(invoice, paid)
    books.payment("15.00", of=left, on="2026-03-01")
    assert standing(books, invoice).open == D("25.00")


def test_a_clearing_that_was_undone_leaves_the_invoice_open_again(books: Books) -> None:
    invoice, paid = books.invoice("119.00"), books.payment("119.00")
    by = books.clear(invoice, paid)
    assert standing(books, invoice).open == 0
    books.reset(by)
    it = standing(books, invoice)
    assert it.open == D("119.00")
    assert it.settlements == ()


def test_a_clearing_undone_beside_its_residual_still_adds_up(books: Books) -> None:
    """119 invoiced, 119 credited with the payment, 40 left over: the customer owes 40 in all."""
    invoice, paid = books.invoice("119.00"), books.payment("119.00")
    books.residual(paid, "40.00", invoice)
    books.reset(books.clear(invoice, paid))
    it = standing(books, invoice)
    assert it.open == D("159.00") == sum(due.open for due in it.dues)


def test_instalments_are_items_of_one_document(books: Books) -> None:
    document, _ = books.invoice("50.00", due="2026-02-09")
    second = books.item(document, "002", "69.00", type_="RV", on="2026-01-10", due="2026-03-09")
    paid = books.payment("9.00", of=second)
    it = standing(books, (document, "001"))
    assert [(d.date.month, d.amount, d.open) for d in it.dues] == [
        (2, D("50.00"), D("50.00")),
        (3, D("69.00"), D("60.00")),
    ]
    assert it.open == D("110.00")
    books.change(paid, InvoiceItemReference="000")
    assert [d.open for d in standing(books, (document, "001")).dues] == [D("41.00"), D("69.00")]


def test_a_down_payment_is_kept_apart(books: Books) -> None:
    invoice = books.invoice("119.00")
    books.payment("50.00", of=invoice, SpecialGLCode="A")
    assert standing(books, invoice).open == D("119.00")


def test_a_down_payment_request_is_no_invoice(books: Books) -> None:
    request = books.invoice("50.00", SpecialGLCode="F")
    assert posting(books.web(), ("1010", "2026", request[0])) is None


def test_a_down_payment_that_was_cleared_with_the_invoice_lowers_it(books: Books) -> None:
    """It stands in the invoice's own document, on the normal account."""
    document, _ = invoice = books.invoice("119.00")
    books.item(document, "003", "-50.00", type_="RV", on="2026-01-10", BillingDocument="9000000001",
               **books.names(invoice))  # fmt: skip
    it = standing(books, invoice)
    assert it.open == D("69.00")
    assert [(s.amount, s.credit) for s in it.settlements] == [(D("50.00"), False)]


def test_an_item_that_is_blocked_for_dunning_is_disputed_with_its_reason(books: Books) -> None:
    it = standing(books, books.invoice("119.00", DunningBlockingReason="R"))
    assert (it.disputed, it.dispute_reason) == (D("119.00"), "dunning block R")


def test_what_is_due_before_a_blocked_instalment_waits_with_it(books: Books) -> None:
    document, _ = books.invoice("50.00", due="2026-02-09")
    books.item(document, "002", "30.00", type_="RV", on="2026-01-10", due="2026-03-09", DunningBlockingReason="R")
    books.item(document, "003", "39.00", type_="RV", on="2026-01-10", due="2026-04-09")
    assert standing(books, (document, "001")).disputed == D("80.00")


def test_a_block_of_payments_is_no_dispute(books: Books) -> None:
    """It keeps the payment run away; SAP's own dunning looks at the dunning block alone."""
    assert standing(books, books.invoice("119.00", PaymentBlockingReason="A")).disputed == 0


def test_the_dunning_area_is_the_items(books: Books) -> None:
    assert standing(books, books.invoice("119.00", DunningArea="01")).area == "01"


def test_a_cancelled_invoice_owes_nothing_and_frees_what_was_paid_on_it(books: Books) -> None:
    invoice = books.invoice("119.00", billing="90000001")
    books.payment("25.00", of=invoice)
    books.cancelled.add("90000001")
    it = standing(books, invoice)
    assert (it.open, it.reversed, it.used, it.left) == (D(0), True, {}, D("119.00"))


def test_a_reversed_document_owes_nothing(books: Books) -> None:
    invoice = books.invoice("119.00", IsReversed=True)
    reversal = books.item("1700000001", "001", "-119.00", type_="AB", on="2026-02-01", IsReversal=True)
    books.clear(invoice, reversal)
    it = standing(books, invoice)
    assert (it.open, it.reversed) == (D(0), True)


def test_yen_have_no_decimals_and_dinars_three() -> None:
    yen = Books(currency="JPY")
    assert str(standing(yen, yen.invoice("15000.000")).open) == "15000"
    dinars = Books(currency="KWD")
    invoice = dinars.invoice("10.125")
    dinars.payment("0.005", of=invoice)
    assert str(standing(dinars, invoice).open) == "10.120"


def test_a_third_decimal_of_euros_is_kept_as_posted(books: Books) -> None:
    assert str(standing(books, books.invoice("10.125")).open) == "10.125"


def test_a_part_payment_in_the_company_s_currency_counts_where_sap_says_what_it_is_worth(books: Books) -> None:
    invoice = books.invoice("100.00")
    dollars = {"TransactionCurrency": "USD", "AmountInCompanyCodeCurrency": "-45.00"}
    books.payment("50.00", of=invoice, **dollars)
    it = standing(books, invoice)
    assert it.open == D("55.00")
    assert list(it.used.values()) == [D("50.00")]


def test_a_foreign_part_payment_that_is_larger_keeps_its_rest_at_the_booked_rate(books: Books) -> None:
    invoice = books.invoice("30.00")
    books.payment("50.00", of=invoice, TransactionCurrency="USD", AmountInCompanyCodeCurrency="-45.00")
    it = standing(books, invoice)
    assert it.open == 0
    assert list(it.used.values()) == [D("33.33")]


def test_nobody_is_reminded_of_an_invoice_with_a_part_payment_that_only_a_person_can_convert(books: Books) -> None:
    invoice = books.invoice("100.00", TransactionCurrency="USD", AmountInCompanyCodeCurrency="90.00")
    paid = books.payment("45.00", of=invoice)
    it = standing(books, invoice)
    assert (it.open, it.disputed) == (D("100.00"), D("100.00"))
    assert it.dispute_reason == f"{paid[0]} of 45.00 EUR is posted on it, in another currency"
    assert it.used == {}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"AmountInTransactionCurrency": "1,19"}, "AmountInTransactionCurrency is '1,19'"),
        ({"AmountInTransactionCurrency": None}, "AmountInTransactionCurrency is None"),
        ({"NetDueDate": "soon"}, "NetDueDate is 'soon'"),
        ({"TransactionCurrency": ""}, "TransactionCurrency is ''"),
    ],
)
def test_what_cannot_be_understood_is_told_with_its_field(books: Books, fields: dict[str, str], words: str) -> None:
    document, number = books.invoice("119.00")
    web = Web([{**as_json(books.rows[document, number]), **fields}])
    it = posting(web, ("1010", "2026", document))
    assert it is not None
    assert words in it.bad[0]
