"""What the pages really show: which fonts with which characters, and which colours.

The content streams are run as a reader would run them, pages, forms, patterns, glyphs of Type 3 fonts and the looks
of annotations, as far as fonts and colours go. A font that is defined and never shown is no fault.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf
from pikepdf import Array, Stream

from einvoice.pdf.colours import CMYK, GRAY, RGB, Colours, Devices
from einvoice.pdf.findings import Findings, get, is_dict, text
from einvoice.pdf.streams import TooLarge, unpack
from einvoice.pdf.structure import limits

_LIMIT = 32 * 1024 * 1024  # bytes of one content stream
_STEPS = 3_000_000  # operators in all
_DEEPEST = 28  # forms in forms, and q in q (6.1.13)
_BLACK: Devices = frozenset({GRAY})
_DEVICE = {"g": GRAY, "rg": RGB, "k": CMYK}
_FILL = frozenset({"f", "F", "f*", "B", "B*", "b", "b*"})
_STROKE = frozenset({"S", "s", "B", "B*", "b", "b*"})
_SHOW = frozenset({"Tj", "TJ", "'", '"'})
_NAMES = "w J j M d ri i cm m l c v y h re n W W* BT ET Tc Tw Tz TL Ts Td TD Tm T* d0 d1 MP DP BMC BDC EMC BX EX"
_OTHERS = frozenset(_NAMES.split())
_INTENTS = frozenset({"/RelativeColorimetric", "/AbsoluteColorimetric", "/Perceptual", "/Saturation"})
_INLINE_FILTERS = frozenset(
    f"/{name}" for name in ("ASCIIHexDecode", "ASCII85Decode", "FlateDecode", "RunLengthDecode", "CCITTFaxDecode")
) | {"/DCTDecode", "/AHx", "/A85", "/Fl", "/RL", "/CCF", "/DCT"}


_INLINE = re.compile(rb"\sID\s.*?\sEI(?=\s|$)", re.DOTALL)
_TOKEN = re.compile(rb"\((?:\\.|[^\\()])*\)|<<|>>|<([^<>]*)>|%[^\r\n]*", re.DOTALL)
_BLANK, _NOT_HEX = re.compile(rb"[\0\t\n\f\r ]"), re.compile(rb"[^0-9A-Fa-f\0\t\n\f\r ]")


def _hex_strings(data: bytes) -> Iterator[re.Match[bytes]]:
    """The texts between < and > of a content stream; the parser below forgives what PDF/A does not."""
    return (match for match in _TOKEN.finditer(_INLINE.sub(b" ", data)) if match[1] is not None)


@dataclass
class FontUse:
    """One font and the texts that are shown with it: the bytes of their strings, joined."""

    font: Any
    resources: Any
    shown: set[bytes] = field(default_factory=set)
    seen: bool = False  # shown in another rendering mode than 3, invisible


@dataclass(frozen=True)
class _State:
    """The part of the graphics state that matters here. `fill` and `stroke`: the device colours, and a pattern."""

    fill: Devices = _BLACK
    stroke: Devices = _BLACK
    font: str = ""
    mode: int = 0


class Painting:
    """Runs content streams and keeps `fonts`, `devices` (the colours that were painted) and `transparent`."""

    def __init__(self, pdf: pikepdf.Pdf, found: Findings) -> None:
        self._pdf = pdf
        self._found = found
        self._colours = Colours(found)
        self._steps = 0
        self._done: set[Any] = set()
        self._fonts: dict[str, FontUse] = {}
        self.fonts: dict[Any, FontUse] = {}
        self.devices: set[str] = set()
        self.overprint = False

    def page(self, page: pikepdf.Page) -> None:
        """One page."""
        self._group(page.obj)
        resources = get(page.obj, "/Resources")
        contents = page.obj.get("/Contents")
        parts = list(contents) if isinstance(contents, Array) else [] if contents is None else [contents]
        data = b"\n".join(unpack(part, _LIMIT) for part in parts)
        self._run(data, resources, _State(), 0)

    def form(self, stream: Any, state: _State | None = None, depth: int = 0) -> None:
        """A form XObject, a pattern's cell or an annotation's looks."""
        state = state or _State()
        key = (stream.objgen, state)
        if stream.objgen != (0, 0) and key in self._done:
            return
        self._done.add(key)
        if any(name in stream for name in ("/OPI", "/PS")) or stream.get("/Subtype2") == "/PS":
            self._found.unfit("6.2.9", "a form holds PostScript or stands for another file")
        if "/Ref" in stream:
            self._found.unfit("6.2.9", "a form refers to another file (Ref)")
        self._group(stream)
        self._run(unpack(stream, _LIMIT), get(stream, "/Resources"), state, depth + 1)

    def _group(self, owner: Any) -> None:
        group = get(owner, "/Group")
        if group is not None and group.get("/S") == "/Transparency":
            self.devices |= self._colours.devices(group.get("/CS"), get(owner, "/Resources"))

    def _run(self, data: bytes, resources: Any, state: _State, depth: int) -> None:
        if depth > _DEEPEST:
            raise TooLarge(f"forms are nested more than {_DEEPEST} deep")
        saved: list[_State] = []
        if any(len(_BLANK.sub(b"", match[1])) % 2 or _NOT_HEX.search(match[1]) for match in _hex_strings(data)):
            self._found.unfit("6.1.6", "a page has a text in hexadecimal form that is no whole number of bytes")
        for step in pikepdf.parse_content_stream(pikepdf.Stream(self._pdf, data)):
            self._steps += 1
            for operand in step.operands:
                limits(operand, self._found)
            if self._steps > _STEPS:
                raise TooLarge(f"the pages have more than {_STEPS} operators")
            name = str(step.operator)
            if name == "q":
                saved.append(state)
                if len(saved) > _DEEPEST:
                    self._found.unfit("6.1.13", f"the graphics state is saved more than {_DEEPEST} times (q)")
            elif name == "Q":
                state = saved.pop() if saved else state
            elif isinstance(step, pikepdf.ContentStreamInlineImage):
                self._inline(step.iimage, resources, state)
            else:
                state = self._step(name, step.operands, resources, state, depth)

    def _step(self, name: str, operands: Any, resources: Any, state: _State, depth: int) -> _State:
        if name in _SHOW:
            self._show(name, operands, state, depth)
        elif name in _FILL or name in _STROKE:
            self.devices |= (state.fill if name in _FILL else set()) | (state.stroke if name in _STROKE else set())
        elif name in {"Tf", "Tr", "gs"}:
            return self._text_state(name, operands, resources, state)
        elif name.lower() in {"g", "rg", "k", "cs", "scn", "sc"}:
            return self._colour(name, operands, resources, state, depth)
        elif name == "Do":
            self._object(self._named(resources, "/XObject", operands[0]), resources, state, depth)
        elif name == "sh":
            shading = self._named(resources, "/Shading", operands[0])
            self.devices |= self._colours.devices(get(shading, "/ColorSpace"), resources)
        elif name == "ri":
            if str(operands[0]) not in _INTENTS:
                self._found.unfit("6.2.6", f"the rendering intent {text(operands[0])} is unknown")
        elif name not in _OTHERS:
            self._found.unfit("6.2.2", f"a page uses the operator {text(name)}, which PDF does not know")
        return state

    def _named(self, resources: Any, kind: str, name: Any) -> Any:
        value = get(get(resources, kind), str(name))
        if value is None:
            self._found.unfit("6.2.2", f"{text(name)} ({kind[1:]}) is used and not among the resources")
        return value

    def _text_state(self, name: str, operands: Any, resources: Any, state: _State) -> _State:
        if name == "Tr":
            return replace(state, mode=int(operands[0]))
        if name == "Tf":
            return replace(state, font=self._font(self._named(resources, "/Font", operands[0]), resources))
        settings = self._named(resources, "/ExtGState", operands[0])
        if not is_dict(settings):
            return state
        if settings.get("/OPM") == 1 and (settings.get("/OP") is True or settings.get("/op") is True):
            self.overprint = True
        if "/RI" in settings and str(settings.get("/RI")) not in _INTENTS:
            self._found.unfit("6.2.6", f"the rendering intent {text(settings.get('/RI'))} is unknown")
        mask = get(settings, "/SMask")
        if isinstance(get(mask, "/G"), Stream):
            self.form(mask.get("/G"))
        font = settings.get("/Font")
        return replace(state, font=self._font(font[0], resources)) if isinstance(font, Array) else state

    def _font(self, font: Any, resources: Any) -> str:
        if not is_dict(font):
            return ""
        key = str(font.objgen) if font.objgen != (0, 0) else font.unparse(resolved=False).decode("latin-1")
        self.fonts.setdefault(key, FontUse(font, resources))
        return key

    def _show(self, name: str, operands: Any, state: _State, depth: int) -> None:
        if state.mode in {0, 2, 4, 6}:
            self.devices |= state.fill
        if state.mode in {1, 2, 5, 6}:
            self.devices |= state.stroke
        use = self.fonts.get(state.font)
        if use is None:
            self._found.unfit("6.2.2", "a text is shown without a font")
            return
        strings = operands[0] if name == "TJ" else operands[-1:]
        if state.mode != 3:
            use.shown |= {bytes(part) for part in strings if isinstance(part, pikepdf.String)}
            use.seen = True
        if use.font.get("/Subtype") == "/Type3":
            self._glyphs(use, state, depth)

    def _glyphs(self, use: FontUse, state: _State, depth: int) -> None:
        """The drawings of a Type 3 font, all of them; what they use must be among the font's own resources."""
        key = ("type3", use.font.objgen, state.fill, state.stroke)
        if key in self._done:
            return
        self._done.add(key)
        procedures = use.font.get("/CharProcs")
        for name in procedures.keys() if is_dict(procedures) else ():
            drawing = procedures.get(name)
            if isinstance(drawing, Stream):
                inner = _State(fill=state.fill, stroke=state.stroke)
                self._run(unpack(drawing, _LIMIT), get(use.font, "/Resources"), inner, depth + 1)

    def _colour(self, name: str, operands: Any, resources: Any, state: _State, depth: int) -> _State:
        side = "stroke" if name[0].isupper() else "fill"
        low = name.lower()
        if low in _DEVICE:
            return self._set(state, side, self._colours.devices(f"/{_DEVICE[low]}", resources))
        if low == "cs":
            return self._set(state, side, self._colours.devices(operands[0], resources))
        if operands and isinstance(operands[-1], pikepdf.Name):
            pattern = self._named(resources, "/Pattern", operands[-1])
            under = state.stroke if side == "stroke" else state.fill
            return self._set(state, side, under | self._pattern(pattern, resources, state, depth))
        return state

    def _set(self, state: _State, side: str, devices: Devices) -> _State:
        self.devices |= devices  # a colour that is set counts, even if nothing is painted in it
        return replace(state, stroke=devices) if side == "stroke" else replace(state, fill=devices)

    def _pattern(self, pattern: Any, resources: Any, state: _State, depth: int) -> Devices:
        if isinstance(pattern, Stream):
            self.form(pattern, _State(fill=state.fill, stroke=state.stroke), depth)
            return frozenset()
        return self._colours.devices(get(get(pattern, "/Shading"), "/ColorSpace"), resources)

    def _object(self, value: Any, resources: Any, state: _State, depth: int) -> None:
        kind = get(value, "/Subtype")
        if kind == "/Form":
            self.form(value, state, depth)
        elif kind == "/Image":
            self._picture(value, resources, state)
        elif value is not None:
            self._found.unfit("6.2.9", f"a page shows an object of the kind {text(kind)}, which is not allowed")

    def _picture(self, image: Any, resources: Any, state: _State) -> None:
        if image.get("/ImageMask") is True:
            self.devices |= state.fill
        filters = image.get("/Filter")
        if "/JPXDecode" in [str(x) for x in (filters if isinstance(filters, Array) else [filters])]:
            self._found.unfit("6.2.8.3", "a picture is a JPEG 2000, which is not examined")
        if "/Intent" in image and str(image.get("/Intent")) not in _INTENTS:
            self._found.unfit("6.2.6", f"the rendering intent {text(image.get('/Intent'))} is unknown")
        self.devices |= self._colours.devices(image.get("/ColorSpace"), resources)

    def _inline(self, image: Any, resources: Any, state: _State) -> None:
        held = image.obj  # with every name in its long form
        filters = held.get("/Filter")
        for name in filters if isinstance(filters, Array) else [] if filters is None else [filters]:
            if str(name) not in _INLINE_FILTERS:
                self._found.unfit("6.1.10", f"a picture in the page is packed with {text(name)}, which is not allowed")
        if held.get("/Interpolate") is True:
            self._found.unfit("6.2.8", "a picture in the page asks to be smoothed (Interpolate)")
        if held.get("/ImageMask") is True:
            self.devices |= state.fill
        if "/Intent" in held and str(held.get("/Intent")) not in _INTENTS:
            self._found.unfit("6.2.6", f"the rendering intent {text(held.get('/Intent'))} is unknown")
        self.devices |= self._colours.devices(held.get("/ColorSpace"), resources)
