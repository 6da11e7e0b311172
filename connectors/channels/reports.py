"""What became of an e-mail, as somebody on its way tells: a mail server (dsn.py) or the service that sent it."""

import re
from datetime import datetime
from typing import Literal, get_args

import msgspec

# django-anymail's normalised event types, those that say something about a message that was sent.
Kind = Literal[
    "queued",
    "sent",
    "deferred",
    "delivered",
    "bounced",
    "rejected",
    "failed",
    "autoresponded",
    "opened",
    "clicked",
    "complained",
    "unsubscribed",
]
KINDS: frozenset[str] = frozenset(get_args(Kind))

_CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.-])([245])\d\d(?=[ -])")

# RFC 3463 and IANA's registry of enhanced status codes, in a collector's words; the class (4 or 5) left out.
_MEANINGS = {
    "1.0": "the address is not right",
    "1.1": "mailbox unknown",
    "1.2": "domain unknown",
    "1.3": "the address is no address",
    "1.6": "mailbox moved, no new address known",
    "1.10": "the domain takes no e-mail",
    "2.0": "the mailbox takes nothing",
    "2.1": "mailbox closed",
    "2.2": "mailbox full",
    "2.3": "too large for the mailbox",
    "3.4": "too large for the mail server",
    "4.1": "the mail server does not answer",
    "4.4": "the mail server cannot be found",
    "4.6": "mail goes round in circles there",
    "4.7": "given up after trying for days",
    "6.0": "the content was not taken",
    "7.0": "refused by their rules",
    "7.1": "refused by their rules",
}

# What a server says when there is no such mailbox; anything else (5.7: rules, blocklists; 5.3: its own trouble;
# 5.2.2: full) may be over tomorrow. Exchange Online says 5.4.1 of mailboxes that it does not know.
_NO_SUCH_ADDRESS = re.compile(r"5\.(0\.0|1\.\d+|2\.[01]|4\.[14])")


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was told about one message to one address."""

    source: str  # who tells: "imap", or the sending service
    id: str  # unique within the source: what is told twice counts once
    kind: Kind
    at: datetime  # when it happened, aware
    mail: str  # what the Message-ID has before its @ (envelope.id_left); empty where the report does not say
    recipient: str = ""  # the address it is about, empty where the report does not say
    soft: bool = False  # a bounce that may not happen again: a full mailbox, a server that is down
    code: str = ""  # enhanced status code of RFC 3463, such as 5.1.1
    detail: str = ""  # what the other side said


def code_in(text: str) -> str:
    """The enhanced status code in a server's words, else the class of its reply code as `5.0.0`; empty if neither."""
    if found := _CODE.search(text):
        return found.group(0)
    if found := _REPLY.search(text):
        return f"{found.group(1)}.0.0"
    return ""


def no_such_address(code: str) -> bool:
    """Whether a permanent failure with this code (empty: none was given) is the address's own."""
    return not code or _NO_SUCH_ADDRESS.fullmatch(code) is not None


def meaning(code: str) -> str:
    """A status code in plain words, empty where it says no more than that it failed."""
    return _MEANINGS.get(code.partition(".")[2], "")
