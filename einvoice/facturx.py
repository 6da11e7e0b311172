"""Factur-X: a PDF/A-3b page for people with the Cross Industry Invoice for machines inside.

Factur-X 1.0 (ZUGFeRD 2) in each of its profiles. The page is always the whole invoice; the profile says how much of
it the XML has. EXTENDED-CTC-FR is no profile of a PDF: France has it as CII and UBL alone.
"""

import msgspec

from einvoice import cii, hybrid
from einvoice.cii.profiles import profile_named
from einvoice.faults import Fault, Unacceptable
from einvoice.model import Invoice
from einvoice.page import LANGUAGES, language_for, page, title
from einvoice.reading import Reading
from einvoice.typeset import compile_pdf, font_faults

NAME = "facturx"
MIME = "application/pdf"
EXTENSION = "pdf"
LEVEL = "EN 16931"  # the profile that is written where none is asked for

# Parts of the model that no one reads on the page.
_UNSEEN = ("attachments", "national", "process")


def filename(invoice: Invoice, serial: int) -> str:
    """The invoice's number as a file name; `serial` keeps it apart where the number had to be changed."""
    return f"{cii.stem(invoice, serial)}.{EXTENSION}"


def lost(invoice: Invoice, profile: str = LEVEL) -> list[str]:
    """The model paths of what `invoice` has and the XML of `profile` cannot say."""
    return cii.lost(invoice, profile)


def write(invoice: Invoice, *, profile: str = LEVEL, language: str | None = None) -> bytes:
    """The hybrid PDF of `invoice`; the same invoice, profile and language always give the same bytes.

    `profile` is one of `cii.profiles.PROFILES`: MINIMUM, BASIC WL, BASIC, EN 16931, EXTENDED, XRECHNUNG.
    `language` is `fr`, `it` or `en`; without it, the language of the buyer's country, else English. The document's
    date in the metadata is the issue date (BT-2).

    Raises `Unacceptable`: what `cii.write` cannot write, and `SOLDE-FONT` for each text with a character that
    the page's font cannot show. Raises ValueError for another language or profile.
    """
    chosen = profile_named(profile)
    spoken = language or language_for(invoice)
    if spoken not in LANGUAGES:
        raise ValueError(f"no page in {spoken!r}: choose one of {', '.join(LANGUAGES)}")
    if faults := _font_faults(invoice):
        raise Unacceptable(faults)
    xml = cii.write(invoice, profile)
    pdf = compile_pdf(
        "invoice.typ",
        page(invoice, spoken),
        title=title(invoice, spoken),
        lang=spoken,
        created=invoice.issue_date,
        files={
            chosen.attachment: xml.decode(),
            "attachment": chosen.attachment,
            "relationship": chosen.relationship.lower(),
        },
    )
    return hybrid.label(pdf, level=chosen.level, name=chosen.attachment)


def examine(data: bytes) -> Reading:
    """Whatever invoice the XML inside `data` holds. Raises `Unacceptable` if there is none at all."""
    return cii.examine(hybrid.extract(data))


def read(data: bytes) -> Invoice:
    """The invoice whose XML `data`, a PDF, holds. Raises `Unacceptable` if there is none to be read."""
    return cii.read(hybrid.extract(data))


def _font_faults(invoice: Invoice) -> list[Fault]:
    seen = msgspec.to_builtins(invoice)
    return font_faults({key: value for key, value in seen.items() if key not in _UNSEEN})
