"""Payments: money received, and deposits that no invoice has consumed yet."""

from collections.abc import Iterable, Iterator, Sequence

from connectors.cursor import Cursor
from connectors.netsuite import changes, deletions, documents, ledger, references, walk
from connectors.netsuite.kinds import DEPOSIT, INVOICE, PAYMENT, TYPES
from connectors.netsuite.suiteql import one_of
from connectors.netsuite.values import ZERO, Case, Row, exact, text, yes
from connectors.netsuite.world import World
from connectors.records import Page, Payment, Unreadable
from connectors.sealing import aside, sealed
from einvoice.model import minor_unit

_TYPES = TYPES["payment"]
_WALK, _APPLIED = "document", "invoice"
_SCANS = {"unused": ("t.foreignpaymentamountunused", _TYPES)}
_PENDING = {PAYMENT: "A", DEPOSIT: "D"}  # not approved yet
_VOIDED = "V"


def pages(world: World, cursor: str | None) -> Iterator[Page]:
    """Payments that changed, then those of which another part is unused than last time."""
    at = deletions.begun(world, Cursor.parse(cursor))
    first = not at.walk(_WALK).mark
    if not at.scans:
        at = changes.noted(world, at, _seen(world))
    at = changes.begun(world, at, _APPLIED, changes.stamps((INVOICE,)))
    given: set[str] = set()
    for rows, stand in walk.pages(world.client, changes.of_type(world, _TYPES), at.walk(_WALK)):
        at = at.with_walk(_WALK, stand)
        records = read(world, rows)
        given |= set() if first else {each.ref.id for each in records}
        yield Page(records=records, cursor=at.text())
    if first:
        yield Page(records=(), cursor=at.with_walk(_APPLIED, walk.over(at.walk(_APPLIED))).text())
        return
    # An invoice that is edited or voided frees what was paid on it; the payment's stamp need not say so.
    for rows, stand in walk.pages(world.client, changes.stamps((INVOICE,)), at.walk(_APPLIED)):
        at = at.with_walk(_APPLIED, stand)
        touched = ledger.applied_from(world, [text(row, "id") for row in rows])
        yield Page(records=these(world, [each for each in touched if each not in given]), cursor=at.text())
    if changes.due(world, at, tuple(_SCANS)):
        for ids, noted in changes.differing(world, at, _seen(world)):
            at = noted
            yield Page(records=these(world, [each for each in ids if each not in given]), cursor=at.text())
    yield from deletions.pages(world, at, "payment")


def these(world: World, ids: Iterable[str]) -> tuple[Payment | Unreadable, ...]:
    """Some payments by id, fresh; what is none is left out."""
    wanted = sorted(set(ids), key=int)
    if not wanted:
        return ()
    return read(world, world.client.lookup(documents.select(world).also(one_of("t.type", _TYPES)), "t.id", wanted))


def open_of(world: World, customers: Iterable[str]) -> tuple[Payment | Unreadable, ...]:
    """What nothing has consumed yet of the payments of these customers."""
    select = documents.select(world).also(one_of("t.type", _TYPES), "t.foreignpaymentamountunused <> 0")
    return read(world, world.client.lookup(select, "t.entity", customers))


def read(world: World, rows: Sequence[Row]) -> tuple[Payment | Unreadable, ...]:
    """Payments as SuiteQL answered them. What is not approved yet is none."""
    return tuple(
        _payment(world, row)
        for row in rows
        if text(row, "status") != _PENDING.get(text(row, "type")) and world.company_of(row) in world.companies
    )


def _payment(world: World, row: Row) -> Payment | Unreadable:
    id_, number = text(row, "id"), text(row, "number")
    ref = world.ref("payment", world.company_of(row), id_)
    case = Case(f"{'Deposit' if text(row, 'type') == DEPOSIT else 'Payment'} {number or id_}")
    for path, field in (("amount", "foreigntotal"), ("date", "trandate"), ("customer", "entity")):
        case.origin(path, f"transaction {id_}", field)
    currency = references.currency(world, row)
    if len(currency) != 3:
        case.fault("BR-05", "currency", f"the currency {text(row, 'currency')!r} has no code of three letters")
    unit = minor_unit(currency)
    amount = exact(abs(case.amount("amount", row, "total")), unit)
    off = yes(row, "voided") or text(row, "status") == _VOIDED
    unused = ZERO if off else exact(abs(case.amount("amount", row, "unused", empty=ZERO)), unit)
    on = case.day("date", row, "date", missing="empty")
    customer = text(row, "customer")
    if not customer:
        case.fault("BR-07", "customer", "entity is empty")
    if case.faults or on is None:
        return aside(ref, case, number or id_)
    return sealed(
        Payment(
            ref=ref,
            version="",
            changed_at=world.changed(row),
            customer=world.ref("customer", "", customer),
            date=on,
            currency=currency,
            amount=amount,
            unapplied=unused,
            state="cancelled" if off else "posted",
            memo=text(row, "memo") or text(row, "po") or number,
        )
    )


def _seen(world: World) -> changes.Seen:
    return {name: changes.compared(world, column, types) for name, (column, types) in _SCANS.items()}
