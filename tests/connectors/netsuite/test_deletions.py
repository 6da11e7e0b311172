"""What NetSuite tells of deleted records comes with the next pull, without a look at all ids."""

from decimal import Decimal

import pytest

from connectors.errors import Misconfigured
from connectors.records import KINDS, Kind, Ref
from tests.connectors.netsuite.hands import NetSuiteHands
from tests.connectors.netsuite.standin import limits
from tests.connectors.netsuite.standin.account import Account


@pytest.fixture
def hands(account: Account) -> NetSuiteHands:
    account.store.rule(lacking=())
    return NetSuiteHands(account)


def made(hands: NetSuiteHands, kind: Kind) -> Ref:
    customer = hands.customer()
    match kind:
        case "customer":
            return customer
        case "order":
            return hands.order(customer)
        case "invoice":
            return hands.invoice(customer)
        case "payment":
            return hands.payment_on_account(customer, Decimal(5))


def gone(hands: NetSuiteHands, kind: Kind, cursor: str) -> set[Ref]:
    return {ref for page in hands.connector().pull(kind, cursor) for ref in page.gone}


@pytest.mark.parametrize("kind", KINDS)
def test_a_deleted_record_is_gone_with_the_next_pull(hands: NetSuiteHands, kind: Kind) -> None:
    kept, lost = made(hands, kind), made(hands, kind)
    cursor = hands.start(kind)
    hands.delete(lost)
    found = gone(hands, kind, cursor)
    assert lost in found
    assert kept not in found


def test_an_id_that_another_kind_of_record_had_is_no_reason(hands: NetSuiteHands) -> None:
    """Ids are counted for each kind of record: a deleted customer 7 says nothing of transaction 7."""
    customer = made(hands, "customer")
    invoice = made(hands, "invoice")
    cursor = hands.start("invoice")
    hands.store.insert(
        "deletedrecord", recordid=int(invoice.id), type="item", name="x", deleteddate=hands.store.stamp()
    )
    assert invoice not in gone(hands, "invoice", cursor)
    assert customer not in gone(hands, "customer", hands.start("customer"))


def test_without_the_right_nothing_is_told_and_the_pull_goes_on(hands: NetSuiteHands, account: Account) -> None:
    account.store.rule(lacking=("deletedrecord",))
    customer = made(hands, "customer")
    cursor = hands.start("customer")
    hands.delete(customer)
    assert gone(hands, "customer", cursor) == set()
    assert hands.connector().missing("customer", [customer]) == [customer]


def test_a_login_that_fails_is_not_taken_for_a_missing_right(hands: NetSuiteHands, account: Account) -> None:
    """The first request of a pull is about deleted records."""
    limits.order(account.store, "html", "token")
    with pytest.raises(Misconfigured, match="no token"):
        hands.start("customer")
