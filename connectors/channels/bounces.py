"""The mailbox into which undeliverable e-mail comes back, read over IMAP (RFC 3501).

It belongs to the address in From ([mail] sender). Mails are never removed; those that told something are marked as
read once what they told is in the database. How far it was read is the cursor, `UIDVALIDITY:UID`: a mailbox that was
made anew is read again for the last days, and what is known already is known by the reports' own identity.
"""

import contextlib
import imaplib
import re
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec

from connectors.channels import dsn
from connectors.channels.reports import Report
from connectors.errors import Misconfigured, Retry
from connectors.records import Finding
from connectors.secret import Secret

MOST = 2000  # mails of one visit; the rest waits for the next
BATCH = 50
LOOK_BACK = timedelta(days=14)  # of a mailbox that is read for the first time
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CURSOR = re.compile(r"(\d+):(\d+)")


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the mailbox is. `timeout` is in seconds."""

    host: str
    port: int = 993
    user: str = ""
    password: Secret | None = None
    folder: str = "INBOX"
    tls: Literal["tls", "starttls", "none"] = "tls"
    timeout: int = 30


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """Some mails: what they told, the cursor to commit with it, and the UIDs of those that told something."""

    reports: tuple[Report, ...]
    cursor: str
    told: tuple[int, ...]


class _Bounded:
    """However large a mail a server sends, no more than was asked for is taken."""

    def read(self, size: int) -> bytes:
        if size > dsn.LIMIT + 1024:
            raise imaplib.IMAP4.abort(f"the server sends {size} bytes where {dsn.LIMIT} were asked for")
        content: bytes = super().read(size)  # type: ignore[misc]
        return content


class _Plain(_Bounded, imaplib.IMAP4):
    pass


class _Encrypted(_Bounded, imaplib.IMAP4_SSL):
    pass


class Mailbox:
    """An open mailbox; `opened` makes one."""

    def __init__(self, imap: imaplib.IMAP4, settings: Settings) -> None:
        self._imap = imap
        self._settings = settings

    def fetch(self, cursor: str | None, now: datetime) -> Iterator[Batch]:
        """What came since `cursor` (None: in the last days), oldest first. Raises `Retry` where it breaks off."""
        known = _CURSOR.fullmatch(cursor or "")
        with _passing(self._settings):
            validity = self._validity()
            after = int(known.group(2)) if known and int(known.group(1)) == validity else None
            waiting = self._waiting(after, now)[:MOST]
        for start in range(0, len(waiting), BATCH):
            uids = waiting[start : start + BATCH]
            found: list[Report] = []
            told = []
            for uid in uids:
                with _passing(self._settings):
                    content = self._content(uid)
                reports = dsn.reports(content, now)
                found += reports
                told += [uid] if reports else []
            yield Batch(reports=tuple(found), cursor=f"{validity}:{uids[-1]}", told=tuple(told))

    def acknowledge(self, batch: Batch) -> None:
        """After the commit: marks as read what told something. Not being able to is no trouble."""
        if batch.told:
            with contextlib.suppress(imaplib.IMAP4.error, OSError):
                self._imap.uid("STORE", ",".join(map(str, batch.told)), "+FLAGS.SILENT", r"(\Seen)")

    def _validity(self) -> int:
        name = self._settings.folder.replace("\\", "\\\\").replace('"', '\\"')
        status, data = self._imap.select(f'"{name}"')
        if status != "OK":
            raise Misconfigured(f"bounces.folder: {self._settings.folder!r} cannot be opened: {_said(data)}")
        _, found = self._imap.response("UIDVALIDITY")
        text = _said(found)
        if not text.isdigit():
            raise Retry(f"{_place(self._settings)} does not say its UIDVALIDITY", sent=False)
        return int(text)

    def _waiting(self, after: int | None, now: datetime) -> list[int]:
        since = (now - LOOK_BACK).astimezone(UTC)
        wanted = (
            ("UID", f"{after + 1}:*")
            if after is not None
            else ("SINCE", f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}")
        )
        status, data = self._imap.uid("SEARCH", *wanted)
        numbers = _said(data).split()
        if status != "OK" or not all(number.isdigit() for number in numbers):
            raise Retry(f"{_place(self._settings)} does not understand a search: {_said(data)[:200]}", sent=False)
        # `n:*` names the newest mail also where n is beyond it (RFC 3501 section 6.4.8).
        return sorted(uid for uid in map(int, numbers) if after is None or uid > after)

    def _content(self, uid: int) -> bytes:
        """The beginning of a mail; nothing of one that was removed meanwhile."""
        _, data = self._imap.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{dsn.LIMIT}>)")
        return next((bytes(part[1]) for part in data or () if isinstance(part, tuple) and len(part) > 1), b"")


@contextlib.contextmanager
def opened(settings: Settings) -> Iterator[Mailbox]:
    """The mailbox, encrypted and logged in as configured; certificates are always verified.

    Raises `Misconfigured` where waiting would not help, else `Retry`.
    """
    imap = _connect(settings)
    try:
        _login(imap, settings)
        yield Mailbox(imap, settings)
    finally:
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            imap.logout()


def check(settings: Settings) -> list[Finding]:
    """Whether the mailbox is there, trusted, and opens; changes nothing."""
    subject = "bounces"
    try:
        with opened(settings) as mailbox, _passing(settings):
            mailbox._validity()
    except (Misconfigured, Retry) as error:
        return [Finding(level="error", subject=subject, message=str(error))]
    found = [Finding(level="ok", subject=subject, message=f"reads {settings.folder} on {_place(settings)}")]
    if settings.tls == "none":
        text = "not encrypted: set bounces.tls to tls or starttls"
        found.append(Finding(level="warning", subject=subject, message=text))
    return found


def _connect(settings: Settings) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    where = _place(settings)
    try:
        if settings.tls == "tls":
            return _Encrypted(settings.host, settings.port, ssl_context=context, timeout=settings.timeout)
        imap = _Plain(settings.host, settings.port, timeout=settings.timeout)
        if settings.tls == "starttls":
            imap.starttls(context)
        return imap
    except ssl.SSLCertVerificationError as error:
        raise Misconfigured(
            f"bounces.host: the certificate of {where} is not to be trusted: {error.verify_message}"
        ) from error
    except ssl.SSLEOFError as error:
        raise Retry(f"{where} broke off while the encryption began", sent=False) from error
    except ssl.SSLError as error:
        raise Misconfigured(f"bounces.tls: no encryption with {where} ({error.reason})") from error
    except (imaplib.IMAP4.abort, OSError) as error:
        raise Retry(f"no connection to {where}: {error}", sent=False) from error
    except imaplib.IMAP4.error as error:
        raise Misconfigured(f"bounces.tls: {where} cannot do what is set: {error}") from error


def _login(imap: imaplib.IMAP4, settings: Settings) -> None:
    password = settings.password.reveal() if settings.password else ""
    try:
        if f"{settings.user}{password}".isascii():
            imap.login(settings.user, password)
        else:
            imap.authenticate("PLAIN", lambda _: f"\0{settings.user}\0{password}".encode())
    except (imaplib.IMAP4.abort, OSError) as error:
        raise Retry(f"{_place(settings)} broke off at the login", sent=False) from error
    except imaplib.IMAP4.error:
        # What the server says may repeat what it was given, so nothing of it goes on.
        raise Misconfigured(f"bounces.user, bounces.password: {_place(settings)} refuses them") from None


@contextlib.contextmanager
def _passing(settings: Settings) -> Iterator[None]:
    """Whatever breaks while the mailbox is read is tried again later."""
    try:
        yield
    except (imaplib.IMAP4.error, OSError, UnicodeError) as error:
        raise Retry(f"{_place(settings)} broke off: {str(error)[:200]}", sent=False) from error


def _said(data: object) -> str:
    """The first line of an answer."""
    first = data[0] if isinstance(data, list) and data else b""
    return first.decode("ascii", "replace").strip() if isinstance(first, bytes) else ""


def _place(settings: Settings) -> str:
    return f"{settings.host}:{settings.port}"
