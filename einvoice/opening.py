"""Open whatever somebody sent: what it is, and its XML out of a PDF or a signed file."""

from collections.abc import Callable, Mapping
from types import ModuleType

import msgspec
from lxml import etree
from lxml.etree import _Element

from einvoice import signed
from einvoice.faults import Unacceptable
from einvoice.formats import format_module
from einvoice.kind import Kind
from einvoice.model import Invoice
from einvoice.parsing import EBCDIC, LIMIT, local, parse
from einvoice.recognise import recognise
from einvoice.words import fault, say

Extract = Callable[[bytes, str], bytes]  # a PDF and a language -> the XML inside


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A document that is an e-invoice of some kind."""

    kind: Kind
    xml: bytes
    root: _Element
    reader: str  # the format that reads `xml`: cii for the XML of a PDF
    language: str = "en"  # of what is said when none does

    @property
    def module(self) -> ModuleType:
        """The format that reads it. Raises `Unacceptable` where none does: not every kind is an invoice."""
        try:
            return format_module(self.reader)
        except LookupError:
            name = self.kind.format or self.kind.profile  # SdI's notices are of no format
            raise Unacceptable([fault("unread_format", self.language, {"format": name})]) from None

    def read(self) -> Invoice:
        """The document as the model. Raises `Unacceptable` with everything that is missing or unreadable."""
        invoice: Invoice = self.module.read(self.xml)
        return invoice

    def alone(self, number: int | None) -> "Opened":
        """One invoice of a lot, counted from 1; the document itself where it is none.

        Raises `Unacceptable` where a lot has several and none is chosen, or where there is none of that number.
        """
        bodies = self.root.findall("FatturaElettronicaBody")
        count = max(len(bodies), 1)
        if number is None and count == 1:
            return self
        if number is None or not 1 <= number <= count:
            raise Unacceptable([fault("lot", self.language, {"count": count})])
        for place, body in enumerate(bodies, 1):
            if place != number:
                self.root.remove(body)
        return msgspec.structs.replace(self, xml=etree.tostring(self.root, encoding="UTF-8", xml_declaration=True))


def opened(data: bytes, extract: Extract, language: str = "en") -> Opened:
    """`extract` takes the XML out of a PDF (`Judges.extract` does it where a hostile file harms nobody).

    Raises `Unacceptable` for what is no e-invoice, with the one fault that says what it is instead.
    """
    try:
        return _opened(data, extract, language)
    except Unacceptable:
        if what := _something_else(data):
            raise _no_invoice(language, what) from None
        raise


def _opened(data: bytes, extract: Extract, language: str) -> Opened:
    content = signed.content(_limited(data, language), language)
    hybrid = b"%PDF-" in content[:1024]
    xml = extract(content, language) if hybrid else content
    root = parse(xml, language=language)
    kind = recognise(root, hybrid=hybrid)
    if kind is None:
        name = local(root)
        raise _no_invoice(language, "what_html" if name.lower() == "html" else "what_xml", {"name": name})
    reader = "cii" if kind.format == "facturx" else kind.format
    return Opened(kind=kind, xml=xml, root=root, reader=reader, language=language)


def _limited(data: bytes, language: str) -> bytes:
    if not data:
        raise Unacceptable([fault("empty", language)])
    if len(data) > LIMIT:
        raise Unacceptable([fault("too_large", language, {"size": len(data), "most": LIMIT})])
    return data


def _no_invoice(language: str, what: str, values: Mapping[str, object] | None = None) -> Unacceptable:
    return Unacceptable([fault("no_invoice", language, {"what": say(what, language, values)})])


def _something_else(data: bytes) -> str:
    """What a file is that is plainly neither XML, nor PDF, nor signed; empty if it may be one of them."""
    if data.startswith(EBCDIC):
        return ""
    start = data[:1024].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith(b"pk\x03\x04"):
        return "what_zip"
    if start.startswith((b"\x89png", b"gif8", b"\xd8\xff", b"ii*\0", b"mm\0*")):
        return "what_image"
    if start.startswith((b"<!doctype html", b"<html")):
        return "what_html"
    readable = start.replace(b"\0", b"")[:1] == b"<" or b"%pdf-" in start or signed.is_signed(data)
    return "what_text" if start and not readable else ""
