"""Files and notes over SOAP (SuiteTalk), for accounts that still have token-based access: Oracle takes no new such
integrations from 2027.1 and ends SOAP with 2028.2 (help: "Removal of SOAP Web Services").

Files and notes carry an external id made of the key, which NetSuite gives to one record of a type alone: a second `add`
is answered with DUP_RCRD.

Whether a file is attached cannot be asked over SOAP with certainty. It may be in the file cabinet and not attached
where a process died in between; so what finds a file attaches it again, which changes nothing where it was attached.
Each file has a folder of its own: in one folder a file can take the place of another of the same name, and people shall
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
from connectors.netsuite.soap_records import Records
from connectors.netsuite.soap_session import SoapSession
from connectors.netsuite.soap_values import clean, external_id, file_type, title
from einvoice.faults import Fault

MOST = 10 * 1024 * 1024  # bytes of a file (help: "File Record Supported Operations": 10 MB)
TRANSACTIONS = ("invoice", "creditMemo", "salesOrder", "customerPayment")
KINDS = (*TRANSACTIONS, "customer")  # of RecordType, which zeep does not check
_HINT = "Documents and Files (edit), and what the record takes"
_END = (
    "From NetSuite 2027.1 no new integrations get SOAP or token-based access; the latter is planned to end with "
    "2028.1, SOAP ends with 2028.2. Use the RESTlet"
)


class SoapDoor:
    """A `Door`. Nothing is asked before the first call."""

    name = "SOAP"

    def __init__(
        self, settings: Settings, gate: Gate, wire: Wire | None = None, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """`gate` is the account's, shared with the other doors; `wire`, if given, is one to the account's SOAP host."""
        self._settings = settings
        self._session = SoapSession(settings, gate, wire, sleep=sleep)
        self._records = Records(self._session)

    def find_file(self, target: Target, name: str, key: str) -> str:
        """The file under this key, attached again where it is there (see above); "" where it is not."""
        call = _call(target, ", attaching a file")
        found = self._records.find("file", external_id(key))
        if found:
            self._records.attach(call, target, found)
        return found

    def put_file(self, target: Target, name: str, mime: str, content: bytes, key: str) -> str:
        """Saved in a folder of its own and attached. Refused where it is larger than 10 MB, and where the target is
        not there: then the file stays in the cabinet, attached to nothing.
        """
        call = _call(target, f", file {name}")
        if len(content) > MOST:
            size = f"{len(content) / 1024 / 1024:.1f} MB"
            raise _refused("too-large", f"{name}: {size}, and NetSuite takes files of 10 MB at most")
        folder = self._folder(target, key)
        type_, encoding = file_type(mime)
        fields: dict[str, Any] = {"textFileEncoding": encoding} if encoding else {}
        file = self._records.make(
            "File",
            name=clean(name) or "file",
            attachFrom="_computer",
            fileType=type_,
            content=content,
            folder=self._records.ref("folder", folder),
            externalId=external_id(key),
            **fields,
        )
        id_ = self._records.add(call, "file", file, external_id(key))
        try:
            self._records.attach(call, target, id_)
        except Retry as error:  # the file is there already
            raise Retry(str(error), error.after) from error
        return id_

    def find_note(self, target: Target, key: str) -> str:
        """The note under this key."""
        return self._records.find("note", external_id(key))

    def add_note(self, target: Target, text: str, key: str) -> str:
        """The text stands in the note as it is; its title is the text's beginning. A note belongs to one record alone
        (help: "Note").
        """
        call = _call(target, ", note")
        place = "transaction" if target.kind in TRANSACTIONS else "entity"
        fields = {place: self._records.ref(target.kind, target.id)}
        note = self._records.make("Note", title=title(text), note=clean(text), externalId=external_id(key), **fields)
        try:
            return self._records.add(call, "note", note, external_id(key))
        except Refused:
            self._records.insist(call, target)
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

    def _folder(self, target: Target, key: str) -> str:
        """The file's own folder, made once. Its external id finds it whatever people call it later."""
        base = self._settings.folder
        if not base:
            raise Misconfigured("folder: expected the internal id of a folder of the file cabinet; SOAP needs one")
        external = external_id(f"folder-{key}")
        folder = self._records.make(
            "Folder",
            name=f"{target.kind}-{target.id}-{hashlib.sha256(key.encode()).hexdigest()[:12]}",
            parent=self._records.ref("folder", base),
            externalId=external,
        )
        try:
            return self._records.add(_call(target, ", folder"), "folder", folder, external)
        except Refused as error:
            told = f"folder: nothing can be put into the folder {base} of the file cabinet"
            raise Misconfigured(f"{told}: {error}") from error


def _call(target: Target, what: str) -> Call:
    """Refused for a kind of record that SOAP does not know under this name."""
    if target.kind not in KINDS:
        raise _refused("type", f"{target.kind} {target.id}: files and notes go to {', '.join(KINDS)}")
    return Call(f"{target.kind} {target.id}{what}", record=True, changes=True, hint=_HINT)


def _refused(code: str, message: str) -> Refused:
    return Refused([Fault(code=code, path="", message=message, source=soap_failures.SOURCE)])
