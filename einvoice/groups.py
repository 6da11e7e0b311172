"""The VAT groups of an invoice: which lines, allowances and charges belong to which breakdown (BG-23)."""

from decimal import Decimal

import msgspec

from einvoice.model import AllowanceCharge, Invoice, Line, TaxBreakdown, Vat

Key = tuple[str, Decimal, str]
_Parts = tuple[list[tuple[int, Line]], list[tuple[int, AllowanceCharge]], list[tuple[int, TaxBreakdown]]]


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on one VAT category, rate and national code; numbers are indices in the invoice."""

    key: Key
    lines: tuple[tuple[int, Line], ...]
    extras: tuple[tuple[int, AllowanceCharge], ...]
    taxes: tuple[tuple[int, TaxBreakdown], ...]

    @property
    def summed(self) -> Decimal:
        """Lines minus document allowances plus document charges (the right side of BR-S-08 and its kin)."""
        nets = sum((line.net for _, line in self.lines), Decimal(0))
        return nets + sum((a.amount if a.charge else -a.amount for _, a in self.extras), Decimal(0))

    @property
    def base(self) -> Decimal:
        """The posted taxable amount (BT-116)."""
        return sum((t.base for _, t in self.taxes), Decimal(0))

    @property
    def label(self) -> str:
        """How messages call the group: `S 22 %`."""
        category, rate, national = self.key
        return f"{category} {rate.normalize():f} %" + (f" {national}" if national else "")


def groups(invoice: Invoice) -> list[Group]:
    """The groups, those with a breakdown first, in the invoice's order.

    The national code tells groups apart only where the breakdowns carry one.
    """
    coded = any(tax.vat.national_code for tax in invoice.taxes)

    def key(vat: Vat | None) -> Key:
        found = vat or Vat(category="")
        return (found.category, found.rate, found.national_code if coded else "")

    found: dict[Key, _Parts] = {}
    for i, tax in enumerate(invoice.taxes):
        found.setdefault(key(tax.vat), ([], [], []))[2].append((i, tax))
    for i, line in enumerate(invoice.lines):
        found.setdefault(key(line.vat), ([], [], []))[0].append((i, line))
    for i, extra in enumerate(invoice.allowances):
        found.setdefault(key(extra.vat), ([], [], []))[1].append((i, extra))
    return [
        Group(key=wanted, lines=tuple(lines), extras=tuple(extras), taxes=tuple(taxes))
        for wanted, (lines, extras, taxes) in found.items()
    ]
