"""The scripts of suitecloud/ as the stand-in's scripts: they run in a process of node (restlet_host.mjs)."""

import json
import subprocess
import threading
from pathlib import Path
from typing import Any

from tests.connectors.netsuite.standin import fields
from tests.connectors.netsuite.standin.restlet import CHANGES, Thrown
from tests.connectors.netsuite.standin.store import Store

_HOST = Path(__file__).parent / "restlet_host.mjs"
_DEPLOYED = "customscript_solde_files:customdeploy_solde_files"
_HELD = ("creditholdoverride", "custentity_solde_hold", "parent")


class NodeScripts:
    """One account's file cabinet and notes; which records there are, the store says."""

    def __init__(self, node: str) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [node, str(_HOST)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def close(self) -> None:
        if self._process.stdin and self._process.stdout:
            self._process.stdin.close()
            self._process.wait(10)
            self._process.stdout.close()

    def say(self, message: Any) -> Any:
        """One line there, and one back."""
        with self._lock:
            assert self._process.stdin
            assert self._process.stdout
            self._process.stdin.write(json.dumps(message) + "\n")
            self._process.stdin.flush()
            found = json.loads(self._process.stdout.readline())
        assert "wrong" not in found, found
        return found

    # As the stand-in's scripts

    def deployed(self, script: str, deployment: str) -> bool:
        return f"{script}:{deployment}" == _DEPLOYED

    def changes(self, body: bytes) -> bool:
        return any(f'"do":"{each}"'.encode() in body.replace(b" ", b"") for each in CHANGES)

    def post(self, store: Store, message: dict[str, Any]) -> Any:
        target = message.get("target") or {}
        if target and fields.row(store, target["type"], target["id"]) is not None:
            self.say({"standin": "records", "records": [[target["type"], target["id"]]]})
        said = self.say(message)
        if said["status"] != 200:
            raise Thrown(said["body"]["error"]["code"], said["body"]["error"]["message"])
        return said["body"]

    def before_submit(self, store: Store, kind: str, mode: str, new: dict[str, Any], old: dict[str, Any]) -> None:
        if kind != "salesOrder":
            return
        now, then = _order({**old, **new}), _order(old)
        [customer] = store.find("customer", id=int(now["entity"]))
        held = {name: str(customer[name] or "") for name in _HELD}
        self.say({"standin": "records", "records": [["customer", now["entity"], held]]})
        said = self.say({"standin": "order", "event": mode, "now": now, **({"then": then} if old else {})})
        if "refused" in said:
            raise Thrown("SOLDE_CREDIT_HOLD", said["refused"])


def _order(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "entity": str(row.get("entity") or ""), "orderstatus": row.get("status") or "",
        "total": row.get("foreigntotal") or 0, "currency": str(row.get("currency") or ""),
    }  # fmt: skip
