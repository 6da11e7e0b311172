"""A list of open sales orders (VA05), a row for each item, as orders with their lines.

The list tells net values only, so an order weighs on a limit without its tax, and as a whole until it leaves the list.
"""

from decimal import Decimal

from connectors.files.lists.made import ZERO, cells, number, table, wrong
from connectors.files.settings import Settings
from connectors.files.tables import Row, Table

_FIELDS = {"id": "order", "number": "order", "total": "net", "uninvoiced": "net", "net": "net", "price": "net",
           "company": "company", "customer": "customer", "date": "date", "currency": "currency",
           "quantity": "quantity", "item": "material", "order": "order"}  # fmt: skip


def derived(settings: Settings, source: Table) -> dict[str, Table]:
    """orders and order_lines."""
    orders: dict[str, dict[str, str]] = {}
    sums: dict[str, Decimal] = {}
    rows: dict[str, Row] = {}
    bad: dict[str, str] = {}
    lines: list[Row] = []
    for row in source.rows:
        one = cells(settings, source, row, "order")
        key = one.needed("order").lstrip("0") or f"row {row.number}"
        net, text = one.amount("net"), one.text
        customer = one.needed("customer").lstrip("0")
        head = {"id": key, "number": key, "company": one.needed("company"), "customer": customer,
                "date": one.needed("date"), "state": "confirmed", "currency": one.needed("currency"),
                "purchase_order": text("purchase_order")}  # fmt: skip
        one.day("date")
        orders.setdefault(key, head)
        rows.setdefault(key, row)
        sums[key] = sums.get(key, ZERO) + net
        quantity = one.amount("quantity", ZERO)
        if one.faults:
            bad[key] = " ".join(filter(None, (bad.get(key), wrong(one))))
        elif quantity:
            price = (net / quantity).quantize(Decimal("1e-8")).normalize()
            article = text("material") or text("name") or "?"
            line = {"order": key, "id": text("item") or str(row.number), "item": article,
                    "quantity": number(quantity, settings), "unit": text("unit"), "price": number(price, settings),
                    "net": number(net, settings)}  # fmt: skip
            lines.append(Row(row.number, line))
    made = []
    for key, head in orders.items():
        total = number(max(sums[key], ZERO), settings)
        made.append(Row(rows[key].number, {**head, "total": total, "uninvoiced": total}, wrong=bad.get(key, "")))
    return {
        "orders": table("orders", source, made, _FIELDS),
        "order_lines": table("order_lines", source, lines, _FIELDS),
    }
