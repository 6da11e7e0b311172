"""Rows of orders.csv and payments.csv."""

from connectors.files.cells import ZERO, Cells
from connectors.records import Order, Payment, Ref


def order(cells: Cells, ref: Ref, customer: Ref) -> Order:
    """One sales order."""
    states = ("quotation", "confirmed", "done", "cancelled")
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
    )


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
