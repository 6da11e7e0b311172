"""Whole accounts, read just before something is sent to them."""

from decimal import Decimal as D

import pytest

from connectors.records import Customer, Ref
from connectors.sap import invoices, payments
from connectors.sap.rereading import reread
from connectors.sap.world import World
from tests.connectors.sap.books import Books, free, owed

MINE, OTHER = Ref("s4", "", "customer", "10100001"), Ref("s4", "", "customer", "10100002")


@pytest.fixture
def books() -> Books:
    books = Books()
    books.partner()
    books.partner(OTHER.id, "Torino Spa")
    return books


def test_a_whole_account_with_a_part_payment_and_money_on_account(books: Books) -> None:
    part, whole = books.fi_invoice("100.00"), books.fi_invoice("50.00")
    stranger = books.fi_invoice("70.00", Customer=OTHER.id)
    paid = books.payment("30.00", of=part)
    books.clear(whole, books.payment("50.00"))
    extra = books.payment("7.77")
    it = reread(books.world(), [MINE])
    assert [who.ref for who in it.customers if isinstance(who, Customer)] == [MINE]
    assert owed(it) == {part[0]: D("70.00")}
    assert stranger[0] not in owed(it)
    assert free(it) == {paid[0]: D(0), extra[0]: D("7.77")}
    assert it.failed == ()


def test_several_accounts_at_once_and_the_one_that_is_gone(books: Books) -> None:
    gone = Ref("s4", "", "customer", "10100003")
    one, two = books.fi_invoice("10.00"), books.fi_invoice("20.00", Customer=OTHER.id)
    it = reread(books.world(), [MINE, gone, OTHER])
    assert owed(it) == {one[0]: D("10.00"), two[0]: D("20.00")}
    assert it.failed == (gone,)


def test_an_account_with_a_payment_that_cannot_be_understood_has_failed(books: Books) -> None:
    books.fi_invoice("10.00")
    two = books.fi_invoice("20.00", Customer=OTHER.id)
    books.payment("5.00", AmountInTransactionCurrency=None)
    it = reread(books.world(), [MINE, OTHER])
    assert two[0] in owed(it)
    assert it.failed == (MINE,)


def test_an_account_with_a_credit_memo_that_cannot_be_understood_has_failed(books: Books) -> None:
    books.fi_invoice("20.00", Customer=OTHER.id)
    books.fi_invoice("-5.00", AmountInTransactionCurrency="five")
    assert reread(books.world(), [MINE, OTHER]).failed == (MINE,)


def test_an_invoice_that_cannot_be_understood_is_set_aside_and_the_rest_can_be_talked_about(books: Books) -> None:
    books.fi_invoice("20.00", AmountInTransactionCurrency="twenty")
    it = reread(books.world(), [MINE])
    assert (len(it.invoices), owed(it), it.failed) == (1, {}, ())


def test_it_agrees_with_a_pull(books: Books) -> None:
    invoice = books.fi_invoice("100.00")
    books.payment("10.00", of=invoice)
    books.payment("5.00")
    world = books.world()
    it = reread(world, [MINE])
    pulled = [record for page in invoices.pages(world, None) for record in page.records]
    paid = [record for page in payments.pages(world, None) for record in page.records]
    assert list(it.invoices) == pulled
    assert sorted(it.payments, key=str) == sorted(paid, key=str)


def test_other_company_codes_are_not_looked_at(books: Books) -> None:
    books.fi_invoice("100.00", CompanyCode="2020")
    books.payment("5.00", CompanyCode="2020", AmountInTransactionCurrency=None)
    it = reread(books.world(), [MINE])
    assert (it.invoices, it.payments, it.failed) == ((), (), ())


def test_a_credit_in_another_company_code_has_no_say(books: Books) -> None:
    """Document numbers repeat in each company code."""
    invoice = books.fi_invoice("100.00")
    named = books.names(invoice) | {"FollowOnDocumentType": "Z"}
    books.item("1400000099", "002", "-40.00", type_="DZ", on="2026-02-01", CompanyCode="2020", **named)
    assert owed(reread(books.world(), [MINE])) == {invoice[0]: D("100.00")}


def test_requests_do_not_grow_with_the_number_of_items(books: Books) -> None:
    def asked(world: World) -> int:
        reread(world, [MINE])
        return len(world.client.asked)  # type: ignore[attr-defined]

    few = asked(_with(books, 2))
    assert asked(_with(books, 30)) == few


def _with(books: Books, count: int) -> World:
    for _ in range(count):
        books.payment("1.00", of=books.fi_invoice("10.00"))
    return books.world(page_size=200)
