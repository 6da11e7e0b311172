"""Rows of orders.csv with their order_lines.csv, and of payments.csv."""

from collections.abc import Sequence

from connectors.files.cells import ZERO, Cells
from connectors.records import Order, OrderLine, Payment, Ref
from einvoice.model import Address


def order(cells: Cells, ref: Ref, customer: Ref, lines: Sequence[Cells] = ()) -> Order:
    """One sales order, or an invoice that is still a draft."""
    states = ("quotation", "confirmed", "done", "cancelled", "draft-invoice")
    return Order(
        ref=ref,
        version="",
        changed_at=cells.changed(),
        number=cells.needed("number"),
        customer=customer,
        date=cells.needed_day("date"),
        state=cells.choice("state", states),  # type: ignore[arg-type]  # one of the states
        currency=cells.needed("currency").upper(),
        total=cells.positive("total"),
        uninvoiced=cells.positive("uninvoiced", ZERO),
        purchase_order=cells.text("purchase_order"),
        lines=tuple(line(each) for each in lines),
        terms=cells.text("terms"),
        term_days=int(cells.positive("term_days")) if cells.text("term_days") else None,
        bill_to=_bill_to(cells),
    )


def line(cells: Cells) -> OrderLine:
    """A row of order_lines.csv; the net is quantity x price where the ERP gives none."""
    quantity, price = cells.amount("quantity"), cells.amount("price")
    return OrderLine(
        id=cells.needed("id"),
        item=cells.needed("item"),
        quantity=quantity,
        unit=cells.text("unit"),
        price=price,
        net=cells.amount("net", quantity * price),
        delivered=cells.amount("delivered") if cells.text("delivered") else None,
    )


def _bill_to(cells: Cells) -> Address | None:
    where = Address(
        line1=cells.text("bill_street"),
        line2=cells.text("bill_street2"),
        postcode=cells.text("bill_postcode"),
        city=cells.text("bill_city"),
        subdivision=cells.text("bill_province"),
        country=cells.text("bill_country").upper(),
    )
    return where if where != Address() else None


def payment(cells: Cells, ref: Ref, customer: Ref) -> Payment:
    """One payment received."""
    return Payment(
        ref=ref,
        version="",
        changed_at=cells.changed(),
        customer=customer,
        date=cells.needed_day("date"),
        currency=cells.needed("currency").upper(),
        amount=cells.positive("amount"),
        unapplied=cells.positive("unapplied", ZERO),
        state=cells.choice("state", ("posted", "cancelled"), "posted"),  # type: ignore[arg-type]  # as above
        memo=cells.text("memo"),
    )
