"""The contract of connectors/contract.py, as tests that every connector passes.

    class TestMine(ConnectorContract):
        @pytest.fixture
        def harness(self) -> Harness:
            return MyHarness()

The harness (harness.py) is the ERP's own users; the suite is the engine, a file for each thing that it does. Only
records that a test made are looked at, so that the ERP may hold others.
"""

import pytest

from tests.connectors.contract_pull import PullContract
from tests.connectors.contract_push import PushContract
from tests.connectors.contract_records import RecordContract
from tests.connectors.contract_reread import RereadContract
from tests.connectors.harness import Harness, Spoilt, StoredFile

__all__ = ["ConnectorContract", "Harness", "Spoilt", "StoredFile"]


class ConnectorContract(PullContract, RecordContract, RereadContract, PushContract):
    """All of it."""

    @pytest.fixture
    def harness(self) -> Harness:
        """To be overridden: an ERP of its own for each test."""
        raise NotImplementedError("override the fixture `harness`")

    def test_the_check_finds_a_healthy_erp(self, harness: Harness) -> None:
        findings = harness.connector().check()
        assert findings
        assert all(finding.subject and finding.message for finding in findings)
        assert [finding.message for finding in findings if finding.level == "error"] == []

    def test_a_connector_can_be_closed_and_a_stored_pdf_asked_for(self, harness: Harness) -> None:
        invoice = harness.invoice(harness.customer())
        connector = harness.connector()
        pdf = connector.invoice_pdf(invoice)
        assert pdf is None or pdf.startswith(b"%PDF")
        connector.close()
