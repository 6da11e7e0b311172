"""What SAP's refusals mean, told as ours: with service, entity, key and SAP's own words.

SAP Gateway answers errors as `{"error": {"code", "message": {"value"}, "innererror": {"errordetails": [...]}}}`.
Codes that begin with /IWFND/ come from the hub, which did not even reach the service.
"""

import re
from typing import Any

import msgspec

from connectors.errors import Misconfigured, Refused, Retry
from connectors.http import BUSY, Reply, busy
from einvoice.faults import Fault

_SOURCE = "SAP"
_LONGEST = 500
# Somebody edits the record: MC 601 is the lock server's own message, V1 042 that of sales documents.
_LOCKED = ("MC/601", "V1/042")
_LOCKED_WORDS = re.compile(r"(currently|already) (being )?(locked|processed|edited)|is locked by", re.IGNORECASE)
_RIGHTS = "grant the service in its communication arrangement (on premise: S_SERVICE and the object's authorisations)"
_ACTIVATE = "add its communication scenario to the arrangement (on premise: activate it in /IWFND/MAINT_SERVICE)"
_XML = re.compile(r"<(code|message)\b[^>]*>([^<]*)</\1>")  # for a message only: no parser for what nobody asked for


class Call(msgspec.Struct, frozen=True):
    """What was asked for, as messages name it."""

    service: str
    entity: str  # with its key, where one record is meant: "A_SalesOrder('1')"
    record: bool = False  # whether it concerns one record: others may be answered
    changes: bool = False  # whether it may have changed something

    def __str__(self) -> str:
        return f"{self.service} {self.entity}".rstrip()

    def lost(self, error: Retry) -> Retry:
        """The same, where what only asks may be asked again whatever became of it."""
        return Retry(str(error), error.after, sent=error.sent and self.changes)


def check(call: Call, reply: Reply, user: str) -> None:
    """Returns where all is well, and where one record is not there (404): that is for who asked.

    `user` is how messages call the communication user.
    """
    if reply.status < 300 or (reply.status == 404 and call.record and not _no_service(reply)):
        return
    told = faults(call, reply)
    said = str(told[0].message)
    match reply.status:
        case 403 if not call.record:
            raise Misconfigured(f"{said} (HTTP 403): {user} may not use {call.service}; {_RIGHTS}")
        case 403:
            hint = Fault(code="no-right", path="", message=f"{user} lacks the right; {_RIGHTS}", source=_SOURCE)
            raise Refused([*told, hint])
        case 404:
            raise Misconfigured(f"{said} (HTTP 404): is {call.service} active there? If not, {_ACTIVATE}")
        case status if status in BUSY:
            raise call.lost(busy(said, status, reply.headers))
        case 412 | 423:
            raise Retry(f"{said} (HTTP {reply.status})", sent=False)
        case status if status == 408 or (status >= 500 and status != 501):
            raise Retry(f"{said} (HTTP {status})", sent=call.changes)
    if any(fault.code in _LOCKED for fault in told) or _LOCKED_WORDS.search(said):
        raise Retry(said, sent=False)
    raise Refused(told)


def gone(call: Call, reply: Reply) -> Refused:
    """What a write to something that is not there is told."""
    return Refused(
        [Fault(code="missing", path="", message=told.message, source=_SOURCE) for told in faults(call, reply)]
    )


def _no_service(reply: Reply) -> bool:
    """Whether a 404 says that the service is missing, and not the record in it."""
    code = _main(_error(reply.content))[0] or _xml(reply.content, "code")
    return not code or code.startswith("/IWFND/")


def faults(call: Call, reply: Reply) -> list[Fault]:
    """SAP's error and its details, each once."""
    error = _error(reply.content)
    code, words = _main(error)
    if not words:
        words = _xml(reply.content, "message") or f"no reason given: {_line(reply.text())!r}"
        code = code or _xml(reply.content, "code")
    found = [(code or f"HTTP {reply.status}", words)]
    inner = error.get("innererror")
    details = inner.get("errordetails") if isinstance(inner, dict) else None
    for detail in details if isinstance(details, list) else ():
        pair = _main(detail) if isinstance(detail, dict) else ("", "")
        if pair[1] and pair[1] not in (said for _, said in found) and detail.get("severity") not in ("info", "warning"):
            found.append(pair)
    return [Fault(code=code, path="", message=f"{call}: {words}", source=_SOURCE) for code, words in found]


def _error(content: bytes) -> dict[str, Any]:
    try:
        value = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    error = value.get("error") if isinstance(value, dict) else None
    return error if isinstance(error, dict) else {}


def _main(error: dict[str, Any]) -> tuple[str, str]:
    message = error.get("message")
    value = message.get("value") if isinstance(message, dict) else message
    return str(error.get("code") or ""), _line(str(value or ""))


def _xml(content: bytes, name: str) -> str:
    start = content[:4000].decode(errors="replace")
    return next((_line(text) for tag, text in _XML.findall(start) if tag == name), "")


def _line(words: str) -> str:
    """On one line, and no longer than a person reads."""
    return " ".join(words.split())[:_LONGEST]
