"""Numbers as EN 16931 writes them, and what cannot be written so."""

import re
from collections.abc import Iterator
from decimal import Decimal

from einvoice.faults import Fault
from einvoice.leaves import leaves
from einvoice.model import AllowanceCharge, Invoice, minor_unit

CENT = Decimal("0.01")
_SOURCE = "EN 16931-1:2017, BR-DEC-01 to BR-DEC-28"
_LIMIT = Decimal(10) ** 17
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# Rule that limits each amount to two decimals (BR-DEC-nn), by the field that holds it.
_TOTALS = {
    "lines": ("BR-DEC-09", "BT-106"),
    "allowances": ("BR-DEC-10", "BT-107"),
    "charges": ("BR-DEC-11", "BT-108"),
    "tax_exclusive": ("BR-DEC-12", "BT-109"),
    "tax": ("BR-DEC-13", "BT-110"),
    "tax_inclusive": ("BR-DEC-14", "BT-112"),
    "tax_accounting": ("BR-DEC-15", "BT-111"),
    "prepaid": ("BR-DEC-16", "BT-113"),
    "rounding": ("BR-DEC-17", "BT-114"),
    "payable": ("BR-DEC-18", "BT-115"),
}


class Money:
    """Writes the amounts of one currency at its minor unit, two decimals at most."""

    def __init__(self, currency: str) -> None:
        self.unit = max(minor_unit(currency), CENT)

    def text(self, amount: Decimal) -> str:
        """`amount` is a multiple of the unit: `amount_faults` has said so before.

        Zero has no sign: the official rules take -0.00 for something else than 0 (BR-AE-09, BR-CO-14).
        """
        return f"{amount.quantize(self.unit) + 0:f}"

    def fits(self, amount: Decimal) -> bool:
        """Whether `amount` is a multiple of the unit, of at most 17 digits before the point."""
        return amount.is_finite() and abs(amount) < _LIMIT and amount % self.unit == 0


def plain(number: Decimal) -> str:
    """All digits of a quantity, price or rate, without an exponent and without idle zeros.

    Raises ValueError for infinity, not-a-number and numbers beyond any trade.
    """
    if not sane(number):
        raise ValueError(f"{number} is not a number")
    if not number:
        return "0"
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def sane(number: Decimal) -> bool:
    """Whether `number` is finite, smaller than 10^17 and of no more decimals than `nodes` reads (40)."""
    return number.is_finite() and (not number or (number.adjusted() < 17 and int(number.as_tuple().exponent) >= -40))


def amount_faults(invoice: Invoice) -> list[Fault]:
    """A fault for each amount that two decimals, or the currency's minor unit, cannot hold."""
    money = {name: Money(name) for name in (invoice.currency, invoice.tax_currency)}
    faults = []
    for path, amount, rule, term in _amounts(invoice):
        currency = invoice.tax_currency if term == "BT-111" else invoice.currency
        if not money[currency].fits(amount):
            message = f"{term} is {amount} {currency}: an e-invoice holds multiples of {money[currency].unit}"
            faults.append(Fault(code=rule, path=path, message=message, source=_SOURCE))
    return faults


def content_faults(invoice: Invoice) -> list[Fault]:
    """A fault for each text that XML cannot hold and each number that is none, wherever it stands."""
    faults = []
    for path, value in leaves(invoice):
        if isinstance(value, Decimal) and not sane(value):
            faults.append(
                Fault(code="SOLDE-NUMBER", path=path, message=f"{value} is no number of trade", source=_SOURCE)
            )
        elif isinstance(value, str) and (bad := _FORBIDDEN.search(value)):
            message = f"contains the character U+{ord(bad[0]):04X}, which XML cannot hold"
            faults.append(Fault(code="SOLDE-TEXT", path=path, message=message, source="XML 1.0, production [2]"))
    return faults


def unwritable(text: str) -> bool:
    """Whether XML cannot hold one of the characters."""
    return _FORBIDDEN.search(text) is not None


def _amounts(invoice: Invoice) -> Iterator[tuple[str, Decimal, str, str]]:
    for field, (rule, term) in _TOTALS.items():
        value = getattr(invoice.totals, field)
        if value is not None:
            yield f"totals.{field}", value, rule, term
    for i, tax in enumerate(invoice.taxes):
        yield f"taxes[{i}].base", tax.base, "BR-DEC-19", "BT-116"
        yield f"taxes[{i}].tax", tax.tax, "BR-DEC-20", "BT-117"
    yield from _extras("", invoice.allowances, ("01", "92", "02", "93"), ("05", "99", "06", "100"))
    for i, line in enumerate(invoice.lines):
        yield f"lines[{i}].net", line.net, "BR-DEC-23", "BT-131"
        yield from _extras(f"lines[{i}].", line.allowances, ("24", "136", "25", "137"), ("27", "141", "28", "142"))


def _extras(
    prefix: str,
    extras: tuple[AllowanceCharge, ...],
    allowance: tuple[str, str, str, str],
    charge: tuple[str, str, str, str],
) -> Iterator[tuple[str, Decimal, str, str]]:
    for i, extra in enumerate(extras):
        rule, term, base_rule, base_term = charge if extra.charge else allowance
        path = f"{prefix}allowances[{i}]"
        yield f"{path}.amount", extra.amount, f"BR-DEC-{rule}", f"BT-{term}"
        if extra.base is not None:
            yield f"{path}.base", extra.base, f"BR-DEC-{base_rule}", f"BT-{base_term}"
