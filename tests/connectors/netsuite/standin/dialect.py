"""SuiteQL, checked as NetSuite checks it and then run on SQLite.

What NetSuite refuses is refused in its words (as public code shows them); what it may take and is not translated here
is answered with 501, so that no test passes by mistake.
"""

import re
from functools import lru_cache
from typing import NamedTuple

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from tests.connectors.netsuite.standin import catalogue, functions, translate, words
from tests.connectors.netsuite.standin.answers import Refusal, query_refused
from tests.connectors.netsuite.standin.names import UNSUPPORTED, Names, kind_of, outputs
from tests.connectors.netsuite.standin.rules import Rules

_KNOWN = catalogue.tables()
for _dialect in ("oracle", "sqlite"):  # else made by the first who asks, and seen half made by threads beside it
    sqlglot.Dialect.get_or_raise(_dialect)
_Key = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[tuple[str, str], ...], str]
_ID = 7_310_000_000  # what stands for a list of ids while a query is looked at
_MARK = re.compile(r"\b73100\d{5}\b")
_NUMBERS = r"\d+(?:\s*,\s*\d+)*"
_LIST = re.compile(rf"(\bIN\s*\()({_NUMBERS})(?=\s*\))", re.IGNORECASE)
_COMPARISON = re.compile(r"([<>=]\s*)(\d+)\b(?!\.)")
_COMPARED = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Like)


class Plan(NamedTuple):
    """A query as SQLite runs it; "@now@" in it stands for the server's clock."""

    sql: str
    total: str  # the same, counted
    names: tuple[str, ...]
    limited: bool  # it says itself how many rows it gives
    ordered: bool  # rows that its order leaves equal, and all rows where it has none, come in any order
    marks: int  # how many values it takes


def plan(query: str, rules: Rules) -> Plan:
    """Raises Refusal. Queries that differ in their internal ids alone are looked at once."""
    key = (rules.features, rules.lacking, rules.exposes, tuple(rules.custom.items()), rules.date_format)
    asked, values = _without_ids(query)
    try:
        made = _plan(asked, key)
    except Refusal as refusal:
        body = _with_ids(refusal.answer.body.decode(), values)
        raise Refusal(refusal.answer._replace(body=body.encode())) from None
    return made._replace(sql=_with_ids(made.sql, values), total=_with_ids(made.total, values))


def _without_ids(query: str) -> tuple[str, list[str]]:
    """Lists of numbers, and numbers that are compared with, stand for themselves afterwards."""
    values: list[str] = []

    def kept(found: re.Match[str]) -> str:
        if found[2].count(",") >= words.MOST_IN_A_LIST:
            raise query_refused(UNSUPPORTED)
        values.append(found[2])
        return f"{found[1]}{_ID + len(values)}"

    parts = query.split("'")  # every second one is a text
    parts[::2] = [_LIST.sub(kept, part) for part in parts[::2]]
    if "rownum" not in query.lower():
        parts[::2] = [_COMPARISON.sub(kept, part) for part in parts[::2]]
    return "'".join(parts), values


def _with_ids(text: str, values: list[str]) -> str:
    return _MARK.sub(lambda found: values[int(found[0]) - _ID - 1], text) if values else text


@lru_cache(512)
def _plan(query: str, key: _Key) -> Plan:
    rules = Rules(features=key[0], lacking=key[1], exposes=key[2], custom=dict(key[3]))
    words.check(query)
    try:
        (select,) = sqlglot.parse(query, read="oracle")
    except (SqlglotError, ValueError) as error:
        raise words.unparsed(query, f"syntax error: {error}") from None
    if not isinstance(select, exp.Select):
        raise words.unparsed(query, "expected one SELECT")
    kinds = Names(_KNOWN, rules).resolve(select)
    _dates(select)
    names = tuple(name for name, _ in outputs(select))
    if len(set(names)) < len(names):
        raise query_refused(UNSUPPORTED)
    limited = translate.rownum(select)
    translate.translate(select)
    translate.hidden(select, [each for each in rules.lacking if each in functions.NAMES])
    count = translate.counting(select, limited)
    translate.answered(select, key[4], kinds)
    marks = sum(1 for _ in select.find_all(exp.Placeholder))
    return Plan(translate.text(select), count, names, limited, bool(select.args.get("order")), marks)


def _dates(select: exp.Select) -> None:
    """A date is compared with a date: a text in some format is none."""
    for part in select.find_all(*_COMPARED, exp.Between, exp.In):
        sides = [part.this, part.args.get("expression"), part.args.get("low"), part.args.get("high")]
        sides += part.expressions if isinstance(part, exp.In) else []
        there = [side for side in sides if isinstance(side, exp.Expression)]
        dated = any(kind_of(side).kind in ("date", "instant") for side in there)
        if dated and any(isinstance(side, exp.Literal) and side.is_string for side in there):
            raise query_refused("Search error occurred: Invalid date value (must be in the user's format)")
