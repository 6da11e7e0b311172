"""Changes as rows of the out folder. Each row carries its key, so that a repeat finds it."""

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, date, datetime

from connectors.errors import Refused
from connectors.files.cells import SOURCE
from connectors.files.out import Log, locked, plain, tame, write_whole
from connectors.files.parties import MARK
from connectors.files.settings import Settings
from connectors.records import (
    AddNote,
    AddTask,
    AttachFile,
    Change,
    Receipt,
    SetDunning,
    SetEInvoiceStatus,
    SetHold,
)
from einvoice.faults import Fault

_HEAD = ("at", "key", "company", "kind", "record")
COLUMNS: dict[str, tuple[str, ...]] = {
    "holds": (*_HEAD, "hold", "reason"),
    "dunning": (*_HEAD, "level", "notice_date"),
    "einvoices": (*_HEAD, "status", "format"),
    "notes": (*_HEAD, "text"),
    "tasks": (*_HEAD, "summary", "text", "due", "assignee"),
    "attachments": (*_HEAD, "filename", "mime", "sha256", "path"),
}
_FILE = {AttachFile: "attachments", AddNote: "notes", AddTask: "tasks"}
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+", re.ASCII)


def safe_name(text: str) -> str:
    """A file name that is one on every system, and never leads elsewhere."""
    return _UNSAFE.sub("-", text).strip("-.")[:120] or "file"


class Writer:
    """The out folder. `now` gives the instant that stands in each row."""

    def __init__(self, settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._settings = settings
        self._now = now
        self._logs = {name: Log(settings, f"{name}.csv", columns) for name, columns in COLUMNS.items()}

    def holds(self) -> dict[str, str]:
        """The reasons of the holds that are in force, by customer id."""
        rows = self._logs["holds"].rows()
        return {row["record"]: plain(row["reason"]) for row in rows if row["hold"] == "yes"}

    def find(self, change: Change, key: str) -> Receipt | None:
        """The event's row, if it is there."""
        name = _FILE.get(type(change))
        rows = self._logs[name].rows() if name else []
        return Receipt(id=f"{name}.csv {key}") if any(row["key"] == key for row in rows) else None

    def push(self, change: Change, key: str, content: bytes | None, theirs: str) -> Receipt:
        """Write one change; `theirs` is the hold that the ERP's own people set on the customer."""
        match change:
            case SetHold():
                return self._hold(change, key, theirs)
            case SetDunning():
                notice = self._day(change.notice_date)
                return self._add("dunning", change, key, level=str(change.level), notice_date=notice)
            case SetEInvoiceStatus():
                return self._add("einvoices", change, key, status=change.status, format=change.format)
            case AddNote():
                return self._add("notes", change, key, text=tame(change.text))
            case AddTask():
                who = change.assignee.id if change.assignee else ""
                texts = {"summary": tame(change.summary), "text": tame(change.text)}
                return self._add("tasks", change, key, **texts, due=self._day(change.due), assignee=who)
            case AttachFile():
                return self._attach(change, key, content)

    def _attach(self, change: AttachFile, key: str, content: bytes | None) -> Receipt:
        if content is None or hashlib.sha256(content).hexdigest() != change.sha256:
            message = f"{change.filename} is not the file that was to be attached: its sha256 differs."
            raise Refused([Fault(code="FILES-SHA256", path="", message=message, source=SOURCE)])
        name = f"{safe_name(change.target.id)}_{change.sha256[:12]}_{safe_name(change.filename)}"
        write_whole(self._settings.out / "attachments" / name, content)
        facts = {"filename": tame(change.filename), "mime": change.mime, "sha256": change.sha256}
        return self._add("attachments", change, key, **facts, path=f"attachments/{name}")

    def _hold(self, change: SetHold, key: str, theirs: str) -> Receipt:
        """One row per customer. Of a hold that others set meanwhile only our own mark is taken back."""
        log, target = self._logs["holds"], change.target
        with locked(self._settings.out):
            rows = log.rows()
            ours = any(row["record"] == target.id and row["hold"] == "yes" for row in rows)
            if change.on and theirs and not ours:
                return Receipt(id=target.id, done=False, detail=f'already held in the ERP ("{theirs}")')
            if not change.on and not ours:
                return Receipt(id=target.id, done=False, detail="not on hold by Solde any more")
            facts = {"hold": "yes" if change.on else "no", "reason": tame(change.reason)}
            row = self._head(change, key) | facts
            log.replace([*(r for r in rows if r["record"] != target.id), row])
        if theirs and not change.on:
            return Receipt(id=target.id, done=False, detail=f'still held in the ERP by others ("{theirs}")')
        return Receipt(id=target.id, undo=MARK if change.on else "")

    def _add(self, name: str, change: Change, key: str, **facts: str) -> Receipt:
        self._logs[name].append(self._head(change, key) | facts)
        return Receipt(id=f"{name}.csv {key}")

    def _head(self, change: Change, key: str) -> dict[str, str]:
        target = change.target
        at = self._now().strftime("%Y-%m-%dT%H:%M:%SZ")
        return {"at": at, "key": key, "company": target.company, "kind": target.kind, "record": target.id}

    def _day(self, day: date | None) -> str:
        return day.strftime(self._settings.date_format) if day else ""
