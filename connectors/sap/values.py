"""Taking values out of SAP's rows (OData V2 JSON): a clean value, or a fault that names its place.

A row is what the service answered: keys are property names, money and quantities are text, dates `/Date(ms)/`,
instants `/Date(ms+0000)/`, empty text is "", an empty date null.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from connectors.case import Case as _Case
from connectors.prices import tidy
from connectors.records import Origin

Row = Mapping[str, Any]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST = Decimal(10) ** 15
_LEAST = -_MOST
_NUMBERS = (Decimal, int)  # their types exactly: a boolean is no number
_ONE = Decimal(1)


class Case(_Case):
    """Of a record of SAP: "Billing document 90000001"."""

    __slots__ = ()

    def __init__(self, title: str) -> None:
        super().__init__("SAP", title)

    def origin(self, path: str, entity: str, key: str, field: str) -> None:
        """Say that `path` is filled from, or is missing in, this field of the entity with this key."""
        self.origins[path] = Origin(erp="SAP", place=f"{self.title} > {field}", record=f"{entity} {key}", field=field)

    def amount(self, path: str, said: Any, field: str) -> Decimal:
        """Money, as `said` in a field: never silently zero. Exactly what SAP said, at whatever scale."""
        found = decimal(said)
        return self._no_number(path, said, field) if found is None else found

    def quantity(self, path: str, said: Any, field: str) -> Decimal:
        """As `amount`, tidy."""
        found = plain(said)
        return self._no_number(path, said, field) if found is None else found

    def _no_number(self, path: str, said: Any, field: str) -> Decimal:
        self.fault("garbled", path, f"{field} is {said!r:.60}, which is no number")
        return Decimal(0)

    def day(self, path: str, row: Row, field: str, missing: str = "") -> date | None:
        """A calendar date; `missing` is the rule that an empty one breaks."""
        try:
            found = day(row.get(field))
        except ValueError:
            self.fault("garbled", path, f"{field} is {row.get(field)!r:.60}, which is no date")
            return None
        if found is None and missing:
            self.fault(missing, path, f"{field} is empty")
        return found


def text(row: Row, field: str) -> str:
    """A text without blanks around it; "" where there is none."""
    try:
        found = row.get(field)
        return found.strip() if found else ""
    except AttributeError:  # no text: of JSON's values only texts have `strip`
        return ""


def flag(row: Row, field: str) -> bool:
    """A boolean; some services say "X"."""
    value = row.get(field)
    return bool(value) and value in (True, "X", "true")


def decimal(value: Any) -> Decimal | None:
    """The number in a text such as "2656.24", "1190" or "-12.500"; None where it is none. Never a float."""
    if value.__class__ is not str and value.__class__ not in _NUMBERS:
        return None
    try:
        found = Decimal(value)
        return found if _LEAST < found < _MOST else None
    except InvalidOperation:  # no number, or NaN, which compares with nothing
        return None


def plain(value: Any) -> Decimal | None:
    """The same, tidy: for quantities, prices and percentages, of which the same ones come again and again."""
    return _plain(value) if value.__class__ is str else _tidied(decimal(value))


@lru_cache(maxsize=4096)
def _plain(value: str) -> Decimal | None:
    return _tidied(decimal(value))


def _tidied(value: Decimal | None) -> Decimal | None:
    return None if value is None else tidy(value)


def money(value: Decimal, unit: Decimal) -> Decimal | None:
    """At the currency's minor unit; None where that would lose a digit that is not zero."""
    found = value.quantize(unit)
    return found if found == value else None


def at(value: Decimal, unit: Decimal) -> Decimal:
    """At the minor unit where no digit is lost; else as it was posted: the rules will say what is wrong with it."""
    found = value.quantize(unit)
    return found if found == value else value


def day(value: Any) -> date | None:
    """`/Date(1790812800000)/` as a calendar date; None for null or "". Raises ValueError for anything else."""
    found = instant(value)
    return found.date() if found else None


def instant(value: Any) -> datetime | None:
    """`/Date(1790812800000+0000)/` in UTC; None for null or "". Raises ValueError for anything else."""
    if value is None or value == "":
        return None
    if value.__class__ is not str:
        raise ValueError(f"{value!r:.60} is no OData V2 date")
    return _instant(value)


@lru_cache(maxsize=4096)  # the documents of a page bear few days
def _instant(value: str) -> datetime:
    """The milliseconds are since 1970 in UTC; the offset behind them only says where the clock stood."""
    if not value.startswith("/Date(") or not value.endswith(")/"):
        raise ValueError(f"{value!r:.60} is no OData V2 date")
    inner = value[6:-2]
    cut = max(inner.find("+", 1), inner.find("-", 1))
    try:
        return EPOCH + timedelta(milliseconds=int(inner if cut < 0 else inner[:cut]))
    except OverflowError:
        raise ValueError(f"{value!r:.60} is outside the calendar") from None


def many(row: Row, nav: str) -> list[Row]:
    """The rows of an expanded to-many navigation, not to be changed; [] where it is absent or was not expanded."""
    found = row.get(nav)
    if found.__class__ is dict:
        found = found.get("results")
    if not found or found.__class__ is not list:
        return []
    for each in found:
        if each.__class__ is not dict:
            return [row for row in found if row.__class__ is dict]
    return found


def one(row: Row, nav: str) -> Row:
    """The row of an expanded to-one navigation; {} where there is none."""
    value = row.get(nav)
    return value if isinstance(value, dict) and "__deferred" not in value else {}


def bare(number: str) -> str:
    """SAP's number without its leading zeros: OData keys are unpadded, some text fields are not."""
    return number.lstrip("0") if number and number[0] == "0" and number.isdigit() else number


def padded(number: str, width: int = 10) -> str:
    """The same with them, as attachments want their keys."""
    return number.zfill(width) if number.isdigit() else number
