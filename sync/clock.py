"""Instants are UTC; which day it is, is decided here and nowhere else."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from config.settings import Company

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """This instant, aware."""
    return datetime.now(UTC)


def business_date(company: Company, instant: datetime) -> date:
    """The calendar day in the company's time zone."""
    return instant.astimezone(ZoneInfo(company.time_zone)).date()
