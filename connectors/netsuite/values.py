"""Taking values out of SuiteQL's rows: a clean value, or a fault that names its place.

Every value is text, names are lower-case, what is null is not there. Dates and instants are asked for in one form.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from connectors.case import Case as _Case
from connectors.prices import tidy
from connectors.records import Origin

__all__ = ["ONE", "ZERO", "Case", "Row", "day", "decimal", "exact", "instant", "percent", "text", "tidy", "yes"]

Row = Mapping[str, Any]
ZERO, ONE = Decimal(0), Decimal(1)
_MOST = Decimal(10) ** 15


class Case(_Case):
    """Of a record of NetSuite."""

    __slots__ = ()

    def __init__(self, title: str) -> None:
        super().__init__("NetSuite", title)

    def origin(self, path: str, record: str, field: str, what: str = "") -> None:
        """Say that `path` is filled from, or is missing in, this field of this record; `what` says it to people."""
        place = f"{self.title} > {what or field}"
        self.origins[path] = Origin(erp=self.erp, place=place, record=record, field=field)

    def amount(self, path: str, row: Row, name: str, *, empty: Decimal | None = None) -> Decimal:
        """Money or a quantity: never silently zero. `empty` is what an empty one means, where it means something."""
        value = row.get(name)
        found = empty if value is None else decimal(value)
        if found is None:
            self.fault("garbled", path, f"{name} is {value!r:.60}, which is no number")
            return ZERO
        return found

    def day(self, path: str, row: Row, name: str, missing: str = "") -> date | None:
        """A calendar date; `missing` is the rule that an empty one breaks."""
        try:
            found = day(row.get(name))
        except ValueError:
            self.fault("garbled", path, f"{name} is {row.get(name)!r:.60}, which is no date")
            return None
        if found is None and missing:
            self.fault(missing, path, f"{name} is empty")
        return found


def text(row: Row, name: str) -> str:
    """A text without blanks around it; "" where there is none."""
    value = row.get(name)
    return value.strip() if value.__class__ is str else "" if value is None else str(value)


def yes(row: Row, name: str) -> bool:
    """A boolean: 'T'. One that is null is false."""
    return row.get(name) == "T"


def decimal(value: Any) -> Decimal | None:
    """The number in a text such as "-1190.5"; None where it is none. Never a float."""
    if value.__class__ not in (str, int, Decimal):
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < _MOST else None


def percent(value: Any) -> Decimal | None:
    """A rate in per cent: "19%" as it is, and a fraction such as "0.19" a hundred times."""
    if isinstance(value, str) and value.strip().endswith("%"):
        return decimal(value.strip()[:-1].strip())
    found = decimal(value)
    if found is None:
        return None
    return tidy(found * 100) if abs(found) < 1 else tidy(found)  # no tax is 100 %: what is more is said in per cent


def exact(value: Decimal, unit: Decimal) -> Decimal:
    """At the currency's minor unit; with every digit that NetSuite said where that would lose one."""
    at = value.quantize(unit) + 0  # no negative zero
    return at if at == value else value


def day(value: Any) -> date | None:
    """`2026-03-01` as a date; None for nothing. Raises ValueError for anything else."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise ValueError(f"{value!r:.40} is no date")
    return _day(value)


def instant(value: Any, zone: str) -> datetime | None:
    """`2026-03-01 08:30:00`, as clocks in `zone` show it, in UTC; None for nothing or what is none."""
    return _instant(value, zone) if isinstance(value, str) and value else None


@lru_cache(maxsize=8192)
def _day(value: str) -> date:
    return date.fromisoformat(value)


@lru_cache(maxsize=8192)
def _instant(value: str, zone: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
