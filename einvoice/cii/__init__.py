"""UN/CEFACT Cross Industry Invoice: EN 16931's syntax binding CEN/TS 16931-3-3, profile EN 16931.

`write` and `read` carry every term of `einvoice.model` that EN 16931 has. Not carried: `consumer`,
`public_body`, `national_code` and `national`, which are not its terms; the exemption reason of a line's VAT
(BT-120 belongs to the breakdown); instalments where there is only one (it says what BT-9 and BT-115 say).
"""

from einvoice.cii.names import GUIDELINE
from einvoice.cii.reader import examine, read
from einvoice.cii.writer import write
from einvoice.model import Invoice

__all__ = ["EXTENSION", "GUIDELINE", "MIME", "NAME", "examine", "filename", "read", "write"]

NAME = "cii"
MIME = "text/xml"
EXTENSION = "xml"


def filename(invoice: Invoice, serial: int) -> str:
    """The invoice's number as a file name; `serial` keeps it apart where the number had to be changed."""
    return f"{stem(invoice, serial)}.{EXTENSION}"


def stem(invoice: Invoice, serial: int) -> str:
    """BT-1 with every character that a file system may refuse replaced by a hyphen."""
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in invoice.number)
    safe = safe.strip(".-")[:80] or "invoice"
    return safe if safe == invoice.number else f"{safe}-{serial}"
