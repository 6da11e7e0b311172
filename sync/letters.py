"""From a decided notice to the e-mail and the letter that a customer reads."""

import hashlib
import textwrap
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import msgspec

import config.templates
from dunning.decisions import Notice, NoticeItem
from einvoice.typeset import compile_pdf
from sync.wording import Labels, Speech, speech

TEMPLATE = Path(config.templates.__path__[0]) / "letter.typ"
WIDTH = 72  # of an e-mail's lines: no mail client breaks them
_WINDOW = {"fr": "right", "it": "right", "en": "left"}  # where envelopes have theirs


class LetterHead(msgspec.Struct, frozen=True, kw_only=True):
    """Who writes. Empty texts are left out of the letter."""

    name: str
    lines: tuple[str, ...] = ()  # postal address
    email: str = ""
    phone: str = ""
    vat: str = ""
    iban: str = ""
    bic: str = ""
    signature: str = ""  # the person or department below the letter; empty: the company
    reply_to: str = ""  # where answers go; shown instead of `email` where it is set
    language: str = "en"  # when the customer's has no texts

    @property
    def contact(self) -> str:
        """The e-mail address that a customer should answer to."""
        return self.reply_to or self.email


class Addressee(msgspec.Struct, frozen=True, kw_only=True):
    """Who is written to."""

    name: str
    lines: tuple[str, ...] = ()  # postal address below the name, country last
    email: str = ""


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What leaves. `pdf` only for a notice whose channel is `letter`."""

    subject: str
    text: str  # the e-mail's body; lines of at most 72 characters
    pdf: bytes | None
    language: str  # the one that it is written in
    versions: dict[str, str]  # sha256 of the texts and of the template, for the evidence


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    number: str
    issued: str
    due: str
    late: str
    amount: str
    open: str


class _Group(msgspec.Struct, frozen=True, kw_only=True):
    """The items of one currency as they are shown."""

    rows: list[_Row]
    credits: str  # empty: none
    total: str


class _Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """Every text that the customer reads, in reading order; an e-mail and a letter lay it out differently."""

    date: str
    subject: str
    greeting: str
    opening: list[str]
    late: bool  # something is overdue: show by how much
    groups: list[_Group]
    ending: list[str]
    payment: list[tuple[str, str]]
    closing: str


def compose(notice: Notice, *, company: LetterHead, customer: Addressee, language: str, today: date) -> Letter:
    """The letter of `notice` in `language` (an ISO 639-1 code, with or without a country; may be empty).

    Overdue days count up to `today`. To print a notice that was meant as an e-mail, give it the channel
    `letter`. Raises `Unacceptable` if a PDF's font cannot show a name, `Misconfigured` for texts that cannot
    be used.
    """
    voice = speech(language, company.language)
    sheet = _fill(notice, company, customer, voice, today)
    versions = {f"texts/{voice.language}.toml": voice.sha256}
    pdf = None
    if notice.channel == "letter":
        pdf = _print(sheet, company, customer, voice, today)
        versions["templates/letter.typ"] = _template_version()
    text = _mail(sheet, company, voice.wording.labels)
    return Letter(subject=sheet.subject, text=text, pdf=pdf, language=voice.language, versions=versions)


def _fill(notice: Notice, company: LetterHead, customer: Addressee, voice: Speech, today: date) -> _Sheet:
    level = voice.level(notice.text)
    variant = level.one if voice.singular(len(notice.items)) else level.other
    oldest = min(notice.items, key=lambda item: (item.due, item.number))
    filling = {
        "company": company.name,
        "customer": customer.name,
        "number": oldest.number,
        "due": voice.full_day(oldest.due),
        "count": str(len(notice.items)),
        "total": voice.several([voice.amount(total, currency) for currency, _, total in _sums(notice)]),
    }
    return _Sheet(
        date=voice.full_day(today),
        subject=variant.subject.format(**filling),
        greeting=level.greeting.format(**filling),
        opening=[text.format(**filling) for text in variant.opening],
        late=any(item.due < today for item in notice.items),
        groups=[_group(c, i, t, notice.credits.get(c), voice, today) for c, i, t in _sums(notice)],
        ending=[text.format(**filling) for text in variant.ending],
        payment=_payment(notice, company, voice, filling),
        closing=level.closing.format(**filling),
    )


def _sums(notice: Notice) -> list[tuple[str, list[NoticeItem], Decimal]]:
    """Per currency, in alphabetical order: its items, and what is asked for with the credits taken off."""
    found = []
    for currency in sorted({item.currency for item in notice.items}):
        items = [item for item in notice.items if item.currency == currency]
        asked = sum((item.open for item in items), Decimal(0)) - notice.credits.get(currency, Decimal(0))
        found.append((currency, items, asked))
    return found


def _group(
    currency: str, items: list[NoticeItem], total: Decimal, credit: Decimal | None, voice: Speech, today: date
) -> _Group:
    return _Group(
        rows=[
            _Row(
                number=item.number,
                issued=voice.day(item.issued),
                due=voice.day(item.due),
                late=voice.days((today - item.due).days) if item.due < today else "\u2013",
                amount=voice.amount(item.amount, currency),
                open=voice.amount(item.open, currency),
            )
            for item in items
        ],
        credits=voice.amount(-credit, currency) if credit else "",
        total=voice.amount(total, currency),
    )


def _payment(notice: Notice, company: LetterHead, voice: Speech, filling: dict[str, str]) -> list[tuple[str, str]]:
    if not company.iban:
        return []
    labels, quote = voice.wording.labels, voice.wording.quote
    iban = "".join(company.iban.split())
    form = quote.one if voice.singular(len(notice.items)) else quote.other
    rows = [
        (labels.beneficiary, company.name),
        (labels.iban, " ".join(textwrap.wrap(iban, 4))),
        (labels.bic, company.bic),
        (labels.reference, form.format(**filling)),
    ]
    return [(label, value) for label, value in rows if value]


def _mail(sheet: _Sheet, company: LetterHead, labels: Labels) -> str:
    blocks = [_wrap(sheet.greeting), *map(_wrap, sheet.opening), _table(sheet, labels)]
    blocks += map(_wrap, sheet.ending)
    if sheet.payment:
        wide = max(len(label) for label, _ in sheet.payment)
        lines = [f"  {label:<{wide}}  {value}" for label, value in sheet.payment]
        blocks.append("\n".join([labels.payment, *lines]))
    blocks.append(_wrap(sheet.closing))
    phone = f"{labels.phone} {company.phone}" if company.phone else ""
    vat = f"{labels.vat} {company.vat}" if company.vat else ""
    signature = [company.signature, company.name, phone, company.contact, vat]
    blocks.append("\n".join(line for line in signature if line))
    return "\n\n".join(blocks) + "\n"


def _table(sheet: _Sheet, labels: Labels) -> str:
    """Columns that line up where letters are equally wide, and that read well where they are not."""

    def cells(number: str, due: str, late: str, open_: str) -> list[str]:
        return [number, due, late, open_] if sheet.late else [number, due, open_]

    head = cells(labels.invoice, labels.due, labels.late, labels.open)
    groups = [[cells(r.number, r.due, r.late, r.open) for r in group.rows] for group in sheet.groups]
    ends = [[(labels.credits, g.credits), (labels.total, g.total)] for g in sheet.groups]
    widths = [max(map(len, column)) for column in zip(head, *(row for rows in groups for row in rows), strict=True)]
    gaps = 2 * (len(widths) - 1)
    longest = max(len(label) + 2 + len(value) for pair in ends for label, value in pair)
    widths[0] += max(0, longest - sum(widths) - gaps)
    wide = sum(widths) + gaps

    def line(row: list[str]) -> str:
        others = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        return "  ".join([row[0].ljust(widths[0]), *others])

    lines = [line(head)]
    for rows, pairs in zip(groups, ends, strict=True):
        lines += ["-" * wide, *map(line, rows), "-" * wide]
        lines += [label.ljust(wide - len(value)) + value for label, value in pairs if value]
    return "\n".join(lines)


def _wrap(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _print(sheet: _Sheet, company: LetterHead, customer: Addressee, voice: Speech, today: date) -> bytes:
    data = {
        "sheet": msgspec.to_builtins(sheet),
        "labels": msgspec.to_builtins(voice.wording.labels),
        "company": msgspec.to_builtins(company) | {"contact": company.contact},
        "customer": msgspec.to_builtins(customer),
        "window": _WINDOW[voice.language],
    }
    return compile_pdf(TEMPLATE, data, title=sheet.subject, lang=voice.language, created=today)


@lru_cache(maxsize=1)
def _template_version() -> str:
    return hashlib.sha256(TEMPLATE.read_bytes()).hexdigest()
