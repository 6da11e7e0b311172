"""A walk gives every row and every change, whatever the page size, wherever it is cut, and whatever moves meanwhile."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.cursor import Walk
from connectors.errors import Retry
from connectors.sap import walk
from connectors.sap.client import Query
from connectors.sap.settings import Settings
from connectors.sap.values import Row
from connectors.secret import Secret
from tests.connectors.sap.shelf import Shelf

_ITEMS = walk.Path(
    service="S", entity="T", keys=("Year", "Number"), query=Query(), stamps=("Changed",), days=("Day", "Created")
)
_SETTINGS = Settings(url="https://s4.example.com", user="u", password=Secret("p"), hold="none", overlap_minutes=30)


def shelf(size: int = 3, at_most: int = 1000) -> Shelf:
    found = Shelf(msgspec.structs.replace(_SETTINGS, page_size=size))
    found.at_most = at_most
    return found


def iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def names(rows: list[Row]) -> list[tuple[str, str]]:
    return [(str(row["Year"]), str(row["Number"])) for row in rows]


def row(shelf: Shelf, year: str, number: str, say: str = "first") -> dict[str, str]:
    return shelf.put("T", Year=year, Number=number, Changed=iso(shelf.clock), Day="", Created="", Says=say)


_KEY = st.tuples(st.sampled_from(["2024", "2025", "2026"]), st.integers(1, 120).map(str))


@settings(max_examples=60, deadline=None)
@given(st.sets(_KEY, max_size=25), st.integers(1, 7), st.integers(1, 7), st.data())
def test_every_row_comes_once_however_the_pages_are_cut_and_wherever_the_process_dies(
    keys: set[tuple[str, str]], size: int, at_most: int, data: st.DataObject
) -> None:
    there = shelf(size, at_most)
    for year, number in keys:
        row(there, year, number)
    stand, given_ = Walk(), []
    while not stand.mark:
        before = stand
        for rows, after in walk.pages(there, _ITEMS, stand):
            given_ += names(rows)
            stand = after
            if data.draw(st.booleans(), "dies here"):
                break
        assert stand != before
    assert sorted(given_) == sorted(keys)


@settings(max_examples=80, deadline=None)
@given(
    st.sets(_KEY, min_size=1, max_size=15),
    st.integers(1, 4),
    st.lists(st.tuples(st.integers(0, 30), _KEY), max_size=12),
)
def test_what_changes_while_it_is_read_comes_with_this_walk_or_the_next(
    keys: set[tuple[str, str]], size: int, changes: list[tuple[int, tuple[str, str]]]
) -> None:
    there = shelf(size)
    for year, number in keys:
        row(there, year, number)
    waiting = sorted(changes, key=lambda each: each[0])

    def somebody_works() -> None:
        there.later(minutes=45)  # a slow walk: longer than what the next one looks back
        if waiting:
            year, number = waiting.pop(0)[1]
            old = next((r for r in there.tables["T"] if (r["Year"], r["Number"]) == (year, number)), None)
            says = f"change {len(waiting)}"
            if old is None:
                row(there, year, number, says)
            else:
                old.update(Changed=iso(there.clock), Says=says)

    there.meanwhile = somebody_works
    known: dict[tuple[str, str], str] = {}
    stand = Walk()
    for _ in range(20):
        stand = _through(there, stand, known)[1]
        if not waiting:
            break
    there.meanwhile = lambda: None
    _through(there, stand, known)  # one more: the last change may be behind the last page
    assert known == {(r["Year"], r["Number"]): r["Says"] for r in there.tables["T"]}


def test_the_second_pull_reads_only_what_changed_since_the_first_began() -> None:
    there = shelf(2)
    for number in range(1, 6):
        row(there, "2026", str(number))
    there.later(hours=3)
    stand = _through(there, Walk())[1]
    there.later(hours=3)
    there.tables["T"][3]["Changed"] = iso(there.clock)
    assert _through(there, stand)[0] == [("2026", "4")]


def test_a_change_that_is_committed_late_with_an_older_stamp_is_still_found() -> None:
    there = shelf()
    row(there, "2026", "1")
    stamped = there.clock + timedelta(hours=2)
    there.later(hours=2, minutes=10)
    stand = _through(there, Walk())[1]
    there.later(minutes=10)
    there.put("T", Year="2026", Number="2", Changed=iso(stamped), Day="", Created="", Says="late")
    assert ("2026", "2") in _through(there, stand)[0]


def test_a_stamp_that_is_a_day_counts_in_every_time_zone() -> None:
    """An evening in Honolulu is the next day in UTC, where the pull looked."""
    there = shelf()
    there.clock = datetime(2026, 10, 2, 7, 0, tzinfo=UTC)
    stand = _through(there, Walk())[1]
    there.put("T", Year="2026", Number="1", Changed=None, Day="2026-10-01", Created="2020-01-01", Says="in Honolulu")
    there.put("T", Year="2026", Number="2", Changed=None, Day=None, Created="2026-10-01", Says="new in Honolulu")
    there.put("T", Year="2026", Number="3", Changed=None, Day="2026-09-20", Created="2020-01-01", Says="long known")
    assert _through(there, stand)[0] == [("2026", "1"), ("2026", "2")]


def test_a_server_that_tells_no_time_is_read_again_as_a_whole() -> None:
    there = shelf()
    row(there, "2026", "1")
    there._ask = lambda entity: None  # type: ignore[method-assign]  # no Date header
    stand = _through(there, Walk())[1]
    assert _through(there, stand)[0] == [("2026", "1")]


def test_an_empty_page_that_says_there_is_more_is_no_end() -> None:
    there = shelf()
    row(there, "2026", "1")
    there.at_most = 0
    with pytest.raises(Retry, match="there is more"):
        _through(there, Walk())


def test_a_server_that_gives_the_same_page_again_is_not_walked_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    there = shelf(2)
    for number in range(1, 4):
        row(there, "2026", str(number))
    monkeypatch.setattr(walk.filters, "after", lambda keys, last: "")  # as if SAP did not heed it
    with pytest.raises(Retry, match="same page again"):
        _through(there, Walk())


def _through(
    there: Shelf, stand: Walk, known: dict[tuple[str, str], str] | None = None
) -> tuple[list[tuple[str, str]], Walk]:
    """A walk to its end: the keys that it gave. `known` is what a reader knows by then."""
    found: list[tuple[str, str]] = []
    start = stand
    for rows, after in walk.pages(there, _ITEMS, start):
        stand = after
        found += names(rows)
        if known is not None:
            known |= {(r["Year"], r["Number"]): r["Says"] for r in rows}
    return found, stand
