"""Each part of the VAT breakdown (BG-23), whatever its category: BR-45 to BR-48, BR-CO-17.

The rules of CII pass over breakdowns of the categories L, M and O.
"""

from collections.abc import Iterator

from einvoice.model import TaxBreakdown
from einvoice.rules.case import Case, cents, whole
from einvoice.rules.making import ABSENT, NOTHING, rule
from einvoice.rules.rule import Finding, Rule


def judged(case: Case) -> Iterator[tuple[int, TaxBreakdown]]:
    """The breakdowns that these rules look at, numbered as in the invoice."""
    for i, tax in enumerate(case.invoice.taxes):
        if case.syntax != "cii" or tax.vat.category not in {"L", "M", "O"}:
            yield i, tax


def br_45(case: Case) -> Iterator[Finding]:
    """It has a taxable amount (BT-116). EN 16931-1:2017, BR-45; CEN artefacts 1.3.16."""
    for i, _ in judged(case):
        if f"taxes[{i}].base" in case.absent:
            yield f"taxes[{i}].base", NOTHING


def br_46(case: Case) -> Iterator[Finding]:
    """It has a VAT amount (BT-117). EN 16931-1:2017, BR-46; CEN artefacts 1.3.16."""
    for i, _ in judged(case):
        if f"taxes[{i}].tax" in case.absent:
            yield f"taxes[{i}].tax", NOTHING


def br_47(case: Case) -> Iterator[Finding]:
    """It has a VAT category (BT-118). EN 16931-1:2017, BR-47; CEN artefacts 1.3.16."""
    for i, tax in judged(case):
        if not tax.vat.category:
            yield f"taxes[{i}].vat.category", NOTHING


def br_48(case: Case) -> Iterator[Finding]:
    """It has a rate (BT-119), unless its category is O. EN 16931-1:2017, BR-48; CEN artefacts 1.3.16."""
    for i, tax in judged(case):
        if f"taxes[{i}].vat.rate" in case.absent and tax.vat.category != "O":
            yield f"taxes[{i}].vat.rate", NOTHING


def br_co_17(case: Case) -> Iterator[Finding]:
    """Its VAT is base times rate, to within one unit of the currency. EN 16931-1:2017, BR-CO-17; CEN artefacts 1.3.16.

    A rate that rounds to zero takes only VAT that does. One whole unit apart is too much in UBL and not in CII.
    """
    for i, tax in judged(case):
        expected = cents(abs(tax.base) * tax.vat.rate / 100)
        if f"taxes[{i}].vat.rate" in case.absent or not whole(tax.vat.rate):
            broken = bool(whole(tax.tax))
        else:
            apart = abs(abs(tax.tax) - expected)
            broken = apart > 1 or (apart == 1 and case.ubl) or f"taxes[{i}].base" in case.absent
        absent = f"taxes[{i}].tax" in case.absent
        if broken or absent:
            yield (
                f"taxes[{i}].tax",
                {
                    "rate": tax.vat.rate,
                    "base": tax.base,
                    "expected": expected.copy_sign(tax.base),
                    "posted": ABSENT if absent else tax.tax,
                    "currency": case.invoice.currency,
                },
            )


_WORDS = "en16931_breakdown"
RULES: tuple[Rule[Case], ...] = (
    rule("BR-45", br_45, _WORDS),
    rule("BR-46", br_46, _WORDS),
    rule("BR-47", br_47, _WORDS),
    rule("BR-48", br_48, _WORDS),
    rule("BR-CO-17", br_co_17, _WORDS),
)
