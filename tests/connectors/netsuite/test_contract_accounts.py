"""The contract over accounts that differ: another zone, the other tax engine, no subsidiaries, all doubtful columns."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.records import Customer
from tests.connectors.contract import ConnectorContract
from tests.connectors.netsuite.hands import NetSuiteHands
from tests.connectors.netsuite.standin.account import Account
from tests.connectors.netsuite.standin.catalogue import tables
from tests.connectors.pulled import first

pytest.importorskip("connectors.netsuite.connector")
DOUBTFUL = tuple(f"{table.name}.{column.name}" for table in tables().values() for column in table.columns.values()
                 if column.doubtful)  # fmt: skip
ACCOUNTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {  # rules of the account, settings of the connection
    "in Los Angeles": ({"zone": "America/Los_Angeles"}, {"time_zone": "America/Los_Angeles"}),
    "showing every column": ({"exposes": DOUBTFUL}, {}),
    "with SuiteTax": ({"features": ("SUBSIDIARIES", "MULTICURRENCY", "SUITETAX")}, {"tax": "suitetax"}),
    "of one company": ({"features": ("LEGACYTAX",)}, {"oneworld": False}),
    "moving stamps of what is paid": ({"bumps_invoice": True}, {}),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Account]:
    account = Account()
    yield account
    account.close()


class TestAccounts(ConnectorContract):
    @pytest.fixture(params=list(ACCOUNTS))
    def harness(self, server: Account, request: pytest.FixtureRequest) -> Iterator[NetSuiteHands]:
        rules, settings = ACCOUNTS[request.param]
        yield NetSuiteHands(server, rules, **settings)
        assert server.server.failures == []

    def test_an_instant_is_the_servers_whatever_clocks_show_there(self, harness: NetSuiteHands) -> None:
        with harness.frozen_second():
            now, customer = harness.store.now(), harness.customer()
        found = first(harness.connector(), "customer", customer)
        assert isinstance(found, Customer)
        assert found.changed_at == now
