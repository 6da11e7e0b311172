"""Files that were made to do harm, or that came to harm. Every one is written by `write_all`; none is an invoice."""

import io
import os
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.einvoice.test_signed import ber, sign

CII = 'xmlns="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"'
UBL = 'xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"'
MB = 1024 * 1024


def cii(inside: bytes = b"", attributes: bytes = b"") -> bytes:
    return f"<CrossIndustryInvoice {CII} ".encode() + attributes + b">" + inside + b"</CrossIndustryInvoice>"


def laughs(root: str = "Invoice") -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE a [<!ENTITY l0 "lol">{entities}]><{root} {UBL}>&l11;</{root}>'.encode()


def quadratic() -> bytes:
    return (f'<!DOCTYPE a [<!ENTITY a "{"x" * 100_000}">]><Invoice {UBL}>' + "&a;" * 100_000 + "</Invoice>").encode()


def external(url: str) -> bytes:
    return f'<!DOCTYPE a [<!ENTITY x SYSTEM "{url}">]><Invoice {UBL}><ID>&x;</ID></Invoice>'.encode()


def parameter(url: str) -> bytes:
    return f'<!DOCTYPE a [<!ENTITY % x SYSTEM "{url}"> %x;]><Invoice {UBL}/>'.encode()


def outside(url: str) -> bytes:
    """What makes a careless reader fetch something, without a DOCTYPE."""
    return (
        f'<?xml-stylesheet type="text/xsl" href="{url}"?><Invoice {UBL} xmlns:xi="http://www.w3.org/2001/XInclude" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:a {url}" '
        f'xsi:noNamespaceSchemaLocation="{url}"><xi:include href="{url}" parse="text"/></Invoice>'
    ).encode()


def pdf(attachments: dict[str, bytes], change: Callable[[pikepdf.Pdf], None] = lambda _: None, **save: object) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    for name, data in attachments.items():
        document.attachments[name] = pikepdf.AttachedFileSpec(document, data, filename=name)
    change(document)
    out = io.BytesIO()
    document.save(out, **save)
    return out.getvalue()


def bomb(megabytes: int) -> bytes:
    """Zeros, packed a thousand times smaller."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(MB)) for _ in range(megabytes)) + packer.flush()


def raw_stream(data: bytes, filters: str = "/FlateDecode") -> bytes:
    """A PDF by hand whose attachment is the packed `data`."""
    return b"%PDF-1.7\n" + b"\n".join(
        (
            b"1 0 obj<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(factur-x.xml) 4 0 R]>>>>>>endobj",
            b"2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj",
            b"4 0 obj<</Type/Filespec/F(factur-x.xml)/EF<</F 5 0 R>>>>endobj",
            b"5 0 obj<</Length %d/Filter%s>>stream" % (len(data), filters.encode()),
            data,
            b"endstream endobj",
            b"trailer<</Root 1 0 R/Size 6>>",
        )
    )


def object_streams() -> bytes:
    """A cross-reference stream and an object stream that unpack to gigabytes."""
    packed = bomb(3000)
    return b"%PDF-1.7\n" + b"\n".join(
        (
            b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
            b"2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj",
            b"3 0 obj<</Type/ObjStm/N 1000000/First 9999999/Length %d/Filter/FlateDecode>>stream" % len(packed),
            packed,
            b"endstream endobj",
            b"4 0 obj<</Type/XRef/Size 9000000/W[1 4 2]/Root 1 0 R/Length %d/Filter/FlateDecode>>stream" % len(packed),
            packed,
            b"endstream endobj",
            b"startxref\n%d\n%%%%EOF" % 0,
        )
    )


def xref_bomb() -> bytes:
    """The same, where the reader is led to it at once."""
    packed = bomb(3000)
    head = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n"
    table = b"4 0 obj<</Type/XRef/Size 400000000/W[1 4 2]/Root 1 0 R/Length %d/Filter/FlateDecode>>stream\n" % len(
        packed
    )
    return head + table + packed + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % len(head)


def looping(document: pikepdf.Pdf) -> None:
    """A name tree that contains itself, and pages that are their own parents."""
    tree = document.make_indirect(Dictionary())
    tree.Kids = Array([tree, tree])
    document.Root.Names = Dictionary(EmbeddedFiles=tree)
    document.Root.AF = Array([document.make_indirect(Dictionary(Type=Name.Filespec, F=String("factur-x.xml")))])


def many(document: pikepdf.Pdf) -> None:
    """Fifty thousand attachments of one file."""
    file = document.make_stream(b"x")
    names = Array()
    for number in range(50_000):
        names.append(String(f"file{number:06}.xml"))
        names.append(document.make_indirect(Dictionary(Type=Name.Filespec, F=String("a"), EF=Dictionary(F=file))))
    document.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=names))


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("invoice.xml", b"<Invoice/>")
    return out.getvalue()


def signed_often() -> bytes:
    data = b"<FatturaElettronica/>" * 20
    for _ in range(1000):
        data = sign(ber(0x04, data), endless=True)
    return data


def small(secret: Path, url: str) -> dict[str, bytes]:
    """Small files by name. `secret` is a file that must not be read, `url` an address that nobody must ask."""
    declared = '<?xml version="1.0" encoding="{}"?>'
    invoice = f"<Invoice {UBL}><ID>1</ID></Invoice>"
    return {
        "empty.xml": b"",
        "blank.xml": b" \n\t" * 1000,
        "random.xml": bytes((n * 7919 + n // 256 * 104729) % 256 for n in range(5000)),
        "random.pdf": b"%PDF-1.7\n" + bytes((n * 7919 + n // 256 * 104729) % 256 for n in range(5000)),
        "random.p7m": b"\x30\x82\x13\x88" + bytes((n * 7919 + n // 256 * 104729) % 256 for n in range(5000)),
        "base64-junk.p7m": b"MIIX" + b"abcd" * 5000,
        "not-base64.p7m": b"MII!!!! this is no base64 at all \xff\xfe",
        "truncated.xml": cii(b"<ExchangedDocument><ID>1</ID>")[:-40],
        "truncated.pdf": pdf({"factur-x.xml": cii()})[:700],
        "laughs.xml": laughs(),
        "laughs-cii.xml": laughs("CrossIndustryInvoice"),
        "quadratic.xml": quadratic(),
        "external-file.xml": external(secret.as_uri()),
        "external-plain-path.xml": external(str(secret)),
        "external-net.xml": external(url),
        "parameter-file.xml": parameter(secret.as_uri()),
        "parameter-net.xml": parameter(url),
        "dtd-net.xml": f'<!DOCTYPE Invoice SYSTEM "{url}"><Invoice {UBL}/>'.encode(),
        "outside-net.xml": outside(url),
        "outside-file.xml": outside(secret.as_uri()),
        "attribute-entity.xml": f'<!DOCTYPE a [<!ENTITY x "y">]><Invoice {UBL} a="&x;"/>'.encode(),
        "deep.xml": b"<a>" * 10_000 + b"</a>" * 10_000,
        "deep-cii.xml": cii(b"<a>" * 10_000 + b"</a>" * 10_000),
        "utf16-that-is-utf8.xml": (declared.format("UTF-16") + invoice).encode(),
        "utf16.xml": (declared.format("UTF-16") + invoice).encode("utf-16"),
        "utf16-without-mark.xml": invoice.encode("utf-16-le"),
        "utf7.xml": (declared.format("UTF-7") + invoice.replace("<", "+ADw-")).encode(),
        "utf32.xml": (declared.format("UTF-32") + invoice).encode("utf-32"),
        "ebcdic.xml": (declared.format("cp037") + invoice).encode("cp037"),
        "unknown-encoding.xml": (declared.format("KLINGON") + invoice).encode(),
        "invalid-bytes.xml": invoice.encode().replace(b"1", b"\xff\xc0\x80"),
        "two-marks.xml": b"\xef\xbb\xbf\xef\xbb\xbf" + invoice.encode(),
        "mark.xml": b"\xef\xbb\xbf" + invoice.encode(),
        "nul.xml": invoice.encode().replace(b"1", b"\0"),
        "nuls.xml": bytes(10_000),
        "huge-number.xml": cii(b"<ID>" + b"9" * 100_000 + b"</ID>"),
        "no-attachment.pdf": pdf({}),
        "other-attachment.pdf": pdf({"report.xml": b"<a/>", "notes.txt": b"hello"}),
        "empty-attachment.pdf": pdf({"factur-x.xml": b""}),
        "junk-attachment.pdf": pdf({"factur-x.xml": b"\x00\x01\x02" * 100}),
        "pdf-in-pdf.pdf": pdf({"factur-x.xml": pdf({"factur-x.xml": cii()})}),
        "laughs.pdf": pdf({"factur-x.xml": laughs("CrossIndustryInvoice")}),
        "external.pdf": pdf({"zugferd-invoice.xml": external(secret.as_uri())}),
        "encrypted.pdf": pdf({"factur-x.xml": cii()}, encryption=pikepdf.Encryption(owner="a", user="b")),
        "looping.pdf": pdf({}, looping),
        "many-attachments.pdf": pdf({}, many, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "odd-filter.pdf": raw_stream(b"<a/>", "/LZWDecode"),
        "chained-filters.pdf": raw_stream(zlib.compress(bomb(100)), "[/FlateDecode/FlateDecode]"),
        "signed-often.p7m": signed_often(),
        "signed-laughs.p7m": sign(ber(0x04, laughs())),
        "archive.xml": zipped(),
        "page.xml": b"<!DOCTYPE html><html><body><p>Hello</body></html>",
        "picture.xml": b"\x89PNG\r\n\x1a\n" + bytes(1000),
        "escape.xml": b"<\x1b[31mInvoice/>",
        "script.xml": f"<Invoice {UBL}><ID>{'A' * 60_000}</ID></Invoice>".encode(),
        "many-namespaces.xml": cii(attributes=b" ".join(b'xmlns:n%d="u:%d"' % (n, n) for n in range(20_000))),
        "many-attributes.xml": cii(b"<a " + b" ".join(b'a%d=""' % n for n in range(50_000)) + b"/>"),
    }


def large() -> dict[str, bytes]:
    """Files that are large, or that unpack to something large."""
    line = b"<IncludedSupplyChainTradeLineItem><AssociatedDocumentLineDocument><LineID>%d</LineID>"
    line += b"</AssociatedDocumentLineDocument></IncludedSupplyChainTradeLineItem>"
    body = b"<DettaglioLinee><NumeroLinea>%d</NumeroLinea><PrezzoTotale>x</PrezzoTotale></DettaglioLinee>"
    return {
        "blanks.xml": b" " * 50 * MB,
        "blanks-inside.xml": cii(b" " * 50 * MB),
        "blanks-allowed.xml": cii(b" " * 9 * MB),
        "huge-attribute.xml": cii(attributes=b'a="' + b"x" * 19 * MB + b'"'),
        "large-attribute.xml": cii(attributes=b'a="' + b"x" * 9 * MB + b'"'),
        "huge-name.xml": b"<" + b"a" * 15 * MB + b"/>",
        "millions-of-elements.xml": cii(b"<a/>" * 5_000_000),
        "a-million-elements.xml": cii(b"<a/>" * 990_000),
        "a-million-in-ubl.xml": f"<Invoice {UBL}>".encode() + b"<a/>" * 990_000 + b"</Invoice>",
        "a-million-in-fatturapa.xml": b"<FatturaElettronica versione='FPR12'>"
        + b"<a/>" * 990_000
        + b"</FatturaElettronica>",
        "200000-lines.xml": cii(b"".join(line % n for n in range(200_000))),
        "100000-lines.xml": cii(
            b"<SupplyChainTradeTransaction>"
            + b"".join(line % n for n in range(100_000))
            + b"</SupplyChainTradeTransaction>"
        ),
        "100000-broken-lines.xml": b"<p:FatturaElettronica versione='FPR12' "
        b"xmlns:p='http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2'><FatturaElettronicaBody>"
        b"<DatiBeniServizi>" + b"".join(body % n for n in range(100_000)) + b"</DatiBeniServizi>"
        b"</FatturaElettronicaBody></p:FatturaElettronica>",
        "attachment-bomb.pdf": raw_stream(bomb(4000)),
        "object-stream-bomb.pdf": object_streams(),
        "xref-bomb.pdf": xref_bomb(),
        "pieces.p7m": sign(ber(0x24, b"\x04\x01x" * 5_000_000, endless=True), endless=True),
        "openings.p7m": b"\x30\x80" * 5_000_000,
        "letters.p7m": b"MII" + b"A" * 19 * MB,
    }


def odd(folder: Path) -> None:
    """What is in a folder and is no file: a circle of links, a pipe, a device, a file that nobody may read."""
    below = folder / "below"
    below.mkdir()
    (below / "up.xml").symlink_to(folder, target_is_directory=True)
    (below / "nowhere.xml").symlink_to(folder / "gone.xml")
    (below / "self.xml").symlink_to(below / "self.xml")
    (below / "device.xml").symlink_to("/dev/zero")
    os.mkfifo(below / "pipe.xml")
    closed = below / "closed.xml"
    closed.write_bytes(b"<a/>")
    closed.chmod(0)
