"""Reading hybrid invoices: the XML that a PDF holds (Factur-X 1.0 / ZUGFeRD 2, part 6; ZUGFeRD 1)."""

import io
import re

import pikepdf

from einvoice.faults import Fault, Unacceptable
from einvoice.pdf.streams import TooLarge, unpack

# Names under which the XML has been attached: Factur-X, ZUGFeRD 2.0 and 1.0, XRechnung in a PDF.
_KNOWN = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")
_MAX_XML = 100 * 1024 * 1024
_SOURCE = "Factur-X 1.0, 6: PDF/A-3 container"


def extract(pdf: bytes) -> bytes:
    """The invoice's XML inside `pdf`. Raises `Unacceptable` if there is none or the file cannot be opened."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            for name, spec in document.attachments.items():
                if name.lower() in _KNOWN:
                    if not (data := unpack(spec.obj.EF.F, _MAX_XML)):
                        raise _unacceptable("the attachment is empty")
                    return data
    except TooLarge as error:
        raise _unacceptable(f"the attachment is not read: {error}") from None
    except pikepdf.PasswordError:
        raise _unacceptable("the PDF is encrypted and asks for a password") from None
    except pikepdf.PdfError as error:
        reason = re.sub(r"^stream <[^>]*>: ", "", str(error))
        raise _unacceptable(f"the PDF cannot be opened: {reason}") from None
    raise _unacceptable(f"the PDF holds no invoice: no attachment is called {', '.join(_KNOWN)}")


def _unacceptable(message: str) -> Unacceptable:
    return Unacceptable([Fault(code="SOLDE-PDF", path="", message=message, source=_SOURCE)])
