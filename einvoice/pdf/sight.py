"""Whether a PDF shows the invoice that its XML is: the number and the amount to be paid must be on its pages."""

import io
import re
import unicodedata
from decimal import Decimal

import pypdf
from pypdf.errors import PyPdfError

from einvoice.faults import Fault, Severity
from einvoice.model import Invoice, minor_unit
from einvoice.pdf.findings import DAMAGE

_SOURCE = "Factur-X 1.0, 6.2.2: the page and the XML are the same invoice"
_PAGES = 50
_ENOUGH = 20  # characters without which a page counts as a picture


def differences(pdf: bytes, invoice: Invoice) -> list[Fault]:
    """A fault where the pages show neither the number (BT-1) or not the amount due (BT-115).

    A warning where the text cannot be read: pages that are pictures, fonts without a map to Unicode.
    """
    text = _text(pdf)
    if not text:
        unread = "the text of the PDF cannot be read: whether it is this invoice was not checked"
        return [_fault("number", unread, "warning")]
    faults = []
    if _compact(invoice.number) not in text:
        faults.append(_fault("number", f"the PDF does not show the invoice's number {invoice.number}", "error"))
    amount = invoice.totals.payable
    if not _amount(amount, invoice.currency).search(text):
        faults.append(_fault("totals.payable", f"the PDF does not show the amount due {amount}", "error"))
    return faults


def _text(pdf: bytes) -> str:
    """The text of the pages without blanks; empty where it makes no sense."""
    try:
        pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
        text = _compact("".join(page.extract_text() for page in pages[:_PAGES]))
    except (PyPdfError, RecursionError, OSError, *DAMAGE):
        return ""
    known = sum(unicodedata.category(char)[0] in "LNPS" and char != "\ufffd" for char in text)
    return text if len(text) >= _ENOUGH and known >= 0.9 * len(text) else ""


def _compact(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _amount(amount: Decimal, currency: str) -> re.Pattern[str]:
    """The amount as any country writes it: thousands and cents set off by point, comma, apostrophe or nothing."""
    shown = f"{abs(amount).quantize(minor_unit(currency)):f}"
    whole, _, cents = shown.partition(".")
    first = len(whole) % 3
    groups = ([whole[:first]] if first else []) + [whole[at : at + 3] for at in range(first, len(whole), 3)]
    tail = f"[.,]{cents}" if cents.strip("0") else f"(?:[.,](?:{cents}|-+|–))?" if cents else ""
    return re.compile(r"(?<!\d)" + "[.,'’]?".join(groups) + tail + r"(?!\d)")


def _fault(path: str, message: str, severity: Severity) -> Fault:
    return Fault(code="SOLDE-PDF-TEXT", path=path, message=message, source=_SOURCE, severity=severity)
