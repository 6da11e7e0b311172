"""Sales orders, and what they still add to exposure."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal

import msgspec

from connectors.cursor import Cursor
from connectors.netsuite import addresses, changes, deletions, lines, references, walk
from connectors.netsuite.kinds import INVOICE, TYPES
from connectors.netsuite.values import ZERO, Case, Row, decimal, exact, text, tidy, yes
from connectors.netsuite.world import World
from connectors.records import Order, OrderLine, Page, Unreadable
from connectors.sealing import aside, sealed
from einvoice.model import minor_unit

_WALK, _DRAFTS = "document", "draft"
_PENDING = "D"  # status of an invoice that waits for approval
_CANCELLED, _DONE = "C", ("G", "H")  # status: cancelled; billed, closed
_PRICE = Decimal("1e-8")


def pages(world: World, cursor: str | None) -> Iterator[Page]:
    """Orders that changed, and invoices that wait for approval: those are no debt yet, and weigh like an order.

    Billing and shipping an order move its stamp with its status; so does approving an invoice.
    """
    at = deletions.begun(world, Cursor.parse(cursor))
    for rows, step in walk.pages(world.client, changes.of_type(world, TYPES["order"]), at.walk(_WALK)):
        at = at.with_walk(_WALK, step)
        yield Page(records=read(world, rows), cursor=at.text())
    drafts = changes.of_type(world, (INVOICE,))
    if not at.walk(_DRAFTS).mark:
        waiting = drafts.select.also(f"t.status = '{_PENDING}'")
        drafts = msgspec.structs.replace(drafts, select=waiting)
    for rows, step in walk.pages(world.client, drafts, at.walk(_DRAFTS)):
        at = at.with_walk(_DRAFTS, step)
        here = [row for row in rows if text(row, "status") == _PENDING]
        gone = [world.ref("order", world.company_of(row), text(row, "id")) for row in rows if row not in here]
        yield Page(records=read(world, here), gone=tuple(gone), cursor=at.text())
    yield from deletions.pages(world, at, "order")


def read(world: World, rows: Sequence[Row]) -> tuple[Order | Unreadable, ...]:
    """Orders as SuiteQL answered them."""
    rows = [row for row in rows if world.company_of(row) in world.companies]
    of = lines.fetch(world, [text(row, "id") for row in rows])
    named = lines.items(world, [line for each in of.values() for line in each])
    places = addresses.billing(world, (text(row, "billing") for row in rows))
    return tuple(
        _order(world, row, of.get(text(row, "id"), ()), named, places.get(text(row, "billing"), {})) for row in rows
    )


def _order(world: World, row: Row, rows: Sequence[Row], named: Mapping[str, Row], place: Row) -> Order | Unreadable:
    id_, number = text(row, "id"), text(row, "number")
    ref = world.ref("order", world.company_of(row), id_)
    case = Case(f"{'Invoice' if text(row, 'type') == INVOICE else 'Sales order'} {number or id_}")
    for path, field in _PATHS.items():
        case.origin(path, f"transaction {id_}", field)
    currency = references.currency(world, row)
    unit = minor_unit(currency)
    total = exact(case.amount("total", row, "total"), unit)
    on = case.day("date", row, "date", missing="empty")
    delivery = case.day("delivery", row, "shipped")
    customer = text(row, "customer")
    if not customer:
        case.fault("empty", "customer", "entity is empty")
    sold = [each for each in lines.sold(rows) if text(each, "net") or text(each, "quantity")]
    read_ = [_line(case, world, each, named, unit) for each in sold]
    if case.faults or on is None:
        return aside(ref, case, number or id_)
    state = _state(row)
    term = references.term(world, text(row, "terms"))
    name, days = text(term, "name"), text(term, "days")
    return sealed(
        Order(
            ref=ref,
            version="",
            changed_at=world.changed(row),
            number=number or id_,
            customer=world.ref("customer", "", customer),
            delivery=delivery,
            date=on,
            state=state,
            currency=currency,
            total=total,
            uninvoiced=_uninvoiced(state, total, sold, unit),
            purchase_order=text(row, "po"),
            lines=tuple(read_),
            terms=world.settings.payment_terms.get(name, name),
            term_days=int(days) if days.isdecimal() else None,
            bill_to=addresses.address(place) if place else None,
        )
    )


_PATHS = {
    "date": "trandate", "delivery": "shipdate", "customer": "entity", "total": "foreigntotal", "currency": "currency",
}  # fmt: skip


def _state(row: Row) -> Literal["confirmed", "done", "cancelled", "draft-invoice"]:
    """One that waits for approval is the customer's order all the same: NetSuite's own credit limit counts it."""
    status = text(row, "status")
    if text(row, "type") == INVOICE:
        return "draft-invoice"
    if status == _CANCELLED or yes(row, "voided"):
        return "cancelled"
    return "done" if status in _DONE else "confirmed"


def _uninvoiced(state: str, total: Decimal, rows: Sequence[Row], unit: Decimal) -> Decimal:
    """What it adds to exposure: all of an invoice that waits, what is not invoiced yet of an order."""
    if state == "draft-invoice":
        return max(total, ZERO)
    return _left(total, rows, unit) if state == "confirmed" else ZERO


def _left(total: Decimal, rows: Sequence[Row], unit: Decimal) -> Decimal:
    """What of the total is not invoiced yet, by the share of the nets that are; all of it where nothing says it."""
    whole = left = ZERO
    for row in rows:
        net, quantity = -(decimal(row.get("net")) or ZERO), abs(decimal(row.get("quantity")) or ZERO)
        billed = min(abs(decimal(row.get("billed")) or ZERO), quantity)
        whole += net
        if not yes(row, "closed"):
            left += net if not quantity else net * (quantity - billed) / quantity
    return (total * left / whole).quantize(unit) if whole else total


def _line(case: Case, world: World, row: Row, named: Mapping[str, Row], unit: Decimal) -> OrderLine:
    id_ = text(row, "id")
    path = f"lines[{id_}]"
    case.origin(path, f"transactionline {text(row, 'transaction')}/{id_}", "item")
    net = exact(-case.amount(path, row, "net", empty=ZERO), unit)
    measure = references.unit(world, text(row, "units"))
    factor = lines.factor_of(measure)
    quantity = abs(case.amount(path, row, "quantity", empty=ZERO)) / factor
    item = named.get(text(row, "item"), {})
    shipped = decimal(row.get("shipped"))
    return OrderLine(
        id=id_,
        item=text(item, "name") or text(row, "memo"),
        quantity=tidy(quantity),
        unit=text(measure, "name"),
        price=(net / quantity).quantize(_PRICE).normalize() if quantity else net,
        net=net,
        delivered=tidy(abs(shipped) / factor) if shipped is not None else None,
    )
