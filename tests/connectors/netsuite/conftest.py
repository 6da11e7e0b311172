"""One account of the stand-in for each module of tests."""

from collections.abc import Iterator

import pytest

from tests.connectors.netsuite.standin.account import Account


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    made = Account()
    yield made
    made.close()
