"""The contract of connectors/contract.py over the stand-in of NetSuite's doors: the usual account, and others."""

from collections.abc import Iterator

import pytest

from connectors.records import Customer
from tests.connectors.contract import ConnectorContract
from tests.connectors.contract_push import EventContract
from tests.connectors.netsuite import soap_servers
from tests.connectors.netsuite.hands import NetSuiteHands
from tests.connectors.netsuite.standin import suitescript
from tests.connectors.netsuite.standin.account import Account
from tests.connectors.netsuite.standin.suitescript import SuiteScript
from tests.connectors.netsuite.variants import (
    Bumping,
    InCalifornia,
    ScriptHands,
    SoapHands,
    SuiteTaxed,
    WithoutOneWorld,
)
from tests.connectors.pulled import first


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    made = Account()
    yield made
    made.close()


@pytest.fixture(scope="module")
def with_soap() -> Iterator[Account]:
    if reason := soap_servers.absent():
        pytest.skip(reason)
    made = Account(soap=True)
    yield made
    made.close()


@pytest.fixture(scope="module")
def with_scripts() -> Iterator[Account]:
    if reason := suitescript.absent():
        pytest.skip(reason)
    scripts = SuiteScript()
    made = Account(scripts)
    yield made
    made.close()
    scripts.close()


class TestNetSuite(ConnectorContract):
    """Files and notes by the RESTlet's protocol."""

    @pytest.fixture
    def harness(self, account: Account) -> NetSuiteHands:
        return NetSuiteHands(account)


class TestWithoutOneWorld(ConnectorContract):
    @pytest.fixture
    def harness(self, account: Account) -> NetSuiteHands:
        return WithoutOneWorld(account)


class TestInCalifornia(ConnectorContract):
    @pytest.fixture
    def harness(self, account: Account) -> NetSuiteHands:
        return InCalifornia(account)

    def test_an_instant_is_the_servers_whatever_clocks_show_there(self, harness: NetSuiteHands) -> None:
        with harness.frozen_second():
            now, customer = harness.store.now(), harness.customer()
        found = first(harness.connector(), "customer", customer)
        assert isinstance(found, Customer)
        assert found.changed_at == now


class TestWhereInvoicesAreBumped(ConnectorContract):
    @pytest.fixture
    def harness(self, account: Account) -> NetSuiteHands:
        return Bumping(account)


class TestSuiteTax(ConnectorContract):
    @pytest.fixture
    def harness(self, account: Account) -> NetSuiteHands:
        return SuiteTaxed(account)


class TestOverTheScriptItself(EventContract):
    """suitecloud/'s RESTlet, in node."""

    @pytest.fixture
    def harness(self, with_scripts: Account) -> NetSuiteHands:
        return ScriptHands(with_scripts)


@pytest.mark.netsuite
class TestOverSoap(EventContract):
    """Over Oracle's own schemas."""

    @pytest.fixture
    def harness(self, with_soap: Account) -> Iterator[NetSuiteHands]:
        hands = SoapHands(with_soap)
        yield hands
        assert hands.soap.invalid() == []
