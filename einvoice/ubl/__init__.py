"""UBL 2.1 Invoice and CreditNote: EN 16931's syntax binding CEN/TS 16931-3-2.

`write` and `read` carry every term of `einvoice.model` that EN 16931 has. Not carried: `consumer`, `public_body`,
`national_code` and `national`, which are not its terms; the exemption reason of a line's VAT (BT-120 belongs to the
breakdown); instalments where there is only one (it says what BT-9 and BT-115 say), and the means of several; a
discount of zero beside a gross price, which is none; that payment means have no code (they get the code of an
undefined instrument); of the XRechnung extension, sub-lines and third-party payments.
"""

from einvoice.cii import stem
from einvoice.model import Invoice
from einvoice.ubl.names import GUIDELINE
from einvoice.ubl.reader import examine, read
from einvoice.ubl.writer import write

__all__ = ["EXTENSION", "GUIDELINE", "MIME", "NAME", "examine", "filename", "read", "write"]

NAME = "ubl"
MIME = "text/xml"
EXTENSION = "xml"


def filename(invoice: Invoice, serial: int) -> str:
    """The invoice's number as a file name; `serial` keeps it apart where the number had to be changed."""
    return f"{stem(invoice, serial)}.{EXTENSION}"
