"""Customers: A_BusinessPartner with what a customer has in our company codes.

A business partner says on which day it was changed; its addresses and tax numbers, and a customer's company, sales
area, dunning and credit data say nothing. So changes come from a walk over the former, and from comparing the latter.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from connectors.buckets import Buckets
from connectors.cursor import Cursor, Scan, server_now
from connectors.records import Customer, Page, Unreadable
from connectors.sap import customer_records, customer_rows, filters, parties, scan, walk
from connectors.sap.values import Row
from connectors.sap.world import World

_WALK = "partner"
_PATH = walk.Path(
    service=parties.SERVICE,
    entity="A_BusinessPartner",
    keys=("BusinessPartner",),
    query=msgspec.structs.replace(parties.QUERY, filter=filters.gt("Customer", "")),
    days=("LastChangeDate", "CreationDate"),
)


def pages(world: World, cursor: str | None) -> Iterator[Page]:
    """The first pull compares before it walks: a change that comes in between is found by the next comparison."""
    at = Cursor.parse(cursor)
    if not at.scans:
        at = _noted(world, at, _seen(world))
    for rows, stand in walk.pages(world.client, _PATH, at.walk(_WALK)):
        at = at.with_walk(_WALK, stand)
        yield Page(records=read(world, rows), cursor=at.text())
    yield from _compared(world, at)


def these(world: World, customers: Iterable[str]) -> tuple[Customer | Unreadable, ...]:
    """Some customers by number, fresh. Who is not there, or is none of our company codes', is left out."""
    return read(world, parties.fetch(world, customers).values())


def read(world: World, partners: Iterable[Row]) -> tuple[Customer | Unreadable, ...]:
    """The customers of our company codes among business partners as the service answered them."""
    now = server_now(world.client.server_time)
    rows = [parties.in_force(row, now) for row in partners]
    around = customer_rows.around(world, rows)
    found = (customer_records.read(world, row, around, now) for row in rows)
    return tuple(each for each in found if each is not None)


def _compared(world: World, at: Cursor) -> Iterator[Page]:
    """What changed without a date, when it is due. The comparison is noted with the last page only."""
    now, size = server_now(world.client.server_time), world.settings.page_size
    if not any(each.due(now, world.settings.rescan_minutes) for each in at.scans.values()):
        return
    seen = _seen(world)
    for field, buckets in seen.items():
        changed = sorted(buckets.changed(at.scans.get(field, Scan()).buckets))
        for first in range(0, len(changed), size):
            rows = world.client.lookup(_PATH.service, _PATH.entity, field, changed[first : first + size], _PATH.query)
            yield Page(records=read(world, rows), cursor=at.text())
    yield Page(records=(), cursor=_noted(world, at, seen).text())


def _seen(world: World) -> dict[str, Buckets]:
    return {field: scan.read(world.client, sources) for field, sources in customer_rows.compared(world).items()}


def _noted(world: World, at: Cursor, seen: Mapping[str, Buckets]) -> Cursor:
    now = server_now(world.client.server_time).isoformat()
    for field, buckets in seen.items():
        at = at.with_scan(field, Scan(now, buckets.text()))
    return at
