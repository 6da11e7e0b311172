"""The words in the customer's own field that make a hold Solde's: why it is there, and what was there before.

    42 days overdue [Solde 3fa9c1; before AUTO; orders 1207 1311]

People read them, and the script that stops orders shows them. The six signs are a checksum of the rest: whoever
rewords the field makes the hold his own. What was before, and the orders that went back to pending approval, stand
here as well as in the receipt, for a receipt may be lost.
"""

import hashlib
import re
from collections.abc import Iterable

import msgspec

OFF, AUTO, ON = "OFF", "AUTO", "ON"  # values of creditHoldOverride
_MARK = re.compile(r"(.*) ?\[Solde ([0-9a-f]{6}); before (AUTO|OFF)(?:; orders ((?:[0-9]+ )*[0-9]+))?\]")
_LONGEST_REASON = 200


class Mark(msgspec.Struct, frozen=True):
    """What the field says."""

    before: str  # AUTO or OFF
    orders: tuple[str, ...] = ()  # internal ids


def written(reason: str, before: str, orders: Iterable[str], room: int) -> str:
    """At most `room` characters; orders that have no room are left out."""
    words = _line(reason)[:_LONGEST_REASON].strip()
    kept: list[str] = []
    for order in orders:
        if len(_text(words, before, [*kept, order])) > room:
            break
        kept.append(order)
    return _text(words, before, kept)


def read(text: str) -> Mark | None:
    """None where the field is empty, or somebody's own words."""
    found = _MARK.fullmatch(_line(text))
    if not found:
        return None
    words, sum_, before, named = found[1].strip(), found[2], found[3], tuple((found[4] or "").split())
    return Mark(before, named) if sum_ == _sum(words, before, named) else None


def _text(words: str, before: str, orders: Iterable[str]) -> str:
    named = tuple(orders)
    told = f"; orders {' '.join(named)}" if named else ""
    return f"{words} [Solde {_sum(words, before, named)}; before {before}{told}]".strip()


def _sum(words: str, before: str, orders: tuple[str, ...]) -> str:
    return hashlib.sha256("|".join((words, before, *orders)).encode()).hexdigest()[:6]


def _line(text: str) -> str:
    """Blanks and line ends do not count: NetSuite and people add some."""
    return " ".join(text.split())
