"""What the breakdown says of each VAT category: numbers 01, 08, 09 and 10 of BR-S, BR-Z, BR-E, BR-AE, BR-IC, BR-G,
BR-O, BR-AF and BR-AG.
"""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from einvoice.model import TaxBreakdown
from einvoice.rules.case import Case, Sums, Used, cents
from einvoice.rules.making import ABSENT, rule
from einvoice.rules.rule import Finding, Rule
from einvoice.rules.vat import CATEGORIES, EXPLAINED, RATED, words

_NONE = Sums()


def rated_01(category: str, case: Case) -> Iterator[Finding]:
    """Lines or extras of a category with VAT have a breakdown, and it has them. EN 16931-1:2017, BR-S-01 ...; CEN
    artefacts 1.3.16.

    CII counts: it is content with two lines, or two extras, and no breakdown; and with a breakdown of nothing.
    """
    use = case.used.get(category)
    if use is None:
        return
    extras = len(use.allowances) + len(use.charges)
    if case.syntax == "cii":
        taxes = len(use.taxes)
        broken = (use.lines and len(use.lines) + taxes < 2) or (extras and extras + taxes < 2)
    else:
        broken = bool(use.lines or extras) != bool(use.taxes)
    if broken:
        yield _first(use), {}


def other_01(category: str, case: Case) -> Iterator[Finding]:
    """A category without VAT has one breakdown, and lines or extras. EN 16931-1:2017, BR-Z-01 ...; CEN 1.3.16.

    UBL is content with a breakdown of nothing; CII lets lines of category O do without any.
    """
    use = case.used.get(category)
    if use is None:
        return
    bare = not (use.lines or use.allowances or use.charges)
    if case.syntax == "cii" and category == "O" and not use.taxes:
        return
    if len(use.taxes) != 1 or (bare and case.cii):
        yield _first(use), {}


def _first(use: Used) -> str:
    """Where a category stands first."""
    for field, found in (("taxes", use.taxes), ("lines", use.lines), ("allowances", [*use.allowances, *use.charges])):
        if found:
            return f"{field}[{found[0][0]}].vat"
    return "taxes"


def rated_08(category: str, case: Case) -> Iterator[Finding]:
    """The base of a rate (BT-116) is its lines minus allowances plus charges. EN 16931-1:2017, BR-S-08 ...; CEN 1.3.16.

    CII wants it to the cent for category S and does not look at L and M. UBL lets them be less than one unit apart,
    asks for something of that rate in category S, and is content there if the extras alone give the base.
    """
    use = case.used.get(category)
    if use is None or (case.syntax == "cii" and category != "S"):
        return
    for i, tax in use.taxes:
        if f"taxes[{i}].vat.rate" in case.absent:
            continue
        sums = use.sums.get(tax.vat.rate, _NONE)
        if f"taxes[{i}].base" in case.absent:
            yield _adds_up(case, i, sums.rounded, tax)
        elif category == "S" and case.cii:
            if tax.base != sums.rounded:
                yield _adds_up(case, i, sums.rounded, tax)
        else:
            near = _near(tax.base, sums.exact)
            if category == "S":
                near = near and (sums.has_lines or sums.has_extras)
                near = near or (sums.has_extras and _near(tax.base, sums.charges - sums.allowances))
            if not near:
                yield _adds_up(case, i, sums.exact, tax)


def other_08(category: str, case: Case) -> Iterator[Finding]:
    """The base of a category without VAT is the same over all its rates. EN 16931-1:2017, BR-Z-08 ...; CEN 1.3.16.

    UBL wants it exact, and an invoice with lines; CII less than one unit apart, and to the cent in category O.
    """
    use = case.used.get(category)
    if use is None:
        return
    sums = use.whole()
    for i, tax in use.taxes:
        if case.syntax != "cii":
            expected = sums.exact
            broken = tax.base != expected or not case.invoice.lines
        else:
            expected = sums.rounded
            broken = tax.base != expected if category == "O" else not _close(tax.base, expected)
        if broken or f"taxes[{i}].base" in case.absent:
            yield _adds_up(case, i, expected, tax)


def _near(base: Decimal, sums: Decimal) -> bool:
    """Less than one unit apart as UBL's rules have it: one more and one less in binary, then compared as decimals."""
    return Decimal(float(base) - 1) < sums < Decimal(float(base) + 1)


def _close(base: Decimal, sums: Decimal) -> bool:
    """The same as CII's rules do: in binary throughout."""
    return float(base) - 1 < float(sums) < float(base) + 1


def _adds_up(case: Case, i: int, expected: Decimal, tax: TaxBreakdown) -> Finding:
    posted = ABSENT if f"taxes[{i}].base" in case.absent else tax.base
    values = {"rate": tax.vat.rate, "expected": expected, "posted": posted, "currency": case.invoice.currency}
    return f"taxes[{i}].base", values


def rated_09(category: str, case: Case) -> Iterator[Finding]:
    """VAT (BT-117) is base times rate, less than one unit apart. EN 16931-1:2017, BR-S-09 ...; CEN artefacts 1.3.16.

    CII tests category S alone.
    """
    use = case.used.get(category)
    if use is None or (case.syntax == "cii" and category != "S"):
        return
    for i, tax in use.taxes:
        expected = cents(abs(tax.base) * tax.vat.rate / 100)
        missing = case.absent and not case.absent.isdisjoint(
            (f"taxes[{i}].tax", f"taxes[{i}].base", f"taxes[{i}].vat.rate")
        )
        if missing or abs(abs(tax.tax) - expected) >= 1:
            posted = ABSENT if f"taxes[{i}].tax" in case.absent else tax.tax
            yield (
                f"taxes[{i}].tax",
                {
                    "rate": tax.vat.rate,
                    "base": tax.base,
                    "expected": expected.copy_sign(tax.base),
                    "posted": posted,
                    "currency": case.invoice.currency,
                },
            )


def other_09(category: str, case: Case) -> Iterator[Finding]:
    """A category without VAT has a VAT amount of zero (BT-117). EN 16931-1:2017, BR-Z-09 ...; CEN artefacts 1.3.16."""
    use = case.used.get(category)
    for i, tax in use.taxes if use else ():
        missing = f"taxes[{i}].tax" in case.absent
        if tax.tax or missing:
            yield f"taxes[{i}].tax", {"posted": ABSENT if missing else tax.tax, "currency": case.invoice.currency}


def explained_10(category: str, case: Case) -> Iterator[Finding]:
    """Why there is no VAT is said (BT-120, BT-121). EN 16931-1:2017, BR-E-10 ...; CEN artefacts 1.3.16."""
    use = case.used.get(category)
    for i, tax in use.taxes if use else ():
        if not (tax.vat.exemption_reason or tax.vat.exemption_code):
            yield f"taxes[{i}].vat.exemption_reason", {}


def plain_10(category: str, case: Case) -> Iterator[Finding]:
    """A category that is not exempt gives no reason for it. EN 16931-1:2017, BR-S-10 ...; CEN artefacts 1.3.16."""
    use = case.used.get(category)
    for i, tax in use.taxes if use else ():
        if tax.vat.exemption_reason or tax.vat.exemption_code:
            yield (
                f"taxes[{i}].vat.exemption_reason",
                {"reason": tax.vat.exemption_reason or tax.vat.exemption_code},
            )


def _rules() -> Iterator[Rule[Case]]:
    for category, name in CATEGORIES:
        rated = category in RATED
        kind = "rated" if rated else "other"
        reasons, told = (explained_10, "explained") if category in EXPLAINED else (plain_10, "plain")
        yield rule(f"BR-{name}-01", partial(rated_01 if rated else other_01, category), words(f"{kind}_01", category))
        yield rule(f"BR-{name}-08", partial(rated_08 if rated else other_08, category), words(f"{kind}_08", category))
        yield rule(f"BR-{name}-09", partial(rated_09 if rated else other_09, category), words(f"{kind}_09", category))
        yield rule(f"BR-{name}-10", partial(reasons, category), words(f"{told}_10", category))


RULES: tuple[Rule[Case], ...] = tuple(_rules())
