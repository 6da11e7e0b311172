"""The door for queries (help: "Executing SuiteQL Queries Through REST Web Services")."""

import json
import sqlite3
from typing import Any
from urllib.parse import urlencode

from tests.connectors.netsuite.standin import dialect, functions
from tests.connectors.netsuite.standin.answers import Answer, Request, encoded, query_refused, refused, untranslated
from tests.connectors.netsuite.standin.dialect import Plan
from tests.connectors.netsuite.standin.store import Store
from tests.connectors.netsuite.standin.translate import NOW

MOST = 1000
_COLLECTION = "application/vnd.oracle.resource+json; type=collection"


def answer(store: Store, request: Request, address: str) -> Answer:
    """One page. Raises Refusal."""
    if request.method != "POST":
        raise refused(405, "INVALID_METHOD", f"Method '{request.method}' is not allowed.")
    if "transient" not in request.headers.get("prefer", ""):
        raise refused(400, "INVALID_HEADER", "Required request header 'Prefer' with the value 'transient' is missing.")
    limit = _number(request, "limit", MOST, 1, MOST)
    offset = _number(request, "offset", 0, 0, 10**9)
    if offset % limit:
        raise _parameter("offset", "Invalid query parameter value 'offset': it must be divisible by the limit.")
    query, params = _body(request)
    made = dialect.plan(query, store.rules)
    if made.marks != len(params):
        raise query_refused("Search error occurred: Invalid number of parameters")
    rows, total = _run(store, made, params, limit, offset)
    more = offset + len(rows) < total
    value = {
        "links": _links(address, limit, offset, total), "count": len(rows), "hasMore": more,
        "items": [_item(made.names, row) for row in rows], "offset": offset, "totalResults": total,
    }  # fmt: skip
    return encoded(200, value, _COLLECTION)


def _run(store: Store, made: Plan, params: list[Any], limit: int, offset: int) -> tuple[list[Any], int]:
    cap = store.rules.row_cap
    now, shuffled = store.stamp(), ", RANDOM()" if made.ordered else " ORDER BY RANDOM()"
    sql, count = made.sql.replace(NOW, now), made.total.replace(NOW, now)
    size = max(0, min(limit, cap - offset))
    try:
        with store.lock:
            if made.limited:
                rows = [
                    tuple(row)
                    for row in store.cursor(f"SELECT * FROM ({sql}) LIMIT ? OFFSET ?", [*params, size, offset])
                ]
                total = store.cursor(count, params).fetchone()[0]
            else:
                rows = [
                    tuple(row) for row in store.cursor(f"{sql}{shuffled} LIMIT ? OFFSET ?", [*params, size, offset])
                ]
                total = offset + len(rows)
                if len(rows) == size:
                    total = store.cursor(count, [*params, cap]).fetchone()[0]
    except sqlite3.Error as error:
        raise untranslated(f"{error}: {sql}") from None
    return rows, min(total, cap)


def _item(names: tuple[str, ...], row: tuple[Any, ...]) -> dict[str, Any]:
    """Texts alone, and nothing of what is null."""
    found: dict[str, Any] = {"links": []}
    for name, value in zip(names, row, strict=True):
        if value is not None:
            found[name] = value if isinstance(value, str) else functions.to_text(value)
    return found


def _links(address: str, limit: int, offset: int, total: int) -> list[dict[str, str]]:
    def link(rel: str, at: int) -> dict[str, str]:
        return {"rel": rel, "href": f"{address}?{urlencode({'limit': limit, 'offset': at})}"}

    found = [link("self", offset)]
    if offset + limit < total:
        found += [link("next", offset + limit), link("last", (total - 1) // limit * limit)]
    if offset:
        found += [link("first", 0), link("prev", offset - limit)]
    return found


def _number(request: Request, name: str, default: int, least: int, most: int) -> int:
    said = request.query.get(name, str(default))
    if not said.isdecimal() or not least <= int(said) <= most:
        raise _parameter(
            name, f"Invalid query parameter value '{name}': {said}. Provide a value from {least} to {most}."
        )
    return int(said)


def _parameter(name: str, detail: str) -> Exception:
    return refused(400, "INVALID_PARAMETER", detail, param=name)


def _body(request: Request) -> tuple[str, list[Any]]:
    try:
        value = json.loads(request.body)
    except ValueError:
        value = None
    if not isinstance(value, dict) or not isinstance(value.get("q"), str) or set(value) - {"q", "params"}:
        raise refused(400, "INVALID_CONTENT", "Invalid content in the request body: expected the property q.")
    params = value.get("params") or []
    if not isinstance(params, list) or not all(isinstance(each, str | int) for each in params):
        raise refused(400, "INVALID_CONTENT", "Invalid content in the request body: params.")
    return value["q"], params
