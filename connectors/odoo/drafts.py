"""Invoices that are not posted yet, as Order: no debt, but they weigh on the limit as an order does."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import msgspec

from connectors.odoo import names
from connectors.odoo.client import Client
from connectors.odoo.reader import Labels, Reader, Row, at, instant, link, link_name, links, number_of, text_of
from connectors.odoo.refs import DRAFT_PREFIX, Refs, version
from connectors.records import Order, Ref, Unreadable
from einvoice.model import minor_unit

_MODEL = "account.move"


def ref_of(row: Row, refs: Refs) -> Ref:
    """How a draft is known; as an invoice it will have another reference."""
    return refs.of("order", row, f"{DRAFT_PREFIX}{row['id']}")


def read(client: Client, rows: Sequence[Row], refs: Refs, labels: Labels) -> list[Order | Unreadable | Ref]:
    """Those of `rows` that are drafts, as far as they are not from orders: these count already (orders.py).

    Of the others the reference: under it there is nothing, or no more.
    """
    waiting = [row for row in rows if row.get("state") == "draft"]
    others = [ref_of(row, refs) for row in rows if row.get("state") != "draft"]
    if not waiting:
        return [*others]
    domain = [["move_id", "in", [row["id"] for row in waiting]], ["display_type", "=", "product"]]
    own: defaultdict[int, Decimal] = defaultdict(Decimal)
    for line in client.search_read("account.move.line", domain, names.BILLED_LINE):
        if not links(line.get("sale_line_ids")):
            own[link(line.get("move_id"))] += number_of(line.get("price_total")) or Decimal(0)
    return [*others, *(_one(row, own[row["id"]], refs, labels) for row in waiting)]


def _one(row: Row, left: Decimal, refs: Refs, labels: Labels) -> Order | Unreadable | Ref:
    customer = link(row.get("commercial_partner_id")) or link(row.get("partner_id"))
    if not customer or left <= 0:
        return ref_of(row, refs)  # nobody's yet, or all of it from orders
    reader = Reader(labels)
    number = f"draft invoice {row['id']}"
    unit = minor_unit(link_name(row.get("currency_id")))
    total = reader.number("total", _MODEL, row, "amount_total", unit, number)
    issued = reader.day("date", _MODEL, row, "invoice_date") or reader.day("date", _MODEL, row, "create_date")
    ref = ref_of(row, refs)
    if reader.faults:
        return Unreadable(
            ref=ref, version=version(row, row), faults=tuple(reader.faults), name=number, origins=reader.origins
        )
    content = Order(
        ref=ref,
        version="",
        changed_at=instant(row.get("write_date")),
        number=number,
        customer=refs.customer(customer),
        date=issued or date.min,
        state="draft-invoice",
        currency=link_name(row.get("currency_id")),
        total=total,
        uninvoiced=at(left, unit),
        purchase_order=text_of(row.get("ref")),
    )
    return msgspec.structs.replace(content, version=version(row, content))
