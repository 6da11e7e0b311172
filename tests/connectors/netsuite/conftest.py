"""The stand-in of one account: a server for the session, an account that was set up and nothing else for each test."""

from collections.abc import Iterator

import pytest

from tests.connectors.netsuite.asking import Asker
from tests.connectors.netsuite.standin.account import Account
from tests.connectors.netsuite.standin.office import Office


@pytest.fixture(scope="session")
def netsuite() -> Iterator[Account]:
    """The server."""
    account = Account()
    yield account
    account.close()


@pytest.fixture
def account(netsuite: Account) -> Iterator[Account]:
    """Cleared; where the stand-in itself broke, the test fails whatever it saw."""
    Office(netsuite.store).clear()
    netsuite.server.forget()
    netsuite.scripts.reset()
    yield netsuite
    assert netsuite.server.failures == []


@pytest.fixture
def office(account: Account) -> Office:
    """NetSuite's own users."""
    return Office(account.store)


@pytest.fixture
def asker(account: Account) -> Iterator[Asker]:
    """A caller of the doors that keeps to nothing but HTTP."""
    asker = Asker(account)
    yield asker
    asker.session.close()
