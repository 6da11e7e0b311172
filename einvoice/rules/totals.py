"""What must add up, to the cent: BR-CO-10 to BR-CO-16, BR-CO-18."""

from collections.abc import Iterator
from decimal import Decimal
from math import floor

from einvoice.rules.case import Case, cents
from einvoice.rules.making import ABSENT, NOTHING, rule
from einvoice.rules.rule import Finding, Rule


def _differs(case: Case, field: str, expected: Decimal) -> Finding:
    path = f"totals.{field}"
    posted = ABSENT if path in case.absent else getattr(case.invoice.totals, field)
    return path, {"expected": expected, "posted": posted, "currency": case.invoice.currency}


def _lacks(case: Case, *fields: str) -> bool:
    return bool(case.absent) and any(f"totals.{field}" in case.absent for field in fields)


def _summed(case: Case, amounts: list[Decimal]) -> Decimal:
    """The sum, to the cent. CII's rules add up in binary, which shows where a sum ends in half a cent."""
    exact = sum(amounts, Decimal(0))
    rounded = cents(exact)
    if case.syntax != "cii" or rounded == exact:
        return rounded
    return Decimal(floor(sum(map(float, amounts)) * 10 * 10 + 0.5)) / 100


def br_co_10(case: Case) -> Iterator[Finding]:
    """BT-106 is the sum of the line nets (BT-131). EN 16931-1:2017, BR-CO-10; CEN artefacts 1.3.16."""
    expected = cents(case.net)
    if case.syntax == "cii" and expected != case.net:
        # Added up in binary as in `_summed`, but rounded in decimals.
        expected = cents(Decimal(sum(float(line.net) for line in case.invoice.lines)))
    if "totals" not in case.absent and (_lacks(case, "lines") or case.invoice.totals.lines != expected):
        yield _differs(case, "lines", expected)


def br_co_11(case: Case) -> Iterator[Finding]:
    """BT-107 is the sum of the document's allowances (BT-92). EN 16931-1:2017, BR-CO-11; CEN artefacts 1.3.16."""
    allowed = [extra.amount for extra in case.invoice.allowances if not extra.charge]
    return _extras(case, "allowances", _summed(case, allowed), charge=False)


def br_co_12(case: Case) -> Iterator[Finding]:
    """BT-108 is the sum of the document's charges (BT-99). EN 16931-1:2017, BR-CO-12; CEN artefacts 1.3.16."""
    charged = [extra.amount for extra in case.invoice.allowances if extra.charge]
    return _extras(case, "charges", _summed(case, charged), charge=True)


def _extras(case: Case, field: str, expected: Decimal, *, charge: bool) -> Iterator[Finding]:
    if "totals" in case.absent:
        return
    posted: Decimal = getattr(case.invoice.totals, field)
    missing = _lacks(case, field) and any(extra.charge == charge for extra in case.invoice.allowances)
    if missing or posted != expected:
        yield _differs(case, field, expected)


def br_co_13(case: Case) -> Iterator[Finding]:
    """BT-109 is lines minus allowances plus charges, rounded. EN 16931-1:2017, BR-CO-13; CEN artefacts 1.3.16."""
    if "totals" in case.absent:
        return
    totals = case.invoice.totals
    expected = totals.lines - totals.allowances + totals.charges
    extras = case.states("totals.allowances", totals.allowances) or case.states("totals.charges", totals.charges)
    if extras or case.syntax != "ubl":  # UBL rounds only where there is something to add up
        expected = cents(expected)
    if _lacks(case, "lines", "tax_exclusive") or totals.tax_exclusive != expected:
        yield _differs(case, "tax_exclusive", expected)


def br_co_14(case: Case) -> Iterator[Finding]:
    """BT-110 is the sum of the breakdown's VAT (BT-117). EN 16931-1:2017, BR-CO-14; CEN artefacts 1.3.16.

    CII passes over an invoice that does not state the sum, UBL over one that has no breakdown.
    """
    taxes = case.invoice.taxes
    expected = _summed(case, [tax.tax for tax in taxes])
    if _lacks(case, "tax"):
        broken = case.syntax != "cii" and bool(taxes)
    else:
        broken = case.invoice.totals.tax != expected and (case.cii or bool(taxes))
    if broken:
        yield _differs(case, "tax", expected)


def br_co_15(case: Case) -> Iterator[Finding]:
    """BT-112 is BT-109 plus BT-110, rounded. EN 16931-1:2017, BR-CO-15; CEN artefacts 1.3.16.

    CII accepts a total with VAT that is the one without, whatever the VAT.
    """
    totals = case.invoice.totals
    if not case.invoice.currency:
        return
    expected = cents(totals.tax_exclusive + totals.tax)
    stated = not _lacks(case, "tax_exclusive", "tax_inclusive")
    if case.syntax == "cii" and stated and totals.tax_inclusive == totals.tax_exclusive:
        return
    if not stated or _lacks(case, "tax") or totals.tax_inclusive != expected:
        yield _differs(case, "tax_inclusive", expected)


def br_co_16(case: Case) -> Iterator[Finding]:
    """BT-115 is BT-112 minus BT-113 plus BT-114. EN 16931-1:2017, BR-CO-16; CEN artefacts 1.3.16. UBL rounds."""
    if "totals" in case.absent:
        return
    totals = case.invoice.totals
    expected = totals.tax_inclusive - totals.prepaid + totals.rounding
    posted = totals.payable
    if case.syntax == "ubl":
        due = totals.tax_inclusive - totals.prepaid
        if case.states("totals.prepaid", totals.prepaid):
            due = cents(due)
        if case.states("totals.rounding", totals.rounding):
            broken = cents(posted - totals.rounding) != due
        else:
            broken = posted != due
    else:
        broken = posted != expected
    if broken or _lacks(case, "tax_inclusive", "payable"):
        yield _differs(case, "payable", expected)


def br_co_18(case: Case) -> Iterator[Finding]:
    """There is a VAT breakdown (BG-23). EN 16931-1:2017, BR-CO-18; CEN artefacts 1.3.16. CII asks each line for it."""
    if not case.invoice.taxes and (case.ubl or case.invoice.lines):
        yield "taxes", NOTHING


_WORDS = "en16931_totals"
RULES: tuple[Rule[Case], ...] = (
    rule("BR-CO-10", br_co_10, _WORDS),
    rule("BR-CO-11", br_co_11, _WORDS),
    rule("BR-CO-12", br_co_12, _WORDS),
    rule("BR-CO-13", br_co_13, _WORDS),
    rule("BR-CO-14", br_co_14, _WORDS),
    rule("BR-CO-15", br_co_15, _WORDS),
    rule("BR-CO-16", br_co_16, _WORDS),
    rule("BR-CO-18", br_co_18, _WORDS),
)
