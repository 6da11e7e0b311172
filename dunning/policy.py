"""What a company decided about reminding: levels, frequency, amounts, hold. Read from TOML in config/."""

from decimal import Decimal
from typing import Literal

import msgspec


class _Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Level(_Rule, frozen=True):
    """One step of reminding; `days` counts from the due date (negative: before it)."""

    days: int
    name: str
    channel: Literal["mail", "letter"] = "mail"
    text: str = ""  # which wording; empty: `before`, or the number counted from the due date on


class HoldRule(_Rule, frozen=True):
    """Hold when the oldest item is overdue by more than `days`, or more than `amount` is overdue."""

    days: int | None = None
    amount: dict[str, Decimal] = {}  # per currency; a currency that is absent has no limit


class Policy(_Rule, frozen=True):
    """A policy as a whole; `levels` in rising order of days."""

    name: str
    levels: tuple[Level, ...]
    frequency_days: int = 7  # at least so many days between two notices to one customer
    minimum: dict[str, Decimal] = {}  # per currency: below it nobody is reminded
    working_days_only: bool = True  # no notice on weekends and public holidays of the customer's country
    hold: HoldRule | None = None
    version: str = "1"
