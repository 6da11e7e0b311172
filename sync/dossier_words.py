"""The words of a dossier in the company's language, from config/texts/dossier.toml."""

import hashlib
from functools import lru_cache

import msgspec

from connectors.errors import Misconfigured
from sync.wording import FALLBACK, FOLDER

PATH = FOLDER / "dossier.toml"


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One language's; what stands in braces is filled in."""

    title: str
    as_of: str
    creditor: str
    debtor: str
    consumer: str
    claim: str
    principal: str
    on_account: str
    disputed: str
    interest: str
    compensation: str
    fees: str
    total: str
    per_day: str
    missing: str
    contents: str
    statement: str
    due: str
    amount: str
    settled: str
    open: str
    payment: str
    credit: str
    notices: str
    level: str
    channels: dict[str, str]
    recipient: str
    sent: str
    receipt: str
    evidence: str
    delivery: str
    asked: str
    working: str
    said: str
    ended: str
    annexes: str
    page: str
    invoice: str
    notice: str
    unavailable: str
    no_copy: str
    unreadable: str
    nothing: str
    sender: str = msgspec.field(name="from")
    to: str
    subject: str
    attached: str

    def channel(self, name: str) -> str:
        """`by e-mail`; a channel that nobody has named yet is called as it is."""
        return self.channels.get(name, name)


@lru_cache(maxsize=1)
def version() -> str:
    """The sha256 of the words' file."""
    return hashlib.sha256(PATH.read_bytes()).hexdigest()


@lru_cache(maxsize=1)
def _all() -> dict[str, Words]:
    try:
        return msgspec.toml.decode(PATH.read_bytes(), type=dict[str, Words])
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Misconfigured(f"texts/{PATH.name}: {error}") from error


def dossier_words(language: str) -> Words:
    """The words of a language, the English ones where it has none."""
    return _all().get(language) or _all()[FALLBACK]
