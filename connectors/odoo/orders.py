"""sale.order as Order."""

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from connectors.odoo.reader import Labels, Reader, Row, at, instant, link, link_name, number_of, text_of
from connectors.odoo.refs import Refs, version
from connectors.records import Order, Unreadable
from einvoice.model import minor_unit

_MODEL = "sale.order"
_State = Literal["quotation", "confirmed", "done", "cancelled"]
_STATES: dict[str, _State] = {
    "draft": "quotation", "sent": "quotation", "sale": "confirmed", "done": "done", "cancel": "cancelled",
}  # fmt: skip


def read(row: Row, owners: dict[int, int], refs: Refs, labels: Labels) -> Order | Unreadable:
    """`owners` maps a contact to its legal entity."""
    reader = Reader(labels)
    number = reader.text("number", _MODEL, row, "name", missing="empty")
    ordered = reader.day("date", _MODEL, row, "date_order", missing="empty")
    currency = link_name(row.get("currency_id"))
    total = reader.number("total", _MODEL, row, "amount_total", minor_unit(currency))
    partner = link(row.get("partner_invoice_id")) or link(row.get("partner_id"))
    reader.origin("customer", _MODEL, row, "partner_id")
    if not partner:
        reader.fault("empty", "customer", "partner_id is empty")
    state = _STATES.get(text_of(row.get("state")))
    reader.origin("state", _MODEL, row, "state")
    if state is None:
        reader.fault("garbled", "state", f"state is {row.get('state')!r}, which is no known state")
    ref = refs.of("order", row)
    if reader.faults or state is None:
        return Unreadable(
            ref=ref, version=version(row, row), faults=tuple(reader.faults), name=number, origins=reader.origins
        )
    if state == "confirmed" and row.get("invoice_status") == "invoiced":
        state = "done"
    content = Order(
        ref=ref,
        version="",
        changed_at=instant(row.get("write_date")),
        number=number,
        customer=refs.customer(owners.get(partner, partner)),
        date=ordered or date.min,
        state=state,
        currency=currency,
        total=total,
        uninvoiced=_uninvoiced(row, state, total),
        purchase_order=text_of(row.get("client_order_ref")),
    )
    return msgspec.structs.replace(content, version=version(row, content))


def _uninvoiced(row: Row, state: _State, total: Decimal) -> Decimal:
    """Odoo's own figure, where it has one; else everything until it is invoiced."""
    if state != "confirmed":
        return Decimal(0)
    left = number_of(row.get("amount_to_invoice"))
    if left is None:
        return total
    return max(at(left, minor_unit(link_name(row.get("currency_id")))), Decimal(0))
