"""Figures and texts as FatturaPA's schema types want them."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from lxml.etree import SubElement, _Element

from einvoice.countries.italy.texts import tidy


def amount2(amount: Decimal) -> str:
    """Amount2DecimalType, RateType: exactly two decimals."""
    return f"{amount.quantize(Decimal('0.01'), ROUND_HALF_UP):f}"


def amount8(amount: Decimal) -> str:
    """Amount8DecimalType, QuantitaType: two to eight decimals."""
    exact = amount.quantize(Decimal("0.00000001"), ROUND_HALF_UP)
    short = exact.normalize()
    return amount2(exact) if exact == round(exact, 2) else f"{short:f}"


def pieces(text: str, most: int) -> Iterator[str]:
    """A text cut between words into pieces of at most `most` characters; no character is lost."""
    rest = tidy(text)
    while len(rest) > most:
        cut = rest.rfind(" ", 1, most + 1)
        cut = most if cut <= 0 else cut
        yield rest[:cut]
        rest = rest[cut:].lstrip()
    if rest:
        yield rest


def add(parent: _Element, tag: str, text: str) -> None:
    """A child element with tidied text; none where there is no text."""
    if text:
        SubElement(parent, tag).text = tidy(text)
