"""SuiteQL, checked as NetSuite checks it and then run on SQLite.

What NetSuite refuses is refused in its words (as public code shows them); what it may take and is not translated here
is answered with 501, so that no test passes by mistake.
"""

from functools import lru_cache
from typing import NamedTuple

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from tests.connectors.netsuite.standin import catalogue, translate, words
from tests.connectors.netsuite.standin.answers import query_refused
from tests.connectors.netsuite.standin.names import UNSUPPORTED, Names, kind_of, outputs
from tests.connectors.netsuite.standin.rules import Rules

_KNOWN = catalogue.tables()
_COMPARED = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Like)


class Plan(NamedTuple):
    """A query as SQLite runs it; "@now@" in it stands for the server's clock."""

    sql: str
    count: str
    names: tuple[str, ...]
    limited: bool  # it says itself how many rows it gives
    marks: int  # how many values it takes


def plan(query: str, rules: Rules) -> Plan:
    """Raises Refusal."""
    key = (rules.features, rules.lacking, rules.exposes, tuple(rules.custom.items()), rules.date_format)
    return _plan(query, key)


@lru_cache(512)
def _plan(query: str, key: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[tuple[str, str], ...], str]) -> Plan:  # fmt: skip # noqa: E501
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
    count = translate.counting(select, limited)
    translate.answered(select, key[4], kinds)
    marks = sum(1 for _ in select.find_all(exp.Placeholder))
    return Plan(translate.text(select), count, names, limited, marks)


def _dates(select: exp.Select) -> None:
    """A date is compared with a date: a text in some format is none."""
    for part in select.find_all(*_COMPARED, exp.Between, exp.In):
        sides = [part.this, part.args.get("expression"), part.args.get("low"), part.args.get("high")]
        sides += part.expressions if isinstance(part, exp.In) else []
        there = [side for side in sides if isinstance(side, exp.Expression)]
        dated = any(kind_of(side).kind in ("date", "instant") for side in there)
        if dated and any(isinstance(side, exp.Literal) and side.is_string for side in there):
            raise query_refused("Search error occurred: Invalid date value (must be in the user's format)")
