"""Periods and the day on which VAT falls due: BR-29, BR-30, BR-CO-03, BR-CO-19, BR-CO-20."""

from collections.abc import Iterator

from einvoice.model import Period
from einvoice.rules.case import Case
from einvoice.rules.making import NOTHING, rule
from einvoice.rules.rule import Finding, Rule

_OPEN = Period()


def _backwards(period: Period | None, path: str) -> Iterator[Finding]:
    if period and period.start and period.end and period.end < period.start:
        yield f"{path}.end", {"start": period.start, "end": period.end}


def br_29(case: Case) -> Iterator[Finding]:
    """The invoiced period does not end before it starts (BT-73, BT-74). EN 16931-1:2017, BR-29; CEN 1.3.16."""
    return _backwards(case.invoice.period, "period")


def br_30(case: Case) -> Iterator[Finding]:
    """A line's period does not end before it starts (BT-134, BT-135). EN 16931-1:2017, BR-30; CEN 1.3.16."""
    for i, line in enumerate(case.invoice.lines):
        if line.period:
            yield from _backwards(line.period, f"lines[{i}].period")


def br_co_03(case: Case) -> Iterator[Finding]:
    """The tax point is a day (BT-7) or what it follows (BT-8), not both. EN 16931-1:2017, BR-CO-03; CEN 1.3.16.

    CII states it in the VAT breakdown, and its rule passes over breakdowns of the categories L, M and O.
    """
    invoice = case.invoice
    seen = case.ubl or any(tax.vat.category not in {"L", "M", "O"} for tax in invoice.taxes)
    if invoice.tax_point and invoice.tax_point_code and seen:
        yield "tax_point", {"day": invoice.tax_point, "code": invoice.tax_point_code}


def br_co_19(case: Case) -> Iterator[Finding]:
    """An invoiced period (BG-14) has a start or an end. EN 16931-1:2017, BR-CO-19; CEN artefacts 1.3.16."""
    if case.invoice.period == _OPEN:
        yield "period", NOTHING


def br_co_20(case: Case) -> Iterator[Finding]:
    """A line's period (BG-26) has a start or an end. EN 16931-1:2017, BR-CO-20; CEN artefacts 1.3.16."""
    for i, line in enumerate(case.invoice.lines):
        if line.period and line.period == _OPEN:
            yield f"lines[{i}].period", NOTHING


_WORDS = "en16931_periods"
RULES: tuple[Rule[Case], ...] = (
    rule("BR-29", br_29, _WORDS),
    rule("BR-30", br_30, _WORDS),
    rule("BR-CO-03", br_co_03, _WORDS),
    rule("BR-CO-19", br_co_19, _WORDS),
    rule("BR-CO-20", br_co_20, _WORDS),
)
