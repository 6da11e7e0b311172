"""SAP's answers that say no, as the exceptions that the engine knows.

Messages say service, entity, key and SAP's own words.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from connectors.errors import Misconfigured, Refused, Retry
from connectors.http import Reply
from einvoice.faults import Fault

_ROOM = 500  # characters of SAP's words


class Stale(Exception):
    """412 or 428: the row is another than the one that was read."""


def raise_for(reply: Reply, where: str, *, write: bool) -> None:
    """Returns where all is well. `where` is "SERVICE Entity('1')"; a 404 is for who asked."""
    if reply.status < 300 or reply.status == 404:
        return
    code, words = said(reply)
    told = f"{where}: {words}"
    if reply.status in (412, 428):
        raise Stale(told)
    if reply.status == 403:
        raise Misconfigured(f"{told} (HTTP 403): give the communication user the rights of docs/sap.md")
    if reply.status == 413:
        raise Refused([fault("too-large", f"{where}: the server takes no request of that size (HTTP 413)")])
    if reply.status in (408, 423) or reply.status >= 500:
        # A lock of another user comes as 423, or as 400 with a message of class MC or CM; those are faults.
        raise Retry(f"{told} (HTTP {reply.status})", sent=write and reply.status != 423)
    raise Refused([fault(code or f"HTTP {reply.status}", told)])


def gone(where: str, reply: Reply) -> Refused:
    """What a write to something that is not there is told."""
    return Refused([fault("missing", f"{where} does not exist (any more): {said(reply)[1]}")])


def said(reply: Reply) -> tuple[str, str]:
    """SAP's own code and message, with its details where they say more; for a page of a proxy its beginning."""
    try:
        error = _as_map(_as_map(msgspec.json.decode(reply.content)).get("error"))
    except (msgspec.DecodeError, UnicodeDecodeError):
        error = {}
    words = _words(error.get("message"))
    if not words:
        return "", f"HTTP {reply.status} {' '.join(reply.text().split())}".strip()
    inner = _as_map(error.get("innererror")).get("errordetails")
    more = [_words(_as_map(each).get("message")) for each in inner] if isinstance(inner, list) else []
    extra = [each for each in dict.fromkeys(more) if each and each != words]
    return str(error.get("code") or ""), "; ".join([words, *extra])[:_ROOM]


def _words(message: Any) -> str:
    """V2 says {"lang": ..., "value": ...}; details and some gateways a plain text."""
    value = message.get("value") if isinstance(message, Mapping) else message
    return " ".join(value.split()) if isinstance(value, str) else ""


def _as_map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def fault(code: str, message: str) -> Fault:
    return Fault(code=code, path="", message=message, source="SAP")
