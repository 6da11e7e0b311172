"""The contract's stories of files, notes and holds with the scripts themselves, and an order that they refuse."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from tests.connectors.contract_push import EventContract
from tests.connectors.netsuite.asking import Asker, error
from tests.connectors.netsuite.hands import NetSuiteHands
from tests.connectors.netsuite.standin import node_scripts
from tests.connectors.netsuite.standin.account import Account
from tests.connectors.netsuite.standin.node_scripts import NodeScripts
from tests.connectors.netsuite.standin.office import Office
from tests.connectors.netsuite.standin.papers import Item

pytestmark = pytest.mark.skipif(bool(node_scripts.absent()), reason=node_scripts.absent())


@pytest.fixture(scope="module")
def scripted() -> Iterator[Account]:
    scripts = NodeScripts()
    account = Account(scripts)
    yield account
    account.close()
    scripts.close()


class TestEvents(EventContract):
    """By the true RESTlet."""

    @pytest.fixture
    def harness(self, scripted: Account) -> NetSuiteHands:
        return NetSuiteHands(scripted)


def test_the_true_user_event_refuses_an_order_of_a_held_customer(scripted: Account) -> None:
    office = Office(scripted.store)
    office.clear()
    held = office.customer("Held", creditholdoverride="ON", custentity_solde_hold="42 days overdue")
    free = office.customer("Free")
    asker = Asker(scripted)
    body = {"entity": {"id": str(held)}, "orderStatus": {"id": "B"}}
    status, code, words = error(asker.record("POST", "salesOrder", body))
    assert (status, code) == (400, "USER_ERROR")
    assert "42 days overdue" in words
    assert asker.record("POST", "salesOrder", {**body, "entity": {"id": str(free)}}).status_code == 204
    order = office.order(held, Item(rate=Decimal(10)))
    assert asker.record("PATCH", f"salesOrder/{order}", {"orderStatus": {"id": "A"}}).status_code == 204
    assert error(asker.record("PATCH", f"salesOrder/{order}", {"orderStatus": {"id": "B"}}))[0] == 400
    assert scripted.server.failures == []
