"""Reference rates by half-year, and what a country's law makes of them. The data are in config/rates/.

A rate holds for its half-year alone: one that is not in the table is missing, and is never taken from before.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

import msgspec


class _Fact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Rate(_Fact, frozen=True):
    """One half-year's rate, in percent a year, and where it was published."""

    half_year: str  # 2026H1: 1 January to 30 June 2026
    percent: Decimal
    source: str = ""


class Table(_Fact, frozen=True):
    """One reference rate through time. `look` says where whoever adds a half-year finds it."""

    key: str  # its file: ecb is rates/ecb.toml
    title: str
    look: str = ""
    rates: dict[str, Rate] = {}  # by half-year


Tables = Mapping[str, Table]


class Terms(_Fact, frozen=True):
    """How a rate is made: `factor` times a reference rate and points on it, or points alone (`reference` empty)."""

    reference: str = ""
    factor: Decimal = Decimal(1)
    points: Decimal = Decimal(0)
    from_notice: bool = False  # it runs from a formal notice to pay, not from the due date
    source: str = ""


class FixedSum(_Fact, frozen=True):
    """The fixed compensation for the cost of recovery, of debts of at least `least` in that currency."""

    currency: str
    amount: Decimal
    least: Decimal = Decimal(0)


class Law(_Fact, frozen=True):
    """What a creditor of a country may ask of somebody who pays late.

    `business` and `consumer` are the statutory rates; None: not known to Solde, so no interest is asked.
    `floor` is the least that a contract between businesses may say.
    """

    country: str  # ISO 3166-1 alpha-2
    business: Terms | None = None
    consumer: Terms | None = None
    floor: Terms | None = None
    compensation: tuple[FixedSum, ...] = ()  # for each invoice; never from a consumer
    compensation_source: str = ""
    each_instalment: bool = False  # the fixed sum is due for each instalment of an invoice
    consumer_fees: bool = False  # a reminder may cost a consumer something
    consumer_source: str = ""


class Rates(_Fact, frozen=True):
    """All tables by their key, and all laws by country."""

    tables: dict[str, Table] = {}
    laws: dict[str, Law] = {}

    def law(self, country: str) -> Law:
        """The law of a creditor's country; one that says nothing where it is not known."""
        return self.laws.get(country) or Law(country=country)


class MissingRate(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A half-year of which a table says nothing; as text what to add to it."""

    table: str
    half_year: str
    title: str = ""
    look: str = ""

    def __str__(self) -> str:
        first, last = days_of(self.half_year)
        where = f" (published at {self.look})" if self.look else ""
        return (
            f"{self.title or self.table} is not known for {self.half_year}, {first} to {last}: interest that needs it "
            f"is not asked for, because a rate is never carried forward. Add the rate{where} to "
            f'rates/{self.table}.toml beside solde.toml as three lines: [[rate]] / half_year = "{self.half_year}" / '
            'percent = ... (and source = "..." for whoever asks).'
        )


class RateMissing(Exception):
    """Carries the `MissingRate`."""

    def __init__(self, missing: MissingRate) -> None:
        super().__init__(str(missing))
        self.missing = missing


class Applied(msgspec.Struct, frozen=True, kw_only=True):
    """A rate in percent a year, and in words how it is made."""

    percent: Decimal
    words: str
    table: str = ""  # the key of the reference rate; empty: a rate that was agreed outright
    reference: Decimal = Decimal(0)  # what that rate was, in percent a year
    factor: Decimal = Decimal(1)  # `percent` is `factor` times `reference`, and points on it


def half_year(day: date) -> str:
    """`2026H2` for any day from 1 July to 31 December 2026."""
    return f"{day.year}H{1 if day.month <= 6 else 2}"


def days_of(name: str) -> tuple[date, date]:
    """The first and the last day of `2026H2`."""
    year, half = int(name[:4]), name[5:]
    return (date(year, 1, 1), date(year, 6, 30)) if half == "1" else (date(year, 7, 1), date(year, 12, 31))


def starts(first: date, last: date) -> Iterator[date]:
    """The first days of the half-years that begin after `first` and not after `last`."""
    day = days_of(half_year(first))[1] + timedelta(days=1)
    while day <= last:
        yield day
        day = days_of(half_year(day))[1] + timedelta(days=1)


def rate_on(day: date, terms: Terms, tables: Tables, floor: Terms | None = None) -> Applied:
    """The rate of `terms` on `day`, but never less than `floor`. Raises RateMissing."""
    rate = _one(day, terms, tables)
    if floor is None:
        return rate
    least = _one(day, floor, tables)
    return rate if rate.percent >= least.percent else least


def _one(day: date, terms: Terms, tables: Tables) -> Applied:
    if not terms.reference:
        return Applied(percent=terms.points, words=f"{number(terms.points)} % agreed")
    table, half = tables.get(terms.reference), half_year(day)
    if table is None or half not in table.rates:
        title, look = (table.title, table.look) if table else ("", "")
        raise RateMissing(MissingRate(table=terms.reference, half_year=half, title=title, look=look))
    rate = table.rates[half]
    words = f"{table.title} {number(rate.percent)} %"
    words = f"{number(terms.factor)} x {words}" if terms.factor != 1 else words
    words += f" + {number(terms.points)}" if terms.points else ""
    return Applied(
        percent=rate.percent * terms.factor + terms.points,
        words=f"{words} ({half})",
        table=table.key,
        reference=rate.percent,
        factor=terms.factor,
    )


def number(value: Decimal) -> str:
    """Without an exponent and without zeros at the end: 12.15, 10, 0."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
