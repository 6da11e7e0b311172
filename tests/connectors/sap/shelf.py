"""SAP's answers out of a drawer: rows that a test puts in, selected by the very expressions that the wire would carry.

It stands where connectors.sap.client.Client does, for stories that need no server. What a server may do to a request
(cut pages, fail, be slow) is told on the servers and on the wire itself.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from connectors.sap.client import Client, Query, Row
from connectors.sap.settings import Settings
from connectors.sap.values import instant

_TOKEN = re.compile(r"\(|\)|datetimeoffset'[^']*'|datetime'[^']*'|'(?:[^']|'')*'|\w+")
_Test = Callable[[Row], bool]


class Shelf(Client):
    """`rows` gives the rows of an entity set, as JSON has them, whenever they are asked for."""

    def __init__(self, settings: Settings, rows: Callable[[str], Iterable[Row]], now: datetime) -> None:
        self.settings, self.rows_of, self.now = settings, rows, now
        self.server_time = ""
        self.asked: list[str] = []
        self._more = False

    def page(self, service: str, entity: str, query: Query) -> list[Row]:
        self._answer(entity)
        found = [row for row in self.rows_of(entity) if matches(query.filter, row)]
        found.sort(key=lambda row: tuple(str(row[key]) for key in query.orderby))
        self._more = False
        return found[: query.top] if query.top else found

    def cut(self) -> bool:
        return self._more

    def lookup(
        self,
        service: str,
        entity: str,
        field: str,
        values: Iterable[str],
        query: Query = Query(),  # noqa: B008
    ) -> list[Row]:
        self._answer(entity)
        wanted = set(values)
        return [row for row in self.rows_of(entity) if row.get(field) in wanted and matches(query.filter, row)]

    def rows(self, service: str, entity: str, query: Query) -> Iterator[list[Row]]:
        yield self.page(service, entity, query)

    def close(self) -> None:
        pass

    def _answer(self, entity: str) -> None:
        self.asked.append(entity)
        self.server_time = self.now.strftime("%a, %d %b %Y %H:%M:%S GMT")


def matches(expression: str, row: Row) -> bool:
    """Whether a row is selected by a $filter."""
    return not expression or _either(_TOKEN.findall(expression), row)


def _either(tokens: list[str], row: Row) -> bool:
    found = _both(tokens, row)
    while tokens and tokens[0] == "or":
        tokens.pop(0)
        found = _both(tokens, row) or found
    return found


def _both(tokens: list[str], row: Row) -> bool:
    found = _one(tokens, row)
    while tokens and tokens[0] == "and":
        tokens.pop(0)
        found = _one(tokens, row) and found
    return found


def _one(tokens: list[str], row: Row) -> bool:
    if tokens[0] == "(":
        tokens.pop(0)
        found = _either(tokens, row)
        assert tokens.pop(0) == ")"
        return found
    field, word, literal = tokens.pop(0), tokens.pop(0), tokens.pop(0)
    here, there = row.get(field), _value(literal)
    if isinstance(there, datetime):
        try:
            here = instant(here)
        except ValueError:
            here = None
    elif isinstance(there, str):
        here = here or ""
    if word == "eq":
        return bool(here == there)
    if word == "ne":
        return bool(here != there)
    return here is not None and bool({"ge": here >= there, "gt": here > there}[word])  # type: ignore[operator]


def _value(literal: str) -> Any:
    if literal in ("true", "false"):
        return literal == "true"
    if literal.startswith("datetime"):
        return datetime.fromisoformat(literal.split("'")[1].rstrip("Z")).replace(tzinfo=UTC)
    return literal[1:-1].replace("''", "'")


def on(day: str, hour: int = 12) -> datetime:
    """An instant on a day."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(hours=hour)
