"""Files that were made to do harm, or that came to harm. None of them is an invoice."""

import io
import os
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
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


@cache
def bomb(megabytes: int) -> bytes:
    """Zeros, packed a thousand times smaller."""
    packer = zlib.compressobj(1)
    return b"".join(packer.compress(bytes(MB)) for _ in range(megabytes)) + packer.flush()


_PAGES = (
    b"2 0 obj<</Type/Pages/Count 1/Kids[6 0 R]>>endobj\n6 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
)


def raw_stream(data: bytes, filters: str = "/FlateDecode") -> bytes:
    """A PDF by hand whose attachment is the packed `data`."""
    return b"%PDF-1.7\n" + b"\n".join(
        (
            b"1 0 obj<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(factur-x.xml) 4 0 R]>>>>>>endobj",
            _PAGES,
            b"4 0 obj<</Type/Filespec/F(factur-x.xml)/EF<</F 5 0 R>>>>endobj",
            b"5 0 obj<</Length %d/Filter%s>>stream" % (len(data), filters.encode()),
            data,
            b"endstream endobj",
            b"trailer<</Root 1 0 R/Size 7>>",
        )
    )


def object_stream_bomb() -> bytes:
    """Its cross-reference leads into an object stream that unpacks to gigabytes."""
    packed = bomb(2000)
    head = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/Names 7 0 R>>endobj\n" + _PAGES
    stream = b"3 0 obj<</Type/ObjStm/N 9/First 60/Length %d/Filter/FlateDecode>>stream\n" % len(packed)
    body = head + stream + packed + b"\nendstream endobj\n"
    places = [head.index(b"%d 0 obj" % number) for number in (1, 2, 6)] + [len(head), len(body)]
    one, two, six, three, four = (b"\1" + place.to_bytes(4, "big") + b"\0\0" for place in places)
    inside = b"\2" + (3).to_bytes(4, "big") + b"\0\0"
    table = bytes(7) + one + two + three + four + bytes(7) + six + inside
    about = b"4 0 obj<</Type/XRef/Size 8/W[1 4 2]/Root 1 0 R/Length %d>>stream\n" % len(table)
    return body + about + table + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % len(body)


def xref_bomb() -> bytes:
    """Its cross-reference itself unpacks to gigabytes."""
    packed = bomb(2000)
    head = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" + _PAGES
    about = b"4 0 obj<</Type/XRef/Size 250000000/W[1 4 2]/Root 1 0 R/Length %d/Filter/FlateDecode>>stream\n"
    table = about % len(packed) + packed + b"\nendstream endobj\n"
    return head + table + b"startxref\n%d\n%%%%EOF" % len(head)


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


def large() -> dict[str, Callable[[], bytes]]:
    """How to make files that are large, or that unpack to something large, by name."""
    schema = "urn:oasis:names:specification:ubl:schema:xsd:"
    line = "<IncludedSupplyChainTradeLineItem><AssociatedDocumentLineDocument><LineID>{}</LineID>"
    line += "</AssociatedDocumentLineDocument></IncludedSupplyChainTradeLineItem>"

    def lines(count: int) -> bytes:
        inside = "".join(line.format(number) for number in range(count))
        return cii(f"<SupplyChainTradeTransaction>{inside}</SupplyChainTradeTransaction>".encode())

    def violations() -> bytes:
        return (
            f'<i:Invoice xmlns:i="{schema}Invoice-2" xmlns="{schema}CommonAggregateComponents-2" '
            f'xmlns:b="{schema}CommonBasicComponents-2"><b:ID>1</b:ID><b:IssueDate>2026-10-05</b:IssueDate>'
            "<AccountingSupplierParty/><AccountingCustomerParty/><LegalMonetaryTotal/>"
            f"{'<InvoiceLine/>' * 500_000}</i:Invoice>"
        ).encode()

    return {
        "blanks.xml": lambda: b" " * 50 * MB,
        "blanks-inside.xml": lambda: cii(b" " * 50 * MB),
        "as-many-blanks-as-may-be.xml": lambda: cii(b" " * 9 * MB),
        "huge-attribute.xml": lambda: cii(attributes=b'a="' + b"x" * 19 * MB + b'"'),
        "as-large-an-attribute-as-may-be.xml": lambda: cii(attributes=b'a="' + b"x" * 9 * MB + b'"'),
        "huge-name.xml": lambda: b"<" + b"a" * 15 * MB + b"/>",
        "millions-of-elements.xml": lambda: cii(b"<a/>" * 5_000_000),
        "as-many-elements-as-may-be.xml": lambda: cii(b"<a/>" * 590_000),
        "as-many-in-ubl.xml": lambda: f"<Invoice {UBL}>".encode() + b"<a/>" * 590_000 + b"</Invoice>",
        "as-many-in-fatturapa.xml": lambda: b"<FatturaElettronica>" + b"<a/>" * 590_000 + b"</FatturaElettronica>",
        "200000-lines.xml": lambda: lines(200_000),
        "95000-lines.xml": lambda: lines(95_000),
        "500000-violations.xml": violations,
        "attachment-bomb.pdf": lambda: raw_stream(bomb(2000)),
        "object-stream-bomb.pdf": object_stream_bomb,
        "xref-bomb.pdf": xref_bomb,
        "pieces.p7m": lambda: sign(ber(0x24, b"\x04\x01x" * 5_000_000, endless=True), endless=True),
        "openings.p7m": lambda: b"\x30\x80" * 5_000_000,
        "letters.p7m": lambda: b"MII" + b"A" * 19 * MB,
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
