"""What SuiteTalk answers, as far as we need it: whether it worked, the ids, the reasons.

Read here and not with zeep's types: a record has hundreds of fields, and what is new or odd in one of them is none of
our business.
"""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from lxml import etree

_ENVELOPE = "{http://schemas.xmlsoap.org/soap/envelope/}"
_PACIFIC = ZoneInfo("America/Los_Angeles")
_LONGEST = 500
_HOLDERS = ("readResponse", "writeResponse", "getServerTimeResult")


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One answer."""

    ok: bool
    details: tuple[tuple[str, str], ...] = ()  # code and words of each error
    fault: str = ""  # name of the SOAP fault, such as InvalidCredentialsFault; "" where the operation itself answers
    id: str = ""  # internal id of the record
    time: str = ""  # the server's

    def codes(self) -> set[str]:
        """The codes alone."""
        return {code for code, _ in self.details}


def read(content: bytes) -> Answer:
    """Raises ValueError for anything that is no SOAP answer."""
    # A file's content is never asked for, so no text is longer than libxml2 takes without huge_tree.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ValueError("broken XML") from error
    document: Any = root.getroottree().docinfo
    if document.doctype:
        raise ValueError("XML with a DTD")
    body = root.find(f"{_ENVELOPE}Body")
    if root.tag != f"{_ENVELOPE}Envelope" or body is None or len(body) == 0:
        raise ValueError("XML that is no SOAP")
    fault = body.find(f"{_ENVELOPE}Fault")
    return _plain(body[0]) if fault is None else _fault(fault)


def instant(text: str) -> datetime:
    """A datetime of NetSuite's in UTC; one without an offset is in Pacific time, NetSuite's own. Raises ValueError for
    what is none.
    """
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=_PACIFIC)).astimezone(UTC)


def _plain(answer: etree._Element) -> Answer:
    """The answer to one record; a list is asked for one alone."""
    holder = next((found for name in _HOLDERS if (found := _first(answer, name)) is not None), None)
    if holder is None:  # a list whose own status tells why there is nothing in it
        holder = answer[0] if len(answer) else answer
    status = holder.find("{*}status")
    if status is None:
        raise ValueError("SOAP without a status")
    details = tuple(
        (_text(each, "code"), _text(each, "message"))
        for each in status.iterfind("{*}statusDetail")
        if each.get("type", "ERROR") == "ERROR"
    )
    record = holder.find("{*}baseRef")
    record = holder.find("{*}record") if record is None else record
    id_ = "" if record is None else record.get("internalId", "")
    ok = status.get("isSuccess") in ("true", "1")
    return Answer(ok=ok, details=details, id=id_, time=_text(holder, "serverTime"))


def _fault(fault: etree._Element) -> Answer:
    detail = fault.find("detail")
    told = detail[0] if detail is not None and len(detail) else None
    # Its elements are named in lower camel case, its types in upper.
    name = "" if told is None else etree.QName(told).localname
    code = (_text(told, "code") if told is not None else "") or _text(fault, "faultcode").rpartition(":")[2]
    words = (_text(told, "message") if told is not None else "") or _text(fault, "faultstring")
    return Answer(ok=False, details=((code, words),), fault=name[:1].upper() + name[1:] or "Fault")


def _first(element: etree._Element, name: str) -> etree._Element | None:
    return next(element.iterfind(f".//{{*}}{name}"), None)


def _text(element: etree._Element, name: str) -> str:
    """On one line, and no longer than a person reads."""
    return " ".join((element.findtext(f"{{*}}{name}") or "").split())[:_LONGEST]
