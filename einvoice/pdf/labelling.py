"""The label of a page that was typeset here: Factur-X's own metadata are put into the file as it is.

The typesetter writes a plain file, with its metadata in clear and a classic cross-reference table, so that a few bytes
are put in and the offsets behind them moved; a PDF library would take the file apart and write it anew, which costs
as much as a third of the page.
"""

import re

from einvoice.pdf import xmp
from einvoice.pdf.xmp import Container

_BAG_END = b"</rdf:Bag></pdfaExtension:schemas>"
_RDF_END = b"</rdf:RDF>"
_ENTRY = 20  # bytes of a line of the table


def label(pdf: bytes, container: Container, *, kind: str = "INVOICE") -> bytes:
    """`pdf`, a PDF/A-3b with its XML attached, as the typesetter wrote it, with the profile's name in its metadata.

    `kind` is fx:DocumentType. The description of the schema goes into the bag of extension schemas that is there
    already: PDF/A allows one bag. Raises ValueError for a file of another hand.
    """
    table, first = _table(pdf)
    found = re.search(rb"/Metadata (\d+) 0 R", pdf[pdf.rfind(b"/Type/Catalog", 0, table) : table])
    if found is None:
        raise ValueError("the PDF has no metadata: it was not typeset here")
    entry = first + _ENTRY * int(found[1])
    start = int(pdf[entry : entry + 10])
    body = pdf.index(b"stream\n", start) + 7
    length = re.search(rb"/Length (\d+)", pdf[start:body])
    end = body + int(length[1] if length else 0)
    packet = _with_factur_x(pdf[body:end], container, kind)
    head = b"%d 0 obj\n<</Length %d/Type/Metadata/Subtype/XML>>\nstream\n" % (int(found[1]), len(packet))
    grown = len(head) + len(packet) - (end - start)
    rest = pdf[table:]
    count = (rest.index(b"trailer") - (first - table)) // _ENTRY
    lines = [pdf[at : at + _ENTRY] for at in range(first, first + _ENTRY * count, _ENTRY)]
    moved = b"".join(b"%010d" % (int(x[:10]) + grown) + x[10:] if int(x[:10]) > start else x for x in lines)
    tail = rest[first - table + len(moved) :].replace(b"startxref\n%d\n" % table, b"startxref\n%d\n" % (table + grown))
    return b"".join((pdf[:start], head, packet, pdf[end:table], pdf[table:first], moved, tail))


def _table(pdf: bytes) -> tuple[int, int]:
    """Where the cross-reference table begins, and its first line."""
    found = re.search(rb"startxref\n(\d+)\n%%EOF\s*$", pdf[-64:])
    table = int(found[1]) if found else 0
    heading = re.match(rb"xref\n0 \d+\r?\n", pdf[table : table + 32])
    if not found or not heading:
        raise ValueError("the PDF has no cross-reference table: it was not typeset here")
    return table, table + heading.end()


def _with_factur_x(packet: bytes, container: Container, kind: str) -> bytes:
    if packet.count(_BAG_END) != 1 or packet.count(_RDF_END) != 1:
        raise ValueError("the PDF's metadata have no bag of extension schemas: it is no PDF/A that was typeset here")
    about = xmp.factur_x(container, kind).encode()
    described = packet.replace(_BAG_END, xmp.SCHEMA.encode() + _BAG_END)
    return described.replace(_RDF_END, about + _RDF_END)
