"""Hybrid invoices: the XML inside the PDF, and the XMP that says so (Factur-X 1.0.07 / ZUGFeRD 2.3, part 6)."""

import io
import re
import zlib

import pikepdf
from lxml import etree
from lxml.etree import SubElement, _Element

from einvoice.faults import Fault, Unacceptable

XML_NAME = "factur-x.xml"
# Names under which the XML has been attached: Factur-X, ZUGFeRD 2.0 and 1.0, XRechnung in a PDF.
_KNOWN = (XML_NAME, "zugferd-invoice.xml", "xrechnung.xml")
_MAX_XML = 100 * 1024 * 1024
_SOURCE = "Factur-X 1.0, 6: PDF/A-3 container"

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_EXTENSION = "{http://www.aiim.org/pdfa/ns/extension/}"
_SCHEMA = "{http://www.aiim.org/pdfa/ns/schema#}"
_PROPERTY = "{http://www.aiim.org/pdfa/ns/property#}"
_FX = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_PROPERTIES = (
    ("DocumentFileName", "The name of the embedded XML document"),
    ("DocumentType", "The type of the hybrid document"),
    ("Version", "The version of the XML schema"),
    ("ConformanceLevel", "The conformance level of the XML document"),
)


def label(pdf: bytes, *, level: str, kind: str = "INVOICE") -> bytes:
    """`pdf`, a PDF/A-3 that holds `factur-x.xml`, with Factur-X's own XMP added.

    `level` is the profile's name in XMP: `EN 16931`, `EXTENDED` ... The description of the schema goes into
    the bag of extension schemas that the file has already: PDF/A allows one bag.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        packet = document.Root.Metadata.read_bytes()
        document.Root.Metadata.write(_with_factur_x(packet, level, kind))
        out = io.BytesIO()
        document.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def extract(pdf: bytes) -> bytes:
    """The invoice's XML inside `pdf`. Raises `Unacceptable` if there is none or the file cannot be opened."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            for name, spec in document.attachments.items():
                if name.lower() in _KNOWN:
                    return _content(spec.obj.EF.F)
    except pikepdf.PasswordError:
        raise _unacceptable("the PDF is encrypted and asks for a password") from None
    except pikepdf.PdfError as error:
        reason = re.sub(r"^stream <[^>]*>: ", "", str(error))
        raise _unacceptable(f"the PDF cannot be opened: {reason}") from None
    raise _unacceptable(f"the PDF holds no invoice: no attachment is called {', '.join(_KNOWN)}")


def _content(stream: pikepdf.Object) -> bytes:
    """The bytes of an attachment, never more than the limit: what is packed may unpack to gigabytes."""
    if "/Filter" not in stream:
        data = bytes(stream.read_raw_bytes())
    elif stream.Filter in ("/FlateDecode", ["/FlateDecode"]) and "/DecodeParms" not in stream:
        data = zlib.decompressobj().decompress(stream.read_raw_bytes(), _MAX_XML + 1)
    else:
        packed = " and ".join(re.findall(r"/(\w+)", repr(stream.Filter))[:5])
        raise _unacceptable(f"the attachment is packed with {packed or 'something'}, which is not read")
    if not data:
        raise _unacceptable("the attachment is empty")
    if len(data) > _MAX_XML:
        raise _unacceptable(f"the attachment is larger than {_MAX_XML} bytes")
    return data


def _unacceptable(message: str) -> Unacceptable:
    return Unacceptable([Fault(code="SOLDE-PDF", path="", message=message, source=_SOURCE)])


def _with_factur_x(packet: bytes, level: str, kind: str) -> bytes:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(packet, parser)
    rdf = root.find(f".//{_RDF}RDF")
    bag = root.find(f".//{_EXTENSION}schemas/{_RDF}Bag")
    if rdf is None or bag is None:
        raise ValueError("the PDF's XMP has no bag of extension schemas: it is no PDF/A that was typeset here")
    _describe(bag)
    about = SubElement(rdf, _RDF + "Description", {_RDF + "about": ""}, nsmap={"fx": _FX})
    for name, value in zip((n for n, _ in _PROPERTIES), (XML_NAME, kind, "1.0", level), strict=True):
        SubElement(about, f"{{{_FX}}}{name}").text = value
    body: bytes = etree.tostring(root, encoding="UTF-8")
    return b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>' + body + b'<?xpacket end="r"?>'


def _describe(bag: _Element) -> None:
    schema = SubElement(bag, _RDF + "li", {_RDF + "parseType": "Resource"})
    SubElement(schema, _SCHEMA + "schema").text = "Factur-X PDFA Extension Schema"
    SubElement(schema, _SCHEMA + "namespaceURI").text = _FX
    SubElement(schema, _SCHEMA + "prefix").text = "fx"
    properties = SubElement(SubElement(schema, _SCHEMA + "property"), _RDF + "Seq")
    for name, description in _PROPERTIES:
        item = SubElement(properties, _RDF + "li", {_RDF + "parseType": "Resource"})
        SubElement(item, _PROPERTY + "name").text = name
        SubElement(item, _PROPERTY + "valueType").text = "Text"
        SubElement(item, _PROPERTY + "category").text = "external"
        SubElement(item, _PROPERTY + "description").text = description
