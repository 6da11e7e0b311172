"""The script's protocol without the script: files and notes of records, as the SuiteCloud project keeps them.

Files lie in a folder of their own for each record; their description names their key, and so does a note's title.
"""

import base64
from typing import Any

from tests.connectors.netsuite.standin import fields
from tests.connectors.netsuite.standin.restlet import Thrown, changes
from tests.connectors.netsuite.standin.store import Store

_TITLE = 200  # characters of a note's title
_KINDS = ("invoice", "creditMemo", "customer", "salesOrder", "customerPayment")


class Refused(Exception):
    """A refusal that is the record's: answered, not thrown."""


class Protocol:
    """Scripts of an account that has the whole project deployed."""

    def __init__(self, *deployed: str) -> None:
        self._deployed = deployed or ("customscript_solde_files:customdeploy_solde_files",)
        self.papers: dict[str, bytes] = {}  # internal id of an invoice -> its PDF; others have a small one

    def deployed(self, script: str, deployment: str) -> bool:
        return f"{script}:{deployment}" in self._deployed

    def changes(self, body: bytes) -> bool:
        return changes(body)

    def reset(self) -> None:
        self.papers.clear()

    def before_submit(self, store: Store, kind: str, mode: str, new: dict[str, Any], old: dict[str, Any]) -> None:
        """No order for a customer on hold, and no approval; an order may go back, and anything else may be edited."""
        if kind != "salesOrder" or not (entity := new.get("entity", old.get("entity"))):
            return
        if mode != "create" and not (old.get("status") == "A" and new.get("status", "A") != "A"):
            return
        (customer,) = store.find("customer", id=entity) or [{}]
        if customer.get("creditholdoverride") == "ON" and customer.get("custentity_solde_hold"):
            raise Thrown("SOLDE_HOLD", f"This customer is on hold: {customer['custentity_solde_hold']}")

    def post(self, store: Store, message: dict[str, Any]) -> Any:
        does = {"about": self._about, "find_file": self._find_file, "put_file": self._put_file,
                "find_note": self._find_note, "add_note": self._add_note, "paper": self._paper}  # fmt: skip
        asked = message.get("do") if isinstance(message, dict) else None
        if asked not in does:
            raise Thrown("SSS_INVALID_ARG", f"do: {asked!r}")
        try:
            return does[asked](store, message)
        except Refused as refused:
            code, said = refused.args
            return {"error": {"code": code, "message": said}}

    def _about(self, store: Store, message: dict[str, Any]) -> Any:
        return {"version": "1", "files": True, "notes": True, "paper": True}

    def _target(self, store: Store, message: dict[str, Any]) -> dict[str, Any]:
        kind, id_ = message["target"]["type"], message["target"]["id"]
        if kind not in _KINDS:
            raise Refused("type", f"{kind} {id_}: this script does not serve records of this type")
        if fields.row(store, kind, id_) is None:
            raise Refused("missing", f"{kind} {id_}: that record does not exist")
        return {"type": kind, "record": int(id_)}

    def _find_file(self, store: Store, message: dict[str, Any]) -> Any:
        target = self._target(store, message)
        found = store.all(
            "SELECT f.id FROM file f JOIN _attached a ON a.file = f.id AND a.type = ? AND a.record = ? "
            "WHERE f.description = ?",
            [target["type"], target["record"], f"solde:{message['key']}"],
        )
        return {"id": str(found[0]["id"]) if found else ""}

    def _put_file(self, store: Store, message: dict[str, Any]) -> Any:
        target = self._target(store, message)
        content, key = base64.b64decode(message["content"], validate=True), f"solde:{message['key']}"
        with store.change():
            folder = self._folder(store, message.get("folder") or "", f"{target['type']}-{target['record']}")
            name, number = message["name"], 1
            while (other := store.find("file", folder=folder, name=name)) and other[0]["description"] != key:
                number += 1
                stem, dot, ending = message["name"].rpartition(".")
                name = f"{stem} ({number}).{ending}" if dot else f"{message['name']} ({number})"
            id_ = other[0]["id"] if other else store.insert("file", name=name, folder=folder, description=key)
            store.update("file", {"id": id_}, filesize=len(content), isinactive=False)
            store.cursor("INSERT OR REPLACE INTO _content VALUES (?, ?)", [id_, content])
            store.cursor("INSERT OR IGNORE INTO _attached VALUES (?, ?, ?)", [id_, target["type"], target["record"]])
        return {"id": str(id_)}

    def _folder(self, store: Store, base: str, name: str) -> int:
        parent = int(base) if base else None
        if parent is not None and not store.find("mediaitemfolder", id=parent):
            raise Thrown("INVALID_KEY_OR_REF", f"Invalid folder reference key {parent}.")
        found = store.find("mediaitemfolder", parent=parent, name=name)
        return found[0]["id"] if found else store.insert("mediaitemfolder", parent=parent, name=name)

    def _find_note(self, store: Store, message: dict[str, Any]) -> Any:
        target = self._target(store, message)
        found = [note["id"] for note in store.find("_note", **target) if note["title"].endswith(_mark(message["key"]))]
        return {"id": str(found[0]) if found else ""}

    def _add_note(self, store: Store, message: dict[str, Any]) -> Any:
        found = self._find_note(store, message)
        if found["id"]:
            return found
        mark = _mark(message["key"])
        title = " ".join(message["text"].split())[: _TITLE - len(mark) - 1] + " " + mark
        target = self._target(store, message)
        return {"id": str(store.insert("_note", title=title, note=message["text"], **target))}

    def _paper(self, store: Store, message: dict[str, Any]) -> Any:
        target = self._target(store, message)
        content = self.papers.get(message["target"]["id"], b"%PDF-1.7 printed by NetSuite\n")
        if target["type"] == "customer":
            raise Refused("type", f"customer {target['record']}: no paper is printed of this type")
        return {"content": base64.b64encode(content).decode()}


def _mark(key: str) -> str:
    return f"[solde:{key}]"
