"""Which invoices and credit memos changed since the last pull."""

from collections.abc import Iterator
from datetime import timedelta

from connectors.cursor import Cursor
from connectors.netsuite import changes, deletions, ledger, walk
from connectors.netsuite.invoice_records import Read, read, these, young_of
from connectors.netsuite.kinds import CREDIT, INVOICE, SETTLES, TYPES
from connectors.netsuite.suiteql import Select
from connectors.netsuite.values import Row, text
from connectors.netsuite.world import World
from connectors.records import Page

_DOCUMENT, _SETTLING, _CUSTOMER = "document", "settling", "customer"
_SCANS = {"open": ("t.foreignamountunpaid", (INVOICE,)), "unused": ("t.foreignpaymentamountunused", (CREDIT,))}
_RECENT = timedelta(days=120)  # invoices so young are read again when their customer was edited
_EDITED = walk.Path(
    select=Select(columns={"id": "c.id"}, source="customer c", hint="Lists > Customers: View"),
    table="customer c",
    stamp="c.lastmodifieddate",
)


def pages(world: World, cursor: str | None) -> Iterator[Page]:
    """Documents that changed; those whose payments or customers did; those that are open in another way than last
    time; those that were deleted.
    """
    at = deletions.begun(world, Cursor.parse(cursor))
    first = not at.walk(_DOCUMENT).mark
    if not at.scans:
        at = changes.noted(world, at, _seen(world))
    at = changes.begun(world, at, _SETTLING, changes.stamps(SETTLES))
    at = changes.begun(world, at, _CUSTOMER, _EDITED)
    fetched: dict[str, Row] = {}
    given: set[str] = set()
    for rows, step in walk.pages(world.client, changes.of_type(world, TYPES["invoice"]), at.walk(_DOCUMENT)):
        at = at.with_walk(_DOCUMENT, step)
        found = read(world, rows, fetched)
        given |= set() if first else {each.ref.id for each in found.records}
        yield _page(found, at)
    if first:
        for name in (_SETTLING, _CUSTOMER):
            at = at.with_walk(name, walk.over(at.walk(name)))
        yield _page(Read(), at)
        return
    for rows, step in walk.pages(world.client, changes.stamps(SETTLES), at.walk(_SETTLING)):
        at = at.with_walk(_SETTLING, step)
        yield _page(_others(world, ledger.settled_by(world, [text(row, "id") for row in rows]), given), at)
    for rows, step in walk.pages(world.client, _EDITED, at.walk(_CUSTOMER)):
        # What was refused for an address or a number may go out now.
        at = at.with_walk(_CUSTOMER, step)
        young = young_of(world, [text(row, "id") for row in rows], (changes.now(world) - _RECENT).date())
        for start in range(0, len(young), world.settings.page_size):
            yield _page(_others(world, young[start : start + world.settings.page_size], given), at)
        yield _page(Read(), at)
    if changes.due(world, at, tuple(_SCANS)):
        for ids, noted in changes.differing(world, at, _seen(world)):
            at = noted
            yield _page(_others(world, ids, given), at)
    yield from deletions.pages(world, at, "invoice")


def _others(world: World, ids: list[str], given: set[str]) -> Read:
    """Those that this pull has not given yet."""
    new = [each for each in ids if each not in given]
    given |= set(new)
    return these(world, new)


def _page(found: Read, at: Cursor) -> Page:
    return Page(records=found.records, gone=found.gone, cursor=at.text())


def _seen(world: World) -> changes.Seen:
    return {name: changes.compared(world, column, types) for name, (column, types) in _SCANS.items()}
