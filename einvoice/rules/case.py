"""What the rules look at: an invoice, what its document left out, and the sums that many rules share."""

from collections.abc import Collection, Iterator
from decimal import ROUND_FLOOR, Decimal
from functools import cached_property

from einvoice.groups import Group, groups
from einvoice.model import AllowanceCharge, Invoice, Line, TaxBreakdown

ZERO = Decimal(0)
_HALF = Decimal("0.5")


class Case:
    """One invoice under examination.

    `absent` are the paths of terms that the document does not have (`Reading.absent`): a stand-in (zero, an empty
    text, `date.min`) holds their place, and a rule must not take it for a value. None says that there is no document
    yet: the invoice comes from an ERP, nothing is absent, and sums of zero are not written.

    `syntax` is that of the document, `cii` or `ubl`, whose official rules differ here and there. Empty, where both
    may be written: then a rule finds whatever either of them would find.
    """

    def __init__(self, invoice: Invoice, absent: Collection[str] | None = None, syntax: str = "") -> None:
        self.invoice = invoice
        self.read = absent is not None
        self.absent = frozenset(absent or ())
        self.syntax = syntax
        self.cii = syntax != "ubl"
        self.ubl = syntax != "cii"

    def states(self, path: str, amount: Decimal) -> bool:
        """Whether a sum that may be left out is there; what an ERP leaves at zero is not written."""
        return path not in self.absent if self.read else bool(amount)

    @cached_property
    def groups(self) -> list[Group]:
        """The VAT groups."""
        return groups(self.invoice)

    @cached_property
    def used(self) -> dict[str, "Used"]:
        """What bears each VAT category."""
        found: dict[str, Used] = {}
        for i, line in enumerate(self.invoice.lines):
            category = line.vat.category
            use = found.get(category) or found.setdefault(category, Used())
            use.lines.append((i, line))
            use.add("lines", self._rate(f"lines[{i}].vat.rate", line.vat.rate), line.net)
        for i, extra in enumerate(self.invoice.allowances):
            if extra.vat is None:
                continue
            use = found.setdefault(extra.vat.category, Used())
            (use.charges if extra.charge else use.allowances).append((i, extra))
            rate = self._rate(f"allowances[{i}].vat.rate", extra.vat.rate)
            use.add("charges" if extra.charge else "allowances", rate, extra.amount)
        for i, tax in enumerate(self.invoice.taxes):
            found.setdefault(tax.vat.category, Used()).taxes.append((i, tax))
        return found

    def _rate(self, path: str, rate: Decimal) -> Decimal | None:
        return None if self.absent and path in self.absent else rate

    @cached_property
    def net(self) -> Decimal:
        """The line nets (BT-131), added up."""
        return sum((line.net for line in self.invoice.lines), ZERO)

    @cached_property
    def allowed(self) -> Decimal:
        """The document's allowances (BT-92), added up."""
        return sum((extra.amount for extra in self.invoice.allowances if not extra.charge), ZERO)

    @cached_property
    def charged(self) -> Decimal:
        """The document's charges (BT-99), added up."""
        return sum((extra.amount for extra in self.invoice.allowances if extra.charge), ZERO)

    def line_extras(self, charge: bool) -> Iterator[tuple[str, AllowanceCharge]]:
        """Every allowance of a line (BG-27), or every charge (BG-28), with its path."""
        for i, line in enumerate(self.invoice.lines):
            for j, extra in enumerate(line.allowances):
                if extra.charge == charge:
                    yield f"lines[{i}].allowances[{j}]", extra

    def extras(self, charge: bool) -> Iterator[tuple[str, AllowanceCharge]]:
        """Every allowance of the document (BG-20), or every charge (BG-21), with its path."""
        for i, extra in enumerate(self.invoice.allowances):
            if extra.charge == charge:
                yield f"allowances[{i}]", extra


class Used:
    """What bears one VAT category, numbered as in the invoice, and its sums by rate (None: the rate is not stated)."""

    __slots__ = ("allowances", "charges", "lines", "sums", "taxes")

    def __init__(self) -> None:
        self.lines: list[tuple[int, Line]] = []
        self.allowances: list[tuple[int, AllowanceCharge]] = []
        self.charges: list[tuple[int, AllowanceCharge]] = []
        self.taxes: list[tuple[int, TaxBreakdown]] = []
        self.sums: dict[Decimal | None, Sums] = {}

    def add(self, kind: str, rate: Decimal | None, amount: Decimal) -> None:
        """Count an amount; `kind` is a field of `Sums`."""
        sums = self.sums.get(rate) or self.sums.setdefault(rate, Sums())
        setattr(sums, kind, getattr(sums, kind) + amount)
        if kind == "lines":
            sums.has_lines = True
        else:
            sums.has_extras = True

    def whole(self) -> "Sums":
        """The sums of all rates."""
        total = Sums()
        for sums in self.sums.values():
            total.lines += sums.lines
            total.allowances += sums.allowances
            total.charges += sums.charges
        return total


class Sums:
    """Amounts before VAT, in the invoice currency."""

    __slots__ = ("allowances", "charges", "has_extras", "has_lines", "lines")

    def __init__(self) -> None:
        self.lines = self.allowances = self.charges = ZERO
        self.has_lines = self.has_extras = False

    @property
    def exact(self) -> Decimal:
        """Lines minus allowances plus charges."""
        return self.lines - self.allowances + self.charges

    @property
    def rounded(self) -> Decimal:
        """The same, each of the three rounded first."""
        return cents(self.lines) + cents(self.charges) - cents(self.allowances)


def cents(amount: Decimal) -> Decimal:
    """Rounded to two decimals as XPath's `round` does: a half goes up, also below zero."""
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -2:
        return amount
    return (amount * 100 + _HALF).to_integral_value(ROUND_FLOOR) / 100


def whole(number: Decimal) -> Decimal:
    """Rounded to a whole number in the same way."""
    return (number + _HALF).to_integral_value(ROUND_FLOOR)
