"""VAT categories and rates, and how many decimals and digits numbers have."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TypeAlias

from einvoice.countries.france.br_fr.making import Findings, Test, codes, rule
from einvoice.model import Invoice, Vat
from einvoice.rules.case import Case

_CATEGORIES = frozenset({"S", "E", "AE", "K", "G", "O", "Z"})
# Rates in force or once in force, overseas and Corsica included.
_RATES = frozenset(map(Decimal, codes("0 0.9 1.05 1.75 2.1 5.5 7 8.5 9.2 9.6 10 13 19.6 20 20.6")))
_BOTH_WAYS = frozenset({"B9", "S9", "M9"})
_SAFE = Decimal(10) ** 12

Numbers: TypeAlias = Iterator[tuple[str, Decimal | None]]


def _vats(case: Case, place: str) -> Iterator[tuple[str, Vat]]:
    """The VAT of each line, breakdown, or document allowance and charge; not of those that state none."""
    for i, item in enumerate(getattr(case.invoice, place)):
        path = f"{place}[{i}].vat"
        if item.vat and path not in case.absent:
            yield path, item.vat


def br_fr_15(place: str, term: str) -> Test:
    """The VAT category is one of those in use in France."""

    def test(case: Case) -> Findings:
        for path, vat in _vats(case, place):
            if vat.category not in _CATEGORIES:
                yield f"{path}.category", {"term": term, "value": vat.category}

    return test


def br_fr_15_lm(place: str, term: str) -> Test:
    """The categories of the Canary Islands (L), and of Ceuta and Melilla (M), are not French."""

    def test(case: Case) -> Findings:
        for path, vat in _vats(case, place):
            if vat.category in {"L", "M"}:
                yield f"{path}.category", {"term": term, "value": vat.category}

    return test


def br_fr_16(place: str, term: str) -> Test:
    """The VAT rate is a French one."""

    def test(case: Case) -> Findings:
        for path, vat in _vats(case, place):
            if vat.rate not in _RATES or (case.syntax and not _fits(case, vat.rate, 2)):
                yield f"{path}.rate", {"term": term, "value": vat.rate}

    return test


def br_fr_dec_04(place: str, term: str) -> Test:
    """A VAT rate is not negative and has at most two decimals and four digits."""

    def test(case: Case) -> Findings:
        for path, vat in _vats(case, place):
            if not _fits(case, vat.rate, 2, digits=4, negative=False):
                yield f"{path}.rate", {"term": term, "value": vat.rate}

    return test


def _total(field: str) -> Callable[[Invoice], Numbers]:
    return lambda invoice: iter([(f"totals.{field}", getattr(invoice.totals, field))])


def _each(place: str, field: str) -> Callable[[Invoice], Numbers]:
    return lambda invoice: (
        (f"{place}[{i}].{field}", getattr(item, field)) for i, item in enumerate(getattr(invoice, place))
    )


def _line_extras(field: str) -> Callable[[Invoice], Numbers]:
    return lambda invoice: (
        (f"lines[{i}].allowances[{k}].{field}", getattr(extra, field))
        for i, line in enumerate(invoice.lines)
        for k, extra in enumerate(line.allowances)
    )


def _tax_totals(invoice: Invoice) -> Numbers:
    """The official rule on BT-110 looks at BT-111 too."""
    yield "totals.tax", invoice.totals.tax
    yield "totals.tax_accounting", invoice.totals.tax_accounting


def _gross_prices(invoice: Invoice) -> Numbers:
    """BT-148; a discount without a gross price is written with the one that it implies."""
    for i, line in enumerate(invoice.lines):
        gross = line.gross_price
        if gross is None and line.price_discount is not None:
            gross = line.price + line.price_discount
        yield f"lines[{i}].gross_price", gross


def br_fr_dec_01(term: str, numbers: Callable[[Invoice], Numbers]) -> Test:
    """An amount has at most two decimals and 19 digits, its sign included."""

    def test(case: Case) -> Findings:
        for path, amount in numbers(case.invoice):
            if amount is not None and not _fits(case, amount, 2):
                yield path, {"term": term, "value": amount}

    return test


def br_fr_dec_02(term: str, numbers: Callable[[Invoice], Numbers]) -> Test:
    """A quantity has at most four decimals and 19 digits."""

    def test(case: Case) -> Findings:
        for path, quantity in numbers(case.invoice):
            if quantity is not None and not _fits(case, quantity, 4):
                yield path, {"term": term, "value": quantity}

    return test


def br_fr_dec_03(term: str, numbers: Callable[[Invoice], Numbers]) -> Test:
    """A price has at most six decimals and 19 digits; it is negative in invoices in both directions only."""

    def test(case: Case) -> Findings:
        negative = case.invoice.process in _BOTH_WAYS
        for path, price in numbers(case.invoice):
            if price is not None and not _fits(case, price, 6, negative=negative):
                yield path, {"term": term, "value": price}

    return test


def _fits(case: Case, number: Decimal, decimals: int, *, digits: int = 19, negative: bool = True) -> bool:
    """Whether `number` keeps within `decimals` and `digits`; a minus counts as a digit.

    What is written has no idle zeros; what somebody's document has counts as it stands there.
    """
    if not case.syntax and digits == 19 and -_SAFE < number < _SAFE:
        return round(number, decimals) == number and (negative or number >= 0)
    if not number.is_finite() or (number < 0 and not negative):
        return False
    whole, _, part = f"{number if case.syntax else number.normalize():f}".partition(".")
    return len(part) <= decimals and len(whole) + len(part) <= digits


_VATS = (("allowances", "BT-95, BT-102"), ("taxes", "BT-118"), ("lines", "BT-151"))
_VAT_RATES = (("allowances", "BT-96, BT-103"), ("taxes", "BT-119"), ("lines", "BT-152"))
_AMOUNTS = {
    "BT-92_BT-99": _each("allowances", "amount"),
    "BT-93_BT-100": _each("allowances", "base"),
    "BT-106": _total("lines"),
    "BT-107": _total("allowances"),
    "BT-108": _total("charges"),
    "BT-109": _total("tax_exclusive"),
    "BT-110": _tax_totals,
    "BT-112": _total("tax_inclusive"),
    "BT-113": _total("prepaid"),
    "BT-114": _total("rounding"),
    "BT-115": _total("payable"),
    "BT-116": _each("taxes", "base"),
    "BT-117": _each("taxes", "tax"),
    "BT-131": _each("lines", "net"),
    "BT-136_BT-141": _line_extras("amount"),
    "BT-137_BT-142": _line_extras("base"),
}

RULES = (
    *(
        rule(f"BR-FR-15_BT-95_{term.rpartition(' ')[2]}{end}", make(place, term), words)
        for place, term in _VATS
        for end, make, words in (("", br_fr_15, ""), ("_LM", br_fr_15_lm, "BR-FR-15_LM"))
    ),
    *(rule(f"BR-FR-16_{term.replace(', ', '_')}", br_fr_16(place, term)) for place, term in _VAT_RATES),
    *(
        rule(f"BR-FR-DEC-01_{term}", br_fr_dec_01(term.replace("_", ", "), numbers))
        for term, numbers in _AMOUNTS.items()
    ),
    rule("BR-FR-DEC-02_BT-129", br_fr_dec_02("BT-129", _each("lines", "quantity"))),
    rule("BR-FR-DEC-02_BT-149", br_fr_dec_02("BT-149", _each("lines", "base_quantity"))),
    rule("BR-FR-DEC-03_BT-146", br_fr_dec_03("BT-146", _each("lines", "price"))),
    rule("BR-FR-DEC-03_BT-147", br_fr_dec_03("BT-147", _each("lines", "price_discount"))),
    rule("BR-FR-DEC-03_BT-148", br_fr_dec_03("BT-148", _gross_prices)),
    *(rule(f"BR-FR-DEC-04_{term.replace(', ', '_')}", br_fr_dec_04(place, term)) for place, term in _VAT_RATES),
)
