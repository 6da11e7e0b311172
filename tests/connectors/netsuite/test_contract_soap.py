"""The contract's stories of files and notes over SOAP, held against Oracle's own schemas."""

from collections.abc import Iterator

import pytest

from connectors.records import Ref
from tests.connectors.contract_push import EventContract
from tests.connectors.harness import StoredFile
from tests.connectors.netsuite import soap_servers
from tests.connectors.netsuite.hands import NetSuiteHands
from tests.connectors.netsuite.standin.account import Account

pytestmark = pytest.mark.netsuite


class SoapHands(NetSuiteHands):
    """Files and notes are where SOAP puts them."""

    def __init__(self, account: Account) -> None:
        assert account.soap
        self.soap = account.soap
        self.soap.clear()
        super().__init__(account, **self.soap.settings())

    def files(self, ref: Ref) -> list[StoredFile]:
        found = self.soap.suite.files(self._type(ref), ref.id)
        return [StoredFile(filename=name, content=content) for name, content in found]

    def notes(self, ref: Ref) -> list[str]:
        found: list[str] = self.soap.suite.notes(ref.id)
        return found


@pytest.fixture(scope="module")
def open_to_soap() -> Iterator[Account]:
    if reason := soap_servers.absent():
        pytest.skip(reason)
    account = Account(soap=True)
    yield account
    account.close()


class TestOverSoap(EventContract):
    @pytest.fixture
    def harness(self, open_to_soap: Account) -> Iterator[NetSuiteHands]:
        hands = SoapHands(open_to_soap)
        yield hands
        assert hands.soap.invalid() == []
        assert open_to_soap.server.failures == []
