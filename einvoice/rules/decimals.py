"""No amount has more than two decimals: BR-DEC-01 to BR-DEC-28.

In a document every digit counts, zeros too. What an ERP holds may have more zeros: they are not written.
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial
from operator import attrgetter

from einvoice.model import AllowanceCharge
from einvoice.rules.breakdown import judged
from einvoice.rules.case import Case, cents
from einvoice.rules.making import rule
from einvoice.rules.rule import Finding, Rule

Found = Iterator[tuple[str, AllowanceCharge]]


def _fine(case: Case, amount: Decimal) -> bool:
    """Whether an amount has more than two decimals."""
    exponent = amount.as_tuple().exponent
    return isinstance(exponent, int) and exponent < -2 and (case.read or amount != cents(amount))


def total(field: str, get: Callable[[Case], Decimal], case: Case) -> Iterator[Finding]:
    """A sum of BG-22. EN 16931-1:2017, BR-DEC-09 to -12, -14, -16 to -18; CEN artefacts 1.3.16."""
    amount = get(case)
    if _fine(case, amount):
        yield f"totals.{field}", {"amount": amount}


def extra(find: Callable[[Case], Found], case: Case) -> Iterator[Finding]:
    """The amount of an allowance or charge. EN 16931-1:2017, BR-DEC-01, -05, -24, -27; CEN artefacts 1.3.16."""
    for path, found in find(case):
        if _fine(case, found.amount):
            yield f"{path}.amount", {"amount": found.amount}


def extra_base(find: Callable[[Case], Found], case: Case) -> Iterator[Finding]:
    """What it is a percentage of. EN 16931-1:2017, BR-DEC-02, -06, -25, -28; CEN artefacts 1.3.16."""
    for path, found in find(case):
        if found.base is not None and _fine(case, found.base):
            yield f"{path}.base", {"amount": found.base}


def br_dec_13(case: Case) -> Iterator[Finding]:
    """The VAT total (BT-110). EN 16931-1:2017, BR-DEC-13; CEN artefacts 1.3.16.

    CII finds no fault where VAT in another currency stands beside it, and counts no zeros; UBL's test finds nothing.
    """
    totals = case.invoice.totals
    if case.cii and totals.tax_accounting is None and totals.tax != cents(totals.tax):
        yield "totals.tax", {"amount": totals.tax}


def br_dec_15(case: Case) -> Iterator[Finding]:
    """VAT in the accounting currency (BT-111). EN 16931-1:2017, BR-DEC-15; CEN artefacts 1.3.16.

    In CII also found where a currency is named, VAT is stated, and none in that currency; UBL's test finds nothing.
    """
    invoice = case.invoice
    if not (case.cii and invoice.tax_currency):
        return
    totals = invoice.totals
    if invoice.tax_currency == invoice.currency:
        amount = totals.tax if case.read else None
        broken = amount is not None and amount != cents(amount)
    else:
        amount = totals.tax_accounting
        broken = "totals.tax" not in case.absent if amount is None else amount != cents(amount)
    if broken:
        yield "totals.tax_accounting", {"amount": "-" if amount is None else amount}


def br_dec_19(case: Case) -> Iterator[Finding]:
    """A taxable amount (BT-116). EN 16931-1:2017, BR-DEC-19; CEN artefacts 1.3.16."""
    for i, tax in judged(case):
        if _fine(case, tax.base):
            yield f"taxes[{i}].base", {"amount": tax.base}


def br_dec_20(case: Case) -> Iterator[Finding]:
    """A VAT amount (BT-117). EN 16931-1:2017, BR-DEC-20; CEN artefacts 1.3.16."""
    for i, tax in judged(case):
        if _fine(case, tax.tax):
            yield f"taxes[{i}].tax", {"amount": tax.tax}


def br_dec_23(case: Case) -> Iterator[Finding]:
    """A line's net amount (BT-131). EN 16931-1:2017, BR-DEC-23; CEN artefacts 1.3.16."""
    for i, line in enumerate(case.invoice.lines):
        if _fine(case, line.net):
            yield f"lines[{i}].net", {"amount": line.net}


_WORDS = "en16931_decimals"
_TOTALS = (
    ("BR-DEC-09", "lines"),
    ("BR-DEC-10", "allowances"),
    ("BR-DEC-11", "charges"),
    ("BR-DEC-12", "tax_exclusive"),
    ("BR-DEC-14", "tax_inclusive"),
    ("BR-DEC-16", "prepaid"),
    ("BR-DEC-17", "rounding"),
    ("BR-DEC-18", "payable"),
)
_EXTRAS: Iterable[tuple[str, str, Callable[[Case], Found]]] = (
    ("BR-DEC-01", "BR-DEC-02", lambda case: case.extras(False)),
    ("BR-DEC-05", "BR-DEC-06", lambda case: case.extras(True)),
    ("BR-DEC-24", "BR-DEC-25", lambda case: case.line_extras(False)),
    ("BR-DEC-27", "BR-DEC-28", lambda case: case.line_extras(True)),
)
RULES: tuple[Rule[Case], ...] = (
    *(rule(code, partial(total, field, attrgetter(f"invoice.totals.{field}")), _WORDS) for code, field in _TOTALS),
    *(rule(code, partial(extra, find), _WORDS) for code, _, find in _EXTRAS),
    *(rule(code, partial(extra_base, find), _WORDS) for _, code, find in _EXTRAS),
    rule("BR-DEC-13", br_dec_13, _WORDS),
    rule("BR-DEC-15", br_dec_15, _WORDS),
    rule("BR-DEC-19", br_dec_19, _WORDS),
    rule("BR-DEC-20", br_dec_20, _WORDS),
    rule("BR-DEC-23", br_dec_23, _WORDS),
)
