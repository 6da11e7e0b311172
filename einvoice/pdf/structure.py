"""What PDF/A-3 says of single objects, wherever they stand in the file: filters, limits, actions, pictures' keys."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Array, Name, Stream, String

from einvoice.pdf.findings import Findings, get, is_dict, text

_FILTERS = frozenset(
    f"/{name}Decode" for name in ("ASCIIHex", "ASCII85", "Flate", "RunLength", "CCITTFax", "JBIG2", "DCT", "JPX")
)
_ACTIONS = frozenset(f"/{name}" for name in ("GoTo", "GoToR", "GoToE", "Thread", "URI", "Named", "SubmitForm"))
_NAMED = frozenset({"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"})
_BOXES = ("/MediaBox", "/CropBox", "/TrimBox", "/ArtBox", "/BleedBox")
_DEEPEST = 100


def scan(pdf: pikepdf.Pdf, found: Findings) -> None:
    """Look at every object of the file, also at those that no page shows."""
    count = 0
    for root in pdf.objects:
        count += 1
        for value in _parts(root, 0):
            if is_dict(value):
                _dictionary(value, found)
            else:
                limits(value, found)
    if count > 8_388_607:
        found.unfit("6.1.13", f"the file has {count} objects; at most 8388607 are allowed")


def _parts(value: Any, depth: int) -> Iterator[Any]:
    """The value and what stands in it directly; an indirect object has its own turn."""
    if depth > _DEEPEST:
        raise ValueError(f"objects are nested more than {_DEEPEST} deep")
    yield value
    if is_dict(value):
        for key in value.keys():  # noqa: SIM118 - a pikepdf dictionary iterates over something else
            if len(key.encode("utf-8", "surrogateescape")) > 128:
                yield Name(key)
            child = value.get(key)
            if not getattr(child, "is_indirect", False):
                yield from _parts(child, depth + 1)
    elif isinstance(value, Array):
        for child in value:
            if not getattr(child, "is_indirect", False):
                yield from _parts(child, depth + 1)


def limits(value: Any, found: Findings) -> None:
    """6.1.13: how long a text or a name, how large a number may be."""
    if isinstance(value, String):
        if len(bytes(value)) > 32767:
            found.unfit("6.1.13", "a text of the file is longer than 32767 bytes")
    elif isinstance(value, Name):
        name = str(value)
        if len(name.encode("utf-8", "surrogateescape")) > 128:
            found.unfit("6.1.13", f"the name {text(value)} is longer than 127 bytes")
    elif isinstance(value, bool):
        return
    elif isinstance(value, int):
        if not -(2**31) <= value < 2**31:
            found.unfit("6.1.13", f"the number {value} is too large")
    elif isinstance(value, (Decimal, float)):
        size = abs(float(value))
        if size <= 3.403e38 and (size == 0 or size >= 1.175e-38):
            return
        found.unfit("6.1.13", f"the number {value} is too large or too small")


def _dictionary(value: Any, found: Findings) -> None:
    if isinstance(value, Stream):
        _stream(value, found)
    kind, subtype = get(value, "/Type"), get(value, "/Subtype")
    if subtype == "/Image" or "/Interpolate" in value:
        _image(value, found)
    _actions(value, found)
    if "/EF" in value:
        _embedded(value, found)
    if is_dict(value.get("/FS")) and "/EF" not in value["/FS"]:
        found.unfit("6.8", "an attachment lies in another file")
    if kind in {"/Page", "/Pages"}:
        _page(value, found)
    states = get(value, "/ExtGState")
    for name in states.keys() if is_dict(states) else ():
        _state(states.get(name), found)
    if "/CIDSet" in value or ("/CharSet" in value and "/FontName" in value):
        # Optional since PDF/A-2, and often wrong: nothing is lost when they go.
        found.mendable("6.2.11.4.2", "a font's own list of its characters (CIDSet, CharSet) is not trusted")
    if kind == "/Sig" or "/ByteRange" in value:
        found.unfit("6.4.3", "the file is signed: an attachment would break the signature; sign afterwards")


def _actions(value: Any, found: Findings) -> None:
    if "/AA" in value:
        found.unfit("6.5.2", "actions are triggered by opening, closing, printing or changing something (AA)")
    for key in ("/A", "/OpenAction", "/Next", "/PA"):
        target = get(value, key)
        for action in target if isinstance(target, Array) and key == "/Next" else (target,):
            if is_dict(action) and "/S" in action:
                _action(action, found)
    if value.get("/Type") == "/Action" or "/JS" in value:
        _action(value, found)


def _stream(value: Any, found: Findings) -> None:
    if any(key in value for key in ("/F", "/FFilter", "/FDecodeParms")):
        found.unfit("6.1.7.1", "the data of a stream lie in another file")
    filters = get(value, "/Filter")
    for name in filters if isinstance(filters, Array) else (filters,) if filters is not None else ():
        if name == "/LZWDecode":
            found.mendable("6.1.7.2", "a stream is packed with LZW")
        elif name == "/Crypt" or str(name) not in _FILTERS:
            found.unfit("6.1.7.2", f"a stream is packed with {text(name)}, which is not allowed")
    if "/Metadata" in value:
        found.mendable("6.6.2.1", "a part of the file has metadata of its own")


def _image(value: Any, found: Findings) -> None:
    if get(value, "/Interpolate") is True:
        found.mendable("6.2.8", "a picture asks to be smoothed (Interpolate)")
    if "/Alternates" in value:
        found.unfit("6.2.8", "a picture has alternate versions (Alternates)")
    if "/OPI" in value:
        found.unfit("6.2.8", "a picture stands for another one at the printer's (OPI)")
    bits = get(value, "/BitsPerComponent")
    allowed = {None, 1} if get(value, "/ImageMask") is True else {None, 1, 2, 4, 8, 16}
    if bits not in allowed:
        found.unfit("6.2.8", f"a picture has {text(bits)} bits per component")


def _action(action: Any, found: Findings) -> None:
    kind = str(action.get("/S", ""))
    if kind == "/JavaScript" or "/JS" in action:
        found.unfit("6.5.1", "the file holds JavaScript")
    elif kind not in _ACTIONS:
        found.unfit("6.5.1", f"the action {kind.lstrip('/') or 'without a name'} is not allowed")
    elif kind == "/Named" and str(action.get("/N")) not in _NAMED:
        found.unfit("6.5.1", f"the named action {text(action.get('/N'))} is not allowed")


def _embedded(spec: Any, found: Findings) -> None:
    name = text(spec.get("/UF", spec.get("/F", "without a name")))
    if "/F" not in spec or "/UF" not in spec:
        found.unfit("6.8", f"the attachment {name} lacks one of its two names (F, UF)")
    if "/AFRelationship" not in spec:
        found.unfit("6.8", f"the attachment {name} does not say how it belongs to the document (AFRelationship)")
    files = spec.get("/EF")
    for key in files.keys() if is_dict(files) else ():
        kind = str(files.get(key).get("/Subtype", ""))
        if kind.count("/") != 2 or not all(part and set(part) <= _MIME for part in kind[1:].split("/")):
            found.unfit("6.8", f"the attachment {name} does not say what kind of file it is (MIME type)")


_MIME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+.")


def _page(page: Any, found: Findings) -> None:
    if "/PresSteps" in page:
        found.unfit("6.10", "a page is part of a slide show (PresSteps)")
    for key in _BOXES:
        box = page.get(key)
        if isinstance(box, Array) and len(box) == 4:
            left, bottom, right, top = (float(edge) for edge in box)
            if not all(3 <= abs(length) <= 14400 for length in (right - left, top - bottom)):
                found.unfit("6.1.13", f"a page is smaller than 3 or larger than 14400 points ({key[1:]})")


def _state(state: Any, found: Findings) -> None:
    if not is_dict(state):
        return
    if "/TR" in state or ("/TR2" in state and state.get("/TR2") != "/Default"):
        found.unfit("6.2.5", "colours are changed by a transfer function (TR)")
    if "/HTP" in state:
        found.unfit("6.2.5", "a halftone phase is set (HTP)")
    modes = state.get("/BM")
    for mode in modes if isinstance(modes, Array) else (modes,) if modes is not None else ():
        if str(mode) not in _BLENDS:
            found.unfit("6.2.10", f"the blend mode {text(mode)} is unknown")
    _halftone(state.get("/HT"), found)


_BLENDS = frozenset(
    f"/{name}"
    for name in (
        *("Normal", "Compatible", "Multiply", "Screen", "Overlay", "Darken", "Lighten", "ColorDodge", "ColorBurn"),
        *("HardLight", "SoftLight", "Difference", "Exclusion", "Hue", "Saturation", "Color", "Luminosity"),
    )
)


def _halftone(halftone: Any, found: Findings) -> None:
    if not is_dict(halftone):
        return
    if halftone.get("/HalftoneType") not in {1, 5} or "/HalftoneName" in halftone:
        found.unfit("6.2.5", "a halftone is of a kind that is not allowed")
    elif "/TransferFunction" in halftone or halftone.get("/HalftoneType") == 5:
        found.unfit("6.2.5", "a halftone with several parts or a transfer function is not examined")
