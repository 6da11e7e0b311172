"""Pages as ERPs hand them over: one that is fit for PDF/A-3, and many that are spoilt, each in one way."""

import io
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from einvoice.model import Invoice
from einvoice.page import page, title
from einvoice.typeset import compile_pdf

Spoil = Callable[[pikepdf.Pdf], None]


def erp_page(invoice: Invoice, language: str = "fr") -> bytes:
    """A page with embedded fonts, as most ERPs print it: neither output intent nor metadata, no PDF/A."""
    inputs = {"accent": "#333333"}
    pdf = compile_pdf(
        "invoice.typ",
        page(invoice, language),
        title=title(invoice, language),
        lang=language,
        created=invoice.issue_date,
        inputs=inputs,
        pdfa=False,
    )

    def forget(document: pikepdf.Pdf) -> None:
        del document.Root.Metadata

    return changed(pdf, forget)


def encrypted(pdf: bytes, user: str) -> bytes:
    """`pdf` behind an owner's password, and a user's if that is not empty."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        out = io.BytesIO()
        document.save(out, encryption=pikepdf.Encryption(owner="o", user=user))
    return out.getvalue()


def changed(pdf: bytes, change: Spoil) -> bytes:
    """`pdf` after `change`, saved as it then is."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        change(document)
        out = io.BytesIO()
        document.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def draw(document: pikepdf.Pdf, operators: bytes, **resources: Dictionary) -> None:
    """More on the first page, with more resources: `Font=Dictionary(F9=...)`."""
    first = document.pages[0]
    for kind, named in resources.items():
        held = first.Resources.get(f"/{kind}")
        if held is None:
            first.Resources[f"/{kind}"] = named
        else:
            for key in named.keys():  # noqa: SIM118 - a pikepdf dictionary
                held[key] = named[key]
    first.contents_add(b"q " + operators + b" Q")


def helvetica(document: pikepdf.Pdf) -> None:
    """One of the fourteen fonts that every reader has, and PDF/A wants embedded all the same."""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    draw(document, b"BT /F9 12 Tf 40 40 Td (Total 2613,64) Tj ET", Font=Dictionary(F9=font))


def open_action(kind: str, **more: Any) -> Spoil:
    """Something happens when the file is opened."""

    def spoil(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = Dictionary(Type=Name.Action, S=Name(f"/{kind}"), **more)

    return spoil


def annotation(kind: str, **more: Any) -> Spoil:
    """Something lies on the first page."""

    def spoil(document: pikepdf.Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=Array([50, 50, 90, 90]), F=4, **more)
        held = document.pages[0].obj.get("/Annots", Array())
        document.pages[0].Annots = Array([*held, document.make_indirect(note)])

    return spoil


def picture(**more: Any) -> Spoil:
    """A picture of one grey dot."""

    def spoil(document: pikepdf.Pdf) -> None:
        dot = Stream(document, b"\x80")
        facts = {"Type": Name.XObject, "Subtype": Name.Image, "Width": 1, "Height": 1, "BitsPerComponent": 8}
        for key, value in ({"ColorSpace": Name.DeviceGray} | facts | more).items():
            dot[f"/{key}"] = value
        draw(document, b"20 0 0 20 40 40 cm /Dot Do", XObject=Dictionary(Dot=document.make_indirect(dot)))

    return spoil


def state(**settings: Any) -> Spoil:
    """A graphics state."""
    return lambda document: draw(document, b"/S9 gs 0 0 3 3 re f", ExtGState=Dictionary(S9=Dictionary(**settings)))


def attached(name: str, *, times: int = 1, whole: bool = True) -> Spoil:
    """A file is in it already."""

    def spoil(document: pikepdf.Pdf) -> None:
        content = document.make_stream(b"<x/>", Type=Name.EmbeddedFile)
        spec = Dictionary(Type=Name.Filespec, F=String(name), UF=String(name), EF=Dictionary(F=content, UF=content))
        if whole:
            content.Subtype = Name("/text/xml")
            spec.AFRelationship = Name.Alternative
        held = document.make_indirect(spec)
        document.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([String(name), held])))
        if whole:
            document.Root.AF = Array([held] * times)

    return spoil


def root(**entries: Any) -> Spoil:
    """More in the catalogue."""

    def spoil(document: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            document.Root[f"/{key}"] = value

    return spoil


def fonts(change: Callable[[Any], None]) -> Spoil:
    """Each font's descendant, which has its widths and its program."""

    def spoil(document: pikepdf.Pdf) -> None:
        for value in document.objects:
            if isinstance(value, Dictionary) and value.get("/Subtype") in {"/CIDFontType0", "/CIDFontType2"}:
                change(value)

    return spoil


def named_script(document: pikepdf.Pdf) -> None:
    """A script that runs when the file is opened, without an action of the catalogue."""
    script = document.make_indirect(Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script])))


def external(document: pikepdf.Pdf) -> None:
    """The page's content lies in another file."""
    stream = document.make_stream(b"")
    stream.F = String("elsewhere.bin")
    document.pages[0].obj.Contents = Array([document.pages[0].obj.Contents, stream])


def lzw(document: pikepdf.Pdf) -> None:
    """A content packed as thirty years ago: codes of 9 bits, clear first, end last."""
    content = b"q Q "
    bits = "".join(f"{code:09b}" for code in (256, *content, 257))
    packed = int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")
    stream = document.make_stream(packed, Filter=Name.LZWDecode)
    document.pages[0].obj.Contents = Array([document.pages[0].obj.Contents, stream])


def unnamed_layer(document: pikepdf.Pdf) -> None:
    """Layers without a name for their configuration."""
    layer = document.make_indirect(Dictionary(Type=Name.OCG, Name=String("Draft")))
    document.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(Order=Array([layer])))


def signed(document: pikepdf.Pdf) -> None:
    """A signature, which an attachment would break."""
    value = Dictionary(
        Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), ByteRange=Array([0, 1, 2, 3]), Contents=String("x")
    )
    field = Dictionary(FT=Name.Sig, T=String("Signature"), V=document.make_indirect(value))
    document.Root.AcroForm = Dictionary(Fields=Array([document.make_indirect(field)]), SigFlags=3)


def postscript(document: pikepdf.Pdf) -> None:
    """A program for the printer."""
    program = document.make_stream(b"showpage", Type=Name.XObject, Subtype=Name.PS)
    draw(document, b"/Ps Do", XObject=Dictionary(Ps=program))


def packed_bomb(document: pikepdf.Pdf) -> None:
    """A page that unpacks to far more than anybody reads."""
    stream = document.make_stream(zlib.compress(b" " * 64 * 1024 * 1024, 9), Filter=Name.FlateDecode)
    document.pages[0].obj.Contents = Array([document.pages[0].obj.Contents, stream])


def unflagged_link(document: pikepdf.Pdf) -> None:
    """As browsers and office programs write links."""
    annotation("Link")(document)
    del document.pages[0].Annots[-1]["/F"]


def wrong_widths(font: Any) -> None:
    """The page takes every character to be as wide as nothing."""
    font.W = Array()
    font.DW = 1


def not_embedded(font: Any) -> None:
    """The font program is missing."""
    for key in ("/FontFile2", "/FontFile3"):
        if key in font.FontDescriptor:
            del font.FontDescriptor[key]


# What is wrong, how it is done, the clause of ISO 19005-3 that forbids it.
UNFIT: dict[str, tuple[Spoil, str]] = {
    "Helvetica, not embedded": (helvetica, "6.2.11.4.1"),
    "no font embedded": (fonts(not_embedded), "6.2.11.4.1"),
    "wrong widths": (fonts(wrong_widths), "6.2.11.5"),
    "JavaScript": (open_action("JavaScript", JS=String("app.alert(1)")), "6.5.1"),
    "launches a program": (open_action("Launch", F=String("calc.exe")), "6.5.1"),
    "acts when printed": (root(AA=Dictionary(WP=Dictionary(S=Name.GoTo))), "6.5.2"),
    "a film": (annotation("Movie", Movie=Dictionary(F=String("a.avi"))), "6.3.1"),
    "3D": (annotation("3D"), "6.3.1"),
    "a note without looks": (annotation("Square"), "6.3.3"),
    "XFA": (root(AcroForm=Dictionary(Fields=Array(), XFA=String("<xdp/>"))), "6.4.2"),
    "a form without looks": (root(AcroForm=Dictionary(Fields=Array(), NeedAppearances=True)), "6.4.1"),
    "printing colours": (lambda pdf: draw(pdf, b"0 1 1 0 k 40 40 9 9 re f"), "6.2.4.3"),
    "transfer function": (state(TR=Name.Identity), "6.2.5"),
    "unknown blending": (state(BM=Name.Burnt), "6.2.10"),
    "alternate pictures": (picture(Alternates=Array()), "6.2.8"),
    "a picture of 3 bits": (picture(BitsPerComponent=3), "6.2.8"),
    "PostScript": (postscript, "6.2.9"),
    "an unknown operator": (lambda pdf: draw(pdf, b"1 2 wobble"), "6.2.2"),
    "odd hexadecimal text": (lambda pdf: draw(pdf, b"/T <</A <123> >> DP"), "6.1.6"),
    "saved too often": (lambda pdf: draw(pdf, b"q " * 30 + b"Q " * 30), "6.1.13"),
    "another file's data": (external, "6.1.7.1"),
    "layers without a name": (unnamed_layer, "6.9"),
    "an attachment that belongs to nothing": (attached("terms.xml", whole=False), "6.8"),
    "a page of 300 m": (lambda pdf: pdf.pages[0].obj.update({"/MediaBox": Array([0, 0, 850394, 842])}), "6.1.13"),
    "demands on the reader": (root(Requirements=Array()), "6.11"),
}
# What PDF/A-3 might allow, or veraPDF looks over, and a hybrid cannot be made of all the same.
REFUSED: dict[str, tuple[Spoil, str]] = {
    "an invoice already": (attached("factur-x.xml"), "6.8"),
    "an invoice twice": (attached("ZUGFeRD-invoice.xml", times=2), "6.8"),
    "signed": (signed, "6.4.3"),
    "JPEG 2000": (picture(Filter=Name.JPXDecode), "6.2.8.3"),
    "a resource that is not there": (lambda pdf: draw(pdf, b"/Nowhere gs"), "6.2.2"),
    "JavaScript by name": (named_script, "6.5.1"),
    "a bomb": (packed_bomb, "6.1"),
}
# What is mended where nobody sees it.
MENDABLE: dict[str, tuple[Spoil, str]] = {
    "nothing but the label": (lambda pdf: None, "6.6.4"),
    "LZW": (lzw, "6.1.7.2"),
    "a smoothed picture": (picture(Interpolate=True), "6.2.8"),
    "a link that is not said to be printed": (unflagged_link, "6.3.2"),
    "no output intent, and see-through": (state(ca=0.5, SMask=Name("/None")), "6.2.3"),
}
