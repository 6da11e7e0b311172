"""Making a hybrid of somebody's PDF: what nobody sees is mended, the XML attached, the label PDF/A-3b written.

The label is written last and only then looked at: the finished file is inspected again, and if anything is found, it
does not leave. The same arguments give the same bytes.
"""

import hashlib
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, String

from einvoice.faults import Unacceptable
from einvoice.pdf import xmp
from einvoice.pdf.findings import Findings, get, is_dict
from einvoice.pdf.inspection import Inspection, inspect, open_pdf
from einvoice.pdf.intent import add_srgb, output_colours
from einvoice.pdf.xmp import Container, Facts

_PRINT = 4
_INFO = {
    "/Title": "title",
    "/Author": "author",
    "/Subject": "subject",
    "/Keywords": "keywords",
    "/Creator": "creator",
    "/Producer": "producer",
}


def embed(pdf: bytes, xml: bytes, container: Container, *, on: date, description: str = "") -> tuple[bytes, Inspection]:
    """`pdf` as PDF/A-3b with `xml` attached, and what was found in it before.

    `on` is the attachment's date, `description` says to people what it is. Raises `Unacceptable` with every reason why
    the file is no PDF/A-3 and cannot be made one without changing what is seen.
    """
    before = inspect(pdf)
    if not before.fit:
        raise Unacceptable(list(before.faults))
    with open_pdf(pdf) as document:
        _mend(document)
        if output_colours(document, Findings()) is None:
            add_srgb(document)
        _attach(document, xml, container, on, description)
        _label(document, container)
        out = io.BytesIO()
        document.save(
            out,
            deterministic_id=True,
            force_version="1.7",
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        )
    after = inspect(out.getvalue())
    left = [fault for fault in after.faults if "already holds an invoice" not in fault.message]
    if left or after.claim != "3B":
        raise Unacceptable(left or list(before.faults))
    return out.getvalue(), before


def _mend(pdf: pikepdf.Pdf) -> None:
    """Everything that `inspect` calls mendable and a rewrite does not heal by itself."""
    for value in pdf.objects:
        for part in _dictionaries(value, 0):
            if part.get("/Interpolate") is True:
                del part["/Interpolate"]
            if isinstance(part, pikepdf.Stream) and "/Metadata" in part:
                del part["/Metadata"]
            for key in ("/CIDSet", "/CharSet"):
                if key in part and "/FontName" in part:
                    del part[key]
    for page in pdf.pages:
        for key in ("/Metadata",):
            if key in page.obj:
                del page.obj[key]
        annotations = get(page.obj, "/Annots")
        for annotation in annotations if isinstance(annotations, Array) else ():
            flags = get(annotation, "/F")
            if flags is None or annotation.get("/Subtype") == "/Link":
                annotation.F = (flags or 0) | _PRINT


def _dictionaries(value: Any, depth: int) -> Iterator[Any]:
    children: list[Any] = []
    if is_dict(value):
        yield value
        children = [value.get(key) for key in value.keys()]  # noqa: SIM118 - see `structure`
    elif isinstance(value, Array):
        children = list(value)
    for child in children:
        if depth < 100 and not getattr(child, "is_indirect", False):
            yield from _dictionaries(child, depth + 1)


def _attach(pdf: pikepdf.Pdf, xml: bytes, container: Container, on: date, description: str) -> None:
    when = String(f"D:{on:%Y%m%d}000000Z")
    checksum = String(hashlib.md5(xml, usedforsecurity=False).digest())
    stream = pdf.make_stream(xml)
    stream.Type = Name.EmbeddedFile
    stream.Subtype = Name("/text/xml")
    stream.Params = Dictionary(Size=len(xml), ModDate=when, CreationDate=when, CheckSum=checksum)
    specification = pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String(container.name),
            UF=String(container.name),
            AFRelationship=Name(f"/{container.relationship}"),
            EF=Dictionary(F=stream, UF=stream),
        )
    )
    if description:
        specification.Desc = String(description)
    if "/Names" not in pdf.Root:
        pdf.Root.Names = pdf.make_indirect(Dictionary())
    if "/EmbeddedFiles" in pdf.Root.Names:
        tree = NameTree(pdf.Root.Names.EmbeddedFiles)
    else:
        tree = NameTree.new(pdf)
        pdf.Root.Names.EmbeddedFiles = tree.obj
    tree[container.name] = specification
    associated = get(pdf.Root, "/AF")
    pdf.Root.AF = Array([*(associated if isinstance(associated, Array) else ()), specification])


def _label(pdf: pikepdf.Pdf, container: Container) -> None:
    """The metadata, from what the file's Info says: the two agree."""
    info = pdf.docinfo
    told = {field: str(info.get(key, "")) for key, field in _INFO.items()}
    facts = Facts(
        **told,
        created=xmp.iso(info.get("/CreationDate", "")),
        modified=xmp.iso(info.get("/ModDate", "")),
        language=str(get(pdf.Root, "/Lang") or ""),
    )
    stream = pdf.make_stream(xmp.packet(facts, container))
    stream.Type = Name.Metadata
    stream.Subtype = Name.XML
    pdf.Root.Metadata = stream
