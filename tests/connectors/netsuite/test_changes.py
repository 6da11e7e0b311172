"""What else changes a document than its own edit; and documents that say nothing any more."""

from decimal import Decimal as D

import pytest

from connectors.records import Invoice, Order, Unreadable
from tests.connectors.netsuite.hands import NetSuiteHands
from tests.connectors.netsuite.standin.account import Account
from tests.connectors.netsuite.standin.papers import Item


@pytest.fixture
def hands(account: Account) -> NetSuiteHands:
    return NetSuiteHands(account)


def delta(hands: NetSuiteHands, kind: str, cursor: str | None) -> dict[str, object]:
    return {each.ref.id: each for page in hands.connector().pull(kind, cursor) for each in page.records}  # type: ignore[arg-type]


def gone(hands: NetSuiteHands, kind: str, cursor: str) -> set[str]:
    return {ref.id for page in hands.connector().pull(kind, cursor) for ref in page.gone}  # type: ignore[arg-type]


def test_an_edited_customer_brings_his_young_invoices(hands: NetSuiteHands) -> None:
    """Their e-invoice may have waited for just this edit."""
    customer = hands.customer("Before")
    young = hands.office.invoice(int(customer.id), Item(rate=D(5)), trandate=hands.store.now().date())
    old = hands.office.invoice(int(customer.id), Item(rate=D(5)), trandate="2020-01-01 00:00:00")
    hands.advance()
    cursor = hands.start("invoice")
    hands.advance()
    hands.rename(customer, "After")
    found = delta(hands, "invoice", cursor)
    record = found[str(young)]
    assert isinstance(record, Invoice)
    assert record.document.buyer.name == "After"
    assert str(old) not in found


def test_an_invoice_that_waits_for_approval_weighs_like_an_order_until_then(
    hands: NetSuiteHands,
) -> None:
    customer = hands.customer()
    draft = hands.office.invoice(int(customer.id), Item(rate=D(100)), status="D")
    cursor, orders = hands.start("invoice"), hands.start("order")
    [order] = [
        each for page in hands.connector().pull("order", None) for each in page.records if each.ref.id == str(draft)
    ]
    assert isinstance(order, Order)
    assert (order.state, order.uninvoiced) == ("draft-invoice", D("122.00"))
    assert hands.connector().missing("order", [order.ref]) == []
    assert str(draft) not in delta(hands, "invoice", cursor)
    hands.office.edit(draft, status="A")
    assert isinstance(delta(hands, "invoice", cursor)[str(draft)], Invoice)
    assert str(draft) in gone(hands, "order", orders)


def test_an_invoice_that_is_sent_back_to_approval_is_no_debt_any_more(hands: NetSuiteHands) -> None:
    ref = hands.invoice(hands.customer())
    cursor = hands.start("invoice")
    hands.office.edit(int(ref.id), status="D")
    assert ref.id in gone(hands, "invoice", cursor)


def test_a_voided_invoice_of_which_nothing_is_left_is_gone_not_unreadable(hands: NetSuiteHands) -> None:
    ref = hands.invoice(hands.customer())
    cursor = hands.start("invoice")
    hands.cancel(ref)
    hands.store.cursor(
        'UPDATE transactionline SET foreignamount = 0, quantity = 0 WHERE "transaction" = ?', [int(ref.id)]
    )
    found = delta(hands, "invoice", cursor)
    assert not isinstance(found.get(ref.id), Unreadable)
    assert ref.id in gone(hands, "invoice", cursor)


def test_an_invoice_of_a_negative_total_gives_money_back(hands: NetSuiteHands) -> None:
    id_ = hands.office.invoice(int(hands.customer().id), Item(rate=D(-100)))
    hands.office.edit(id_, foreignamountunpaid=D(-122))
    record = delta(hands, "invoice", None)[str(id_)]
    assert isinstance(record, Invoice)
    assert record.document.is_credit
    assert (record.document.totals.payable, record.document.totals.tax) == (D("122.00"), D("22.00"))
    assert [line.net for line in record.document.lines] == [D("100.00")]
    assert record.open == D("122.00")
