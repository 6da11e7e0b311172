"""What a type of document (TipoDocumento 2.1.1.1) asks of the parties and the lines.

The header is common to a lot, so one finding per control is enough however many invoices are in it.
"""

from collections.abc import Iterator

from einvoice.fatturapa.controls.case import ZERO, Body, Case
from einvoice.fatturapa.controls.control import LAYOUT, NET, NOTES, control
from einvoice.rules.rule import Finding

# Specifications 1.7.1 widened 00471, 1.9 added TD29 to it.
_TWO_PARTIES = frozenset(
    ("TD01", "TD02", "TD03", "TD06", "TD16", "TD17", "TD18", "TD19", "TD20", "TD24", "TD25", "TD28", "TD29")
)
_ONE_PARTY = frozenset(("TD21", "TD27"))
_FOREIGN_SELLER = frozenset(("TD17", "TD18", "TD19", "TD28"))
_VAT_BUYER = frozenset(("TD16", "TD17", "TD18", "TD19", "TD20", "TD22", "TD23", "TD28", "TD29"))


def _first(case: Case, kinds: frozenset[str]) -> Body | None:
    return next((body for body in case.bodies if body.kind in kinds), None)


def must_differ(case: Case) -> Iterator[Finding]:
    """Seller and buyer of an ordinary invoice, or of one that integrates another's, are two."""
    body = _first(case, _TWO_PARTIES)
    if body and case.seller.number and case.seller.vat == case.buyer.vat:
        yield "buyer.vat_id", {"kind": body.kind, "number": "".join(case.buyer.vat)}


def must_be_the_same(case: Case) -> Iterator[Finding]:
    """Who uses his own goods, or has bought beyond his ceiling, is both seller and buyer."""
    body = _first(case, _ONE_PARTY)
    seller, buyer = case.seller, case.buyer
    if body and (
        (buyer.number and buyer.vat != seller.vat)
        or (buyer.fiscal and buyer.fiscal != seller.fiscal and (seller.fiscal or not buyer.number))
    ):
        yield "buyer.vat_id", {"kind": body.kind}


def seller_not_italian(case: Case) -> Iterator[Finding]:
    """Purchases from abroad have a seller abroad."""
    body = _first(case, _FOREIGN_SELLER)
    if body and case.seller.country == "IT":
        yield "seller.vat_id", {"kind": body.kind}


def seller_italian(case: Case) -> Iterator[Finding]:
    """TD29 tells of an Italian seller who made out no invoice, or a wrong one."""
    body = _first(case, frozenset(("TD29",)))
    if body and case.seller.country not in {"", "IT"}:
        yield "seller.vat_id", {"kind": body.kind, "country": case.seller.country}


def buyer_needs_vat(case: Case) -> Iterator[Finding]:
    """The buyer who makes out the document is a taxable person."""
    body = _first(case, _VAT_BUYER)
    if body and not case.buyer.number:
        yield "buyer.vat_id", {"kind": body.kind}


def no_line_without_vat(case: Case) -> Iterator[Finding]:
    """TD21 regularises purchases without VAT: VAT is due on every line."""
    for body in case.bodies:
        for line in body.lines if body.kind == "TD21" else ():
            if line.rate == ZERO:
                yield f"{line.path}.vat.rate", {}


def simplified_must_differ(case: Case) -> Iterator[Finding]:
    """Seller and buyer of a simplified invoice are two."""
    body = _first(case, frozenset(("TD07",)))
    if body and case.seller.number and case.seller.vat == case.buyer.vat:
        yield "buyer.vat_id", {"kind": body.kind, "number": "".join(case.buyer.vat)}


KINDS = (
    control("00471", must_differ, LAYOUT, NOTES, NET),
    control("00472", must_be_the_same, LAYOUT, NOTES, NET),
    control("00473", seller_not_italian, LAYOUT, NOTES, NET),
    control("00473", seller_italian, NOTES, words="00473-TD29"),
    control("00474", no_line_without_vat, NOTES, NET),
    control("00475", buyer_needs_vat, NOTES, NET),
)
SIMPLIFIED_KINDS = (control("00471", simplified_must_differ, NOTES, NET),)
