"""Marks of walks: no change is lost, whatever zones NetSuite shows times in and whenever something happens."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from connectors.cursor import Walk
from connectors.errors import Retry
from connectors.netsuite import walk
from connectors.netsuite.client import Client
from connectors.netsuite.suiteql import Select, instant
from tests.connectors.netsuite.doorway import Doorway, told_as
from tests.connectors.netsuite.standin.account import Account
from tests.connectors.netsuite.standin.office import Office

PATH = walk.Path(
    select=Select(
        columns={"id": "c.id", "name": "c.companyname", "changed": instant("c.lastmodifieddate")}, source="customer c"
    ),
    table="customer c",
    stamp="c.lastmodifieddate",
)
ALWAYS = 999
HOURS = (-9, 0, 9)  # of SYSDATE before or behind the zone of lastmodifieddate
QUIET = timedelta(days=3)
Made = Callable[..., "Walker"]


class Walker:
    """Walks one after the other, each from the mark of the one before."""

    def __init__(self, account: Account, doorway: Doorway, hours: int, **more: Any) -> None:
        self.client = Client(account.settings(**{"page_size": 2, **more}))
        self.stand = Walk()
        doorway.calm()
        doorway.trouble("FROM DUAL", told_as(lambda value: _shift(value["items"][0], hours)), times=ALWAYS)

    def pages(self) -> Iterator[list[str]]:
        """Names, page by page; the walk goes on from where the last page left it."""
        for rows, stand in walk.pages(self.client, PATH, self.stand):
            self.stand = stand
            yield [row["name"] for row in rows]

    def names(self) -> list[str]:
        return [name for page in self.pages() for name in page]


def _shift(row: dict[str, Any], hours: int) -> None:
    row["now"] = str(datetime.fromisoformat(row["now"]) + timedelta(hours=hours))


@pytest.fixture
def walker(account: Account) -> Iterator[Made]:
    inside, made = account.server.answer, list[Walker]()
    doorway = Doorway(account.server)

    def make(hours: int = 0, **more: Any) -> Walker:
        made.append(Walker(account, doorway, hours, **more))
        return made[-1]

    yield make
    for each in made:
        each.client.close()
    account.server.answer = inside  # type: ignore[method-assign]


@pytest.mark.parametrize("hours", HOURS)
@pytest.mark.parametrize("quiet", [True, False], ids=["nobody worked for days", "somebody works"])
def test_every_edit_is_found_by_the_next_walk(walker: Made, office: Office, hours: int, quiet: bool) -> None:
    ids = [office.customer(f"n{number}") for number in range(4)]
    if quiet:
        office.store.advance(QUIET)
    mine = walker(hours)
    assert len(mine.names()) == 4
    for turn, pause in enumerate((0, 0, 1, 7, 10, 26, 28, 80, 0, 300)):
        office.store.advance(timedelta(hours=pause))
        who = ids[turn % 4]
        office.rename(who, f"turn {turn}")
        assert f"turn {turn}" in mine.names(), f"lost after {pause} hours"


@pytest.mark.parametrize("hours", HOURS)
def test_an_edit_while_a_walk_goes_on_is_found_by_the_next(walker: Made, office: Office, hours: int) -> None:
    ids = [office.customer(f"n{number}") for number in range(7)]
    office.store.advance(QUIET)
    mine = walker(hours)
    for page, _ in enumerate(mine.pages()):
        office.store.advance(timedelta(hours=3))
        if page == 1:
            office.rename(ids[0], "edited behind the walk")
        if page == 2:
            office.rename(ids[6], "edited before it")
    assert "edited behind the walk" in mine.names()


@pytest.mark.parametrize("hours", HOURS)
def test_what_did_not_change_is_not_given_for_ever(walker: Made, office: Office, hours: int) -> None:
    office.customer("old")
    office.store.advance(QUIET)
    mine = walker(hours)
    mine.names()
    assert mine.names() == []
    office.customer("new")
    assert mine.names() == ["new"]
    office.store.advance(QUIET)
    mine.names()
    assert mine.names() == []


def test_a_walk_that_broke_off_goes_on_behind_its_last_page(walker: Made, office: Office) -> None:
    for number in range(5):
        office.customer(f"n{number}")
    mine = walker()
    first = next(mine.pages())
    began = mine.stand.began
    office.store.advance(timedelta(hours=5))
    assert (first, mine.stand.mark) == (["n0", "n1"], "")
    assert mine.names() == ["n2", "n3", "n4"]
    assert mine.stand == Walk(mark=began), "what changed since it began is for the next one"


@pytest.mark.parametrize(("before", "after"), [(0, 0), (0, 59), (30, 1), (59, 0), (59, 58)])
def test_the_hour_that_comes_twice(walker: Made, account: Account, office: Office, before: int, after: int) -> None:
    """02:00 to 03:00 in Berlin on 25 October 2026: an edit in the second one looks older than one in the first."""
    store = account.store
    store.rule(zone="Europe/Berlin")
    store.set("stopped", f"2026-10-25T00:{before:02}:00+00:00")
    one, two = office.customer("one"), office.customer("two")
    mine = walker()
    assert mine.names() == ["one", "two"]
    store.set("stopped", f"2026-10-25T01:{after:02}:00+00:00")
    office.rename(two, "two, an hour later")
    assert office.store.get("customer", id=two)["lastmodifieddate"] == f"2026-10-25 02:{after:02}:00"
    assert "two, an hour later" in mine.names()
    store.set("stopped", "2026-10-25T02:01:00+00:00")
    office.rename(one, "one, in winter")
    assert "one, in winter" in mine.names()


def test_the_hour_that_does_not_come(walker: Made, account: Account, office: Office) -> None:
    """02:00 to 03:00 in Berlin on 29 March 2026."""
    store = account.store
    store.rule(zone="Europe/Berlin")
    store.set("stopped", "2026-03-29T00:59:00+00:00")
    one = office.customer("one")
    mine = walker()
    mine.names()
    store.set("stopped", "2026-03-29T01:00:00+00:00")
    office.rename(one, "in summer")
    assert mine.names() == ["in summer"]


def test_two_edits_of_one_second(walker: Made, account: Account, office: Office) -> None:
    with account.store.stopped():
        office.customer("one")
        mine = walker(overlap_minutes=0)
        assert mine.names() == ["one"]
        office.customer("two")
        assert "two" in mine.names()


def test_an_account_without_rows_has_a_mark_too(walker: Made, office: Office) -> None:
    mine = walker()
    assert mine.names() == []
    assert mine.stand.mark
    office.customer("the first")
    assert mine.names() == ["the first"]


def test_without_the_time_no_walk_begins(walker: Made, account: Account) -> None:
    mine = walker()
    Doorway(account.server).trouble("FROM DUAL", told_as(lambda value: value["items"][0].clear()))
    with pytest.raises(Retry, match="what time it is"):
        mine.names()
    assert mine.stand == Walk()
