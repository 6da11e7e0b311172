"""The files connector passes the contract suite, over an ERP that can only export."""

from pathlib import Path

import pytest

from tests.connectors.contract import ConnectorContract, Harness
from tests.connectors.files_harness import FilesHarness


class TestFiles(ConnectorContract):
    """The whole contract."""

    @pytest.fixture
    def harness(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Harness:
        return FilesHarness(tmp_path, monkeypatch)
