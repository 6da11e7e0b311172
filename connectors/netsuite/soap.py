"""Files and notes over SOAP (SuiteTalk), for accounts that still have token-based access: Oracle takes no new SOAP
integrations from 2027.1 and ends SOAP with 2028.2 (help: "SOAP Web Services Deprecation").

Files and notes carry the external id "solde-" + key, which NetSuite gives to one record of a type alone: a second
`add` is answered with DUP_RCRD.

Whether a file is attached cannot be asked over SOAP. It may be in the file cabinet and not attached where a process
died in between; so what finds a file attaches it again, which changes nothing where it was attached. Each file has a
folder of its own, for NetSuite replaces a file by the next one of the same name in the same folder, and people shall
see the names that they know.
"""

import hashlib
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from connectors.errors import Misconfigured, Refused, Retry
from connectors.http import Wire
from connectors.netsuite import soap_answers, soap_failures
from connectors.netsuite.doors import Target
from connectors.netsuite.failures import Call
from connectors.netsuite.gate import Gate
from connectors.netsuite.settings import Settings
from connectors.netsuite.soap_answers import Answer
from connectors.netsuite.soap_session import SoapSession
from connectors.netsuite.soap_values import clean, file_type, title
from einvoice.faults import Fault

MOST = 10 * 1024 * 1024  # bytes of a file (help: "File Record Supported Operations": 10 MB)
TRANSACTIONS = ("invoice", "creditMemo", "salesOrder", "customerPayment")
KINDS = (*TRANSACTIONS, "customer")  # of RecordType, which zeep does not check
_CABINET = "Documents and Files"
_END = "SOAP takes no new integrations from NetSuite 2027.1 and ends with 2028.2; use the RESTlet"


class SoapDoor:
    """A `Door`. Nothing is asked before the first call."""

    name = "SOAP"

    def __init__(
        self, settings: Settings, gate: Gate, wire: Wire | None = None, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """`gate` is the account's, shared with the other doors; `wire`, if given, is one to the account's SOAP host."""
        self._settings = settings
        self._session = SoapSession(settings, gate, wire, sleep=sleep)

    def find_file(self, target: Target, name: str, key: str) -> str:
        """The file under this key, attached again where it is there (see above); "" where it is not."""
        found = self._id("file", _external(key))
        if found:
            self._attach(target, found)
        return found

    def put_file(self, target: Target, name: str, mime: str, content: bytes, key: str) -> str:
        """Saved in a folder of its own and attached. Refused where it is larger than 10 MB, and where the target is
        not there: then the file stays in the cabinet, attached to nothing.
        """
        _check_size(name, content)
        folder = self._folder(_call(target), target, key)
        call = _call(target, f", file {name}")
        type_, encoding = file_type(mime)
        fields: dict[str, Any] = {"textFileEncoding": encoding} if encoding else {}
        file = self._make(
            "File",
            name=clean(name) or "file",
            attachFrom="_computer",
            fileType=type_,
            content=content,
            folder=self._ref("folder", folder),
            externalId=_external(key),
            **fields,
        )
        id_ = self._add(call, "file", file, _external(key))
        try:
            self._attach(target, id_)
        except Retry as error:  # the file is there already
            raise Retry(str(error), error.after) from error
        return id_

    def find_note(self, target: Target, key: str) -> str:
        """The note under this key."""
        return self._id("note", _external(key))

    def add_note(self, target: Target, text: str, key: str) -> str:
        """The text stands in the note as it is; its title is the text's beginning."""
        place = "transaction" if target.kind in TRANSACTIONS else "entity"
        call = _call(target, ", note")
        fields = {place: self._ref(target.kind, target.id)}
        note = self._make("Note", title=title(text), note=clean(text), externalId=_external(key), **fields)
        try:
            return self._add(call, "note", note, _external(key))
        except Refused:
            self._check_there(call, target)
            raise

    def paper(self, target: Target) -> bytes | None:
        """SOAP prints nothing."""
        return None

    def about(self) -> str:
        """Version and end. Raises where the login does not work."""
        at = self.server_time()
        return f"SOAP {self._settings.soap_version}, server time {at:%Y-%m-%d %H:%M:%S} UTC. {_END}"

    def server_time(self) -> datetime:
        """The server's clock, in UTC."""
        call = Call("SOAP server time")
        answer = self._session.ask(call, "getServerTime")
        soap_failures.check(call, answer)
        try:
            return soap_answers.instant(answer.time)
        except ValueError:
            raise Retry(f"{call}: {answer.time!r:.40} is no time", sent=False) from None

    def close(self) -> None:
        """Let go of connections."""
        self._session.close()

    def _attach(self, target: Target, file: str) -> None:
        """Once or again."""
        call = _call(target, f", attaching file {file}")
        ends = {
            "attachTo": self._ref(target.kind, target.id),
            "attachedRecord": self._ref("file", file),
        }
        answer = self._session.ask(call, "attach", attachReference=self._make("AttachBasicReference", **ends))
        if not answer.ok and not answer.fault:
            self._check_there(call, target)
        soap_failures.check(call, answer)

    def _check_there(self, call: Call, target: Target) -> None:
        """Why something about the target was refused: NetSuite tells a wrong key in several ways."""
        asked = Call(f"{target.kind} {target.id}", record=True)
        ref = self._ref(target.kind, target.id)
        answer = self._session.ask(asked, "getList", baseRef=[ref])
        if not answer.ok and answer.codes() & set(soap_failures.MISSING):
            raise soap_failures.missing(call, target.id)

    def _folder(self, call: Call, target: Target, key: str) -> str:
        """The file's own folder, made once. Its external id finds it whatever people call it later."""
        if not self._settings.folder:
            raise Misconfigured("folder: expected the internal id of a folder of the file cabinet; SOAP needs one")
        external = f"solde-folder-{clean(key)}"
        folder = self._make(
            "Folder",
            name=f"{target.kind}-{target.id}-{hashlib.sha256(key.encode()).hexdigest()[:12]}",
            parent=self._ref("folder", self._settings.folder),
            externalId=external,
        )
        try:
            return self._add(call, "folder", folder, external)
        except Refused as error:
            told = f"folder: nothing can be put into the folder {self._settings.folder} of the file cabinet"
            raise Misconfigured(f"{told}: {error}") from error

    def _add(self, call: Call, kind: str, record: Any, external: str) -> str:
        """The id of the record, which is new or was added under this external id before."""
        answer = self._session.ask(call, "add", record=record)
        if soap_failures.DUPLICATE in answer.codes() and (found := self._id(kind, external)):
            return found
        soap_failures.check(call, answer)
        return self._known(call, answer)

    def _id(self, kind: str, external: str) -> str:
        """ "" where there is none. getList: `get` would answer a file with all its content."""
        call = Call(f"{kind} with the external id {external}", record=True)
        ref = self._make("RecordRef", externalId=external, type=kind)
        answer = self._session.ask(call, "getList", baseRef=[ref])
        if not answer.ok and not answer.fault and answer.codes() & set(soap_failures.MISSING):
            return ""
        soap_failures.check(call, answer)
        return self._known(call, answer)

    def _known(self, call: Call, answer: Answer) -> str:
        if not answer.id:
            raise Retry(f"{call}: an answer without the record's id", sent=call.changes)
        return answer.id

    def _ref(self, kind: str, id_: str) -> Any:
        return self._make("RecordRef", internalId=id_, type=kind)

    def _make(self, kind: str, **fields: Any) -> Any:
        return self._session.schema.make(kind, **fields)


def _call(target: Target, what: str = "") -> Call:
    """Refused for a kind of record that SOAP does not know under this name."""
    if target.kind not in KINDS:
        raise _refused("type", f"{target.kind} {target.id}: files and notes go to {', '.join(KINDS)}")
    hint = f"{_CABINET} (edit), and what the record takes"
    return Call(f"{target.kind} {target.id}{what}", record=True, changes=True, hint=hint)


def _check_size(name: str, content: bytes) -> None:
    if len(content) > MOST:
        size = f"{len(content) / 1024 / 1024:.1f} MB"
        raise _refused("too-large", f"{name}: {size}, and NetSuite takes files of 10 MB at most")


def _refused(code: str, message: str) -> Refused:
    return Refused([Fault(code=code, path="", message=message, source=soap_failures.SOURCE)])


def _external(key: str) -> str:
    return f"solde-{clean(key)}"
