"""Which documents changed: by their own stamp, by that of what settles them, and by comparing what is open.

Nobody says in public whether applying a payment moves the invoice's stamp, and taking an application back leaves no
trace but on the payment. So payments and credit memos are walked for themselves, and what is open is compared as a
whole on a slower clock.
"""

from collections.abc import Iterator
from datetime import datetime

from connectors.buckets import Buckets
from connectors.cursor import Cursor, Scan, server_now
from connectors.netsuite import documents, walk
from connectors.netsuite.suiteql import Select, one_of
from connectors.netsuite.values import text
from connectors.netsuite.world import World

OPEN = "open"  # the comparison's name in the cursor
_STAMP = "t.lastmodifieddate"
_COMPARED = ("left", "due", "customer", "voided")


def of_type(world: World, types: tuple[str, ...]) -> walk.Path:
    """The walk over documents of these types, with all that is read of them."""
    kinds = one_of("t.type", types)
    return walk.Path(select=documents.select(world).also(kinds), table="transaction t", stamp=_STAMP, only=(kinds,))


def stamps(types: tuple[str, ...]) -> walk.Path:
    """The walk over documents of these types that gives their ids alone."""
    kinds = one_of("t.type", types)
    select = Select(columns={"id": "t.id"}, source="transaction t", where=(kinds,), hint=documents.SELECT.hint)
    return walk.Path(select=select, table="transaction t", stamp=_STAMP, only=(kinds,))


def begun(world: World, at: Cursor, name: str, path: walk.Path) -> Cursor:
    """With the beginning of a walk that only tells what else changed: before anything is read, so that what changes
    while the first pull goes on is found by the next one.
    """
    step = at.walk(name)
    return at if step.mark or step.began else at.with_walk(name, walk.begun(world.client, path))


def now(world: World) -> datetime:
    """The server's clock."""
    return server_now(world.client.server_time)


def compared(world: World, column: str, types: tuple[str, ...]) -> Buckets:
    """What is open of these types; `column` says how much."""
    select = Select(
        columns={
            "id": "t.id", "left": column, "due": "TO_CHAR(t.duedate, 'YYYY-MM-DD')", "customer": "t.entity",
            "voided": "t.voided",
        },
        source="transaction t",
        where=(one_of("t.type", types), f"{column} <> 0"),
        hint=documents.SELECT.hint,
    )  # fmt: skip
    found = Buckets()
    for rows in world.client.rows(select):
        for row in rows:
            found.add(text(row, "id"), ((row, _COMPARED),))
    return found


def differing(world: World, at: Cursor, seen: "Seen") -> Iterator[tuple[list[str], Cursor]]:
    """Ids of open documents that differ from the last comparison, page by page; it is noted with the last one."""
    keys = sorted(
        (key for name, each in seen.items() for key in each.changed(at.scans.get(name, Scan()).buckets)), key=int
    )
    size = world.settings.page_size
    for start in range(0, len(keys), size):
        yield keys[start : start + size], at
    yield [], noted(world, at, seen)


def noted(world: World, at: Cursor, seen: "Seen") -> Cursor:
    """With what this comparison saw."""
    for name, each in seen.items():
        at = at.with_scan(name, Scan(now(world).isoformat(), each.text()))
    return at


def due(world: World, at: Cursor, names: tuple[str, ...]) -> bool:
    """Whether it is time to compare again."""
    return any(at.scans.get(name, Scan()).due(now(world), world.settings.rescan_minutes) for name in names)


Seen = dict[str, Buckets]
