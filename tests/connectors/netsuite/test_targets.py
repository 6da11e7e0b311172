"""Which record type of NetSuite stands behind one of our records."""

import pytest

from connectors.errors import Misconfigured, Refused
from connectors.netsuite import targets
from connectors.netsuite.doors import Target
from connectors.records import Ref
from tests.connectors.netsuite.fake_account import document, netsuite, order
from tests.connectors.netsuite.fake_wire import error


def ref(kind: str, id_: str) -> Ref:
    return Ref("ns", "" if kind == "customer" else "1", kind, id_)


@pytest.mark.parametrize(
    ("kind", "type_", "record"),
    [
        ("invoice", "CustInvc", "invoice"),
        ("invoice", "CustCred", "creditMemo"),
        ("payment", "CustPymt", "customerPayment"),
        ("payment", "CustDep", "customerDeposit"),
        ("order", "CustInvc", "invoice"),
    ],
)
def test_the_transaction_itself_says_what_it_is(kind: str, type_: str, record: str) -> None:
    world, account = netsuite()
    document(account, "900", type_)
    assert targets.of(world, ref(kind, "900")) == Target(record, "900")


def test_a_transaction_is_asked_for_once() -> None:
    world, account = netsuite()
    order(account, "501")
    for _ in range(3):
        assert targets.of(world, ref("order", "501")) == Target("salesOrder", "501")
    assert len(account.asked) == 1


def test_a_customer_is_a_customer_unasked() -> None:
    world, account = netsuite()
    assert targets.of(world, ref("customer", "42")) == Target("customer", "42")
    assert account.asked == []


@pytest.mark.parametrize(
    ("kind", "id_"), [("invoice", "99"), ("invoice", "1 OR 1=1"), ("customer", "99"), ("order", "")]
)
def test_what_is_not_there_is_refused_by_its_id(kind: str, id_: str) -> None:
    world, account = netsuite()
    document(account, "900")
    with pytest.raises(Refused) as refused:
        targets.check(world, ref(kind, id_))
    assert refused.value.faults[0].code == "missing"
    assert id_ in refused.value.faults[0].message


def test_a_type_that_takes_nothing_from_us_is_named() -> None:
    world, account = netsuite()
    document(account, "900", "VendBill")
    with pytest.raises(Refused, match="VendBill"):
        targets.of(world, ref("invoice", "900"))


def test_the_customer_of_a_document_is_known() -> None:
    world, account = netsuite()
    document(account, "900", customer="43")
    assert targets.customer_of(world, ref("invoice", "900")) == "43"
    assert targets.customer_of(world, ref("customer", "42")) == "42"


def test_a_role_that_sees_no_transactions_is_told_which_right_it_lacks() -> None:
    world, account = netsuite()
    account.trouble["POST transaction"] = [error(403, "INSUFFICIENT_PERMISSION")]
    with pytest.raises(Misconfigured, match="Find Transaction"):
        targets.of(world, ref("invoice", "900"))
