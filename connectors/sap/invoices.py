"""Invoices: billing documents joined with their receivable items, and what was posted in accounting without one."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import msgspec

from connectors.cursor import Cursor, Walk, server_now
from connectors.records import Invoice, Page, Unreadable
from connectors.sap import changes, documents, filters, parties, walk
from connectors.sap.client import Query
from connectors.sap.invoice_records import CATEGORIES, ENTITY, SERVICE, Given, of_items, read
from connectors.sap.items import ENTITY as ITEMS
from connectors.sap.items import FIELDS, KEYS, WITHOUT_BILLING, Item, billing_of, item, kept_apart
from connectors.sap.items import SERVICE as LEDGER
from connectors.sap.values import Row, bare, text
from connectors.sap.world import World

_RECENT = timedelta(days=120)  # invoices so young are read again when their customer was edited
_BILLING, _PARTNERS, _ALONE = "billing", "partners", "alone"
_FI_ONLY = filters.both(
    WITHOUT_BILLING,
    filters.either(
        filters.eq("DebitCreditCode", "S"),
        filters.eq("PostingKey", "11"),
        filters.eq("AccountingDocumentType", "DG"),
        filters.eq("IsSalesRelated", True),
        filters.eq("FollowOnDocumentType", "G"),
    ),
)


def pages(world: World, cursor: str | None) -> Iterator[Page]:
    """Billing documents that changed, then those whose items did, then those whose customers did."""
    at = changes.begun(world, Cursor.parse(cursor))
    delta = bool(at.walk(changes.ITEMS).mark)
    given, fetched = Given(), dict[str, Row]()
    for rows, step in walk.pages(world.client, _path(world), at.walk(_BILLING)):
        at = at.with_walk(_BILLING, step)
        records = read(world, [*rows, *(_cancelled_by(world, rows) if delta else ())], fetched=fetched)
        given.note(records if delta else ())
        yield Page(records=records, cursor=at.text())
    for items, stand in changes.walked(world, at, _FI_ONLY):
        at = stand
        records = _touched(world, items, given)
        given.note(records if delta else ())
        yield Page(records=records, cursor=at.text())
    for items, stand in _alone(world, at):
        at = stand
        yield Page(records=_touched(world, items, Given()), cursor=at.text())
    for items, stand in changes.reopened(world, at, cursor):
        at = stand
        yield Page(records=_touched(world, items, Given()), cursor=at.text())
    yield from _of_edited(world, at, given)


def _touched(world: World, items: list[Item], given: Given) -> tuple[Invoice | Unreadable, ...]:
    if not items:
        return ()
    web, found = changes.touched(world, items)
    return of_items(world, found, web, given)


def _cancelled_by(world: World, rows: Sequence[Row]) -> list[Row]:
    """What these cancel: a cancellation need not change the stamp of its original, nor its items."""
    here = {bare(text(row, "BillingDocument")) for row in rows}
    named = {bare(text(row, "CancelledBillingDocument")) for row in rows} - here - {""}
    return world.client.lookup(SERVICE, ENTITY, "BillingDocument", sorted(named), documents.query(world))


def _alone(world: World, at: Cursor) -> Iterator[tuple[list[Item], Cursor]]:
    """Once, in the first pull: open items of billing documents that are not to be seen, or are no invoices. They are
    archived, or of a sales organisation without the right; what is owed on them is owed all the same.
    """
    step = at.walk(_ALONE)
    if step.mark:
        return
    where = filters.both(filters.eq("IsCleared", False), filters.gt("BillingDocument", ""))
    query = Query(select=FIELDS, filter=filters.both(changes.customer_items(world), where))
    path = walk.Path(service=LEDGER, entity=ITEMS, keys=KEYS, query=query)
    known = Query(select=("BillingDocument", "SDDocumentCategory"))
    for rows, stand in walk.pages(world.client, path, step):
        billed = [(number, row) for row in rows if (number := billing_of(row)) and not kept_apart(row)]
        numbers = sorted({number for number, _ in billed})
        there = {
            bare(text(row, "BillingDocument"))
            for row in world.client.lookup(SERVICE, ENTITY, "BillingDocument", numbers, known)
            if text(row, "SDDocumentCategory") in CATEGORIES
        }
        at = at.with_walk(_ALONE, stand)
        yield [item(row) for number, row in billed if number not in there], at


def _of_edited(world: World, at: Cursor, given: Given) -> Iterator[Page]:
    """Young invoices of customers who were edited: what was refused for their address or number may go out now."""
    step, now = at.walk(_PARTNERS), server_now(world.client.server_time)
    if not step.mark:
        yield Page(records=(), cursor=at.with_walk(_PARTNERS, Walk(mark=at.walk(_BILLING).mark)).text())
        return
    path = walk.Path(
        service=parties.SERVICE, entity="A_BusinessPartner", keys=("BusinessPartner",),
        query=Query(select=("BusinessPartner", "Customer"), filter=filters.gt("Customer", "")),
        days=("LastChangeDate", "CreationDate"),
    )  # fmt: skip
    for partners, stand in walk.pages(world.client, path, step):
        who = sorted({text(row, "Customer") for row in partners} - {""})
        young = filters.both(filters.ge("BillingDocumentDate", (now - _RECENT).date()), _our_billing(world))
        query = Query(select=("BillingDocument",), filter=young)
        ids = {
            text(row, "BillingDocument")
            for field in ("PayerParty", "SoldToParty")
            for row in (world.client.lookup(SERVICE, ENTITY, field, who, query) if who else ())
        } - given.billing
        given.billing |= ids
        ordered, size = sorted(ids), world.settings.page_size
        for start in range(0, len(ordered), size):
            part = ordered[start : start + size]
            rows = world.client.lookup(SERVICE, ENTITY, "BillingDocument", part, documents.query(world))
            yield Page(records=read(world, rows), cursor=at.text())
        at = at.with_walk(_PARTNERS, stand)
        yield Page(records=(), cursor=at.text())


def _path(world: World) -> walk.Path:
    query = msgspec.structs.replace(documents.query(world), filter=_our_billing(world))
    return walk.Path(
        service=SERVICE, entity=ENTITY, keys=("BillingDocument",), query=query,
        stamps=("LastChangeDateTime",), days=("CreationDate",),
    )  # fmt: skip


def _our_billing(world: World) -> str:
    return filters.both(
        filters.one_of("CompanyCode", sorted(world.companies)), filters.one_of("SDDocumentCategory", CATEGORIES)
    )
