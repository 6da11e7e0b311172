"""From a message for a person to the bytes of an e-mail, or to faults that say which address to mend."""

import hashlib
import re
from datetime import UTC, datetime
from email.utils import format_datetime, formataddr, getaddresses, parseaddr

import msgspec
from django.core.mail import EmailMessage
from django.core.mail.message import MIMEMixin

from connectors.channels import providers
from connectors.contract import Message
from connectors.errors import Misconfigured, Refused
from einvoice.faults import Fault

# Addresses as mail servers everywhere take them: an ASCII local part (RFC 5321 section 4.1.2, without quoted
# strings) and a domain, international ones included.
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[^\s@<>,;:\"()]+")
_RFC = "RFC 5321 section 4.1.2"


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """An e-mail that is ready to leave."""

    sender: str  # the bare address
    recipients: tuple[str, ...]
    copies: tuple[str, ...] = ()  # whoever gets a copy; that one of them is refused holds nobody up
    message_id: str  # with its angle brackets
    content: bytes  # lines end with CRLF


def id_left(key: str) -> str:
    """What the Message-ID of everything sent under `key` has before its @: nobody guesses it who has not seen it."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def message_id(key: str, sender: str) -> str:
    """The Message-ID that everything sent under `key` carries."""
    domain = _bare(sender).rpartition("@")[2].encode("idna").decode()
    return f"<{id_left(key)}@{domain}>"


def seal(message: Message, key: str, sender: str, now: datetime, provider: str = "") -> Envelope:
    """Build the e-mail of `message`; `provider` is the service that will carry it (providers.py).

    It comes from `sender`, the address that the server is allowed to send for; `message.sender` (a name, an
    address, or both) gives the name that people see and where their answers go. `message.to` may hold several
    addresses, parted by commas or semicolons. A copy goes to `cc` (in the header) and to `bcc` (in none); an address
    there that is none is left out, for the customer's own message matters more. Raises `Refused` for addresses of `to`
    that are none and for line breaks in headers, `Misconfigured` if `sender` is no address.
    """
    faults = _line_breaks(message)
    recipients = _recipients(message.to)
    if not recipients:
        faults.append(_fault("to", "the customer has no e-mail address"))
    faults += [_fault("to", f"{a or message.to!r} is not an e-mail address") for a in recipients if _bad(a)]
    name, answers_to = _reader_sees(message.sender)
    if answers_to and _bad(answers_to):
        faults.append(_fault("sender", f"{answers_to!r} is not an e-mail address"))
    if faults:
        raise Refused(faults)
    own = _bare(sender)
    cc, bcc = _copies(message.cc, recipients), _copies(message.bcc, [*recipients, *message.cc])
    identity = message_id(key, sender)
    email = EmailMessage(
        subject=message.subject,
        body=message.body,
        from_email=formataddr((name, own)) if name else sender,
        to=list(recipients),
        cc=cc,
        reply_to=[answers_to] if answers_to not in {"", own} else None,
        headers={
            "Message-ID": identity,
            "Date": format_datetime(now.astimezone(UTC)),
            # RFC 3834 section 5: keeps holiday notices and other robots from answering
            "Auto-Submitted": "auto-generated",
        },
    )
    email.encoding = "utf-8"
    email.extra_headers |= providers.headers(provider, id_left(key))
    if message.language:
        email.extra_headers["Content-Language"] = message.language
    for file in message.files:
        email.attach(file.name, file.content, file.mime)
    return Envelope(
        sender=own,
        recipients=tuple(_ascii(address) for address in recipients),
        copies=tuple(_ascii(address) for address in (*cc, *bcc)),
        message_id=identity,
        content=_bytes(email),
    )


def _bytes(email: EmailMessage) -> bytes:
    message = email.message()
    if not isinstance(message, MIMEMixin):
        raise TypeError(f"Django built a {type(message).__name__}")
    return message.as_bytes(linesep="\r\n")


def _recipients(text: str) -> list[str]:
    return [address for _, address in getaddresses([text.replace(";", ",")]) if address or text.strip()]


def _copies(addresses: tuple[str, ...], others: list[str]) -> list[str]:
    """The sound ones, each once, without those who get the message anyhow."""
    known = {address.casefold() for address in others}
    bare = [parseaddr(address)[1] for address in addresses if address.splitlines() in ([], [address])]
    return [a for a in dict.fromkeys(bare) if a.casefold() not in known and not _bad(a)]


def _reader_sees(sender: str) -> tuple[str, str]:
    """The name and the address in `sender`; a text without an @ is a name."""
    return parseaddr(sender) if "@" in sender else (sender.strip(), "")


def _bare(sender: str) -> str:
    address = parseaddr(sender)[1]
    if _bad(address):
        raise Misconfigured(f"mail.sender: {sender!r} is not an e-mail address")
    return address


def _bad(address: str) -> bool:
    if not _ADDRESS.fullmatch(address) or len(address) > 254:
        return True
    try:
        return not address.rpartition("@")[2].encode("idna")
    except UnicodeError:
        return True


def _ascii(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


def _line_breaks(message: Message) -> list[Fault]:
    """A line break in a header would let a customer's name write headers of its own."""
    texts = {"to": message.to, "subject": message.subject, "sender": message.sender}
    texts["language"] = message.language
    texts |= {f"files[{n}].name": file.name for n, file in enumerate(message.files)}
    texts |= {f"files[{n}].mime": file.mime for n, file in enumerate(message.files)}
    return [
        Fault(code="MAIL-HEADER", path=path, message=f"{text!r} has a line break", source="RFC 5322 section 2.2")
        for path, text in texts.items()
        if text.splitlines() not in ([], [text]) or "\0" in text
    ]


def _fault(path: str, message: str) -> Fault:
    return Fault(code="MAIL-ADDRESS", path=path, message=message, source=_RFC)
