"""XRechnung 3.0: Germany's use of EN 16931 (KoSIT), which has the standard's terms under its own identifiers.

What both syntaxes share: a document says which specification (BT-24) and process (BT-23) it follows; in the model both
are empty where they are the ones that the format writes by itself.
"""

from msgspec.structs import replace

from einvoice.cii.profiles import XRECHNUNG
from einvoice.model import Invoice
from einvoice.reading import Reading

SPECIFICATION = XRECHNUNG.guideline
PROCESS = XRECHNUNG.process
_STANDARD = "urn:cen.eu:en16931:2017"


def stated(invoice: Invoice) -> Invoice:
    """`invoice` with BT-23 and BT-24 spelt out; another version or an extension of XRechnung stays what it is."""
    own = invoice.specification if "xrechnung" in invoice.specification.lower() else SPECIFICATION
    return replace(invoice, specification=own, process=invoice.process or PROCESS)


def understood(reading: Reading) -> Reading:
    """The same backwards, from what the syntax's own reader found; a document of the bare standard says so."""
    invoice = reading.invoice
    said = invoice.specification or ("" if "specification" in reading.absent else _STANDARD)
    return replace(
        reading,
        invoice=replace(
            invoice,
            specification="" if said == SPECIFICATION else said,
            process="" if invoice.process == PROCESS else invoice.process,
        ),
    )
