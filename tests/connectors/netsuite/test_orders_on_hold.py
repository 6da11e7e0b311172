"""Holds as the account's own script enforces them: what SetHold writes stops orders, and its release lets them pass.

The script is suitecloud/'s, in node; orders are saved through REST, where a user event runs as for everybody.
"""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from connectors.errors import Refused
from connectors.netsuite.client import Client
from connectors.records import Ref, SetHold
from tests.connectors.netsuite.hands import NetSuiteHands, settings
from tests.connectors.netsuite.standin import node_scripts
from tests.connectors.netsuite.standin.account import Account
from tests.connectors.netsuite.standin.node_scripts import NodeScripts

REASON = "INV7 is 42 days overdue: 1,220 EUR to pay"


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    if reason := node_scripts.absent():
        pytest.skip(reason)
    scripts = NodeScripts()
    made = Account(scripts)
    yield made
    made.close()
    scripts.close()


@pytest.fixture
def hands(account: Account) -> NetSuiteHands:
    return NetSuiteHands(account, block_orders=True)


@pytest.fixture
def shop(account: Account) -> Iterator[Client]:
    """Another integration, which sells."""
    client = Client(settings(account))
    yield client
    client.close()


def hold(hands: NetSuiteHands, customer: Ref) -> str:
    receipt = hands.connector().push(SetHold(target=customer, on=True, reason=REASON), "hold-1")
    assert receipt.done
    return receipt.undo


def release(hands: NetSuiteHands, customer: Ref, undo: str) -> None:
    assert hands.connector().push(SetHold(target=customer, on=False, undo=undo), "release-1").done


def sell(shop: Client, customer: Ref, number: str) -> None:
    shop.upsert("salesOrder", number, {"entity": {"id": customer.id}})


def status(hands: NetSuiteHands, order: Ref) -> str:
    return str(hands.office.get(int(order.id))["status"])


def test_an_order_of_a_held_customer_is_stopped_and_says_why(hands: NetSuiteHands, shop: Client) -> None:
    customer, other = hands.customer(), hands.customer("Somebody who pays")
    undo = hold(hands, customer)
    with pytest.raises(Refused, match=rf"credit hold: {REASON}"):
        sell(shop, customer, "shop-1")
    assert hands.store.find("transaction", externalid="shop-1") == []
    sell(shop, other, "shop-2")
    release(hands, customer, undo)
    sell(shop, customer, "shop-1")
    sold = hands.store.find("transaction", type="SalesOrd")
    assert {row["externalid"]: str(row["entity"]) for row in sold} == {"shop-1": customer.id, "shop-2": other.id}


def test_a_hold_that_a_credit_manager_set_is_left_to_netsuite(hands: NetSuiteHands, shop: Client) -> None:
    customer = hands.customer()
    hands.office.edit_customer(int(customer.id), creditholdoverride="ON", oncredithold=True)
    sell(shop, customer, "shop-1")


def test_an_approved_order_goes_back_cannot_be_approved_meanwhile_and_comes_forth(
    hands: NetSuiteHands, shop: Client
) -> None:
    customer = hands.customer()
    order = hands.order(customer, Decimal("240.00"))
    assert status(hands, order) == "B"
    undo = hold(hands, customer)
    assert status(hands, order) == "A"
    with pytest.raises(Refused, match="credit hold: INV7"):
        shop.patch("salesOrder", order.id, {"orderStatus": {"id": "B"}})
    assert status(hands, order) == "A"
    shop.patch("customer", customer.id, {"comments": "has promised to pay"})
    release(hands, customer, undo)
    assert status(hands, order) == "B"


def test_a_waiting_order_that_somebody_edits_is_his(hands: NetSuiteHands, shop: Client) -> None:
    customer = hands.customer()
    order = hands.order(customer)
    undo = hold(hands, customer)
    hands.advance()
    shop.patch("salesOrder", order.id, {"memo": "call first"})
    release(hands, customer, undo)
    assert status(hands, order) == "A"
