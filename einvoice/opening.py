"""Open whatever somebody sent: what it is, and its XML out of a PDF or a signed file."""

from collections.abc import Callable
from types import ModuleType

import msgspec
from lxml.etree import _Element

from einvoice import signed
from einvoice.faults import Unacceptable
from einvoice.formats import format_module
from einvoice.kind import Kind
from einvoice.model import Invoice
from einvoice.parsing import parse
from einvoice.recognise import recognise
from einvoice.words import fault

Extract = Callable[[bytes, str], bytes]  # a PDF and a language -> the XML inside


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A document that is an e-invoice of some kind."""

    kind: Kind
    xml: bytes
    root: _Element
    reader: str  # the format that reads `xml`: cii for the XML of a PDF

    @property
    def module(self) -> ModuleType:
        """The format that reads it. Raises `Unacceptable` where none does: not every kind is an invoice."""
        try:
            return format_module(self.reader)
        except LookupError:
            raise Unacceptable([fault("unread_format", values={"format": self.kind.format})]) from None

    def read(self) -> Invoice:
        """The document as the model. Raises `Unacceptable` with everything that is missing or unreadable."""
        invoice: Invoice = self.module.read(self.xml)
        return invoice


def opened(data: bytes, extract: Extract, language: str = "en") -> Opened:
    """`extract` takes the XML out of a PDF (`Judges.extract` does it where a hostile file harms nobody).

    Raises `Unacceptable` for what is no e-invoice.
    """
    content = signed.content(data, language)
    hybrid = b"%PDF-" in content[:1024]
    xml = extract(content, language) if hybrid else content
    root = parse(xml, language=language)
    kind = recognise(root, hybrid=hybrid)
    if kind is None:
        raise Unacceptable([fault("no_invoice", language, {"what": str(root.tag)})])
    return Opened(kind=kind, xml=xml, root=root, reader="cii" if kind.format == "facturx" else kind.format)
