"""What an e-mail in the bounce mailbox tells: delivery reports, complaints, automatic answers.

Read are delivery status notifications (RFC 3464), abuse reports (RFC 5965), answers that say that they are automatic
(RFC 3834), and what flufl.bounce knows of servers that follow none of these. Nothing here believes more than that
somebody who has seen the message tells of it: a report counts only by the Message-ID that it returns.
"""

import email
import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from typing import NamedTuple

import flufl.bounce

from connectors.channels.reports import Kind, Report, code_in

LIMIT = 256 * 1024  # bytes that are read of a mail; a report stands before the message that it returns
MOST_PARTS = 50
_NESTING = re.compile(rb"multipart/|message/", re.IGNORECASE)
_OURS = re.compile(r"(?<![0-9A-Za-z])([0-9a-f]{32})@")
_ACTIONS: dict[str, Kind] = {
    "failed": "bounced",
    "delayed": "deferred",
    "delivered": "delivered",
    "relayed": "sent",
    "expanded": "sent",
}
_CLASSES: dict[str, Kind] = {"5": "bounced", "4": "deferred", "2": "delivered"}
_COMPLAINTS = frozenset({"abuse", "fraud", "virus", "other"})
_MACHINES = re.compile(r"(?i)mailer-daemon|postmaster|mail delivery|mail system|bounce")
# flufl.bounce looks at texts of all sorts with many small detectors; what one of them stumbles over is no bounce.
_STUMBLES = (ValueError, LookupError, TypeError, AttributeError, AssertionError)


class _Told(NamedTuple):
    kind: Kind
    recipient: str
    code: str = ""
    detail: str = ""


def reports(content: bytes, now: datetime) -> tuple[Report, ...]:
    """What a mail tells about messages of ours; empty where it tells nothing, or cannot be read."""
    if len(_NESTING.findall(content)) > 2 * MOST_PARTS:  # built to break whoever takes it apart
        return ()
    mail = email.message_from_bytes(content[:LIMIT])
    parts = list(mail.walk())[:MOST_PARTS]
    ours = _message_of(mail, parts, content)
    if not ours:
        return ()
    when = min(_date(mail) or now, now)
    identity = hashlib.sha256((_header(mail, "Message-ID") or content.hex()).encode()).hexdigest()[:40]
    found = list(_statuses(parts)) or list(_complaints(parts)) or _automatic(mail) or _others(mail)
    return tuple(
        Report(
            source="imap",
            id=f"{identity}-{n}",
            kind=told.kind,
            at=when,
            mail=ours,
            recipient=told.recipient,
            soft=told.kind == "bounced" and told.code.startswith("4"),
            code=told.code,
            detail=told.detail,
        )
        for n, told in enumerate(found)
    )


def _statuses(parts: list[Message]) -> Iterator[_Told]:
    """RFC 3464 section 2.3: one group of fields for each recipient."""
    for part in parts:
        if part.get_content_type() != "message/delivery-status" or not part.is_multipart():
            continue
        for group in part.get_payload():
            if not isinstance(group, Message) or not (group["Final-Recipient"] or group["Original-Recipient"]):
                continue
            said = _header(group, "Diagnostic-Code").partition(";")[2].strip()
            code = code_in(_header(group, "Status")) or code_in(said)
            # The status of a group is often only a class (5.0.0) where the server's own words say more.
            code = code_in(said) if code.endswith(".0.0") and code_in(said)[:1] == code[:1] else code
            action = _header(group, "Action").lower()
            kind = _ACTIONS.get(action) or _CLASSES.get(code[:1])
            if kind is not None:
                to = _address(group["Original-Recipient"]) or _address(group["Final-Recipient"])
                yield _Told(kind, to, code, said)


def _complaints(parts: list[Message]) -> Iterator[_Told]:
    """RFC 5965: somebody pressed the button that says that our mail is unwanted."""
    for part in parts:
        if part.get_content_type() != "message/feedback-report" or not part.is_multipart():
            continue
        fields = part.get_payload(0)
        if isinstance(fields, Message) and _header(fields, "Feedback-Type").lower() in _COMPLAINTS:
            to = _address(fields["Original-Rcpt-To"])
            yield _Told("complained", to, detail=_header(fields, "Feedback-Type"))


def _automatic(mail: Message) -> list[_Told]:
    """An out-of-office note and its like; a server's bounce may call itself automatic too, and is none of these."""
    if not _says_automatic(mail) or _from_a_server(mail):
        return []
    return [_Told("autoresponded", parseaddr(_header(mail, "From"))[1])]


def _says_automatic(mail: Message) -> bool:
    return _header(mail, "Auto-Submitted").lower().startswith("auto-replied") or bool(mail["X-Autoreply"])


def _from_a_server(mail: Message) -> bool:
    """Whether a machine that carries mail wrote it: nobody's answer is taken for a bounce."""
    empty = _header(mail, "Return-Path") == "<>"
    return bool(empty or mail["X-Failed-Recipients"] or _MACHINES.search(_header(mail, "From")))


def _others(mail: Message) -> list[_Told]:
    """Bounces in no standard form."""
    if not _from_a_server(mail):
        return []
    try:
        passing, lasting = flufl.bounce.all_failures(mail)
    except _STUMBLES:
        return []
    found: list[tuple[bytes, Kind]] = [(address, "bounced") for address in sorted(lasting)]
    found += [(address, "deferred") for address in sorted(passing - lasting)]
    said = next((line.strip() for line in _text(mail).splitlines() if code_in(line)), "")
    return [_Told(kind, address.decode("ascii", "replace"), code_in(said), said) for address, kind in found]


def _message_of(mail: Message, parts: list[Message], content: bytes) -> str:
    """Which of our messages it is about: the returned headers know best, then the fields that name it, then any text
    that has a Message-ID of our shape.
    """
    for part in parts[1:]:
        returned = part
        if part.get_content_type() == "text/rfc822-headers":
            returned = email.message_from_bytes(_bytes(part))
        if found := _OURS.search(_header(returned, "Message-ID") + " " + _header(returned, "Original-Message-ID")):
            return found.group(1)
    named = " ".join(_header(mail, name) for name in ("X-Original-Message-ID", "In-Reply-To", "References"))
    own = _header(mail, "Message-ID")
    for text in (named, _text(mail), content[:LIMIT].decode("ascii", "replace").replace(own or "\0", "")):
        if found := _OURS.search(text):
            return found.group(1)
    return ""


def _text(mail: Message) -> str:
    texts = []
    for part in list(mail.walk())[:MOST_PARTS]:
        if part.get_content_maintype() == "text":
            texts.append(_bytes(part).decode("utf-8", "replace"))
    return "\n".join(texts)


def _bytes(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _header(mail: Message, name: str) -> str:
    """A header as one line of text; empty if it is not there."""
    return " ".join(str(mail[name] or "").split())


def _address(field: object) -> str:
    """`rfc822; name@domain` without its type, or a bare address."""
    text = str(field or "")
    kind, separator, rest = text.partition(";")
    if separator and kind.strip().lower() not in {"rfc822", "utf-8"}:
        return ""
    return parseaddr((rest if separator else text).strip())[1]


def _date(mail: Message) -> datetime | None:
    try:
        found = parsedate_to_datetime(_header(mail, "Date"))
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
