"""Which documents an invoice owes, and how one of them is made, judged and let go.

`obligations` asks the seller's country. `emit` completes the invoice by that country's file, spreads rounding
cents, runs the native rules, writes the document and has the official judges decide. Nothing here sends anything.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from types import ModuleType
from typing import Any, Literal

import msgspec

from einvoice import formats, rules
from einvoice.countries import country
from einvoice.countries.block import NO_FACTS, Facts
from einvoice.faults import Fault, Unacceptable, errors
from einvoice.formats import format_module
from einvoice.judges import Judges
from einvoice.leaves import with_leaf
from einvoice.model import Invoice, Party
from einvoice.owed import Owed
from einvoice.page.look import Look
from einvoice.rounding import spread

__all__ = ["Emitted", "Look", "Owed", "Paper", "emit", "format_module", "obligations"]


class Emitted(msgspec.Struct, frozen=True, kw_only=True):
    """One document and what was found on it.

    `content` is what leaves and is kept, `xml` the machine-readable part of it (the same bytes unless a PDF holds
    it); both are empty where nothing could be written. It must not leave while `errors(faults)` is not empty.
    `notes` say what was changed on the way (spread cents) and where native rules and judges disagree.
    """

    format: str
    filename: str
    mime: str
    content: bytes
    xml: bytes
    faults: tuple[Fault, ...]
    checked_by: tuple[str, ...]
    notes: tuple[str, ...]


def obligations(
    seller: Party, buyer: Party, type_code: str, on: date, national: Mapping[str, Facts] = NO_FACTS
) -> list[Owed]:
    """The documents owed for an invoice issued on that day; none where no rules for the seller's country exist.

    `national` is the invoice's: the seller may choose there what the law leaves open.
    """
    code = seller.address.country or seller.vat_id[:2]
    rules_of = country(code)
    return list(rules_of.obligations(seller, buyer, type_code, on, national.get(code, NO_FACTS))) if rules_of else []


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """The page of a hybrid: the ERP's own, where `source` is its PDF, or ours, which looks like `look`.

    `on_unfit` says what becomes of a source that cannot be PDF/A-3: `replace` it by our page, or `refuse`.
    """

    source: bytes | None = None
    on_unfit: Literal["replace", "refuse"] = "replace"
    look: Look | None = None


OUR_PAGE = Paper()


def emit(
    invoice: Invoice,
    owed: Owed,
    judges: Judges,
    serial: int,
    language: str = "",
    speak: str = "en",
    paper: Paper = OUR_PAGE,
) -> Emitted:
    """Make and judge one document.

    `serial` numbers the file where the format asks for it; `language` is that of the page people read, `speak` that
    of our own sentences (en, fr, it, de); `paper` is the page where the format has one. Faults are returned, not
    raised, so that all of them are seen at once; `ArtefactMissing` is raised where a judge is not installed.
    """
    module = format_module(owed.format)
    rules_of = country(owed.country)
    if rules_of:
        invoice = rules_of.complete(invoice)
    invoice, notes = spread(invoice)
    european = any(name.startswith("en16931") for name in owed.rules)
    if european:
        native = rules.check(invoice, syntax="ubl" if "ubl" in owed.format else "cii", language=speak)
    else:
        native = rules.arithmetic(invoice, language=speak)
    native = [*native, *(rules_of.check(invoice, speak) if rules_of else []), *formats.remarks(module, invoice)]
    try:
        content, seen = _write(module, invoice, serial, language, paper)
    except Unacceptable as refusal:
        judged = _draft_faults(module, invoice, refusal, owed, judges, speak)
        return _result(owed, module, faults=_merged(native, [*refusal.faults, *judged]), notes=notes)
    native += seen
    xml = _xml_of(module, content)
    verdict = judges.judge(xml, owed.rules, speak)
    if notes_on := _disagreement(native, verdict.faults):
        notes = (*notes, notes_on)
    return _result(
        owed,
        module,
        filename=module.filename(invoice, serial),
        content=content,
        xml=xml,
        faults=_merged(native, verdict.faults),
        checked_by=verdict.checked_by,
        notes=notes,
    )


def _draft_faults(
    module: ModuleType, invoice: Invoice, refusal: Unacceptable, owed: Owed, judges: Judges, speak: str
) -> list[Fault]:
    """What the judges would say if the refused texts were mended: a person then mends everything in one go."""
    draft = invoice
    for fault in refusal.faults:
        try:
            draft = with_leaf(draft, fault.path, "x")
        except (LookupError, AttributeError, TypeError):
            return []  # not a text: nothing can stand for it
    try:
        written = _xml_of(module, formats.write(module, draft, serial=1))
    except Unacceptable:
        return []
    return errors(list(judges.judge(written, owed.rules, speak).faults))


def _result(
    owed: Owed,
    module: ModuleType,
    *,
    faults: tuple[Fault, ...],
    notes: tuple[str, ...],
    filename: str = "",
    content: bytes = b"",
    xml: bytes = b"",
    checked_by: tuple[str, ...] = (),
) -> Emitted:
    return Emitted(
        format=owed.format,
        filename=filename,
        mime=module.MIME,
        content=content,
        xml=xml,
        faults=faults,
        checked_by=checked_by,
        notes=notes,
    )


def _write(
    module: ModuleType, invoice: Invoice, serial: int, language: str, paper: Paper
) -> tuple[bytes, tuple[Fault, ...]]:
    """What the format makes, and what was found in the ERP's page where one is given.

    A language that the page does not speak is the format's own choice.
    """
    spoken = language[:2].lower()
    more: dict[str, Any] = {"look": paper.look}
    if spoken in getattr(module, "LANGUAGES", ()):
        more["language"] = spoken
    if paper.source is not None and hasattr(module, "wrap"):
        made = module.wrap(invoice, paper.source, on_unfit=paper.on_unfit, **more)
        return made.content, made.faults
    return formats.write(module, invoice, serial=serial, **more), ()


def _xml_of(module: ModuleType, content: bytes) -> bytes:
    if module.MIME != "application/pdf":
        return content
    from einvoice import hybrid  # noqa: PLC0415 - the PDF library is large, and most formats need none

    return hybrid.extract(content)


def _merged(native: Sequence[Fault], others: Sequence[Fault]) -> tuple[Fault, ...]:
    """Each finding once. Where native rules and judge report the same rule, ours knows the field better."""
    known = {fault.code for fault in native}
    seen: dict[tuple[str, str], Fault] = {}
    for fault in [*native, *(other for other in others if other.code not in known)]:
        seen.setdefault((fault.code, fault.path), fault)
    return tuple(seen.values())


def _disagreement(native: Sequence[Fault], judged: Sequence[Fault]) -> str:
    ours, theirs = errors(list(native)), errors(list(judged))
    if bool(ours) == bool(theirs):
        return ""
    if theirs:
        return f"disagreement: the native rules found nothing, the judge refuses ({theirs[0].code})"
    return f"disagreement: the native rules refuse ({ours[0].code}), the judge found nothing"
