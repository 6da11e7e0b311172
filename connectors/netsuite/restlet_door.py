"""Files and notes through Solde's own script in the account (suitecloud/ in this repository): a RESTlet.

One message in JSON, one answer. What the record is to blame for is answered as `{"error": {"code", "message"}}`; what
else goes wrong is NetSuite's own error. Twice is once: the script looks for the key on the record before it makes
anything.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from typing import Any

from connectors.errors import Misconfigured, Refused, Retry
from connectors.netsuite.client import Client
from connectors.netsuite.doors import Target
from connectors.netsuite.failures import Call
from einvoice.faults import Fault

VERSION = "1"  # of the messages
# A RESTlet takes and gives 10 MB of text (help: "RESTlet Governance and Security"); base64 makes four bytes
# of three, and the message around it needs some room.
MOST = 7_400_000
_SOURCE = "NetSuite, RESTlet"
_KEY = re.compile(r"[\x21-\x5a\x5e-\x7e]{1,500}")  # what the script takes: no blanks, brackets, backslashes
_LONGEST_NAME = 150
_HINT = "the role among those of the script's deployment, Documents and Files (edit), Notes Tab (create), the record"
# The script is not there, not released, or not for this role (help: "SuiteScript 2.x RESTlet Error Handling").
_NOT_THERE = {"SSS_INVALID_SCRIPTLET_ID", "SSS_INVALID_SCRIPT_ID", "SSS_INVALID_DEPLOYMENT_ID", "HTTP 404", "HTTP 405"}


class RestletDoor:
    """A `Door`. Nothing is asked before the first call."""

    name = "RESTlet"

    def __init__(self, client: Client) -> None:
        self._client = client

    def find_file(self, target: Target, name: str, key: str) -> str:
        """The file that is attached to the target under this key."""
        return self._id(target, {"do": "find_file", "name": plain(name), "key": plain_key(key)})

    def put_file(self, target: Target, name: str, mime: str, content: bytes, key: str) -> str:
        """Refused, and nothing sent, where the file is larger than a RESTlet takes."""
        if len(content) > MOST:
            limit = f"a RESTlet takes files of {MOST / 1e6:.1f} MB at most (10 MB as base64)"
            raise _refused(target, "size", f"{name} has {len(content) / 1e6:.1f} MB; {limit}")
        if not content:
            raise _refused(target, "content", f"{name} is an empty file")
        message = {
            "do": "put_file",
            "name": plain(name),
            "mime": mime,
            "content": base64.b64encode(content).decode(),
            "key": plain_key(key),
            "folder": self._client.settings.folder,
        }
        return self._made(target, message)

    def find_note(self, target: Target, key: str) -> str:
        """The note that the target has under this key."""
        return self._id(target, {"do": "find_note", "key": plain_key(key)})

    def add_note(self, target: Target, text: str, key: str) -> str:
        """The text as it is; the key stands in the note's title."""
        return self._made(target, {"do": "add_note", "text": text, "key": plain_key(key)})

    def paper(self, target: Target) -> bytes | None:
        """What NetSuite prints for this transaction; None where that is no PDF."""
        coded = self._ask(target, {"do": "paper"}).get("content")
        try:
            content = base64.b64decode(coded, validate=True) if isinstance(coded, str) else b""
        except (binascii.Error, ValueError):
            raise Retry(f"{_SOURCE}, {_words(target)}: paper in broken base64 (cut off?)", sent=False) from None
        return content if content.startswith(b"%PDF") else None

    def about(self) -> str:
        """Raises `Misconfigured` where the script is not deployed, not for this role, or of another version."""
        try:
            answer = self._client.restlet(Call("RESTlet", hint=_HINT), {"do": "about"})
        except Misconfigured as error:
            raise Misconfigured(f"restlet: {self._client.settings.restlet} does not answer: {error}") from error
        version = answer.get("version") if isinstance(answer, dict) else None
        if version is None:
            raise Misconfigured(f"restlet: {self._client.settings.restlet} is no script of Solde's")
        if version != VERSION:
            raise Misconfigured(f"restlet: the script has version {version!s:.20}, expected {VERSION}: deploy it anew")
        return f"RESTlet, version {version}"

    def close(self) -> None:
        """The client's connections are not this door's."""

    def _made(self, target: Target, message: Mapping[str, Any]) -> str:
        """The id of what was made: an answer without one tells nothing, and it may be there."""
        found = self._id(target, message, changes=True)
        if not found:
            raise Retry(f"{_SOURCE}, {_words(target)}: an answer without an id")
        return found

    def _id(self, target: Target, message: Mapping[str, Any], *, changes: bool = False) -> str:
        value = self._ask(target, message, changes=changes).get("id")
        found = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else None
        if found is None or not (found == "" or (found.isascii() and found.isdecimal())):
            raise Retry(f"{_SOURCE}, {_words(target)}: {value!r:.40} is no internal id", sent=changes)
        return found

    def _ask(self, target: Target, message: Mapping[str, Any], *, changes: bool = False) -> Mapping[str, Any]:
        call = Call(f"RESTlet, {_words(target)}", record=True, changes=changes, hint=_HINT)
        whole = {**message, "target": {"type": target.kind, "id": target.id}}
        try:
            answer = self._client.restlet(call, whole)
        except Refused as error:
            if {fault.code for fault in error.faults} & _NOT_THERE:
                raise Misconfigured(f"restlet: {self._client.settings.restlet} does not answer: {error}") from error
            raise
        if not isinstance(answer, dict):
            raise Misconfigured(f"restlet: {self._client.settings.restlet} is no script of Solde's")
        fault = answer.get("error")
        if fault is not None:
            said = fault if isinstance(fault, dict) else {}
            code, words = str(said.get("code") or "refused"), str(said.get("message") or "no reason given")
            if code == "folder":  # it is for all files
                raise Misconfigured(f"folder: {words}")
            raise _refused(target, code, words)
        return answer


def plain(name: str) -> str:
    """A file's name as the script takes it."""
    kept = "".join("_" if char in "/\\:" or ord(char) < 32 or ord(char) == 127 else char for char in name).strip()
    stem, dot, ending = kept.rpartition(".")
    if len(kept) > _LONGEST_NAME and dot and len(ending) < 10:
        kept = f"{stem[: _LONGEST_NAME - len(ending) - 1].strip()}.{ending}"
    return kept[:_LONGEST_NAME].strip() if kept.strip(".") else "file"


def plain_key(key: str) -> str:
    """A key as the script takes it; the same for the same key."""
    return key if _KEY.fullmatch(key) else hashlib.sha256(key.encode()).hexdigest()


def _refused(target: Target, code: str, words: str) -> Refused:
    said = words if target.id in words else f"{_words(target)}: {words}"
    return Refused([Fault(code=code, path="", message=f"{_SOURCE}: {' '.join(said.split())[:500]}", source="NetSuite")])


def _words(target: Target) -> str:
    return f"{target.kind} {target.id}"
