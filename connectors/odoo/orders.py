"""sale.order as Order, with its lines and what of it is not invoiced yet."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from connectors.odoo import bundle as bundles
from connectors.odoo import names, parties
from connectors.odoo.bundle import Bundle
from connectors.odoo.client import Client
from connectors.odoo.lines import title_of
from connectors.odoo.reader import Labels, Reader, Row, at, instant, link, link_name, links, number_of, text_of
from connectors.odoo.refs import Refs, version
from connectors.records import Order, OrderLine, Unreadable
from einvoice.model import Address, minor_unit

_MODEL = "sale.order"
_State = Literal["quotation", "confirmed", "done", "cancelled"]
_STATES: dict[str, _State] = {
    "draft": "quotation", "sent": "quotation", "sale": "confirmed", "done": "done", "cancel": "cancelled",
}  # fmt: skip
_PRICE = Decimal("1e-8")


class Around(msgspec.Struct, kw_only=True):
    """What a page of orders needs besides itself, read in one call for each model."""

    partners: Bundle
    lines: dict[int, list[Row]] = {}  # by order
    billed: dict[int, list[Row]] = {}  # by order: the lines of its invoices that are posted or drafts
    products: dict[int, Row] = {}
    net_days: dict[int, int] = {}  # by payment term, where it is as simple as that


def around(client: Client, rows: Sequence[Row]) -> Around:
    """Everything for these rows of sale.order."""
    partner_ids = {link(row.get(f)) for row in rows for f in ("partner_id", "partner_invoice_id")} - {0}
    found = Around(partners=bundles.parties(client, (), partner_ids))
    if client.has("sale.order.line"):
        domain = [["order_id", "in", [row["id"] for row in rows]]]
        lines = client.search_read("sale.order.line", domain, names.ORDER_LINE, order="order_id, sequence, id")
        order_of = {line["id"]: link(line.get("order_id")) for line in lines}
        found.lines = _by(lines, lambda line: [link(line.get("order_id"))])
        if order_of and "sale_line_ids" in client.fields("account.move.line"):
            invoiced = [["sale_line_ids", "in", sorted(order_of)], ["parent_state", "in", ["posted", "draft"]]]
            billed = client.search_read("account.move.line", invoiced, names.BILLED_LINE)
            found.billed = _by(
                billed, lambda b: {order_of[id_] for id_ in links(b.get("sale_line_ids")) if id_ in order_of}
            )
        products = {link(line.get("product_id")) for line in lines} - {0}
        found.products = client.read("product.product", products, ("default_code", "name"))
    terms = {link(row.get("payment_term_id")) for row in rows} - {0}
    if terms and client.has("account.payment.term.line"):
        parts = client.search_read("account.payment.term.line", [["payment_id", "in", sorted(terms)]], names.TERM_LINE)
        of_term = _by(parts, lambda part: [link(part.get("payment_id"))])
        found.net_days = {term: days for term, its in of_term.items() if (days := _net_days(its)) is not None}
    return found


def read(row: Row, beside: Around, refs: Refs, labels: Labels) -> Order | Unreadable:
    """An order with its lines."""
    reader = Reader(labels)
    number = reader.text("number", _MODEL, row, "name", missing="empty")
    ordered = reader.day("date", _MODEL, row, "date_order", missing="empty")
    promised = reader.day("delivery", _MODEL, row, "commitment_date")
    currency = link_name(row.get("currency_id"))
    unit = minor_unit(currency)
    total = reader.number("total", _MODEL, row, "amount_total", unit)
    partner = link(row.get("partner_invoice_id")) or link(row.get("partner_id"))
    reader.origin("customer", _MODEL, row, "partner_id")
    if not partner:
        reader.fault("empty", "customer", "partner_id is empty")
    state = _STATES.get(text_of(row.get("state")))
    reader.origin("state", _MODEL, row, "state")
    if state is None:
        reader.fault("garbled", "state", f"state is {row.get('state')!r}, which is no known state")
    lines = tuple(_line(reader, line, beside, unit) for line in beside.lines.get(row["id"], []) if _carries(line))
    ref = refs.of("order", row)
    if reader.faults or state is None:
        return Unreadable(
            ref=ref, version=version(row, row), faults=tuple(reader.faults), name=number, origins=reader.origins
        )
    left = _uninvoiced(row, state, total, beside.billed.get(row["id"], []), unit)
    if state == "confirmed" and row.get("invoice_status") == "invoiced" and not left:
        state = "done"
    term = link(row.get("payment_term_id"))
    content = Order(
        ref=ref,
        version="",
        changed_at=instant(row.get("write_date")),
        number=number,
        customer=refs.customer(_entity(partner, beside.partners)),
        date=ordered or date.min,
        state=state,
        currency=currency,
        total=total,
        uninvoiced=left,
        purchase_order=text_of(row.get("client_order_ref")),
        delivery=promised,
        lines=lines,
        terms=link_name(row.get("payment_term_id")),
        term_days=beside.net_days.get(term),
        bill_to=_bill_to(reader, link(row.get("partner_invoice_id")), beside.partners),
    )
    return msgspec.structs.replace(content, version=version(row, content))


def _carries(line: Row) -> bool:
    return not text_of(line.get("display_type"))


def _line(reader: Reader, line: Row, beside: Around, unit: Decimal) -> OrderLine:
    place = f"line of {link_name(line.get('order_id')) or '?'}"
    path = f"lines[{line['id']}]"
    quantity = reader.number(f"{path}.quantity", "sale.order.line", line, "product_uom_qty", name=place)
    net = reader.number(f"{path}.net", "sale.order.line", line, "price_subtotal", unit, place)
    price = number_of(line.get("price_unit")) or Decimal(0)
    if line.get("is_downpayment"):  # ordered as nothing, invoiced as one
        quantity, net = Decimal(1), at(price, unit)
    elif quantity:  # with the discount taken off, and without a tax that is inside the price
        price = (net / quantity).quantize(_PRICE).normalize()
    product = beside.products.get(link(line.get("product_id")), {})
    delivered = number_of(line.get("qty_delivered"))
    if line.get("is_downpayment") or (line.get("qty_delivered_method") == "manual" and not delivered):
        delivered = None  # nobody counts it
    return OrderLine(
        id=str(line["id"]),
        item=text_of(product.get("default_code")) or title_of(text_of(line.get("name"))),
        quantity=quantity,
        unit=link_name(line.get("product_uom_id")) or link_name(line.get("product_uom")),
        price=price,
        net=net,
        delivered=delivered,
    )


def _uninvoiced(row: Row, state: _State, total: Decimal, billed: list[Row], unit: Decimal) -> Decimal:
    """What is not on a posted invoice yet: an invoice that is still a draft is no debt, so its order still counts.

    Odoo's own figure takes drafts for invoices (17) or leaves out what is not delivered (18, 19). Once Odoo calls an
    order fully invoiced only its drafts are left, whatever was billed less than ordered.
    """
    if state != "confirmed":
        return Decimal(0)
    sums = {"posted": Decimal(0), "draft": Decimal(0)}
    for line in billed:
        if link(line.get("currency_id")) == link(row.get("currency_id")):
            sign = -1 if line.get("move_type") == "out_refund" else 1
            sums[text_of(line.get("parent_state"))] += sign * (number_of(line.get("price_total")) or Decimal(0))
    left = sums["draft"] if row.get("invoice_status") == "invoiced" else total - sums["posted"]
    return at(max(left, Decimal(0)), unit)


def _bill_to(reader: Reader, partner_id: int, bundle: Bundle) -> Address | None:
    """Where its invoices go, by the same rule as on an invoice (parties.buyer)."""
    partner = bundle.partners.get(partner_id)
    if partner is None:
        return None
    own = text_of(partner.get("street")) or text_of(partner.get("city"))
    root = bundle.partners.get(link(partner.get("commercial_partner_id")), partner)
    return parties.address(reader, "bill_to", partner if own else root, bundle)


def _entity(partner_id: int, bundle: Bundle) -> int:
    return link(bundle.partners.get(partner_id, {}).get("commercial_partner_id")) or partner_id


def _net_days(parts: list[Row]) -> int | None:
    """The days of a term that is one part, so many days after the invoice's date."""
    if len(parts) != 1 or parts[0].get("delay_type") != "days_after":
        return None
    days = parts[0].get("nb_days")
    return days if isinstance(days, int) else None


def _by(rows: Iterable[Row], keys: Callable[[Row], Iterable[int]]) -> dict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        for key in keys(row):
            found[key].append(row)
    return dict(found)
