"""What NetSuite's refusals mean, told as ours: with the door, the record and NetSuite's own words.

REST answers errors as `{"title", "status", "o:errorDetails": [{"detail", "o:errorCode", "o:errorPath"}]}` (help:
"REST API Error Messages"), RESTlets as `{"error": {"code", "message"}}`.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from connectors.errors import Misconfigured, Refused, Retry
from connectors.http import Reply
from einvoice.faults import Fault

_SOURCE = "NetSuite"
_LONGEST = 500
NO_RIGHT = "the integration's role lacks a right"
# Too many requests of all integrations together: nothing was carried out.
OVERRUN = (
    "CONCURRENCY_LIMIT_EXCEEDED",
    "SSS_REQUEST_LIMIT_EXCEEDED",
    "REQUEST_LIMIT_EXCEEDED",
    "WS_REQUEST_BLOCKED",
    "WS_CONCUR_SESSION_DISALLWD",
    "EXCEEDED_CONCURRENT_REQUEST_LIMIT",
)
# Somebody else edits or uses the record at this moment.
_LOCKED = ("RCRD_HAS_BEEN_CHANGED", "RECORD_CHANGED", "CANT_CREATE_LOCK", "COULD_NOT_LOCK")
_PASSING = ("UNEXPECTED_ERROR", "SERVER_ERROR", "SSS_TIME_LIMIT_EXCEEDED", "SSS_USAGE_LIMIT_EXCEEDED")
MISSING = ("NONEXISTENT_ID", "RCRD_DSNT_EXIST", "NONEXISTENT_RECORD", "MISSING_RECORD")
# Refusals for a missing right also come as 400 USER_ERROR, told by their words alone.
_REFUSES = re.compile(r"does not have permission|Permission Violation|need a higher level of the", re.IGNORECASE)
_RIGHTS = ("INSUFFICIENT_PERMISSION", "INSUFFICIENT_PERMISSIONS", "PERMISSION_VIOLATION", "USER_PERMISSION")


class Call(msgspec.Struct, frozen=True):
    """What was asked for, as messages name it."""

    what: str  # "customer 42", "SuiteQL on transaction", "RESTlet files"
    changes: bool = False  # whether it may have changed something
    record: bool = False  # whether it concerns one record: others may be answered
    hint: str = ""  # what right it takes

    def __str__(self) -> str:
        return f"NetSuite, {self.what}"

    def lost(self, error: Retry) -> Retry:
        """The same, where what only asks may be asked again whatever became of it."""
        return Retry(f"{self}: {error}", error.after, sent=error.sent and self.changes)


def overrun(reply: Reply) -> bool:
    """Whether the account's limit of concurrent requests was reached: nothing was carried out."""
    return reply.status == 429 or (reply.status >= 400 and any(code in OVERRUN for code, _, _ in details(reply)))


def missing(reply: Reply) -> bool:
    """Whether the record is not there."""
    return reply.status == 404 or (reply.status == 400 and any(code in MISSING for code, _, _ in details(reply)))


def check(call: Call, reply: Reply) -> None:
    """Returns where all is well."""
    if reply.status < 300:
        return
    told = faults(call, reply)
    said, codes = told[0].message, {fault.code for fault in told}
    if reply.status == 403 or codes & set(_RIGHTS) or _REFUSES.search(said):
        hint = f"{NO_RIGHT}{f': {call.hint}' if call.hint else ''}"
        if call.record:
            raise Refused([*told, Fault(code="no-right", path="", message=hint, source=_SOURCE)])
        raise Misconfigured(f"{said} (HTTP {reply.status}): {hint}")
    if codes & set(_LOCKED):
        raise Retry(said, sent=False)
    if reply.status in (408, 409) or reply.status >= 500 or codes & set(_PASSING):
        raise Retry(f"{said} (HTTP {reply.status})", sent=call.changes)
    if call.record:
        raise Refused(told)
    raise Misconfigured(f"{said} (HTTP {reply.status})")


def faults(call: Call, reply: Reply) -> list[Fault]:
    """NetSuite's error and its details, each once."""
    found: dict[tuple[str, str], None] = {}
    for code, words, path in details(reply):
        found.setdefault((code or f"HTTP {reply.status}", f"{words} ({path})" if path else words))
    if not found:
        found[f"HTTP {reply.status}", f"no reason given: {_line(reply.text())!r}"] = None
    return [Fault(code=code, path="", message=f"{call}: {words}", source=_SOURCE) for code, words in found]


def details(reply: Reply) -> Iterator[tuple[str, str, str]]:
    """Code, words and path of each error."""
    try:
        value: Any = msgspec.json.decode(reply.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return
    if not isinstance(value, dict):
        return
    several = value.get("o:errorDetails")
    for each in several if isinstance(several, list) else ():
        if isinstance(each, dict):
            yield _line(each.get("o:errorCode")), _line(each.get("detail")), _line(each.get("o:errorPath"))
    error = value.get("error")
    if isinstance(error, dict):
        yield _line(error.get("code")), _line(error.get("message")), ""


def _line(words: object) -> str:
    """On one line, and no longer than a person reads."""
    return " ".join(str(words or "").split())[:_LONGEST]
