"""How VAT applies: an Odoo tax as an EN 16931 category (UNTDID 5305), with the reason where none is charged."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from connectors.odoo.reader import Row, links, number_of, plain, text_of
from einvoice.model import Party, Vat

EU = frozenset(
    (
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
        *("IE", "IT", "LT", "LU", "LV", "MC", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    )
)  # with Monaco, which VAT treats as France

# CEN/TS and the Agenzia's mapping table between Natura and the European categories.
_NATURA = {
    "N1": ("E", "VATEX-EU-79-C"), "N2": ("O", "VATEX-EU-O"), "N3.1": ("G", "VATEX-EU-G"),
    "N3.2": ("K", "VATEX-EU-IC"), "N3": ("G", "VATEX-EU-G"), "N4": ("E", "VATEX-EU-132"),
    "N5": ("E", "VATEX-EU-F"), "N6": ("AE", "VATEX-EU-AE"), "N7": ("O", "VATEX-EU-O"),
}  # fmt: skip
_CODES = {"AE": "VATEX-EU-AE", "K": "VATEX-EU-IC", "G": "VATEX-EU-G", "O": "VATEX-EU-O"}
_REASONS = {
    "AE": "Reverse charge",
    "K": "Intra-Community supply",
    "G": "Export outside the EU",
    "O": "Not subject to VAT",
}
_REVERSE_WORDS = ("reverse", "autoliq", "inversione contabile")


class Unclear(Exception):
    """The taxes of a line cannot be told as one VAT treatment; the message says why."""


def of_line(ids: Sequence[int], taxes: Mapping[int, Row], seller: Party, buyer: Party) -> Vat:
    """The one VAT treatment of a line. Raises `Unclear`."""
    rows = []
    for tax_id in ids:
        row = taxes.get(tax_id)
        if row is None:
            raise Unclear(f"tax {tax_id} cannot be read")
        rows += _flat(row, taxes)
    if not rows:
        raise Unclear("the line has no tax; an exempt line needs a tax of 0% that says why")
    for row in rows:
        _refuse_special(row)
    if len(rows) > 1:
        raise Unclear("the line has several taxes: " + ", ".join(text_of(row.get("name")) for row in rows))
    return of_tax(rows[0], seller, buyer)


def _flat(row: Row, taxes: Mapping[int, Row]) -> list[Row]:
    children = [taxes[c] for c in links(row.get("children_tax_ids")) if c in taxes]
    return children if row.get("amount_type") == "group" else [row]


def _refuse_special(row: Row) -> None:
    name = text_of(row.get("name"))
    amount = number_of(row.get("amount"))
    if amount is None:
        raise Unclear(f"the tax {name!r} has no rate that can be read")
    if row.get("amount_type") != "percent":
        raise Unclear(f"the tax {name!r} is no percentage ({row.get('amount_type')})")
    if amount < 0 or row.get("l10n_it_withholding_type") or row.get("l10n_it_pension_fund_type"):
        raise Unclear(f"{name!r} is a withholding, a split payment or a pension contribution: not supported yet")


def of_tax(row: Row, seller: Party, buyer: Party) -> Vat:
    """One percentage tax."""
    rate = number_of(row.get("amount")) or Decimal(0)
    natura = text_of(row.get("l10n_it_exempt_reason"))
    declared = text_of(row.get("ubl_cii_tax_category_code"))
    if rate > 0:
        return Vat(category=declared if declared in ("L", "M") else "S", rate=rate)
    category, code = _zero(row, natura, declared, seller, buyer)
    law = text_of(row.get("l10n_it_law_reference")) or plain(row.get("invoice_legal_notes"))
    reason = law or _REASONS.get(category) or _label(row)
    if category == "Z":
        return Vat(category=category, rate=rate)
    return Vat(category=category, rate=rate, exemption_reason=reason, exemption_code=code, national_code=natura)


def _zero(row: Row, natura: str, declared: str, seller: Party, buyer: Party) -> tuple[str, str]:
    """Category and VATEX code of a rate of zero: what the tax says itself, else what the places imply."""
    if declared and declared != "S":
        code = text_of(row.get("ubl_cii_tax_exemption_reason_code"))
        return declared, code or _CODES.get(declared, "")
    if natura:
        return _NATURA.get(natura) or _NATURA.get(natura.split(".", maxsplit=1)[0], ("E", ""))
    here, there = seller.address.country, buyer.address.country
    words = " ".join(text_of(row.get(f)) for f in ("name", "description", "invoice_label")).lower()
    if any(word in words for word in _REVERSE_WORDS):
        return "AE", _CODES["AE"]
    if here in EU and there and there not in EU:
        return "G", _CODES["G"]
    if here in EU and there in EU and here != there and buyer.vat_id:
        category = "AE" if row.get("tax_scope") == "service" else "K"
        return category, _CODES[category]
    return "E", ""


def _label(row: Row) -> str:
    """What the tax calls itself; the last resort for a reason, which BR-E-10 asks for."""
    return plain(row.get("description")) or text_of(row.get("invoice_label")) or text_of(row.get("name"))
