"""XRechnung as a UBL Invoice or CreditNote."""

from einvoice import ubl, xrechnung
from einvoice.mandatory import complete
from einvoice.model import Invoice
from einvoice.reading import Reading
from einvoice.ubl.names import CODE, SOURCE

NAME = "xrechnung-ubl"
MIME = ubl.MIME
EXTENSION = ubl.EXTENSION
filename = ubl.filename


def write(invoice: Invoice) -> bytes:
    """The XML of `invoice` under XRechnung's identifiers. Raises `Unacceptable` as `ubl.write` does."""
    return ubl.write(xrechnung.stated(invoice))


def examine(data: bytes) -> Reading:
    """As `ubl.examine`."""
    return xrechnung.understood(ubl.examine(data))


def read(data: bytes) -> Invoice:
    """As `ubl.read`, with its faults."""
    return complete(examine(data), CODE, SOURCE)
