"""One language's words, dates, numbers and addresses."""

import re
import tomllib
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import NumberPattern, format_currency, parse_pattern

from einvoice.model import Address, Period, Vat, minor_unit
from einvoice.typeset import TEMPLATES

LANGUAGES = ("fr", "it", "en", "de")
_PACKAGE = re.compile("X[0-9A-Z]{2}")  # UN/ECE Rec 21, as Rec 20 takes it over
_CODE = re.compile("[0-9A-Z]{2,3}")


@lru_cache
def labels(language: str) -> dict[str, Any]:
    """The words of the page; raises FileNotFoundError for a language that it does not speak."""
    return tomllib.loads((TEMPLATES / f"labels_{language}.toml").read_text(encoding="utf-8"))


@lru_cache
def _locale(language: str) -> Locale:
    return Locale.parse({"en": "en_GB"}.get(language, language))


class Words:
    """A language, and the currency whose amounts are written in it."""

    def __init__(self, language: str, currency: str) -> None:
        self.language = language
        self.labels = labels(language)
        self.locale = _locale(language)
        self.currency = currency
        self._zeros = _zeros(currency)

    def __getitem__(self, key: str) -> str:
        return str(self.labels[key])

    def day(self, when: date) -> str:
        """`2 novembre 2026`."""
        text = format_date(when, "long", locale=self.locale)
        return text.replace("1 ", "1er ", 1) if self.language == "fr" and when.day == 1 else text

    def short_day(self, when: date) -> str:
        """`02/11/2026`, where there is little room."""
        return format_date(when, {"de": "dd.MM.yyyy"}.get(self.language, "dd/MM/yyyy"), locale=self.locale)

    def period(self, period: Period | None, *, short: bool = False) -> str:
        """`1er octobre 2026 – 31 octobre 2026`; `à partir du ...` where one end is open."""
        if period is None:
            return ""
        day = self.short_day if short else self.day
        if period.start and period.end:
            return day(period.start) if period.start == period.end else f"{day(period.start)} – {day(period.end)}"
        if period.start:
            return f"{self['from']} {day(period.start)}"
        return f"{self['until']} {day(period.end)}" if period.end else ""

    def money(self, amount: Decimal) -> str:
        """An amount in the invoice's currency, without its sign."""
        return self._number(amount, "#,##0" + (f".{self._zeros}" if self._zeros else ""))

    def price(self, amount: Decimal) -> str:
        """A price: as an amount, with more digits where it has them."""
        return self._number(amount, "#,##0." + self._zeros + "#" * 8)

    def number(self, amount: Decimal) -> str:
        """A quantity."""
        return self._number(amount, "#,##0.########")

    def with_currency(self, amount: Decimal, currency: str = "") -> str:
        """`2 613,64 €`."""
        zeros = _zeros(currency or self.currency)
        number = "#,##0" + (f".{zeros}" if zeros else "")
        pattern = f"¤\u00a0{number}" if self.language == "en" else f"{number}\u00a0¤"
        shown = format_currency(amount, currency or self.currency, pattern, locale=self.locale, currency_digits=False)
        return _minus(shown)

    def percent(self, rate: Decimal) -> str:
        """`20 %`."""
        return self.number(rate) + ("%" if self.language == "en" else "\u00a0%")

    def rate(self, vat: Vat) -> str:
        """A VAT rate; a dash where the category has none."""
        return "–" if vat.category == "O" else self.percent(vat.rate)

    def unit(self, code: str, quantity: Decimal) -> str:
        """The unit as people name it."""
        units = self.labels["units"]
        # A code that has no word here is for machines, which find it in the XML; words are left as they are.
        unknown = units["package"] if _PACKAGE.fullmatch(code) else "" if _CODE.fullmatch(code) else code
        one, _, many = str(units.get(code, unknown)).partition("|")
        return many if many and abs(quantity) > 1 else one

    def pair(self, label: str, value: str) -> str:
        """`Remise : −42,00`; French has a space before the colon."""
        space = "\u00a0" if self.language == "fr" else ""
        return f"{label}{space}: {value}"

    def country(self, code: str) -> str:
        """The country's name."""
        return str(self.locale.territories.get(code, code))

    def address(self, address: Address, *, home: bool) -> list[str]:
        """The lines of an address as its own country writes them; abroad the country's name in capitals."""
        if address.country in {"US", "CA", "AU"}:
            region = f"{address.subdivision} {address.postcode}".strip()
            town = [", ".join(filter(None, (address.city, region)))]
        elif address.country in {"GB", "IE"}:
            town = [address.city, address.postcode]
        else:
            province = f" ({address.subdivision})" if address.country == "IT" and address.subdivision else ""
            town = [f"{address.postcode} {address.city}".strip() + province]
        country = [] if home or not address.country else [self.country(address.country).upper()]
        return [line for line in (address.line1, address.line2, address.line3, *town, *country) if line.strip()]

    def _number(self, amount: Decimal, pattern: str) -> str:
        return _minus(_pattern(pattern).apply(amount, self.locale))


@lru_cache
def _pattern(pattern: str) -> NumberPattern:
    """A pattern that is read once: reading it takes longer than using it."""
    return parse_pattern(pattern)


def _zeros(currency: str) -> str:
    return "0" * -int(minor_unit(currency).as_tuple().exponent)


def _minus(number: str) -> str:
    """A true minus sign, as wide as the plus and the figures."""
    return number.replace("-", "\u2212")
