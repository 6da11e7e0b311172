"""Invoices and credit memos: the document, and its state in the ledger."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from connectors.cursor import Cursor
from connectors.netsuite import changes, deletions, documents, instalments, ledger, references, walk
from connectors.netsuite.kinds import CREDIT, INVOICE, SETTLES, TYPES
from connectors.netsuite.own_fields import own
from connectors.netsuite.suiteql import one_of
from connectors.netsuite.values import ZERO, Case, Row, exact, text, yes
from connectors.netsuite.world import World
from connectors.records import Invoice, Page, Settlement, Unreadable
from connectors.sealing import aside, sealed
from einvoice.model import minor_unit

_TYPES = TYPES["invoice"]
_WALK, _SETTLING = "document", "settling"
_SCANS = {"open": ("t.foreignamountunpaid", (INVOICE,)), "unused": ("t.foreignpaymentamountunused", (CREDIT,))}
_UNPOSTED = ("D", "E")  # of invoices: pending approval, rejected
_VOIDED = "V"


def pages(world: World, cursor: str | None) -> Iterator[Page]:
    """Documents that changed, then those whose payments did, then those that are open in another way than last time."""
    at = deletions.begun(world, Cursor.parse(cursor))
    first = not at.walk(_WALK).mark
    if not at.scans:
        at = changes.noted(world, at, _seen(world))
    at = changes.begun(world, at, _SETTLING, SETTLES)
    fetched: dict[str, Row] = {}
    given: set[str] = set()
    for rows, stand in walk.pages(world.client, changes.of_type(world, _TYPES), at.walk(_WALK)):
        at = at.with_walk(_WALK, stand)
        records = read(world, rows, fetched)
        given |= set() if first else {each.ref.id for each in records}
        yield Page(records=records, cursor=at.text())
    if first:
        at = at.with_walk(_SETTLING, walk.over(at.walk(_SETTLING)))
        yield Page(records=(), cursor=at.text())
        return
    for rows, stand in walk.pages(world.client, changes.stamps(SETTLES), at.walk(_SETTLING)):
        at = at.with_walk(_SETTLING, stand)
        touched = [each for each in ledger.settled_by(world, [text(row, "id") for row in rows]) if each not in given]
        given |= set(touched)
        yield Page(records=these(world, touched), cursor=at.text())
    if changes.due(world, at, tuple(_SCANS)):
        for ids, noted in changes.differing(world, at, _seen(world)):
            at = noted
            yield Page(records=these(world, [each for each in ids if each not in given]), cursor=at.text())
    yield from deletions.pages(world, at, "invoice")


def these(world: World, ids: Iterable[str]) -> tuple[Invoice | Unreadable, ...]:
    """Some documents by id, fresh; those of other companies, and what is no invoice, are left out."""
    wanted = sorted(set(ids), key=int)
    if not wanted:
        return ()
    return read(world, world.client.lookup(documents.select(world).also(one_of("t.type", _TYPES)), "t.id", wanted))


def open_of(world: World, customers: Iterable[str]) -> tuple[Invoice | Unreadable, ...]:
    """Everything that is open of these customers."""
    select = documents.select(world).also(
        one_of("t.type", _TYPES), "(t.foreignamountunpaid <> 0 OR t.foreignpaymentamountunused <> 0)"
    )
    return read(world, world.client.lookup(select, "t.entity", customers))


def read(world: World, rows: Sequence[Row], fetched: dict[str, Row] | None = None) -> tuple[Invoice | Unreadable, ...]:
    """Documents as SuiteQL answered them. What is not approved yet is none."""
    rows = [row for row in rows if not _unposted(row) and world.company_of(row) in world.companies]
    if not rows:
        return ()
    around = documents.around(world, rows, fetched)
    settled = ledger.settlements(world, [text(row, "id") for row in rows if text(row, "type") == INVOICE])
    split = instalments.of(world, [text(row, "id") for row in rows if _has_instalments(world, row)])
    return tuple(
        _invoice(world, row, around, settled.get(text(row, "id"), ()), split.get(text(row, "id"), {})) for row in rows
    )


def _invoice(
    world: World, row: Row, around: documents.Around, settled: tuple[Settlement, ...], split: instalments.Split
) -> Invoice | Unreadable:
    id_, company = text(row, "id"), world.company_of(row)
    ref = world.ref("invoice", company, id_)
    state, left = _state(row), ZERO
    reading = Case(f"transaction {id_}")
    unit = minor_unit(references.currency(world, row))
    field = "unused" if text(row, "type") == CREDIT else "unpaid"
    if state != "cancelled":
        left = exact(abs(reading.amount("open", row, field, empty=ZERO)), unit)
    total = exact(abs(reading.amount("totals", row, "total")), unit)
    on = reading.day("due_date", row, "due") or reading.day("due_date", row, "date")
    terms = ledger.dues(on, total, left, split) if on else ()
    document, case = documents.read(world, row, around, terms)
    case.faults += [fault for fault in reading.faults if fault.path != "totals"]
    customer = text(row, "customer")
    if not customer:
        case.fault("BR-07", "customer", "entity is empty")
    if case.faults or document is None:
        return aside(ref, case, text(row, "number") or id_)
    dispute = own(row, world.settings.dispute)
    return sealed(
        Invoice(
            ref=ref,
            version="",
            changed_at=world.changed(row),
            customer=world.ref("customer", "", customer),
            state="cancelled" if state == "cancelled" else "open" if left > 0 else "paid",
            document=document,
            open=left,
            dues=terms,
            disputed=left if dispute else ZERO,
            dispute_reason=dispute if left else "",
            orders=(document.sales_order,) if document.sales_order else (),
            settlements=settled,
            erp_einvoice=own(row, world.settings.erp_einvoice),
            origins=case.origins,
        )
    )


def _state(row: Row) -> Literal["cancelled", "posted"]:
    return "cancelled" if yes(row, "voided") or text(row, "status") == _VOIDED else "posted"


def _unposted(row: Row) -> bool:
    return text(row, "type") == INVOICE and text(row, "status") in _UNPOSTED


def _has_instalments(world: World, row: Row) -> bool:
    name = text(references.term(world, text(row, "terms")), "name")
    return bool(name) and name in world.settings.instalment_terms and text(row, "type") == INVOICE


def _seen(world: World) -> changes.Seen:
    return {name: changes.compared(world, column, types) for name, (column, types) in _SCANS.items()}
