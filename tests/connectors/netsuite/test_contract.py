"""The contract of connectors/contract.py over the stand-in of NetSuite's REST doors."""

import pytest

from tests.connectors.contract import ConnectorContract
from tests.connectors.netsuite.hands import NetSuiteHands
from tests.connectors.netsuite.standin.account import Account


class TestNetSuite(ConnectorContract):
    """Files and notes by the RESTlet."""

    @pytest.fixture
    def harness(self, account: Account) -> NetSuiteHands:
        return NetSuiteHands(account)
