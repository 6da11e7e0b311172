"""SuiteQL: queries put together from parts, and read to their end by key.

NetSuite answers at most 1,000 rows at a time and 100,000 of one query; its pages by offset move when rows change
(help: "Executing SuiteQL Queries Through REST Web Services"). So each page is a query of its own that begins behind the
last key, and no query is long.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

import msgspec

MOST = 1000  # rows of an answer
IN = 500  # values in one IN; NetSuite takes 1,000
_LONGEST_ID = 20  # digits; ids have about ten
_FORM = "YYYY-MM-DD HH24:MI:SS"


class Select(msgspec.Struct, frozen=True, kw_only=True):
    """A query. `columns` are expressions by the name under which they are answered, always lower-case."""

    columns: dict[str, str]
    source: str  # what stands behind FROM, with joins
    where: tuple[str, ...] = ()
    keys: tuple[str, ...] = ("id",)  # names of columns that together are unique, numbers all: the order of the rows
    optional: frozenset[str] = frozenset()  # names of columns that an account need not show (docs/netsuite.md)
    group: tuple[str, ...] = ()  # names of columns by which sums are made
    hint: str = ""  # which right it takes

    def also(self, *conditions: str) -> "Select":
        """With more conditions; empty ones do not count."""
        return msgspec.structs.replace(self, where=(*self.where, *(each for each in conditions if each)))

    def without(self, absent: Collection[str]) -> "Select":
        """Without the optional columns whose expressions are among these."""
        left = {n: e for n, e in self.columns.items() if n not in self.optional or e not in absent}
        return self if len(left) == len(self.columns) else msgspec.structs.replace(self, columns=left)

    def text(self, after: Sequence[str] = ()) -> str:
        """The query behind the row with these keys."""
        names = ", ".join(f"{expression} AS {name}" for name, expression in self.columns.items())
        conditions = [*self.where, *([_behind([self.columns[key] for key in self.keys], after)] if after else ())]
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        order = ", ".join(self.columns[key] for key in self.keys)
        if self.group:
            where += f" GROUP BY {', '.join(self.columns[name] for name in self.group)}"
        # Parts are ours; values come in through number() and literal() alone.
        return f"SELECT {names} FROM {self.source}{where} ORDER BY {order}"  # noqa: S608


def _behind(keys: Sequence[str], after: Sequence[str]) -> str:
    """Rows behind these keys in their order."""
    ors = []
    for place, (key, value) in enumerate(zip(keys, after, strict=True)):
        equal = [f"{keys[n]} = {number(after[n])}" for n in range(place)]
        ors.append(" AND ".join([*equal, f"{key} > {number(value)}"]))
    return ors[0] if len(ors) == 1 else "(" + " OR ".join(f"({each})" for each in ors) + ")"


def is_number(value: str) -> bool:
    """Whether it can be an internal id."""
    return value.isascii() and value.removeprefix("-").isdecimal() and len(value) < _LONGEST_ID


def number(value: str) -> str:
    """An internal id as it stands in a query. Raises ValueError for anything else, so that nothing else gets in."""
    if not is_number(value):
        raise ValueError(f"{value!r:.40} is no internal id")
    return value


def literal(value: str) -> str:
    """A text as it stands in a query."""
    if any(ord(char) < 32 for char in value):
        raise ValueError(f"{value!r:.40} has a control character in it")
    return "'" + value.replace("'", "''") + "'"


def one_of(column: str, values: Iterable[str]) -> str:
    """IN, over texts; "1 = 0" where there are none."""
    listed = ", ".join(literal(value) for value in values)
    return f"{column} IN ({listed})" if listed else "1 = 0"


def among(column: str, ids: Iterable[str]) -> str:
    """IN, over internal ids."""
    listed = ", ".join(number(value) for value in ids)
    return f"{column} IN ({listed})" if listed else "1 = 0"


def instant(column: str) -> str:
    """An instant as a text, as clocks in the account's or user's zone show it; without TO_CHAR only a day is answered,
    in the format that the user prefers.
    """
    return f"TO_CHAR({column}, '{_FORM}')"


def day(column: str) -> str:
    """A date as a text."""
    return f"TO_CHAR({column}, 'YYYY-MM-DD')"


def since(column: str, floor: datetime) -> str:
    """Rows from this instant on, in the zone in which `instant` shows them."""
    return f"{column} >= TO_TIMESTAMP('{floor:%Y-%m-%d %H:%M:%S}', '{_FORM}')"


def since_day(column: str, floor: date) -> str:
    """Rows from this day on."""
    return f"{column} >= TO_DATE('{floor:%Y-%m-%d}', 'YYYY-MM-DD')"
