"""EN 16931's rules on the model, before anything is written: fast, and each fault names the model's own field.

The official artefacts decide; these come first because they know where a value came from.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from einvoice.faults import Fault
from einvoice.groups import groups
from einvoice.model import AllowanceCharge, Invoice, Party
from einvoice.rules.vat import SOURCE, category_faults

_COUNTRY = re.compile(r"[A-Z]{2}")
_VAT_PREFIX = re.compile(r"[A-Z]{2}[0-9A-Z]")


def check(invoice: Invoice) -> list[Fault]:
    """Every native finding by EN 16931: mandatory terms, arithmetic, decimals, VAT categories."""
    return [
        *arithmetic(invoice),
        *_mandatory(invoice),
        *_identifiers(invoice),
        *category_faults(invoice),
    ]


def arithmetic(invoice: Invoice) -> list[Fault]:
    """What must add up in every format: totals, VAT groups, decimals."""
    return [*_totals(invoice), *_groups(invoice), *_decimals(invoice)]


def _fault(code: str, path: str, message: str) -> Fault:
    return Fault(code=code, path=path, message=message, source=SOURCE)


def _totals(invoice: Invoice) -> Iterator[Fault]:
    totals = invoice.totals
    allowances = [a for a in invoice.allowances if not a.charge]
    charges = [a for a in invoice.allowances if a.charge]
    sums = (
        ("BR-CO-10", "lines", "the sum of the line nets", sum((n.net for n in invoice.lines), Decimal(0))),
        ("BR-CO-11", "allowances", "the sum of the document's allowances", _summed(allowances)),
        ("BR-CO-12", "charges", "the sum of the document's charges", _summed(charges)),
        (
            "BR-CO-13",
            "tax_exclusive",
            "the lines minus allowances plus charges",
            totals.lines - totals.allowances + totals.charges,
        ),
        ("BR-CO-14", "tax", "the sum of the VAT amounts", sum((t.tax for t in invoice.taxes), Decimal(0))),
        ("BR-CO-15", "tax_inclusive", "the total without VAT plus VAT", totals.tax_exclusive + totals.tax),
        (
            "BR-CO-16",
            "payable",
            "the total with VAT minus what is prepaid plus rounding",
            totals.tax_inclusive - totals.prepaid + totals.rounding,
        ),
    )
    for code, field, meaning, expected in sums:
        posted: Decimal = getattr(totals, field)
        if posted != expected:
            yield _fault(
                code,
                f"totals.{field}",
                f"{meaning} is {expected} {invoice.currency}, but {posted} {invoice.currency} is posted",
            )


def _summed(extras: list[AllowanceCharge]) -> Decimal:
    return sum((a.amount for a in extras), Decimal(0))


def _groups(invoice: Invoice) -> Iterator[Fault]:
    if not invoice.taxes:
        yield _fault("BR-CO-18", "taxes", "the invoice has no VAT breakdown")
    for group in groups(invoice):
        code = "IC" if group.key[0] == "K" else group.key[0] or "CO"
        if not group.taxes:
            path = f"lines[{group.lines[0][0]}].vat" if group.lines else f"allowances[{group.extras[0][0]}].vat"
            yield _fault(f"BR-{code}-01", path, f"there is no VAT breakdown for {group.label}")
        elif group.summed != group.base:
            yield _fault(
                f"BR-{code}-08",
                f"taxes[{group.taxes[0][0]}].base",
                f"the lines of {group.label} add up to {group.summed} {invoice.currency}, but the posted base is "
                f"{group.base} {invoice.currency}",
            )


def _decimals(invoice: Invoice) -> Iterator[Fault]:
    amounts: list[tuple[str, str, Decimal]] = [
        *((f"lines[{i}].net", "BR-DEC-23", n.net) for i, n in enumerate(invoice.lines)),
        *((f"taxes[{i}].base", "BR-DEC-19", t.base) for i, t in enumerate(invoice.taxes)),
        *((f"taxes[{i}].tax", "BR-DEC-20", t.tax) for i, t in enumerate(invoice.taxes)),
        *((f"allowances[{i}].amount", "BR-DEC-01", a.amount) for i, a in enumerate(invoice.allowances)),
    ]
    numbers = {"lines": 9, "allowances": 10, "charges": 11, "tax_exclusive": 12, "tax": 13, "tax_inclusive": 14}
    numbers |= {"prepaid": 16, "rounding": 17, "payable": 18}
    amounts += [(f"totals.{f}", f"BR-DEC-{n:02}", getattr(invoice.totals, f)) for f, n in numbers.items()]
    for path, code, amount in amounts:
        if amount != round(amount, 2):
            yield _fault(code, path, f"{amount} has more than two decimals")


def _mandatory(invoice: Invoice) -> Iterator[Fault]:
    needed = (
        ("BR-02", "number", invoice.number, "the invoice has no number (BT-1)"),
        ("BR-05", "currency", invoice.currency, "the invoice has no currency (BT-5)"),
        ("BR-06", "seller.name", invoice.seller.name, "the seller has no name (BT-27)"),
        ("BR-07", "buyer.name", invoice.buyer.name, "the buyer has no name (BT-44)"),
        ("BR-16", "lines", invoice.lines, "the invoice has no line (BG-25)"),
    )
    for code, path, value, message in needed:
        if not value:
            yield _fault(code, path, message)
    for code, side, party in (("BR-09", "seller", invoice.seller), ("BR-11", "buyer", invoice.buyer)):
        if not _COUNTRY.fullmatch(party.address.country):
            said = f"{party.address.country!r} is not" if party.address.country else "there is not"
            message = f"{said} a two-letter country code in the {side}'s address"
            yield _fault(code, f"{side}.address.country", message)
    for i, line in enumerate(invoice.lines):
        if not line.id:
            yield _fault("BR-21", f"lines[{i}].id", "the line has no identifier (BT-126)")
        if not line.unit:
            yield _fault("BR-23", f"lines[{i}].unit", "the line has no unit of measure (BT-130)")
        if not line.name:
            yield _fault("BR-25", f"lines[{i}].name", "the line has no item name (BT-153)")
        if line.price < 0:
            message = f"the price is {line.price}; a price may not be negative, a quantity may"
            yield _fault("BR-27", f"lines[{i}].price", message)
    if invoice.totals.payable > 0 and not (invoice.due_date or invoice.terms or invoice.instalments):
        # In the norm, but no longer in CEN's artefacts: a warning, so as not to refuse what the judge accepts.
        message = "an amount is due, but there is no due date and no payment terms"
        yield Fault(code="BR-CO-25", path="due_date", message=message, source=SOURCE, severity="warning")


def _identifiers(invoice: Invoice) -> Iterator[Fault]:
    seller = invoice.seller
    if not (seller.identifiers or seller.legal_id or seller.vat_id):
        message = "the seller needs an identifier, a legal registration or a VAT number (BT-29, BT-30, BT-31)"
        yield _fault("BR-CO-26", "seller.vat_id", message)
    sides: tuple[tuple[str, Party], ...] = (("seller", seller), ("buyer", invoice.buyer))
    for side, party in sides:
        if party.vat_id and not _VAT_PREFIX.match(party.vat_id):
            message = f"the {side}'s VAT number {party.vat_id!r} must start with its two-letter country code"
            yield _fault("BR-CO-09", f"{side}.vat_id", message)
