"""The documents that a dossier is about, as PDFs, and all of them joined to one."""

import io
import logging
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import msgspec
import pikepdf

from config import templates
from connectors.contract import Message, MessageFile
from connectors.records import Invoice
from einvoice.typeset import compile_pdf, coverage
from sync.engine import Engine
from sync.evidence import Tampered
from sync.letters.attachments import PDF, copy
from sync.letters.dossier_words import Words
from sync.letters.wording import Speech
from sync.models import EDocument, Effect, Notice
from sync.outbox import message_of

log = logging.getLogger("solde")

MAIL = Path(templates.__path__[0]) / "mail.typ"
MOST_BYTES = 20 * 1024 * 1024  # of one document
MOST_PAGES = 200


class Annex(msgspec.Struct, frozen=True, kw_only=True):
    """A document; without `content` the reason why it is not there."""

    title: str
    content: bytes = b""
    why: str = ""
    pages: int = 0


def annexes(
    engine: Engine, invoices: Sequence[Invoice], notices: Sequence[Notice], voice: Speech, text: Words
) -> list[Annex]:
    """The invoices, then the notices as they left: letters with what was enclosed, e-mails as pages."""
    found = []
    emitted: dict[str, list[EDocument]] = {}
    refs = [str(record.ref) for record in invoices]
    for document in EDocument.objects.filter(invoice__in=refs).select_related("evidence").order_by("id"):
        emitted.setdefault(document.invoice, []).append(document)
    for record in invoices:
        number, ref = record.document.number, str(record.ref)
        page = copy(engine, ref, number, emitted.get(ref, []), paper=True)
        title = text.invoice.format(number=number)
        found.append(_sound(title, page.content, text) if page else Annex(title=title, why=text.no_copy))
    for notice in notices:
        found += _notice(engine, notice, voice, text)
    return found


def _notice(engine: Engine, notice: Notice, voice: Speech, text: Words) -> list[Annex]:
    title = text.notice.format(day=voice.full_day(notice.date), channel=text.channel(notice.channel))
    effect = Effect.objects.filter(notice=notice, evidence__isnull=False).select_related("evidence").last()
    if effect is None or effect.evidence is None:
        return []  # a call: nothing left on paper
    try:
        message = message_of(engine.vault.bytes_of(effect.evidence))
    except Tampered as broken:
        log.warning("a dossier lacks what was sent: %s", broken)
        return [Annex(title=title, why=text.unreadable)]
    if notice.channel == "letter":
        pages = [file for file in message.files if file.mime == PDF][:1]  # the enclosed copies are annexed themselves
        return [_sound(title, file.content, text) for file in pages]
    return [_sound(title, _page(message, notice.date, title, voice, text), text)]


def _page(message: Message, day: date, title: str, voice: Speech, text: Words) -> bytes:
    heads = [
        (text.sender, message.sender),
        (text.to, message.to),
        ("Cc", ", ".join(message.cc)),
        (text.subject, message.subject),
        (text.attached, ", ".join(_weight(file) for file in message.files)),
    ]
    # What the font cannot show is shown by its number.
    data = {
        "heads": [(label, _spelt(value)) for label, value in heads if value],
        "lines": [_spelt(line) for line in message.body.splitlines()],
    }
    return compile_pdf(MAIL, data, title=_spelt(title), lang=voice.language, created=day)


def _spelt(text: str) -> str:
    return "".join(char if char in coverage() or char == "\t" else f"[U+{ord(char):04X}]" for char in text)


def _weight(file: MessageFile) -> str:
    return f"{file.name} ({max(1, len(file.content) // 1024)} KB)"


def _sound(title: str, content: bytes, text: Words) -> Annex:
    """The document if it can be joined: a stranger's PDF may be locked, broken or endless."""
    if len(content) <= MOST_BYTES:
        try:
            pages = count(content)
        except (pikepdf.PdfError, pikepdf.PasswordError):
            pages = 0
        if 0 < pages <= MOST_PAGES:
            return Annex(title=title, content=content, pages=pages)
    return Annex(title=title, why=text.unreadable)


def count(content: bytes) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)


def joined(front: bytes, found: Sequence[Annex]) -> bytes:
    """One PDF with a bookmark for each annex. It claims no archive format: a stranger's page may break any.

    The same parts always give the same bytes.
    """
    with ExitStack() as stack:
        whole = stack.enter_context(pikepdf.open(io.BytesIO(front)))
        with whole.open_outline() as outline:
            for annex in found:
                if not annex.content:
                    continue
                part = stack.enter_context(pikepdf.open(io.BytesIO(annex.content)))
                outline.root.append(pikepdf.OutlineItem(annex.title, len(whole.pages)))
                whole.pages.extend(part.pages)
        target = io.BytesIO()
        whole.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()
