"""The metadata of a hybrid (XMP): what PDF/A-3b asks for, and Factur-X's own schema with its description.

Factur-X 1.0 (ZUGFeRD 2), part 6. The packet is written whole: whatever else a source's metadata said, with however
many bags of extension schemas, is gone, and what the document is called and who made it comes from its Info.
"""

from datetime import datetime
from html import escape
from typing import Any

import msgspec
import pikepdf
from lxml import etree

from einvoice.pdf.findings import DAMAGE, get
from einvoice.pdf.streams import unpack

FX = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_PDFAID = "http://www.aiim.org/pdfa/ns/id/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_PROPERTIES = (
    ("DocumentFileName", "The name of the embedded XML document"),
    ("DocumentType", "The type of the hybrid document"),
    ("Version", "The version of the XML schema"),
    ("ConformanceLevel", "The conformance level of the XML document"),
)


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What the metadata say of the document. Instants are ISO 8601, as XMP writes them."""

    title: str = ""
    author: str = ""
    subject: str = ""
    keywords: str = ""
    creator: str = ""
    producer: str = ""
    created: str = ""
    modified: str = ""
    language: str = ""


class Container(msgspec.Struct, frozen=True, kw_only=True):
    """How the XML sits in the PDF: the attachment's name, its AFRelationship, the profile's name in XMP."""

    name: str = "factur-x.xml"
    relationship: str = "Alternative"
    level: str = "EN 16931"


def claim(pdf: pikepdf.Pdf) -> str:
    """The part and conformance level of PDF/A that the metadata declare: `3B`; empty where they declare none."""
    stream = get(pdf.Root, "/Metadata")
    if stream is None:
        return ""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(unpack(stream, 4 * 1024 * 1024), parser)
    except (etree.XMLSyntaxError, *DAMAGE):
        return ""
    found: dict[str, str] = {}
    for about in root.iter(f"{{{_RDF}}}Description"):
        for name in ("part", "conformance"):
            value = about.get(f"{{{_PDFAID}}}{name}") or about.findtext(f"{{{_PDFAID}}}{name}")
            found.setdefault(name, (value or "").strip())
    return (found.get("part", "") + found.get("conformance", "").upper())[:4]


def packet(facts: Facts, container: Container, kind: str = "INVOICE") -> bytes:
    """The whole packet; `kind` is fx:DocumentType."""
    parts = [
        _description("pdfaid", _PDFAID, "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"),
        _description("dc", "http://purl.org/dc/elements/1.1/", _dublin_core(facts)),
        _description("xmp", "http://ns.adobe.com/xap/1.0/", _instants(facts)),
        _description("pdf", "http://ns.adobe.com/pdf/1.3/", _made(facts)),
        _EXTENSION,
        factur_x(container, kind),
    ]
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="' + _RDF + '">' + "".join(parts) + "</rdf:RDF>"
        '</x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def _description(prefix: str, namespace: str, body: str) -> str:
    about = f'<rdf:Description rdf:about="" xmlns:{prefix}="{namespace}">'
    return f"{about}{body}</rdf:Description>" if body else ""


def _element(name: str, value: str) -> str:
    return f"<{name}>{_plain(value)}</{name}>" if value else ""


def _plain(value: str) -> str:
    """A text as XML; what XML cannot hold is left out."""
    kept = "".join(c for c in value if c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    return escape(kept, quote=False)


def _dublin_core(facts: Facts) -> str:
    parts = ["<dc:format>application/pdf</dc:format>"]
    for name, value in (("title", facts.title), ("description", facts.subject)):
        if value:
            item = f'<rdf:li xml:lang="x-default">{_plain(value)}</rdf:li>'
            parts.append(f"<dc:{name}><rdf:Alt>{item}</rdf:Alt></dc:{name}>")
    if facts.author:
        parts.append(f"<dc:creator><rdf:Seq><rdf:li>{_plain(facts.author)}</rdf:li></rdf:Seq></dc:creator>")
    if facts.language:
        parts.append(f"<dc:language><rdf:Bag><rdf:li>{_plain(facts.language)}</rdf:li></rdf:Bag></dc:language>")
    return "".join(parts)


def _instants(facts: Facts) -> str:
    pairs = (("CreatorTool", facts.creator), ("CreateDate", facts.created), ("ModifyDate", facts.modified))
    return "".join(_element(f"xmp:{name}", value) for name, value in pairs)


def _made(facts: Facts) -> str:
    return _element("pdf:Producer", facts.producer) + _element("pdf:Keywords", facts.keywords)


def factur_x(container: Container, kind: str) -> str:
    """What Factur-X says of the document."""
    values = (container.name, kind, "1.0", container.level)
    named = zip((name for name, _ in _PROPERTIES), values, strict=True)
    return _description("fx", FX, "".join(_element(f"fx:{name}", value) for name, value in named))


def _property(name: str, description: str) -> str:
    parts = (("name", name), ("valueType", "Text"), ("category", "external"), ("description", description))
    body = "".join(f"<pdfaProperty:{key}>{value}</pdfaProperty:{key}>" for key, value in parts)
    return f'<rdf:li rdf:parseType="Resource">{body}</rdf:li>'


# Factur-X's schema, described as PDF/A wants it; it stands in the one bag of extension schemas that PDF/A allows.
SCHEMA = (
    '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>'
    f"<pdfaSchema:namespaceURI>{FX}</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx</pdfaSchema:prefix>"
    "<pdfaSchema:property><rdf:Seq>" + "".join(_property(*item) for item in _PROPERTIES) + "</rdf:Seq>"
    "</pdfaSchema:property></rdf:li>"
)
_EXTENSION = (
    '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    f"<pdfaExtension:schemas><rdf:Bag>{SCHEMA}</rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)


def iso(value: Any) -> str:
    """A PDF date (`D:20261102101500+01'00'`) as XMP writes it; empty where it is none."""
    digits = str(value).removeprefix("D:")
    stamp, zone = digits[:14], digits[14:].replace("'", "")
    try:
        when = datetime.strptime(stamp.ljust(14, "0") if len(stamp) > 8 else stamp, _FORMATS[min(len(stamp), 14)])  # noqa: DTZ007 - the zone follows
    except (ValueError, KeyError):
        return ""
    if zone[:1] in {"+", "-"} and zone[1:5].isdigit() and len(zone) >= 5:
        return when.isoformat() + f"{zone[:3]}:{zone[3:5]}"
    return when.isoformat() + ("Z" if not zone or zone[:1] == "Z" else "")


_FORMATS = {4: "%Y", 6: "%Y%m", 8: "%Y%m%d", 10: "%Y%m%d%H%M%S", 12: "%Y%m%d%H%M%S", 14: "%Y%m%d%H%M%S"}
