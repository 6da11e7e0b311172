"""Figures of the lines (2.2.1)."""

from collections.abc import Iterator
from decimal import Decimal

from einvoice.fatturapa.controls.case import CENT, Case, Line, cents
from einvoice.fatturapa.controls.control import LAYOUT, NET, NOTICE, control
from einvoice.rules.rule import Finding

_ONE = Decimal(1)


def line_total(case: Case) -> Iterator[Finding]:
    """PrezzoTotale is the unit price, less its discounts and more its surcharges, times the quantity; to a cent.

    Discounts follow one another; an amount is of one unit and goes before a percentage; a line without a quantity
    is one of something.
    """
    for body in case.bodies:
        for line in body.lines:
            if line.price is None or line.total is None:
                continue
            price = discounted(line, line.price) if line.discounts else line.price
            worth = price * (_ONE if line.quantity is None else line.quantity)
            if worth != line.total and abs(cents(line.total) - cents(worth)) > CENT:
                yield f"{line.path}.net", {"expected": cents(worth), "stated": line.total}


def discounted(line: Line, price: Decimal) -> Decimal:
    """The unit price after its discounts and surcharges."""
    for discount in line.discounts:
        step = abs(discount.amount) if discount.amount else price * (discount.percent or 0) / 100
        price += step if discount.kind == "MG" else -step
    return price


def line_discount(case: Case) -> Iterator[Finding]:
    """2.2.1.10 has a percentage or an amount."""
    for body in case.bodies:
        for line in body.lines:
            for discount in line.discounts:
                if discount.percent is None and discount.amount is None:
                    yield discount.path, {}


LINES = (
    control("00423", line_total, LAYOUT, NET, NOTICE),
    control("00438", line_discount, LAYOUT, NET),
)
