"""UN/CEFACT Cross Industry Invoice: EN 16931's syntax binding CEN/TS 16931-3-3, and the profiles of Factur-X.

`write` and `read` carry every term of EN 16931; `profiles.UNSAID` lists what the model has beyond it. What a
document can say in two ways is read as one:

- a base quantity (BT-149) of 1 in the unit of the line, and sums of zero (BT-107, BT-108, BT-113, BT-114), are as
  if they were not there; BT-107 and BT-108 are written where there is an allowance or charge to sum;
- identifiers without a scheme come before those with one; account numbers lose their spaces;
- several notes of a line, and the descriptions of several terms, are one text with several lines; person and
  department of a contact are one name; of other things that EN 16931 has once, the first counts;
- a text of the payment means (BT-82) that is said once, remittance, mandate and creditor belong to all of them;
- BT-8 is a code of UNTDID 2005, as the standard has it, also where the document has one of UNTDID 2475;
- a logistics charge (EXTENDED) is a charge; several dated terms with amounts are instalments, and so is the list
  that `write` puts on the last line of BT-20 where a profile has one due date; one instalment is BT-9;
- a price discount (BT-147) without a gross price is written with the gross price that it implies;
- a tax currency (BT-6) that is the invoice's own is not written (BR-53).
"""

from einvoice.cii.names import GUIDELINE
from einvoice.cii.profiles import lost
from einvoice.cii.reader import examine, read
from einvoice.cii.writer import write
from einvoice.model import Invoice

__all__ = ["EXTENSION", "GUIDELINE", "MIME", "NAME", "examine", "filename", "lost", "read", "write"]

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
