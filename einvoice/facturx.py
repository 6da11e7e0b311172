"""Factur-X: a PDF/A-3b page for people with the Cross Industry Invoice for machines inside.

Factur-X 1.0 (ZUGFeRD 2), in all its profiles; EXTENDED-CTC-FR is no profile of a PDF: France has it as CII and UBL
alone. The page is ours (`write`) or somebody else's (`wrap`). The XML is
attached under the profile's name; its relationship is Alternative where page and XML are the same invoice, and Data in
MINIMUM and BASIC WL, which say less than the page (6.2.2 of the specification).
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from einvoice import cii, hybrid
from einvoice.cii.profiles import profile_named
from einvoice.faults import Fault, Unacceptable, errors
from einvoice.model import Invoice
from einvoice.page import LANGUAGES, Look, language_for, title
from einvoice.pdf import Container, embed, label
from einvoice.pdf.sight import differences
from einvoice.reading import Reading
from einvoice.render import render

__all__ = [
    "EXTENSION",
    "LANGUAGES",
    "LEVEL",
    "MIME",
    "NAME",
    "Hybrid",
    "Look",
    "examine",
    "filename",
    "lost",
    "page_pdf",
    "read",
    "wrap",
    "write",
]

NAME = "facturx"
MIME = "application/pdf"
EXTENSION = "pdf"
LEVEL = "EN 16931"  # the profile that is written where none is asked for


class Hybrid(msgspec.Struct, frozen=True, kw_only=True):
    """What `wrap` made: the PDF, whether our page took the place of the source's, and what was found in the source.

    `faults` are the reasons for the replacement, or, where the source was kept, warnings: what was mended, and what
    could not be compared.
    """

    content: bytes
    replaced: bool
    faults: tuple[Fault, ...] = ()


def filename(invoice: Invoice, serial: int) -> str:
    """The invoice's number as a file name; `serial` keeps it apart where the number had to be changed."""
    return f"{cii.stem(invoice, serial)}.{EXTENSION}"


def lost(invoice: Invoice, profile: str = LEVEL) -> list[str]:
    """The model paths of what `invoice` has and the XML of `profile` cannot say; the page says it all the same."""
    return cii.lost(invoice, profile)


def write(invoice: Invoice, *, language: str | None = None, profile: str = LEVEL, look: Look | None = None) -> bytes:
    """The hybrid PDF of `invoice` with our page; the same arguments always give the same bytes.

    `language` is `fr`, `it`, `en` or `de`; without it, the language of the buyer's country, else English. The
    document's date in the metadata is the issue date (BT-2).

    Raises `Unacceptable`: what `cii.write` cannot write, `SOLDE-FONT` for each text with a character that the page's
    font cannot show, `SOLDE-LOOK` for a logo or colour. Raises ValueError for another language or profile.
    """
    xml, container = _xml(invoice, profile)
    pdf = render(invoice, _spoken(invoice, language), look=look, xml=xml, container=container)
    return label(pdf, container)


def page_pdf(invoice: Invoice, language: str | None = None, *, look: Look | None = None) -> bytes:
    """The page alone, without the XML: for looking at any invoice. Raises as `write` does."""
    return render(invoice, _spoken(invoice, language), look=look)


def wrap(
    invoice: Invoice,
    source_pdf: bytes,
    *,
    profile: str = LEVEL,
    on_unfit: Literal["refuse", "replace"] = "refuse",
    language: str | None = None,
    look: Look | None = None,
) -> Hybrid:
    """The hybrid with the ERP's own page: `source_pdf` is labelled PDF/A-3 only if it truly is.

    Where it is not and cannot become so without changing what is seen, or where it shows another number or another
    amount than the XML, `on_unfit` decides: `refuse` raises `Unacceptable` with the reasons, `replace` writes our page.
    """
    xml, container = _xml(invoice, profile)
    description = title(invoice, _spoken(invoice, language))
    try:
        content, found = embed(source_pdf, xml, container, on=invoice.issue_date, description=description)
        seen = differences(source_pdf, invoice)
        if errors(seen):
            raise Unacceptable(seen)
    except Unacceptable as refusal:
        if on_unfit != "replace":
            raise
        content = write(invoice, language=language, profile=profile, look=look)
        return Hybrid(content=content, replaced=True, faults=_as_warnings(refusal.faults))
    return Hybrid(content=content, replaced=False, faults=(*found.faults, *seen))


def examine(data: bytes) -> Reading:
    """Whatever invoice the XML inside `data` holds. Raises `Unacceptable` if there is none at all."""
    return cii.examine(hybrid.extract(data))


def read(data: bytes) -> Invoice:
    """The invoice whose XML `data`, a PDF, holds. Raises `Unacceptable` if there is none to be read."""
    return cii.read(hybrid.extract(data))


def _xml(invoice: Invoice, profile: str) -> tuple[bytes, Container]:
    chosen = profile_named(profile)
    container = Container(name=chosen.attachment, relationship=chosen.relationship, level=chosen.level)
    return cii.write(invoice, profile), container


def _spoken(invoice: Invoice, language: str | None) -> str:
    spoken = language or language_for(invoice)
    if spoken not in LANGUAGES:
        raise ValueError(f"no page in {spoken!r}: choose one of {', '.join(LANGUAGES)}")
    return spoken


def _as_warnings(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    return tuple(msgspec.structs.replace(fault, severity="warning") for fault in faults)
