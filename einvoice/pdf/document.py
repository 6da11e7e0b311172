"""What PDF/A-3 says of the document as a whole: forms, annotations, layers, attachments, its catalogue."""

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Stream

from einvoice.pdf.findings import Findings, get, is_dict, text

# Names under which an invoice has been attached: Factur-X, ZUGFeRD 2.0 and 1.0, XRechnung, Order-X in a PDF.
INVOICES = frozenset({"factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml", "order-x.xml"})
_ANNOTATIONS = frozenset(
    f"/{name}"
    for name in (
        *("Text", "Link", "FreeText", "Line", "Square", "Circle", "Polygon", "PolyLine", "Highlight", "Underline"),
        *("Squiggly", "StrikeOut", "Stamp", "Caret", "Ink", "Popup", "FileAttachment", "Widget", "PrinterMark"),
        *("TrapNet", "Watermark", "Redact"),
    )
)
_HIDDEN = 1 | 2 | 32 | 256  # Invisible, Hidden, NoView, ToggleNoView
_PRINT = 4


def catalogue(pdf: pikepdf.Pdf, found: Findings) -> None:
    """The catalogue, its names, forms and layers."""
    root = pdf.Root
    names = get(root, "/Names")
    if "/JavaScript" in (names or {}):
        found.unfit("6.5.1", "the file holds JavaScript")
    if "/AlternatePresentations" in (names or {}):
        found.unfit("6.10", "the file has a slide show (AlternatePresentations)")
    if "/Requirements" in root:
        found.unfit("6.11", "the file asks for a reader with certain abilities (Requirements)")
    if get(root, "/NeedsRendering") is True:
        found.unfit("6.4.2", "the page is made by the reader (NeedsRendering)")
    if "/Perms" in root:
        found.unfit("6.4.3", "the file is certified or restricted: an attachment would break that; certify afterwards")
    form = get(root, "/AcroForm")
    if form is not None:
        if "/XFA" in form:
            found.unfit("6.4.2", "the file holds an XFA form")
        if form.get("/NeedAppearances") is True:
            found.unfit("6.4.1", "the form leaves it to the reader how its fields look (NeedAppearances)")
    _layers(get(root, "/OCProperties"), found)


def _layers(properties: Any, found: Findings) -> None:
    """6.9: optional content."""
    if properties is None:
        return
    groups = {group.objgen for group in properties.get("/OCGs", []) if is_dict(group)}
    seen: set[str] = set()
    more = properties.get("/Configs")
    for config in (properties.get("/D"), *(more if isinstance(more, Array) else ())):
        if not is_dict(config):
            continue
        name = str(config.get("/Name", ""))
        if not name or name in seen:
            found.unfit("6.9", "a configuration of layers has no name of its own")
        seen.add(name)
        if "/AS" in config:
            found.unfit("6.9", "layers are switched by the reader (AS)")
        order = config.get("/Order")
        if isinstance(order, Array) and groups - set(_ordered(order, 0)):
            found.unfit("6.9", "a layer is missing in the order of layers")


def _ordered(order: Any, depth: int) -> Iterator[tuple[int, int]]:
    for item in order:
        if isinstance(item, Array) and depth < 50:
            yield from _ordered(item, depth + 1)
        elif is_dict(item):
            yield item.objgen


def attachments(pdf: pikepdf.Pdf, found: Findings) -> None:
    """6.8: what is attached already belongs to the document, and is no invoice."""
    associated = {spec.objgen for owner in pdf.objects for spec in _list(get(owner, "/AF")) if is_dict(spec)}
    for spec in specifications(pdf):
        for key in ("/UF", "/F"):
            name = str(spec.get(key, ""))
            if name.lower() in INVOICES:
                found.unfit("6.8", f"the file already holds an invoice: {name}")
        if spec.objgen == (0, 0) or spec.objgen not in associated:
            name = text(spec.get("/UF", spec.get("/F", "without a name")))
            found.unfit("6.8", f"the attachment {name} belongs to no part of the document (AF)")


def specifications(pdf: pikepdf.Pdf) -> list[Any]:
    """Every file specification with an embedded file, whatever leads to it."""
    found = []
    for value in pdf.objects:
        for part in (value, *(value if isinstance(value, Array) else ())):
            if is_dict(part) and "/EF" in part:
                found.append(part)
            elif is_dict(part) and is_dict(part.get("/FS")) and "/EF" in part["/FS"] and not part["/FS"].is_indirect:
                found.append(part["/FS"])
    return found


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Array) else [] if value is None else [value]


def annotations(pdf: pikepdf.Pdf, found: Findings) -> Iterator[Any]:
    """Check every annotation, and yield the streams that draw them."""
    for number, page in enumerate(pdf.pages, 1):
        for annotation in _list(get(page.obj, "/Annots")):
            if is_dict(annotation):
                yield from _annotation(annotation, number, found)


def _annotation(annotation: Any, number: int, found: Findings) -> Iterator[Any]:
    kind = str(annotation.get("/Subtype", ""))
    name = kind.lstrip("/") or "without a kind"
    if kind not in _ANNOTATIONS:
        found.unfit("6.3.1", f"page {number} has an annotation {name}, which is not allowed")
        return
    flags = annotation.get("/F")
    if flags is None and kind != "/Popup":
        found.mendable("6.3.2", f"page {number} has an annotation {name} that does not say whether it is printed")
    elif flags is not None and (flags & _HIDDEN or not flags & _PRINT):
        tell = found.mendable if kind == "/Link" and not flags & _HIDDEN else found.unfit
        tell("6.3.2", f"page {number} has an annotation {name} that is hidden or not printed")
    if kind == "/Widget" and ("/A" in annotation or "/AA" in annotation):
        found.unfit("6.4.1", f"a form field on page {number} triggers an action")
    yield from _appearance(annotation, kind, number, found)


def _appearance(annotation: Any, kind: str, number: int, found: Findings) -> Iterator[Any]:
    appearance = annotation.get("/AP")
    if not is_dict(appearance):
        left, bottom, right, top = (float(edge) for edge in annotation.get("/Rect", [0, 0, 0, 0]))
        if kind not in {"/Popup", "/Link"} and (left, bottom) != (right, top):
            found.unfit("6.3.3", f"an annotation on page {number} leaves it to the reader how it looks")
        return
    if list(appearance.keys()) != ["/N"]:
        found.unfit("6.3.3", f"an annotation on page {number} changes its looks under the mouse")
    normal = appearance.get("/N")
    button = kind == "/Widget" and _inherited(annotation, "/FT") == "/Btn"
    if isinstance(normal, Stream) == button:
        found.unfit("6.3.3", f"an annotation on page {number} has the wrong kind of looks")
    if isinstance(normal, Stream):
        yield normal
    elif is_dict(normal):
        yield from (look for look in (normal.get(key) for key in normal.keys()) if isinstance(look, Stream))  # noqa: SIM118


def _inherited(field: Any, key: str) -> Any:
    for _ in range(20):
        if not is_dict(field):
            return None
        if key in field:
            return field.get(key)
        field = field.get("/Parent")
    return None
