"""The document as a whole (2.1.1, 2.1.6): its number, its day, withholding, discounts."""

from collections.abc import Iterator

from einvoice.fatturapa.controls.case import Case
from einvoice.fatturapa.controls.control import LAYOUT, NET, control
from einvoice.rules.rule import Finding


def day_to_come(case: Case) -> Iterator[Finding]:
    """The invoice's day is after that of its receipt. Needs `Case.on`: without a day there is no finding."""
    on = case.on.isoformat() if case.on else ""
    for body in case.bodies if on else ():
        if body.day > on:
            yield f"{body.prefix}issue_date", {"day": body.day, "on": on}


def twice_in_lot(case: Case) -> Iterator[Finding]:
    """A number twice in a lot, for the same type of document and the same year; the seller is the lot's one."""
    seen: dict[tuple[str, str, str], int] = {}
    for place, body in enumerate(case.bodies, 1):
        first = seen.setdefault((body.kind, body.number, body.day[:4]), place)
        if first != place and body.number:
            yield f"{body.prefix}number", {"number": body.number, "first": first, "second": place}


def line_withheld(case: Case) -> Iterator[Finding]:
    """A line is subject to withholding tax, and DatiRitenuta (2.1.1.5) does not say how much is withheld."""
    for body in case.bodies:
        if not body.withheld and any(line.withheld for line in body.lines):
            yield f"{body.prefix}national.IT.ritenute", {}


def fund_withheld(case: Case) -> Iterator[Finding]:
    """A fund's contribution is subject to withholding tax, and DatiRitenuta is missing."""
    for body in case.bodies:
        if not body.withheld and any(fund.withheld for fund in body.funds):
            yield f"{body.prefix}national.IT.ritenute", {}


def before_its_reference(case: Case) -> Iterator[Finding]:
    """The document is older than the invoice that it refers to."""
    for body in case.bodies:
        for reference in body.references:
            if body.day and body.day < reference.day:
                yield f"{reference.path}.issue_date", {"day": body.day, "earlier": reference.day}


def number_without_digit(case: Case) -> Iterator[Finding]:
    """A number has at least one digit."""
    for body in case.bodies:
        if body.number and not any(c.isdigit() for c in body.number):
            yield f"{body.prefix}number", {"number": body.number}


def document_discount(case: Case) -> Iterator[Finding]:
    """2.1.1.8 has a percentage or an amount."""
    for body in case.bodies:
        for discount in body.discounts:
            if discount.percent is None and discount.amount is None:
                yield discount.path, {}


COMMON = (
    control("00403", day_to_come, LAYOUT, "guide.pec.it"),
    control("00409", twice_in_lot, "guide.pec.it"),
    control("00418", before_its_reference, LAYOUT, NET, "a38"),
    control("00425", number_without_digit, LAYOUT, NET, "a38"),
)
DOCUMENT = (
    *COMMON,
    control("00411", line_withheld, LAYOUT, NET, "a38"),
    control("00415", fund_withheld, LAYOUT, NET, "a38"),
    control("00437", document_discount, LAYOUT, NET),
)
