"""Reading to the end by key while others work, and columns that an account does not show."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.errors import Misconfigured, Retry
from connectors.netsuite.client import Client
from connectors.netsuite.suiteql import Select
from tests.connectors.netsuite.doorway import Doorway, refusal, told_as
from tests.connectors.netsuite.standin.account import Account
from tests.connectors.netsuite.standin.office import Office
from tests.connectors.netsuite.standin.papers import Item

NAMES = Select(columns={"id": "c.id", "name": "c.companyname"}, source="customer c", hint="Lists > Customers: View")
LINES = Select(
    columns={"transaction": "tl.transaction", "id": "tl.id", "net": "tl.foreignamount"},
    source="transactionline tl",
    keys=("transaction", "id"),
)
OFTEN = 99


@pytest.fixture
def client(account: Account) -> Iterator[Client]:
    made = Client(account.settings())
    yield made
    made.close()


@pytest.fixture
def doorway(account: Account) -> Iterator[Doorway]:
    inside = account.server.answer
    yield Doorway(account.server)
    account.server.answer = inside  # type: ignore[method-assign]


def names(rows: list[Any]) -> list[str]:
    return [row["name"] for row in rows]


def with_optional(*absent: str) -> Select:
    columns = {**NAMES.columns, **{name: f"c.{name}" for name in absent}}
    return Select(columns=columns, source="customer c", optional=frozenset(absent))


# By key


def test_nobody_is_passed_over_or_given_twice_while_others_come_and_go(client: Client, office: Office) -> None:
    ids = [office.customer(f"n{number}") for number in range(7)]
    found: list[str] = []
    for page, rows in enumerate(client.rows(NAMES, 2)):
        found += names(rows)
        if page == 0:
            office.delete(ids[0], "customer")  # pages by offset would now skip one
            office.customer("late")
        if page == 1:
            office.rename(ids[1], "renamed")  # given already
    assert found == ["n0", "n1", "n2", "n3", "n4", "n5", "n6", "late"]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
def test_rows_of_two_keys_are_all_there_whatever_the_page_holds(client: Client, office: Office, size: int) -> None:
    who = office.customer("n")
    for lines in (1, 4, 2):
        office.invoice(who, *[Item(rate=10)] * lines)  # type: ignore[arg-type]
    found = [(row["transaction"], row["id"]) for rows in client.rows(LINES, size) for row in rows]
    there = office.store.all('SELECT "transaction" AS t, id FROM transactionline ORDER BY 1, 2')
    assert found == [(str(row["t"]), str(row["id"])) for row in there]
    assert len(found) == 13


def test_many_ids_are_asked_for_in_parts(client: Client, office: Office, doorway: Doorway) -> None:
    ids = [str(office.customer(f"n{number}")) for number in range(3)]
    rows = client.lookup(NAMES, "c.id", [*ids, *map(str, range(10_000, 11_000)), ids[0]])
    assert names(rows) == ["n0", "n1", "n2"]
    assert sum("IN (" in asked for asked in doorway.asked) == 3


def test_what_is_no_id_is_not_asked_for(client: Client, doorway: Doorway) -> None:
    assert client.lookup(NAMES, "c.id", ["", "7 OR 1=1", "१२", "1" * 30]) == []
    assert doorway.asked == []


@pytest.mark.parametrize(
    ("spoilt", "words"),
    [
        (lambda rows: rows.reverse(), "not in the order of their keys"),
        (lambda rows: rows[1].update(id="1"), "not in the order of their keys"),
        (lambda rows: rows[0].pop("id"), "a row without its keys"),
        (lambda rows: rows.pop(), "1 rows where 2 were asked for"),
        (lambda rows: rows.append(rows[0]), "3 rows where 2 were asked for"),
    ],
)
def test_a_page_that_cannot_be_followed_is_refused(
    client: Client, office: Office, doorway: Doorway, spoilt: Any, words: str
) -> None:
    for number in range(5):
        office.customer(f"n{number}")
    doorway.trouble("FROM customer c", told_as(lambda value: spoilt(value["items"])), after=1)
    with pytest.raises(Retry, match=words) as told:
        list(client.rows(NAMES, 2))
    assert not told.value.sent


# Columns


def test_an_optional_column_is_left_out_once_and_for_all(client: Client, office: Office, doorway: Doorway) -> None:
    office.customer("n")
    select = with_optional("language", "vatregnumber")
    assert names(client.page(select)[0]) == ["n"]
    assert len(doorway.asked) == 4, "a token, two refusals, the answer"
    assert client.absent == {"c.language", "c.vatregnumber"}
    client.page(select)
    client.page(with_optional("language"))
    assert len(doorway.asked) == 6


def test_a_column_that_is_needed_stops_with_netsuites_words(client: Client) -> None:
    needed = Select(columns={"id": "c.id", "language": "c.language"}, source="customer c", hint="Lists > Customers")
    with pytest.raises(Misconfigured, match=r"SuiteQL on customer.*Unknown identifier 'language'"):
        client.page(needed)
    assert client.absent == set()


def test_a_table_that_is_not_there_is_no_optional_column(client: Client, account: Account) -> None:
    account.store.rule(lacking=("customer",))
    with pytest.raises(Misconfigured, match="Record 'customer' was not found"):
        client.page(with_optional("language"))


def test_a_failure_without_a_name_is_searched_for_its_column(
    client: Client, office: Office, account: Account, doorway: Doorway
) -> None:
    """Some columns make NetSuite fail, and it does not say which."""
    account.store.rule(exposes=("customer.language", "customer.vatregnumber"))
    office.customer("n")
    doorway.trouble(r"c\.language", refusal(400, "UNEXPECTED_ERROR", "Error ID: abc"), times=OFTEN)
    [row] = client.page(with_optional("language", "vatregnumber"))[0]
    assert row["vatregnumber"]
    assert client.absent == {"c.language"}


def test_a_failure_that_no_column_explains_is_tried_later(
    client: Client, office: Office, account: Account, doorway: Doorway
) -> None:
    account.store.rule(exposes=("customer.language",))
    office.customer("n")
    select = with_optional("language")
    doorway.trouble("companyname", refusal(500, "UNEXPECTED_ERROR", "Error ID: abc"), times=2)
    for _ in range(2):
        with pytest.raises(Retry, match="Error ID: abc"):
            client.page(select)
    assert sum("FROM customer" in asked for asked in doorway.asked) == 3, "the column is asked for once"
    assert names(client.page(select)[0]) == ["n"]
    assert client.absent == set()
