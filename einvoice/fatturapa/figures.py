"""Figures and texts as FatturaPA's schema types want them."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from einvoice.countries.italy.texts import tidy

CENT = Decimal("0.01")
DIGITS = 100  # enough for the product of any two figures: none is refused for its size while it is worked with
_EIGHTH = Decimal("0.00000001")


def cents(amount: Decimal) -> Decimal:
    """The amount in whole cents, half a cent away from zero."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def amount2(amount: Decimal) -> str:
    """Amount2DecimalType, RateType: exactly two decimals."""
    text = str(amount)
    if text[-3:-2] == ".":
        return text
    return f"{text}.00" if text.isdigit() else f"{cents(amount):f}"


def amount8(amount: Decimal) -> str:
    """Amount8DecimalType, QuantitaType: two to eight decimals."""
    text = str(amount)
    if text.isdigit():
        return f"{text}.00"
    whole, _, decimals = text.partition(".")
    if len(decimals) > 8 or "E" in text:
        whole, _, decimals = f"{amount.quantize(_EIGHTH, ROUND_HALF_UP):f}".partition(".")
    return f"{whole}.{decimals.rstrip('0'):0<2}"


def fits(reference: str, most: int = 20) -> bool:
    """Whether a reference can stand in a field of so many basic Latin characters."""
    return len(reference) <= most and reference.isascii() and len(tidy(reference)) == len(reference)


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
