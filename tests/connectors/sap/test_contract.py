"""The contract of connectors/contract.py over SAP CAP, mock-sap, or recorded payloads of CAP: the ids say which ran."""

from collections.abc import Iterator

import pytest

from tests.connectors.contract import ConnectorContract
from tests.connectors.contract_holds import HoldContract
from tests.connectors.sap.hands import HeldAtTheCustomer, SapHands
from tests.connectors.sap.tables import Office


class TestSap(ConnectorContract):
    """With holds in credit management."""

    @pytest.fixture
    def harness(self, office: Office) -> Iterator[SapHands]:
        return SapHands(office)


class TestHoldsAtTheCustomer(HoldContract):
    """With holds as blocks of the customer."""

    @pytest.fixture
    def harness(self, office: Office) -> SapHands:
        return HeldAtTheCustomer(office)
