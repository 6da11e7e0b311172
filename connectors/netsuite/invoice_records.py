"""Records of invoices and credit memos: the document, and its state in the ledger; a page with few requests."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from connectors.netsuite import documents, instalments, ledger, references
from connectors.netsuite.kinds import CREDIT, INVOICE, TYPES
from connectors.netsuite.own_fields import own
from connectors.netsuite.suiteql import one_of, since_day
from connectors.netsuite.values import ZERO, Case, Row, exact, text, yes
from connectors.netsuite.world import World
from connectors.records import Invoice, Ref, Settlement, Unreadable
from connectors.sealing import aside, sealed
from einvoice.model import minor_unit

_TYPES = TYPES["invoice"]
_PENDING, _REJECTED = "D", "E"  # status of an invoice: pending approval, rejected
_VOIDED = "V"


class Read(msgspec.Struct, frozen=True):
    """What rows of documents give. `gone` are those that say nothing any more: voided and emptied, sent back to
    approval, rejected.
    """

    records: tuple[Invoice | Unreadable, ...] = ()
    gone: tuple[Ref, ...] = ()


def these(world: World, ids: Iterable[str]) -> Read:
    """Some documents by id, fresh; those of other companies, and what is no invoice, are left out."""
    wanted = sorted(set(ids), key=int)
    if not wanted:
        return Read()
    return read(world, world.client.lookup(documents.select(world).also(one_of("t.type", _TYPES)), "t.id", wanted))


def open_of(world: World, customers: Iterable[str]) -> Read:
    """Everything that is open of these customers."""
    select = documents.select(world).also(
        one_of("t.type", _TYPES), "(t.foreignamountunpaid <> 0 OR t.foreignpaymentamountunused <> 0)"
    )
    return read(world, world.client.lookup(select, "t.entity", customers))


def young_of(world: World, customers: Sequence[str], since: date) -> list[str]:
    """Ids of the customers' documents since a day."""
    select = documents.SELECT
    found = msgspec.structs.replace(select, columns={"id": "t.id"}, source="transaction t", optional=frozenset())
    kinds = found.also(one_of("t.type", _TYPES), since_day("t.trandate", since))
    return [text(row, "id") for row in world.client.lookup(kinds, "t.entity", customers)]


def read(world: World, rows: Sequence[Row], fetched: dict[str, Row] | None = None) -> Read:
    """Documents as SuiteQL answered them. What is not approved yet is none."""
    rows = [row for row in rows if world.company_of(row) in world.companies]
    posted = [row for row in rows if not _unposted(row)]
    gone = [_ref(world, row) for row in rows if _unposted(row)]
    if not posted:
        return Read(gone=tuple(gone))
    around = documents.around(world, posted, fetched)
    settled = ledger.settlements(world, [text(row, "id") for row in posted if text(row, "type") == INVOICE])
    split = instalments.of(world, [text(row, "id") for row in posted if _has_instalments(world, row)])
    found: list[Invoice | Unreadable] = []
    for row in posted:
        id_ = text(row, "id")
        record = _invoice(world, row, around, settled.get(id_, ()), split.get(id_, {}))
        if isinstance(record, Unreadable) and _voided(row):
            gone.append(record.ref)  # voiding may leave nothing of it
        else:
            found.append(record)
    return Read(tuple(found), tuple(gone))


def _invoice(
    world: World,
    row: Row,
    around: documents.Around,
    settled: tuple[Settlement, ...],
    split: Mapping[date, instalments.Part],
) -> Invoice | Unreadable:
    ref, reading = _ref(world, row), Case(f"transaction {text(row, 'id')}")
    unit = minor_unit(references.currency(world, row))
    left = ZERO
    if not _voided(row):
        field = "unused" if text(row, "type") == CREDIT else "unpaid"
        left = exact(abs(reading.amount("open", row, field, empty=ZERO)), unit)
    total = exact(abs(reading.amount("totals", row, "total")), unit)
    on = reading.day("due_date", row, "due") or reading.day("due_date", row, "date")
    dues = ledger.dues(on, total, left, split) if on else ()
    document, case = documents.read(world, row, around, dues)
    case.faults += [fault for fault in reading.faults if fault.path != "totals"]
    customer = text(row, "customer")
    if not customer:
        case.fault("BR-07", "customer", "entity is empty")
    if case.faults or document is None:
        return aside(ref, case, text(row, "number") or text(row, "id"))
    dispute = own(row, world.settings.dispute)
    return sealed(
        Invoice(
            ref=ref,
            version="",
            changed_at=world.changed(row),
            customer=world.ref("customer", "", customer),
            state="cancelled" if _voided(row) else "open" if left > 0 else "paid",
            document=document,
            open=left,
            dues=dues,
            disputed=left if dispute else ZERO,
            dispute_reason=dispute if left else "",
            orders=(document.sales_order,) if document.sales_order else (),
            settlements=settled,
            erp_einvoice=own(row, world.settings.erp_einvoice),
            origins=case.origins,
        )
    )


def _ref(world: World, row: Row) -> Ref:
    return world.ref("invoice", world.company_of(row), text(row, "id"))


def _voided(row: Row) -> bool:
    return yes(row, "voided") or text(row, "status") == _VOIDED


def _unposted(row: Row) -> bool:
    return text(row, "type") == INVOICE and text(row, "status") in (_PENDING, _REJECTED)


def _has_instalments(world: World, row: Row) -> bool:
    name = text(references.term(world, text(row, "terms")), "name")
    return bool(name) and name in world.settings.instalment_terms and text(row, "type") == INVOICE
