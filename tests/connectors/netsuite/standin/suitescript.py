"""The scripts themselves instead of their protocol: suitecloud/'s SuiteScript in node (restlet_host.mjs).

The process has files and notes; which records there are, and what they say, is the store's.
"""

import base64
import json
import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any

from tests.connectors.netsuite.standin import fields
from tests.connectors.netsuite.standin.restlet import Thrown
from tests.connectors.netsuite.standin.scripts import Protocol
from tests.connectors.netsuite.standin.store import Store

HOST = Path(__file__).parents[1] / "restlet_host.mjs"
_KINDS = ("invoice", "creditMemo", "customer", "salesOrder", "customerPayment")
_ORDER = {"entity": "entity", "status": "orderstatus", "foreigntotal": "total", "currency": "currency"}


def absent() -> str:
    """Why the scripts cannot run here; "" where they can."""
    return "" if shutil.which("node") else "SuiteScript runs in node, which is not here"


class SuiteScript(Protocol):
    """An account's scripts; `close` ends their process."""

    def __init__(self) -> None:
        super().__init__()
        command = [shutil.which("node") or "node", str(HOST)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._lock = threading.Lock()

    def close(self) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def reset(self) -> None:
        """An account without files, notes and records."""
        self.ask({"standin": "reset"})

    def ask(self, line: dict[str, Any]) -> Any:
        """One line of the process, and its answer."""
        with self._lock:
            assert self._process.stdin and self._process.stdout
            self._process.stdin.write(json.dumps(line) + "\n")
            self._process.stdin.flush()
            said = json.loads(self._process.stdout.readline())
        assert "wrong" not in said, said
        return said

    def files(self, kind: str, id_: str) -> list[tuple[str, bytes]]:
        """Name and content of what is attached to a record."""
        said = self.ask({"standin": "files", "target": {"type": kind, "id": id_}})["files"]
        return [(each["name"], base64.b64decode(each["content"])) for each in said]

    def notes(self, kind: str, id_: str) -> list[str]:
        """The texts of a record's notes."""
        return [each["text"] for each in self.ask({"standin": "notes", "target": {"type": kind, "id": id_}})["notes"]]

    # As an account's scripts

    def post(self, store: Store, message: dict[str, Any]) -> Any:
        target = message.get("target") if isinstance(message, dict) else None
        if isinstance(target, dict) and target.get("type") in _KINDS:
            self._know(store, target["type"], str(target["id"]))
        said = self.ask(message)
        if said["status"] != 200:
            error = said["body"]["error"]
            raise Thrown(error["code"], error["message"])
        return said["body"]

    def before_submit(self, store: Store, kind: str, mode: str, new: dict[str, Any], old: dict[str, Any]) -> None:
        """The user event of sales orders. An edit by REST has the whole record, with its lines as they were."""
        if kind != "salesOrder":
            return
        now = {**old, **new}
        if entity := now.get("entity"):
            self._know(store, "customer", str(entity))
        lines = _lines(store, old["id"]) if old else None
        line = {"standin": "order", "event": mode, "now": _order(now), "lines": lines}
        said = self.ask(line | ({"then": _order(old), "before": lines} if old else {}))
        if words := said.get("refused"):
            raise Thrown("SOLDE_CREDIT_HOLD", words)

    def _know(self, store: Store, kind: str, id_: str) -> None:
        record = fields.row(store, kind, id_)
        what = [kind, id_]
        if record is None:
            self.ask({"standin": "gone", "records": [what]})
        elif kind == "customer":
            names = ("creditholdoverride", "custentity_solde_hold", "parent")
            self.ask({"standin": "records", "records": [[*what, {name: str(record[name] or "") for name in names}]]})
        else:
            self.ask({"standin": "records", "records": [what]})


def _order(row: dict[str, Any]) -> dict[str, Any]:
    return {name: str(row[column]) if column != "foreigntotal" else row[column]
            for column, name in _ORDER.items() if row.get(column) is not None}  # fmt: skip


def _lines(store: Store, order: int) -> list[dict[str, Any]]:
    rows = store.find("transactionline", transaction=order, mainline="F", taxline="F")
    return [
        {"amount": abs(row["foreignamount"]), "quantity": abs(row["quantity"] or 0), "rate": row["rate"],
         "isclosed": row["isclosed"] == "T"}
        for row in rows
    ]  # fmt: skip
