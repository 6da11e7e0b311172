"""A small account in memory behind the client: SuiteQL over plain rows, REST records, and Solde's script.

It stands where the session stands, so addresses, bodies and refusals go through the client as they do on the wire.
"""

import base64
import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from connectors.errors import Retry
from connectors.http import Reply
from connectors.netsuite.client import Client
from connectors.netsuite.failures import Call
from connectors.netsuite.settings import Settings
from connectors.netsuite.world import World
from tests.connectors.netsuite.fake_query import Unknown, answer
from tests.connectors.netsuite.fake_wire import error, reply
from tests.connectors.netsuite.keys import settings

COMPANIES = {"1": "lumen-it", "2": "lumen-fr"}
TABLES = {"salesOrder": "transaction", "invoice": "transaction", "creditMemo": "transaction"}
Trouble = Reply | Exception | Callable[[], Reply | None]


class Account:
    """Rows are dicts whose values are texts, None where a column is empty; a column that no row has is unknown."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.tasks: dict[str, dict[str, Any]] = {}
        self.files: list[dict[str, str]] = []
        self.notes: list[dict[str, str]] = []
        self.script = True  # whether the RESTlet is deployed
        self.version = "1"
        self.asked: list[tuple[str, str, Any]] = []  # method, what, body
        self.trouble: dict[str, list[Trouble]] = {}  # "PATCH customer/42" -> what happens instead; Exception: after it
        self.server_time = "Mon, 02 Nov 2026 08:00:00 GMT"
        self.gate: Any = None
        self._clock = 0

    # What is there

    def put(self, table: str, **row: Any) -> dict[str, Any]:
        self.rows.setdefault(table, []).append(row)
        return row

    def row(self, table: str, id_: str) -> dict[str, Any]:
        return next(row for row in self.rows[table] if row["id"] == id_)

    def touch(self, row: dict[str, Any]) -> None:
        """The next second on NetSuite's clock."""
        self._clock += 1
        row["lastmodifieddate"] = f"2026-11-02 08:{self._clock // 60:02}:{self._clock % 60:02}"

    @property
    def writes(self) -> list[tuple[str, str, Any]]:
        return [each for each in self.asked if each[0] in ("PATCH", "PUT") or each[1] in ("put_file", "add_note")]

    # As the session

    def send(
        self, call: Call, method: str, address: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        parts = urlsplit(address)
        value = json.loads(body) if body else None
        what = unquote(parts.path.rpartition("/record/v1/")[2])
        if parts.path.endswith("/suiteql"):
            what = re.search(r"FROM (\w+)", value["q"])[1]  # type: ignore[index]
        elif parts.path.endswith("/restlet.nl"):
            what = value["do"]
        self.asked.append((method, what, value))
        waiting = self.trouble.get(f"{method} {what}") or []
        now = waiting.pop(0) if waiting else None
        if isinstance(now, Reply):
            return now
        if callable(now) and (given := now()) is not None:
            return given
        found = self._done(method, what, parts, value)
        if isinstance(now, Exception):  # it was carried out, and the answer was lost
            raise call.lost(now) if isinstance(now, Retry) else now
        return found

    def close(self) -> None:
        """Nothing is open."""

    def _done(self, method: str, what: str, parts: Any, value: Any) -> Reply:
        if parts.path.endswith("/suiteql"):
            try:
                return reply({"items": answer(self.rows, value["q"]), "hasMore": False})
            except Unknown as unknown:
                return error(400, "INVALID_PARAMETER", f"Invalid search query. Search error occurred: {unknown}")
        if parts.path.endswith("/restlet.nl"):
            return self._script(value)
        kind, _, id_ = what.partition("/")
        if kind == "task":
            return self._task(method, id_.removeprefix("eid:"), value)
        row = next((row for row in self.rows.get(TABLES.get(kind, kind), []) if row["id"] == id_), None)
        if row is None:
            return error(404, "NONEXISTENT_ID", "Record does not exist.")
        if method == "GET":
            named = parse_qs(parts.query)["fields"][0].split(",")
            return reply({"links": [], **{name: shown for name in named if (shown := _shown(row, name)) is not None}})
        return self._patch(row, value)

    def _patch(self, row: dict[str, Any], value: Mapping[str, Any]) -> Reply:
        places = {"creditHoldOverride": "creditholdoverride", "orderStatus": "status"}
        for name in value:
            if places.get(name, name) not in row:
                return error(400, "INVALID_CONTENT", f"{name} is no field of this record")
        for name, given in value.items():
            row[places.get(name, name)] = given["id"] if isinstance(given, dict) else given
        self.touch(row)
        return Reply(204, {}, b"")

    def _task(self, method: str, external: str, value: Any) -> Reply:
        if method == "GET":
            if external not in self.tasks:
                return error(404, "NONEXISTENT_ID", "Record does not exist.")
            return reply({"id": "7", "externalId": external})
        self.tasks[external] = {**self.tasks.get(external, {}), **value}
        return Reply(204, {}, b"")

    def _script(self, message: Mapping[str, Any]) -> Reply:
        if not self.script:
            words = "That Suitelet is invalid, disabled, or no longer exists."
            return reply({"error": {"code": "SSS_INVALID_SCRIPTLET_ID", "message": words}}, 400)
        if message["do"] == "about":
            return reply({"version": self.version, "files": True, "notes": True, "paper": True})
        where = f"{message['target']['type']}/{message['target']['id']}"
        kind, _, id_ = where.partition("/")
        if not any(row["id"] == id_ for row in self.rows.get(TABLES.get(kind, kind), [])):
            return reply({"error": {"code": "missing", "message": f"{kind} {id_} does not exist"}})
        if message["do"] == "paper":
            return reply({"content": base64.b64encode(b"%PDF-1.7 printed").decode()})
        shelf = self.files if message["do"].endswith("file") else self.notes
        there = [str(n + 1) for n, each in enumerate(shelf) if (each["where"], each["key"]) == (where, message["key"])]
        if there or message["do"].startswith("find"):
            return reply({"id": there[0] if there else ""})
        shelf.append({"where": where, **{name: str(message[name]) for name in message if name not in ("do", "target")}})
        return reply({"id": str(len(shelf))})


def _shown(row: Mapping[str, Any], name: str) -> Any:
    """A value as REST answers it."""
    if name == "creditHoldOverride":
        return {"id": row["creditholdoverride"], "refName": row["creditholdoverride"].title()}
    return row.get(name)


def netsuite(account: Account | None = None, **more: Any) -> tuple[World, Account]:
    """Customer 42 of two subsidiaries of ours, with the fields that the bundle brings."""
    mine = account or Account()
    base = {"dunning_level": "custentity_solde_level", "dunning_date": "custentity_solde_date",
            "einvoice_status": "custbody_solde_einvoice"}  # fmt: skip
    wanted: Settings = settings(**{**base, **more})
    if account is None:
        mine.put("customer", id="42", creditholdoverride="AUTO", custentity_solde_hold=None,
                 custentity_solde_level=None, custentity_solde_date=None)  # fmt: skip
    return World("ns", Client(wanted, session=mine), wanted, COMPANIES), mine  # type: ignore[arg-type]


def order(account: Account, id_: str, status: str = "B", subsidiary: str = "1", customer: str = "42") -> dict[str, Any]:
    """A sales order."""
    row = account.put("transaction", id=id_, type="SalesOrd", entity=customer, status=status, lastmodifieddate=None,
                      custbody_solde_einvoice=None)  # fmt: skip
    account.touch(row)
    account.put("transactionline", transaction=id_, id="0", mainline="T", subsidiary=subsidiary)
    return row


def document(account: Account, id_: str, type_: str = "CustInvc", customer: str = "42") -> dict[str, Any]:
    """An invoice, or whatever the type says."""
    return account.put("transaction", id=id_, type=type_, entity=customer, status="A", custbody_solde_einvoice=None)
