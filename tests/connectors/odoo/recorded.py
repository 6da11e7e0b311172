"""A fake transport: rows recorded from a real server, searched as Odoo would, and written to a little.

It knows what the connector uses and no more: an unknown method or operator fails the test that meets it.
"""

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

from connectors.odoo.client import Client
from connectors.odoo.connector import Odoo
from connectors.odoo.failures import NoModel
from connectors.odoo.settings import Settings
from connectors.secret import Secret

FIXTURES = Path(__file__).parent / "fixtures"
VERSIONS = (17, 18, 19)
Row = dict[str, Any]
_TARGETS = {
    "partner_id": "res.partner", "commercial_partner_id": "res.partner", "parent_id": "res.partner",
    "order_line": "sale.order.line", "invoice_lines": "account.move.line", "move_id": "account.move",
}  # fmt: skip


@cache
def load(version: int) -> dict[str, Any]:
    """What was recorded on that version; `Recorded` makes its own copy."""
    content: dict[str, Any] = json.loads((FIXTURES / f"odoo{version}.json").read_text())
    return content


_MANY = ("order_line", "invoice_lines", "sale_line_ids")


class Recorded:
    """`calls` are (model, method); `before` may be set to raise or to change rows on a call."""

    name = "recorded"

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = copy.deepcopy(content)
        self.rows: dict[str, list[Row]] = self.content["rows"]
        self.rights: dict[str, bool] = {}
        self.groups: dict[str, bool] = {}
        self.calls: list[tuple[str, str]] = []
        self.uid = 2

    def login(self) -> int:
        return self.uid

    def call(self, model: str, method: str, ids: list[int] | None, named: dict[str, Any]) -> Any:
        self.calls.append((model, method))
        json.dumps(named)  # what goes out must be JSON
        if model not in self.content["fields"]:
            raise NoModel(f"Odoo: there is no model {model}")
        return copy.deepcopy(getattr(self, f"_{method}")(model, ids, named))

    def row(self, model: str, id_: int) -> Row:
        return next(row for row in self.rows[model] if row["id"] == id_)

    def named(self, model: str, name: str) -> Row:
        return next(row for row in self.rows[model] if row["name"] == name)

    # Methods of Odoo

    def _fields_get(self, model: str, ids: Any, named: Row) -> Any:
        return self.content["fields"][model]

    def _search(self, model: str, ids: Any, named: Row) -> list[int]:
        return [row["id"] for row in self._find(model, named)]

    def _search_read(self, model: str, ids: Any, named: Row) -> list[Row]:
        wanted = {"id", *named["fields"]}
        return [{k: v for k, v in row.items() if k in wanted} for row in self._find(model, named)]

    def _write(self, model: str, ids: list[int], named: Row) -> bool:
        for id_ in ids:
            self.row(model, id_).update(named["vals"])
        return True

    def _load(self, model: str, ids: Any, named: Row) -> Row:
        values = dict(zip(named["fields"], named["data"][0], strict=True))
        known = [row for row in self.rows.get(model, []) if row.get("xml_id") == values["id"]]
        row = known[0] if known else self._new(model, xml_id=values["id"])
        row.update({k: v for k, v in values.items() if k != "id"})
        return {"ids": [row["id"]], "messages": []}

    def _message_post(self, model: str, ids: list[int], named: Row) -> Any:
        values = {k: named[k] for k in ("body", "message_id")}
        row = self._new("mail.message", model=model, res_id=ids[0], **values)
        return [row["id"]] if self.content["version"] >= 19 else row["id"]

    def _activity_schedule(self, model: str, ids: list[int], named: Row) -> Any:
        values = {k: named.get(k, False) for k in ("summary", "note", "user_id", "date_deadline")}
        row = self._new("mail.activity", res_model=model, res_id=ids[0], **values)
        return [row["id"]] if self.content["version"] >= 19 else f"mail.activity({row['id']},)"

    def _check_access_rights(self, model: str, ids: Any, named: Row) -> bool:
        return self.rights.get(f"{named['operation']} {model}", True)

    _has_access = _check_access_rights

    def _has_group(self, model: str, ids: Any, named: Row) -> bool:
        return self.groups.get(named["group_ext_id"], True)

    # Searching

    def _new(self, table: str, /, **values: Any) -> Row:
        row = {"id": 900 + sum(len(rows) for rows in self.rows.values()), **values}
        self.rows.setdefault(table, []).append(row)
        return row

    def _find(self, model: str, named: Row) -> list[Row]:
        assert named["context"]["active_test"] is False
        rows = [row for row in self.rows.get(model, []) if self._holds(row, list(named["domain"]))]
        keys = [part.split() for part in (named.get("order") or "id").split(", ")]
        for key in reversed(keys):
            rows.sort(key=lambda row: _sortable(row.get(key[0])), reverse=key[1:] == ["desc"])
        return rows[: named.get("limit") or None]

    def _holds(self, row: Row, domain: list[Any]) -> bool:
        """Polish notation, an `&` between what has no operator."""
        results = []
        while domain:
            results.append(self._term(row, domain))
        return all(results)

    def _term(self, row: Row, domain: list[Any]) -> bool:
        head = domain.pop(0)
        if head in ("|", "&"):
            left, right = self._term(row, domain), self._term(row, domain)
            return (left or right) if head == "|" else (left and right)
        return any(_compare(value, head[1], head[2]) for value in self._values(row, head[0]))

    def _values(self, row: Row, path: str) -> list[Any]:
        """What a path leads to: of many records, as Odoo does, any may fit."""
        first, _, rest = path.partition(".")
        value = row.get(first, False)
        if not rest:
            return value if first in _MANY and value else [value]
        ids = value if first in _MANY else value[:1] if isinstance(value, list) else []
        targets = [r for r in self.rows.get(_TARGETS[first], []) if r["id"] in (ids or [])]
        return [found for target in targets for found in self._values(target, rest)] or [False]


def _sortable(value: Any) -> tuple[str, Any]:
    value = value[0] if isinstance(value, list) and value else value or 0
    return type(value).__name__ if isinstance(value, str) else "int", value


def _compare(value: Any, operator: str, wanted: Any) -> bool:
    if isinstance(value, list) and len(value) == 2 and isinstance(value[1], str):
        value = value[0]
    match operator:
        case "=":
            return bool(value == wanted)
        case "!=":
            return bool(value) if wanted is False else bool(value != wanted)
        case "in":
            return value in wanted
        case "not in":
            return value not in wanted
        case "like":
            return isinstance(value, str) and wanted in value
        case ">=" | "<" | ">":
            if isinstance(value, bool) or value is None:
                return False
            return bool({">=": value >= wanted, "<": value < wanted, ">": value > wanted}[operator])
    raise AssertionError(f"the fake knows no operator {operator!r}")


def settings(**changes: Any) -> Settings:
    plain: dict[str, Any] = {"url": "https://odoo.example.com", "database": "db", "user": "robot"}
    return Settings(**{**plain, "password": Secret("not-a-real-key"), **changes})


def client(fake: Recorded, **changes: Any) -> Client:
    """A client that talks to the recording, as if it had found the transport already."""
    found = Client(settings(**changes), fake.content["companies"])
    found._transport, found._version = fake, fake.content["version"]
    found.server_version = f"{fake.content['version']}.0"
    return found


def connector(fake: Recorded, **changes: Any) -> Odoo:
    names = {str(id_): name for id_, name in zip(fake.content["companies"], ("atelier", "officina"), strict=True)}
    found = Odoo("odoo", settings(**changes), names)
    found._client = client(fake, **changes)
    found._reading._client = found._client
    return found
