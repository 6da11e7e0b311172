"""What keeps a PDF from being PDF/A-3b: is it one, could it be made one, and if not, why not.

The rules are those of ISO 19005-3:2012 for conformance level B, as far as they survive a rewrite of the file: how
its objects are laid out (header, cross-reference table, trailer) and its metadata are written anew by `embed`, and
so are never at fault. What this module cannot judge (JPEG 2000, character maps other than Identity, some halftones)
is refused too: a label must be true.
"""

import io

import msgspec
import pikepdf

from einvoice.faults import Fault, Unacceptable, errors
from einvoice.pdf import document, xmp
from einvoice.pdf.colours import CMYK, GRAY, ICC_CMYK, RGB
from einvoice.pdf.content import Painting
from einvoice.pdf.findings import DAMAGE, Findings
from einvoice.pdf.fonts import check_font
from einvoice.pdf.intent import output_colours
from einvoice.pdf.structure import scan

SIZE = 100 * 1024 * 1024
PAGES = 2000


class Inspection(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in a PDF.

    `claim` is the PDF/A part and level that the file's metadata declare, `3B` or so, empty if none: a claim, not a
    verdict. `faults` of severity `error` are why it cannot be made PDF/A-3b; a `warning` is healed by `embed`
    without a change that anybody sees (a missing output intent, LZW, metadata). `attachments` are the names of what
    is attached already.
    """

    pages: int = 0
    claim: str = ""
    faults: tuple[Fault, ...] = ()
    attachments: tuple[str, ...] = ()

    @property
    def fit(self) -> bool:
        """Whether the file is PDF/A-3b, or becomes so by a rewrite."""
        return not errors(list(self.faults))


def inspect(pdf: bytes) -> Inspection:
    """Look at every page, font, colour, picture and object of `pdf`. Never raises for a bad file."""
    found = Findings()
    try:
        document_ = open_pdf(pdf)
    except Unacceptable as refusal:
        return Inspection(faults=tuple(refusal.faults))
    with document_:
        try:
            return _inspect(document_, found)
        except DAMAGE as error:
            found.unfit(
                "6.1", f"the file is damaged or too large to be examined: {str(error)[:200] or type(error).__name__}"
            )
            return Inspection(faults=tuple(found))


def open_pdf(pdf: bytes) -> pikepdf.Pdf:
    """The opened file. Raises `Unacceptable` if it is none, is damaged, encrypted or too large."""
    found = Findings()
    if len(pdf) > SIZE:
        found.unfit("6.1", f"the file has {len(pdf)} bytes; at most {SIZE} are read")
    elif b"%PDF-" not in pdf[:1024]:
        found.unfit("6.1.2", "the file is no PDF")
    else:
        try:
            opened = pikepdf.open(io.BytesIO(pdf), attempt_recovery=False)
            if not opened.is_encrypted:
                return opened
            opened.close()
            found.unfit("6.1.3", "the file is encrypted")
        except pikepdf.PasswordError:
            found.unfit("6.1.3", "the file is encrypted and asks for a password")
        except DAMAGE as error:
            found.unfit("6.1", f"the file is damaged: {str(error)[:200]}")
    raise Unacceptable(list(found))


def _inspect(pdf: pikepdf.Pdf, found: Findings) -> Inspection:
    pages = len(pdf.pages)
    if not 0 < pages <= PAGES:
        found.unfit("6.1", f"the file has {pages} pages; 1 to {PAGES} are examined")
        return Inspection(pages=pages, faults=tuple(found))
    scan(pdf, found)
    document.catalogue(pdf, found)
    document.attachments(pdf, found)
    painting = Painting(pdf, found)
    for page in pdf.pages:
        painting.page(page)
    for looks in document.annotations(pdf, found):
        painting.form(looks)
    for use in painting.fonts.values():
        check_font(use, found)
    _colours(painting, output_colours(pdf, found), found)
    claim = xmp.claim(pdf)
    if claim[:1] != "3":
        says = f"says that it is PDF/A-{claim}" if claim else "does not say that it is PDF/A"
        found.mendable("6.6.4", f"the file {says}")
    named = (spec.get("/UF", spec.get("/F", "")) for spec in document.specifications(pdf))
    return Inspection(pages=pages, claim=claim, faults=tuple(found), attachments=tuple(map(str, named)))


def _colours(painting: Painting, covered: str | None, found: Findings) -> None:
    """6.2.4.3: device colours need an output intent of their kind; where there is none, `embed` gives sRGB."""
    covered = covered if covered is not None else "RGB "
    if RGB in painting.devices and covered != "RGB ":
        found.unfit("6.2.4.3", f"RGB is used, and the output intent covers {covered.strip() or 'nothing'}")
    if CMYK in painting.devices and covered != "CMYK":
        found.unfit("6.2.4.3", "the colours of printing (CMYK) are used, and no output intent says what they mean")
    if GRAY in painting.devices and not covered:
        found.unfit("6.2.4.3", "grey is used, and no output intent says what it means")
    if ICC_CMYK in painting.devices and painting.overprint:
        found.unfit("6.2.4.2", "CMYK of a colour profile is overprinted (OPM 1)")
