"""Working days: when a customer's country is at work. Sources of the dates: the `holidays` package."""

from datetime import date, timedelta
from functools import lru_cache

import holidays


@lru_cache(maxsize=300)
def _country(country: str) -> holidays.HolidayBase | None:
    try:
        return holidays.country_holidays(country.upper())
    except NotImplementedError:
        return None


def rest_day(day: date, country: str) -> str:
    """The holiday's name or `weekend` if `day` is a rest day in `country` (ISO 3166-1 alpha-2), else empty.

    Only national public holidays count. A country that is unknown has weekends (Saturday, Sunday) and no
    holidays; a known one has its own weekend, Friday and Saturday for instance.
    """
    known = _country(country)
    if known is None:
        return "weekend" if day.weekday() >= 5 else ""
    if known.is_working_day(day):
        return ""
    return known.get(day) or "weekend"


def next_working_day(day: date, country: str) -> date:
    """`day` itself if people work on it, else the first later day on which they do."""
    while rest_day(day, country):
        day += timedelta(days=1)
    return day
