"""XRechnung as a Cross Industry Invoice."""

from einvoice import cii, xrechnung
from einvoice.cii.names import CODE, SOURCE
from einvoice.mandatory import complete
from einvoice.model import Invoice
from einvoice.reading import Reading

NAME = "xrechnung-cii"
MIME = cii.MIME
EXTENSION = cii.EXTENSION
filename = cii.filename


def write(invoice: Invoice) -> bytes:
    """The XML of `invoice` under XRechnung's identifiers. Raises `Unacceptable` as `cii.write` does."""
    return cii.write(xrechnung.stated(invoice))


def examine(data: bytes) -> Reading:
    """As `cii.examine`."""
    return xrechnung.understood(cii.examine(data))


def read(data: bytes) -> Invoice:
    """As `cii.read`, with its faults."""
    return complete(examine(data), CODE, SOURCE)
