"""6.2.11: every character that is shown has its glyph in an embedded font, as wide as the page takes it to be."""

from collections.abc import Callable, Iterable
from typing import Any

from pikepdf import Array, Stream, parse_content_stream

from einvoice.pdf import encodings
from einvoice.pdf.content import FontUse
from einvoice.pdf.findings import DAMAGE, Findings, get, is_dict, text
from einvoice.pdf.programs import Cff, Program, TrueType, Type1
from einvoice.pdf.streams import TooLarge, unpack

_LIMIT = 64 * 1024 * 1024
_SIMPLE = frozenset({"/Type1", "/MMType1", "/TrueType"})
_SUBTYPES = frozenset({"/Type1C", "/CIDFontType0C", "/OpenType"})
Widths = Callable[[int], float]
Glyphs = Callable[[int], Any]


def check_font(use: FontUse, found: Findings) -> None:
    """One font with the characters that are shown in it."""
    font = use.font
    kind, name = str(font.get("/Subtype", "")), _name(font)
    if font.get("/Type") != "/Font":
        found.unfit("6.2.11.2", f"the font {name} is no font (Type)")
    if kind == "/Type3":
        _type3(use, name, found)
    elif kind == "/Type0":
        _composite(use, name, found)
    elif kind in _SIMPLE:
        _simple(use, kind, name, found)
    else:
        found.unfit("6.2.11.2", f"the font {name} is of an unknown kind ({text(kind)})")


def _name(font: Any) -> str:
    return text(font.get("/BaseFont", font.get("/Name", "without a name"))).lstrip("/").split("+")[-1]


def _simple(use: FontUse, kind: str, name: str, found: Findings) -> None:
    font = use.font
    descriptor = get(font, "/FontDescriptor")
    program = _program(descriptor, name, use, found)
    if program is None:
        return
    if not all(key in font for key in ("/FirstChar", "/LastChar", "/Widths", "/BaseFont")):
        found.unfit("6.2.11.2", f"the font {name} does not say how wide its characters are")
        return
    first, widths = int(font.get("/FirstChar")), list(font.get("/Widths"))
    if len(widths) != int(font.get("/LastChar")) - first + 1:
        found.unfit("6.2.11.2", f"the font {name} lists the widths of more or fewer characters than it has")
        return
    missing = float(descriptor.get("/MissingWidth", 0))

    def width(code: int) -> float:
        return float(widths[code - first]) if first <= code < first + len(widths) else missing

    codes = set().union(*use.shown) if use.shown else set()
    if isinstance(program, TrueType):
        symbolic = bool(int(descriptor.get("/Flags", 0)) & 4)
        glyph = _true_type(font, program, symbolic=symbolic, kind=kind, name=name, found=found)
        _glyphs(codes, program, glyph, width, name, found)
    elif isinstance(program, (Cff, Type1)):
        known = encodings.names(font.get("/Encoding"), program.encoding)
        _glyphs(codes, program, lambda code: known.get(code, ".notdef"), width, name, found)


def _true_type(font: Any, program: TrueType, *, symbolic: bool, kind: str, name: str, found: Findings) -> Glyphs:
    """6.2.11.6, and which glyph a code stands for."""
    encoding, tables = font.get("/Encoding"), program.tables
    microsoft, mac = tables.get((3, 1), {}), tables.get((1, 0), {})
    if symbolic:
        if encoding is not None and kind == "/TrueType":
            found.unfit("6.2.11.6", f"the font {name} is a font of symbols and still names an encoding")
        if len(tables) != 1 and (3, 0) not in tables:
            found.unfit("6.2.11.6", f"the font {name} has several maps of characters and none for symbols")
        own = tables.get((3, 0)) or mac or next(iter(tables.values()), {})
        prefix = next((code & 0xFF00 for code in tables.get((3, 0), {})), 0)
        return lambda code: own.get(prefix | code, own.get(code, 0))
    base = str(get(encoding, "/BaseEncoding") if is_dict(encoding) else encoding)
    changed = encodings.differences(encoding)
    plain = all(encodings.character(other) for other in changed.values())
    if base not in {"/WinAnsiEncoding", "/MacRomanEncoding"} or (changed and not (plain and microsoft)):
        found.unfit("6.2.11.6", f"the font {name} has an encoding that is not allowed")
    if not tables or set(tables) == {(3, 0)}:
        found.unfit("6.2.11.6", f"the font {name} has no map of characters")
    known = encodings.names(encoding, {})
    codes = {other: code for code, other in encodings.named("/MacRomanEncoding").items()}

    def glyph(code: int) -> int:
        wanted = known.get(code, "")
        char = encodings.character(wanted)
        if len(char) == 1 and ord(char) in microsoft:
            return microsoft[ord(char)]
        if wanted in codes and codes[wanted] in mac:
            return mac[codes[wanted]]
        return program.names.get(wanted, 0)

    return glyph


def _composite(use: FontUse, name: str, found: Findings) -> None:
    font = use.font
    children = font.get("/DescendantFonts")
    if not isinstance(children, Array) or not children or not is_dict(children[0]):
        found.unfit("6.2.11.2", f"the font {name} has no descendant")
        return
    child = children[0]
    program = _program(child.get("/FontDescriptor"), name, use, found)
    if program is None:
        return
    if str(font.get("/Encoding")) not in {"/Identity-H", "/Identity-V"}:
        found.unfit("6.2.11.3.3", f"the font {name} has a map of characters (CMap) that is not examined")
        return
    if isinstance(program, Type1):
        raise ValueError(f"the font {name} is a Type 1 program in a composite font")
    to_glyph = child.get("/CIDToGIDMap")
    known = isinstance(to_glyph, Stream) or to_glyph == "/Identity"
    if child.get("/Subtype") == "/CIDFontType2" and not known:
        found.unfit("6.2.11.3.2", f"the font {name} does not say which glyph is which (CIDToGIDMap)")
    table = unpack(to_glyph, _LIMIT) if isinstance(to_glyph, Stream) else b""

    def glyph(code: int) -> int:
        if table and isinstance(program, TrueType):
            return int.from_bytes(table[2 * code : 2 * code + 2], "big")
        return code

    if any(len(string) % 2 for string in use.shown):
        found.unfit("6.2.11.8", f"the font {name} shows half a character")
    default, widths = float(child.get("/DW", 1000)), _widths(child.get("/W"))
    codes = {int.from_bytes(string[at : at + 2], "big") for string in use.shown for at in range(0, len(string) - 1, 2)}
    _glyphs(codes, program, glyph, lambda code: widths.get(code, default), name, found)


def _widths(listed: Any) -> dict[int, float]:
    """`/W`: `c [w1 w2 ...]` or `first last w`."""
    widths: dict[int, float] = {}
    items = list(listed) if isinstance(listed, Array) else []
    at = 0
    while at + 1 < len(items):
        first = int(items[at])
        if isinstance(items[at + 1], Array):
            widths.update({first + index: float(width) for index, width in enumerate(items[at + 1])})
            at += 2
        else:
            last = min(int(items[at + 1]), 65535)
            widths.update(dict.fromkeys(range(first, last + 1), float(items[at + 2])))
            at += 3
    return widths


def _glyphs(codes: Iterable[int], program: Program, glyph: Glyphs, width: Widths, name: str, found: Findings) -> None:
    for code in sorted(codes):
        wanted = glyph(code)
        if wanted in {0, ".notdef"}:
            found.unfit("6.2.11.8", f"the font {name} shows a character that it has no shape for")
            continue
        real = program.width(wanted)
        if real is None:
            found.unfit("6.2.11.4.1", f"the font {name} lacks a character that is shown")
        elif abs(real - width(code)) > 1:
            found.unfit("6.2.11.5", f"the font {name} has characters of another width than the page says")


def _program(descriptor: Any, name: str, use: FontUse, found: Findings) -> Program | None:
    keys = [key for key in ("/FontFile", "/FontFile2", "/FontFile3") if isinstance(get(descriptor, key), Stream)]
    if not keys:
        if use.seen:
            found.unfit("6.2.11.4.1", f"the font {name} is not embedded")
        return None
    stream = descriptor.get(keys[0])
    subtype = stream.get("/Subtype")
    if subtype is not None and str(subtype) not in _SUBTYPES:
        found.unfit("6.2.11.2", f"the font {name} is embedded as {text(subtype)}, which is not allowed")
        return None
    try:
        data = unpack(stream, _LIMIT)
        if keys[0] == "/FontFile":
            return Type1(data)
        if keys[0] == "/FontFile2" or data[:4] in {b"\0\1\0\0", b"true"}:
            return TrueType(data)
        return Cff(data)
    except TooLarge:
        raise
    except DAMAGE as error:
        found.unfit("6.2.11.4.1", f"the font {name} is embedded and cannot be read ({type(error).__name__})")
        return None


def _type3(use: FontUse, name: str, found: Findings) -> None:
    """The drawings say themselves how wide they are (d0, d1)."""
    font = use.font
    drawings, scale = font.get("/CharProcs"), abs(float(font.get("/FontMatrix", [0.001])[0])) * 1000
    known = encodings.names(font.get("/Encoding"), {})
    first, widths = int(font.get("/FirstChar", 0)), list(font.get("/Widths", []))
    for code in sorted(set().union(*use.shown) if use.shown else set()):
        drawing = get(drawings, f"/{known.get(code, '.notdef')}")
        if not isinstance(drawing, Stream):
            found.unfit("6.2.11.8", f"the font {name} shows a character that it has no shape for")
            continue
        listed = float(widths[code - first]) if first <= code < first + len(widths) else 0.0
        steps = parse_content_stream(drawing)
        drawn = next((float(step.operands[0]) for step in steps if str(step.operator) in {"d0", "d1"}), None)
        if drawn is None or abs(drawn - listed) * scale > 1:
            found.unfit("6.2.11.5", f"the font {name} has characters of another width than the page says")
