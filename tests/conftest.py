"""What holds for all tests: the default run draws the same examples every time, so that a failure is the change's.

`HYPOTHESIS_SEARCH=1 make test-all` draws new ones.
"""

import os

import pytest
from hypothesis import settings

from tests.connectors.sap import servers

settings.register_profile("steady", derandomize=True)
settings.register_profile("search")
settings.load_profile("search" if os.environ.get("HYPOTHESIS_SEARCH") else "steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--sap-record", action="store_true", help="record the payloads of SAP CAP anew (with -m sap)")


def pytest_report_header(config: pytest.Config) -> str:
    """Which SAP the tests meet."""
    if "sap" not in str(config.getoption("markexpr")).replace("not sap", ""):
        return "SAP: recorded payloads only (make test-sap runs the servers)"
    return f"SAP: recorded payloads only: {reason}" if (reason := servers.absent()) else "SAP: SAP CAP and mock-sap"
