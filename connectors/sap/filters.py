"""OData V2 expressions ($filter) and keys, written with their values quoted: nothing from outside is pasted in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime


def literal(value: str | date | datetime | bool) -> str:
    """A value as OData V2 writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"datetimeoffset'{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z'"
    if isinstance(value, date):
        return f"datetime'{value:%Y-%m-%d}T00:00:00'"
    return "'" + value.replace("'", "''") + "'"


def eq(field: str, value: str | date | datetime | bool) -> str:
    return f"{field} eq {literal(value)}"


def ne(field: str, value: str) -> str:
    return f"{field} ne {literal(value)}"


def ge(field: str, value: str | date | datetime) -> str:
    return f"{field} ge {literal(value)}"


def gt(field: str, value: str | date | datetime) -> str:
    return f"{field} gt {literal(value)}"


def both(*parts: str) -> str:
    """All of them that are not empty."""
    return _joined(" and ", parts)


def either(*parts: str) -> str:
    """One of them at least."""
    return _joined(" or ", parts)


def one_of(field: str, values: Iterable[str]) -> str:
    return either(*(eq(field, value) for value in values))


def after(keys: Sequence[str], last: Sequence[str]) -> str:
    """Rows that come after the one with these key values, where rows are in the order of the keys."""
    head, rest = keys[0], keys[1:]
    beyond = gt(head, last[0])
    return either(beyond, both(eq(head, last[0]), after(rest, last[1:]))) if rest else beyond


def key(values: Mapping[str, str]) -> str:
    """The predicate behind an entity set: `('1')` or `(Customer='1',CompanyCode='1010',DunningArea='')`."""
    if len(values) == 1:
        return f"({literal(next(iter(values.values())))})"
    return "(" + ",".join(f"{name}={literal(value)}" for name, value in values.items()) + ")"


def _joined(word: str, parts: Iterable[str]) -> str:
    there = [part for part in parts if part]
    return there[0] if len(there) == 1 else "(" + word.join(f"{part}" for part in there) + ")" if there else ""
