"""Single values as FatturaPA's types take them."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
_BASIC = "".join(chr(c) for c in range(0x20, 0x7F))
_LATIN = _BASIC + "".join(chr(c) for c in range(0xA1, 0x100) if c != 0xAD)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _text(alphabet: str, most: int) -> st.SearchStrategy[str]:
    found = st.text(alphabet, min_size=1, max_size=most).map(lambda text: " ".join(text.split()))
    return found.filter(bool)


def latin(most: int) -> st.SearchStrategy[str]:
    """Latin-1, mark-up characters among it, with single blanks."""
    return _text(_LATIN, most)


def basic(most: int) -> st.SearchStrategy[str]:
    """Basic Latin."""
    return _text(_BASIC, most)


def code(alphabet: str, size: int, most: int = 0) -> st.SearchStrategy[str]:
    """An identifier of a fixed or bounded length."""
    return st.text(alphabet, min_size=size, max_size=most or size)


def decimals(least: str, most: str, places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(Decimal(least), Decimal(most), places=places, allow_nan=False, allow_infinity=False)


def money() -> st.SearchStrategy[Decimal]:
    return decimals("0.01", "9999", 2)


def days() -> st.SearchStrategy[date]:
    return st.dates(date(2020, 1, 1), date(2030, 12, 31))


def maybe(found: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.one_of(st.none(), found)


def several(found: st.SearchStrategy[T], most: int) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(found, max_size=most).map(tuple)


def texts(found: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """The text, or none."""
    return st.one_of(st.just(""), found)
