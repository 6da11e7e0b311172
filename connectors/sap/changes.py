"""Which receivable items changed: by their dates, and by comparing what is open.

An item says on which day it was posted, cleared and edited. A clearing that is undone takes its dates away with it;
so what is open is compared as a whole on a slower clock. What changed is only where to look: the records are read anew.
"""

from collections.abc import Iterable, Iterator

from connectors.buckets import Buckets
from connectors.cursor import Cursor, Scan, Walk, server_now
from connectors.sap import filters, scan, walk
from connectors.sap.client import Query
from connectors.sap.families import root
from connectors.sap.items import CUSTOMER, ENTITY, FIELDS, KEYS, SERVICE, Item, Key, item, kept_apart
from connectors.sap.values import bare, text
from connectors.sap.web import Web, load, named
from connectors.sap.world import World

ITEMS, OPEN = "items", "open"  # the walk's and the comparison's name in the cursor
_DAYS = ("LastChangeDate", "AccountingDocumentCreationDate", "ClearingCreationDate", "ClearingDate")
_COMPARED = (
    *KEYS, "NetDueDate", "AmountInTransactionCurrency", "SpecialGLCode", "AccountingDocumentCategory",
    "BillingDocument", "InvoiceReference", "InvoiceReferenceFiscalYear", "InvoiceItemReference",
    "FollowOnDocumentType", "DunningBlockingReason", "DunningArea", "PaymentMethod", "PaymentBlockingReason",
    "DocumentReferenceID", "IsReversed",
)  # fmt: skip


def customer_items(world: World) -> str:
    """The filter of customers' items in our company codes."""
    ours = filters.one_of("CompanyCode", sorted(world.companies))
    return filters.both(CUSTOMER, ours)


def begun(world: World, at: Cursor) -> Cursor:
    """What is open, noted before the first record is read; and the walk's beginning, before other walks begin: what
    is posted while they go on is found by the next pull.
    """
    if OPEN not in at.scans:
        at = _noted(world, at, compared(world))
    step = at.walk(ITEMS)
    if step.began or not world.client.server_time:
        return at
    return at.with_walk(ITEMS, Walk(step.mark, server_now(world.client.server_time).isoformat(), step.last))


def walked(world: World, at: Cursor, first: str) -> Iterator[tuple[list[Item], Cursor]]:
    """Pages of the items that changed since the last pull; in the first one those that `first` selects."""
    step = at.walk(ITEMS)
    where = filters.both(customer_items(world), "" if step.mark else first)
    path = walk.Path(
        service=SERVICE, entity=ENTITY, keys=KEYS, query=Query(select=FIELDS, filter=where), days=_DAYS
    )  # fmt: skip
    for rows, stand in walk.pages(world.client, path, step):
        at = at.with_walk(ITEMS, stand)
        yield [item(row) for row in rows if not kept_apart(row)], at


def reopened(world: World, at: Cursor, since: str | None) -> Iterator[tuple[list[Item], Cursor]]:
    """Pages of open items that differ from the last comparison, where one is due; it is noted with the last page.

    `since` is the cursor with which the pull began. A comparison that this pull noted itself, before its first record,
    is not made again: what changed meanwhile differs from it, and the next one finds it.
    """
    if OPEN not in Cursor.parse(since).scans:
        return
    now = server_now(world.client.server_time)
    if not at.scans.get(OPEN, Scan()).due(now, world.settings.rescan_minutes):
        return
    seen = compared(world)
    keys = [_key(each) for each in seen.changed(at.scans.get(OPEN, Scan()).buckets)]
    at, before = _noted(world, at, seen), at
    size = world.settings.page_size
    for start in range(0, len(keys), size):
        rows = named(world, keys[start : start + size], "AccountingDocument", "FiscalYear", customer_items(world))
        yield [item(row) for row in rows if not kept_apart(row)], before
    yield [], at


def touched(world: World, changed: Iterable[Item]) -> tuple[Web, list[Item]]:
    """The changed items, the invoices that they belong to, and what is open on those: all that may stand otherwise."""
    changed = list(changed)
    linked = [one for one in changed if one.reference or one.debit or one.memo]  # money on account stands alone
    keys = {one.key for one in linked} | {one.reference for one in linked if one.reference}
    web = load(world, keys, settled=False)
    found = {one.id: web.items.get(one.id, one) for one in changed}
    for one in list(found.values()):
        target = root(web, one)
        for each in (one, target):
            if each is not None:
                found[each.id] = each
                found |= {claim.id: claim for claim in web.references.get(each.key, ()) if not claim.cleared}
    return web, list(found.values())


def compared(world: World) -> Buckets:
    """What is open now; an item that names an invoice counts there, too, so that its leaving changes that one."""
    where = filters.both(customer_items(world), filters.eq("IsCleared", False))
    path = walk.Path(
        service=SERVICE, entity=ENTITY, keys=KEYS, query=Query(select=_COMPARED, filter=where), size=scan.PAGE
    )  # fmt: skip
    found = Buckets()
    for rows, _ in walk.pages(world.client, path, Walk()):
        for row in rows:
            company, year = text(row, KEYS[0]), text(row, KEYS[1])
            found.add("/".join((company, year, bare(text(row, KEYS[2])))), ((row, _COMPARED),))
            if about := bare(text(row, "InvoiceReference")):
                other = text(row, "InvoiceReferenceFiscalYear")
                found.add("/".join((company, other if other.strip("0") else year, about)), ((row, _COMPARED),))
    return found


def _noted(world: World, at: Cursor, seen: Buckets) -> Cursor:
    return at.with_scan(OPEN, Scan(server_now(world.client.server_time).isoformat(), seen.text()))


def _key(text_: str) -> Key:
    company, year, document = text_.split("/", 2)
    return company, year, document
