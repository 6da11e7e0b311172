"""Reference rates by half-year, and what a country's law makes of them. The data are in config/rates/.

A rate holds for its half-year alone: one that is not in the table is missing, and is never taken from before.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

Basis = Literal["actual/365", "actual/360", "actual/actual"]


class _Fact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Rate(_Fact, frozen=True):
    """One half-year's rate, in percent a year, and where it was published."""

    half_year: str  # 2026H1: 1 January to 30 June 2026
    percent: Decimal
    source: str


class Table(_Fact, frozen=True):
    """One reference rate through time. `file` and `look` help whoever has to add a half-year."""

    key: str  # ecb
    title: str  # the ECB's rate for main refinancing operations
    look: str = ""  # where it is published
    rates: dict[str, Rate] = {}  # by half-year


class Terms(_Fact, frozen=True):
    """How a rate is made: a reference rate and points on it, or points alone (`reference` empty).

    `floor` names a reference rate and the factor with which it is the least that may be agreed.
    """

    reference: str = ""
    points: Decimal
    floor: str = ""
    floor_factor: Decimal = Decimal(1)
    from_notice: bool = False  # it runs from a formal notice, not from the due date
    source: str = ""


class Law(_Fact, frozen=True):
    """What a creditor of a country may ask of a debtor who pays late.

    `business` and `consumer` are the statutory rates; None: not known to Solde, so no interest is asked.
    `compensation` is the fixed sum for the cost of recovery, per currency, for each invoice; never of a consumer.
    """

    country: str  # ISO 3166-1 alpha-2
    business: Terms | None = None
    consumer: Terms | None = None
    floor: Terms | None = None  # the least that a contract between businesses may say: its factor times a rate
    compensation: dict[str, Decimal] = {}
    compensation_source: str = ""
    each_instalment: bool = False  # the fixed sum is due for each instalment of an invoice
    consumer_fees: bool = False  # a reminder may cost a consumer something
    consumer_source: str = ""


class MissingRate(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A half-year of which a table says nothing, and what to add to it."""

    table: str
    half_year: str
    words: str

    def __str__(self) -> str:
        return self.words


def half_year(day: date) -> str:
    """`2026H2` for any day from 1 July to 31 December 2026."""
    return f"{day.year}H{1 if day.month <= 6 else 2}"


def last_day(day: date) -> date:
    """The last day of the half-year that `day` is in."""
    return date(day.year, 6, 30) if day.month <= 6 else date(day.year, 12, 31)


Tables = Mapping[str, Table]
