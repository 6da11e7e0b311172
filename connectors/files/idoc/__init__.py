"""INVOIC02: invoices as SAP ECC sends them by EDI, read from the XML of a file port (docs/sap-exports.md)."""

from connectors.files.idoc.reader import Meanings, Parties, read
from connectors.files.idoc.segments import Idoc, idocs

__all__ = ["Idoc", "Meanings", "Parties", "idocs", "read"]
