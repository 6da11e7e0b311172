"""The scripts themselves behind the stand-in's doors: they run in node, and what they make is copied into the account.

The host beside this folder (restlet_host.mjs) has a NetSuite in memory of its own: before each message it is told which
of the records that the message names exist, and afterwards its files and notes are read back.
"""

import base64
import json
import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any

from tests.connectors.netsuite.standin import fields
from tests.connectors.netsuite.standin.restlet import CHANGES, Thrown, changes
from tests.connectors.netsuite.standin.store import Store

HOST = Path(__file__).parents[1] / "restlet_host.mjs"
_OLDEST = 20  # node's version
_HELD = ("creditholdoverride", "custentity_solde_hold", "parent")


def absent() -> str:
    """Why the scripts cannot run here; "" where they can."""
    node = shutil.which("node")
    if node is None or not HOST.is_file():
        return "the scripts run in node, which is not here" if node is None else f"{HOST.name} is not here"
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    return "" if int(said.lstrip("v").split(".")[0]) >= _OLDEST else f"node {_OLDEST} is needed, this is {said}"


class NodeScripts:
    """Ends with `close`, and when this process ends."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(["node", str(HOST)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def close(self) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait(10)
        if self._process.stdout:
            self._process.stdout.close()

    def reset(self) -> None:
        self.standin("reset")

    def deployed(self, script: str, deployment: str) -> bool:
        return (script, deployment) == ("customscript_solde_files", "customdeploy_solde_files")

    def changes(self, body: bytes) -> bool:
        return changes(body)

    def post(self, store: Store, message: dict[str, Any]) -> Any:
        target = message.get("target") if isinstance(message, dict) else None
        known = isinstance(target, dict) and target.get("type") in fields.TYPES and target["type"] != "task"
        if known and target:
            there = fields.row(store, target["type"], target["id"]) is not None
            self.standin("records" if there else "gone", records=[[target["type"], target["id"]]])
        for row in store.find("mediaitemfolder", id=int(message.get("folder") or 0)) if known else ():
            self.standin("folder", id=str(row["id"]), name=row["name"])
        answer = self._said(message)
        if answer["status"] != 200:
            raise Thrown(answer["body"]["error"]["code"], answer["body"]["error"]["message"])
        if known and target and message["do"] in CHANGES:
            self._copy(store, target)
        return answer["body"]

    def before_submit(self, store: Store, kind: str, mode: str, new: dict[str, Any], old: dict[str, Any]) -> None:
        if kind != "salesOrder":
            return
        whole = old | new
        for customer in store.find("customer", id=whole.get("entity")):
            told = {name: str(customer[name] or "") for name in _HELD}
            self.standin("records", records=[["customer", str(customer["id"]), told]])
        lines = store.find("transactionline", transaction=whole["id"], mainline="F", taxline="F") if old else []
        sold = [{name: line[column] for name, column in _LINE.items()} for line in lines]
        event = {"event": mode, "now": _order(whole), "lines": sold, "context": "RESTWEBSERVICES"}
        answer = self.standin("order", **event, **({"then": _order(old), "before": sold} if old else {}))
        if refused := answer.get("refused"):
            raise Thrown("SOLDE_CREDIT_HOLD", refused)

    def standin(self, what: str, **more: Any) -> dict[str, Any]:
        """A line that is not for the script."""
        answer = self._said({"standin": what, **more})
        if wrong := answer.get("wrong"):
            raise AssertionError(f"restlet_host.mjs, {what}: {wrong}")
        return answer

    def _said(self, line: Any) -> dict[str, Any]:
        with self._lock:
            assert self._process.stdin and self._process.stdout
            self._process.stdin.write(json.dumps(line) + "\n")
            self._process.stdin.flush()
            answer: dict[str, Any] = json.loads(self._process.stdout.readline())
            return answer

    def _copy(self, store: Store, target: dict[str, str]) -> None:
        where = {"type": target["type"], "record": int(target["id"])}
        with store.change():
            for row in store.find("_attached", **where):
                for table, column in (("file", "id"), ("_content", "file"), ("_attached", "file")):
                    store.delete(table, {column: row["file"]})
            for file in self.standin("files", target=target)["files"]:
                content = base64.b64decode(file["content"])
                store.insert("file", id=int(file["id"]), name=file["name"], description=f"solde:{file['key']}",
                             filesize=len(content), isinactive=False)  # fmt: skip
                store.insert("_content", file=int(file["id"]), bytes=content)
                store.insert("_attached", file=int(file["id"]), **where)
            store.delete("_note", where)
            for note in self.standin("notes", target=target)["notes"]:
                store.insert("_note", id=int(note["id"]), title=note["title"], note=note["text"], **where)


_LINE = {"amount": "foreignamount", "quantity": "quantity", "rate": "rate", "isclosed": "isclosed"}


def _order(row: dict[str, Any]) -> dict[str, Any]:
    """A sales order as a script's record shows it."""
    return {
        "entity": str(row.get("entity") or ""), "orderstatus": row.get("status") or "A",
        "total": row.get("foreigntotal") or 0, "currency": str(row.get("currency") or ""),
    }  # fmt: skip
