"""What holds for all tests: the default run draws the same examples every time, so that a failure is the change's.

`HYPOTHESIS_SEARCH=1 make test-all` draws new ones.
"""

import os

import pytest
from hypothesis import settings

settings.register_profile("steady", derandomize=True)
settings.register_profile("search")
settings.load_profile("search" if os.environ.get("HYPOTHESIS_SEARCH") else "steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--sap-record", action="store_true", help="record the payloads of SAP CAP anew (with -m sap)")
