"""Going through a table in the order of its ids, page by page, so that nothing is passed over.

The mark of a walk is a time as the table itself shows it, never this machine's: which zone NetSuite shows times in
depends on the account and the user, and public sources disagree whether SYSDATE is in the same. So a walk's mark is
its table's newest change at the beginning, or a day and a bit before the server's SYSDATE where nothing is as new:
that is right whatever the two zones are (they differ by 26 hours at most).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from connectors.cursor import Walk
from connectors.errors import Retry
from connectors.netsuite import suiteql
from connectors.netsuite.client import Client, keys_of
from connectors.netsuite.suiteql import Select
from connectors.netsuite.values import Row, text

_QUIET = timedelta(hours=27)
_LOOK = timedelta(days=60)  # where the newest change is looked for: no need to look at all rows


class Path(msgspec.Struct, frozen=True, kw_only=True):
    """What is walked, and how its changes are known."""

    select: Select  # ordered by one id
    table: str  # with its alias: "transaction t"
    stamp: str  # "t.lastmodifieddate"
    only: tuple[str, ...] = ()  # conditions on the table alone: which rows' changes count


def pages(client: Client, path: Path, walk: Walk) -> Iterator[tuple[list[Row], Walk]]:
    """Pages from where `walk` stands to the end, each with the walk that is committed with it.

    The last page may be empty: it says that the walk is over.
    """
    settings = client.settings
    if not walk.began:
        walk = Walk(walk.mark, beginning(client, path), walk.last)
    floor = walk.floor(timedelta(minutes=settings.overlap_minutes))
    select = path.select.also(suiteql.since(path.stamp, floor) if floor else "")
    while True:
        rows, more = client.page(select, walk.last, settings.page_size)
        if not more:
            yield rows, Walk(mark=walk.began)
            return
        walk = Walk(walk.mark, walk.began, keys_of(select, rows[-1]))
        yield rows, walk


def begun(client: Client, path: Path) -> Walk:
    """A walk that has begun, and has not given anything yet."""
    return Walk(began=beginning(client, path))


def over(walk: Walk) -> Walk:
    """The walk at its end: all before its beginning was given."""
    return Walk(mark=walk.began or walk.mark)


def beginning(client: Client, path: Path) -> str:
    """Everything that changes after this is found by the next walk."""
    asked = f"SELECT {suiteql.instant('SYSDATE')} AS now FROM DUAL"  # noqa: S608
    now = _time(client.ask(asked, "DUAL"), "now")
    if now is None:
        raise Retry("NetSuite did not say what time it is", sent=False)
    conditions = " AND ".join([*path.only, suiteql.since(path.stamp, now - _LOOK)])
    newest = f"SELECT {suiteql.instant(f'MAX({path.stamp})')} AS newest FROM {path.table} WHERE {conditions}"  # noqa: S608
    found = _time(client.ask(newest, path.table.partition(" ")[0]), "newest")
    quiet = now - _QUIET
    return (max(found, quiet) if found else quiet).isoformat(sep=" ")


def _time(rows: list[Row], name: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text(rows[0], name)) if rows and text(rows[0], name) else None
    except ValueError:
        return None
