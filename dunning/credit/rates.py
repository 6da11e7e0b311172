"""Exchange rates out of a dated table. What it does not hold is not guessed: currencies then stay apart."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

import msgspec

from dunning.interest import rounded


class Rate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From this day on, one `currency` is worth `value` of `into`."""

    currency: str
    into: str
    day: date
    value: Decimal


class Rates:
    """The rates that hold on one day: of each pair the youngest that is not of a later day, and not too old."""

    def __init__(self, table: Iterable[Rate], today: date, *, oldest_days: int = 31) -> None:
        self._found: dict[tuple[str, str], Rate] = {}
        for rate in sorted(table, key=lambda rate: rate.day):
            if 0 <= (today - rate.day).days <= oldest_days and rate.value > 0:
                self._found[rate.currency, rate.into] = rate

    def convert(self, amount: Decimal, currency: str, into: str) -> Decimal | None:
        """The amount in another currency, unrounded; None where the table has no rate for that day."""
        if currency == into or not amount:
            return amount
        if direct := self._found.get((currency, into)):
            return amount * direct.value
        if back := self._found.get((into, currency)):
            return amount / back.value
        return None

    def together(self, amounts: Mapping[str, Decimal], into: str) -> tuple[Decimal, tuple[str, ...]]:
        """The sum in one currency, what was converted rounded to its minor unit, and the currencies without a rate."""
        total, apart = Decimal(0), []
        for currency, amount in sorted(amounts.items()):
            part = self.convert(amount, currency, into)
            if part is None:
                apart.append(currency)
            else:
                total += part if currency == into else rounded(Fraction(part), into)
        return total, tuple(apart)
