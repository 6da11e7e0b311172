"""A large account is there in seconds, and a stand-in in a process of its own is the same account."""

import time
from collections.abc import Iterator

import pytest

from connectors.errors import Retry
from connectors.netsuite.client import Client
from connectors.netsuite.suiteql import Select
from tests.connectors.netsuite.standin import bulk, limits
from tests.connectors.netsuite.standin.account import Account
from tests.connectors.netsuite.standin.bulk import Size
from tests.connectors.netsuite.standin.office import Office
from tests.connectors.netsuite.standin.process import Process

NAMES = Select(columns={"id": "c.id", "name": "c.companyname"}, source="customer c")
LINES = Select(columns={"transaction": "l.transaction", "id": "l.id", "amount": "l.foreignamount"},
               source="transactionline l", where=("l.mainline = 'F'",), keys=("transaction", "id"))  # fmt: skip


@pytest.fixture
def process() -> Iterator[Process]:
    process = Process()
    yield process
    process.close()


def test_it_serves_what_its_users_do_here(process: Process) -> None:
    client = Client(process.settings())
    office = Office(process.store)
    office.customer("Officina Luce")
    assert [dict(row)["name"] for rows in client.rows(NAMES) for row in rows] == ["Officina Luce"]
    assert client.patch("customer", "1", {"comments": "from there"})
    assert process.store.get("customer", id=1)["comments"] == "from there"
    assert process.store.setting("most") == "1", "the highest concurrency is told to other processes too"
    limits.order(process.store, "answer", "write")
    with pytest.raises(Retry):
        client.patch("customer", "1", {"comments": "lost"})
    assert process.store.get("customer", id=1)["comments"] == "lost"
    client.close()


def test_a_large_account(account: Account) -> None:
    size = Size(customers=1_000, invoices=2_400, payments=1_200, orders=400)
    began = time.monotonic()
    bulk.fill(account.store, size)
    client = Client(account.settings())
    assert sum(len(rows) for rows in client.rows(NAMES)) == 1_000
    lines = [row for rows in client.rows(LINES) for row in rows]
    assert len(lines) == (2_400 + 400) * 4
    assert len({(row["transaction"], row["id"]) for row in lines}) == len(lines)
    client.close()
    assert time.monotonic() - began < 20, "it is made in seconds, and read by index"


def test_a_large_account_agrees_with_itself(account: Account) -> None:
    bulk.fill(account.store, Size(customers=20, invoices=100, payments=60, orders=10))
    store = account.store
    wrong = store.all(
        'SELECT t.id FROM "transaction" t JOIN transactionline l ON l."transaction" = t.id AND l.mainline = \'F\' '
        "WHERE t.type = 'CustInvc' GROUP BY t.id HAVING ABS(SUM(l.foreignamount) + t.foreigntotal) > 0.001"
    )
    assert wrong == []
    unequal = store.all(
        'SELECT t.id FROM "transaction" t LEFT JOIN previoustransactionlinelink k ON k.previousdoc = t.id '
        "WHERE t.type = 'CustInvc' GROUP BY t.id HAVING ABS(COALESCE(SUM(k.foreignamount), 0) - t.foreignamountpaid) > 0.001"  # noqa: E501
    )
    assert unequal == []
    assert store.all('SELECT id FROM "transaction" WHERE foreigntotal <> foreignamountpaid + foreignamountunpaid '
                     "AND ABS(foreigntotal - foreignamountpaid - foreignamountunpaid) > 0.001") == []  # fmt: skip
