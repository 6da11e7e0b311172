"""Working days: when a customer's country is at work. Sources of the dates: the `holidays` package."""

from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=600)
def _place(country: str, subdivision: str) -> holidays.HolidayBase | None:
    try:
        return holidays.country_holidays(country.upper(), subdiv=subdivision.upper() or None)
    except NotImplementedError:  # unknown: a subdivision falls back to its country, a country to nothing
        return _place(country, "") if subdivision else None


@lru_cache(maxsize=20_000)
def rest_day(day: date, country: str, subdivision: str = "") -> str:
    """The holiday's name or `weekend` if `day` is a rest day, else empty.

    `country` is ISO 3166-1 alpha-2, `subdivision` ISO 3166-2 without the country (BY for Bavaria), for regional
    holidays. Only public holidays count. A country that is unknown has weekends (Saturday, Sunday) and no
    holidays; a known one has its own weekend, Friday and Saturday for instance.
    """
    known = _place(country, subdivision)
    if known is None:
        return "weekend" if day.weekday() >= 5 else ""
    if known.is_working_day(day):
        return ""
    return known.get(day) or "weekend"
