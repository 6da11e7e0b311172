"""From a decided notice to the e-mail and the letter that a customer reads."""

import hashlib
from datetime import date
from functools import lru_cache
from pathlib import Path

import msgspec
from typst import TypstError

from connectors.errors import Misconfigured
from dunning.decisions import Notice
from einvoice import paycode
from einvoice.typeset import compile_pdf
from sync.letters.mailtext import mail_text
from sync.letters.parts import Addressee, Extras, LetterHead
from sync.letters.sheet import Sheet, fill
from sync.letters.wording import Speech, speech

# Where the envelopes of a language's country have their window, and where its letters are folded: NF Z 11-001 and the
# Italian and British DL envelopes in three equal parts, DIN 5008 form B at 105 and 210 mm.
_WINDOW = {"fr": "right", "it": "right", "en": "left", "de": "left"}
_FOLDS = {"de": (105, 210)}


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What leaves. `pdf` only for a notice whose channel is `letter`."""

    subject: str
    text: str  # the e-mail's body; lines of at most 72 characters
    pdf: bytes | None
    language: str  # the one that it is written in
    versions: dict[str, str]  # sha256 of the texts and of the template, for the evidence


NOTHING_BESIDE = Extras()


def compose(
    notice: Notice,
    *,
    company: LetterHead,
    customer: Addressee,
    language: str,
    today: date,
    extras: Extras = NOTHING_BESIDE,
) -> Letter:
    """The letter of `notice` in `language` (an ISO 639-1 code, with or without a country; may be empty).

    Overdue days count up to `today`. To print a notice that was meant as an e-mail, give it the channel
    `letter`. Raises `Unacceptable` if a PDF's font cannot show a name, `Misconfigured` for texts that cannot
    be used.
    """
    voice = speech(language, company.language)
    sheet = fill(notice, company, customer, extras, voice, today)
    versions = {f"texts/{voice.language}.toml": voice.sha256}
    pdf = None
    if notice.channel == "letter":
        pdf = _print(sheet, company, customer, extras, voice, today)
        versions[f"templates/{extras.template.name}"] = _template_version(extras.template)
    text = mail_text(sheet, company, voice.wording)
    return Letter(subject=sheet.subject, text=text, pdf=pdf, language=voice.language, versions=versions)


def _print(sheet: Sheet, company: LetterHead, customer: Addressee, extras: Extras, voice: Speech, today: date) -> bytes:
    data = {
        "sheet": msgspec.to_builtins(sheet),
        "labels": msgspec.to_builtins(voice.wording.labels),
        "company": msgspec.to_builtins(company) | {"contact": company.contact},
        "customer": msgspec.to_builtins(customer),
        "window": _WINDOW[voice.language],
        "folds": _FOLDS.get(voice.language, (99, 198)),
        "code": paycode.svg(extras.code),
        "code_width": paycode.millimetres(extras.code),
    }
    try:
        return compile_pdf(extras.template, data, title=sheet.subject, lang=voice.language, created=today)
    except (TypstError, OSError) as error:  # ours is tested: this is a page that somebody wrote
        raise Misconfigured(f"templates/{extras.template.name}: {error}") from error


@lru_cache(maxsize=16)
def _template_version(template: Path) -> str:
    return hashlib.sha256(template.read_bytes()).hexdigest()
