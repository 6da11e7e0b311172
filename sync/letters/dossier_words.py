"""The words of a dossier in the company's language, from config/texts/dossier.toml."""

import hashlib
from functools import lru_cache
from pathlib import Path

import msgspec

from connectors.errors import Misconfigured
from sync.letters.wording import FALLBACK, FOLDER, misused

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


_FILLED = {
    "as_of": {"day"},
    "per_day": {"day", "amount"},
    "missing": {"what"},
    "level": {"level"},
    "ended": {"day", "how"},
    "page": {"page"},
    "invoice": {"number"},
    "notice": {"day", "channel"},
    "unavailable": {"why"},
}


@lru_cache(maxsize=4)
def load(path: Path = PATH) -> dict[str, Words]:
    """All languages. Raises Misconfigured, which names the place, for words that cannot be used."""
    try:
        found = msgspec.toml.decode(path.read_bytes(), type=dict[str, Words])
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Misconfigured(f"texts/{path.name}: {error}") from error
    problems = [
        f"texts/{path.name}: {language}.{problem}"
        for language, words in found.items()
        for key, text in msgspec.structs.asdict(words).items()
        if isinstance(text, str)
        for problem in misused(key, text, _FILLED.get(key, set()))
    ]
    if FALLBACK not in found:
        problems.append(f"texts/{path.name}: the language {FALLBACK} is missing")
    if problems:
        raise Misconfigured("; ".join(problems))
    return found


def dossier_words(language: str) -> Words:
    """The words of a language, the English ones where it has none."""
    return load().get(language) or load()[FALLBACK]
