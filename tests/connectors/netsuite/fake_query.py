"""As much of SuiteQL as the writing side and the checks ask: one table, conditions joined by AND, ordered by id."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

_QUERY = re.compile(r"SELECT (?P<columns>.+?) FROM (?P<table>\w+)(?: WHERE (?P<where>.+?))?(?: ORDER BY .+)?")
_CONDITION = re.compile(
    r"(?P<column>[a-z_0-9]+) (?:(?P<op>=|>) (?P<value>'[^']*'|-?\d+)|IN \((?P<among>[^)]*)\)|(?P<full>IS NOT NULL))"
)

Row = Mapping[str, Any]


# The queries of a pull, which the check tries too: they are told over the stand-in, which understands them.
_PULLS = re.compile(r"BUILTIN\.|JOIN transactionline")


class Unknown(Exception):
    """NetSuite's words."""


def answer(tables: Mapping[str, Sequence[Row]], query: str) -> list[dict[str, str]]:
    """The rows; what is null is not in them."""
    if _PULLS.search(query):
        return []
    found = _QUERY.fullmatch(query)
    assert found, f"the fake knows no {query}"
    table = found["table"]
    if table not in tables:
        raise Unknown(f"Record '{table}' was not found.")
    else:
        rows: Sequence[Row] = tables[table]
    columns = dict(_named(each) for each in re.split(r", (?![^(]*\))", found["columns"]))
    conditions = [each for each in (found["where"] or "").split(" AND ") if each]
    known = {name for row in rows for name in row}
    for name in [*columns.values(), *(condition.partition(" ")[0] for condition in conditions)]:
        if rows and name not in known and not name.isdecimal():
            raise Unknown(f"Unknown identifier '{name}'. Available identifiers are: {{{table}={table}}}.")
    kept = [row for row in rows if all(_holds(row, condition) for condition in conditions)]
    return [
        {alias: str(row[name]) for alias, name in columns.items() if row.get(name) is not None}
        for row in sorted(kept, key=lambda row: int(row.get("id", 0)))
    ]


def _named(column: str) -> tuple[str, str]:
    """Alias and column of `TO_CHAR(column, '...') AS alias`."""
    expression, _, alias = column.partition(" AS ")
    inner = re.fullmatch(r"TO_CHAR\((\w+), '[^']*'\)", expression)
    name = (inner[1] if inner else expression).lower()
    return alias, name


def _holds(row: Row, condition: str) -> bool:
    if condition == "1 = 0":
        return False
    found = _CONDITION.fullmatch(condition)
    assert found, f"the fake knows no condition {condition}"
    value = row.get(found["column"])
    if found["full"]:
        return value is not None
    if found["among"] is not None:
        return str(value) in [each.strip().strip("'") for each in found["among"].split(",")]
    wanted = found["value"].strip("'")
    return int(value) > int(wanted) if found["op"] == ">" and value is not None else str(value) == wanted
