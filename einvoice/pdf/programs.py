"""Font programs: which glyphs they hold and how wide those are, for 6.2.11.4.1, 6.2.11.5 and 6.2.11.8.

A width is in thousandths of the font's size. Whatever fontTools raises on a damaged program is a `ValueError` here.
"""

import io
import re
from functools import cached_property
from typing import Any, Protocol

from fontTools.cffLib import CFFFontSet  # type: ignore[import-untyped]
from fontTools.misc.eexec import decrypt  # type: ignore[import-untyped]
from fontTools.misc.psCharStrings import T1CharString  # type: ignore[import-untyped]
from fontTools.pens.basePen import NullPen  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]


class Program(Protocol):
    """A font program."""

    def width(self, glyph: Any) -> float | None:
        """The glyph's width; None where the program has no such glyph."""
        ...


class TrueType:
    """`FontFile2`, and the TrueType kind of OpenType. A glyph is its number."""

    def __init__(self, data: bytes) -> None:
        self.font = TTFont(io.BytesIO(data), lazy=True)
        self._em = self._number("head", 18)
        self._count = self._number("maxp", 4)
        self._long = self._number("hhea", 34)
        self._metrics = self.font.getTableData("hmtx")

    def _number(self, table: str, at: int) -> int:
        return int.from_bytes(self.font.getTableData(table)[at : at + 2], "big")

    def width(self, glyph: int) -> float | None:
        """See `Program`."""
        if not 0 <= glyph < self._count:
            return None
        at = 4 * min(glyph, self._long - 1)
        return int.from_bytes(self._metrics[at : at + 2], "big") * 1000 / self._em

    @cached_property
    def tables(self) -> dict[tuple[int, int], dict[int, int]]:
        """The character maps: platform and encoding, then code, then glyph number."""
        if "cmap" not in self.font:
            return {}
        number = self.font.getReverseGlyphMap()
        return {
            (table.platformID, table.platEncID): {code: number[name] for code, name in table.cmap.items()}
            for table in self.font["cmap"].tables
            if hasattr(table, "cmap") and table.format != 14
        }

    @cached_property
    def names(self) -> dict[str, int]:
        """Glyph names, as far as the program has any."""
        return {name: number for number, name in enumerate(self.font.getGlyphOrder())} if "post" in self.font else {}


class Cff:
    """`FontFile3` with Type1C or CIDFontType0C, and the CFF kind of OpenType. A glyph is its name or its CID."""

    def __init__(self, data: bytes) -> None:
        if data[:4] == b"OTTO":
            data = TTFont(io.BytesIO(data), lazy=True).getTableData("CFF ")
        fonts = CFFFontSet()
        fonts.decompile(io.BytesIO(data), None)
        self._top = fonts[0]
        self._order = self._top.charset
        self._strings = self._top.CharStrings
        self.by_cid = hasattr(self._top, "ROS")
        self._scale = (getattr(self._top, "FontMatrix", None) or [0.001])[0] * 1000

    def width(self, glyph: str | int) -> float | None:
        """See `Program`."""
        name = glyph
        if isinstance(glyph, int):
            if self.by_cid:
                name = f"cid{glyph:05d}" if glyph else ".notdef"
            elif glyph >= len(self._order):
                return None
            else:
                name = self._order[glyph]
        if name not in self._strings:
            return None
        string, selector = self._strings.getItemAndSelector(name)
        string.draw(NullPen())
        scale = self._scale
        if selector is not None and self.by_cid and not scale:
            scale = self._top.FDArray[selector].FontMatrix[0] * 1000
        return float(string.width) * (scale or 1)

    @cached_property
    def encoding(self) -> dict[int, str]:
        """The program's own encoding."""
        own = getattr(self._top, "Encoding", None)
        if own == "StandardEncoding":
            return standard()
        return {code: name for code, name in enumerate(own) if name != ".notdef"} if isinstance(own, list) else {}


class Type1:
    """`FontFile`: a Type 1 program in its clear and its encrypted part. A glyph is its name."""

    _MARK = re.compile(rb"/(\S+)\s+(\d+)\s+(?:RD|-\|)\s")
    _CODE = re.compile(rb"dup\s+(?:(8)#)?(\d+)\s*/(\S+)\s+put")

    def __init__(self, data: bytes) -> None:
        at = data.index(b"eexec") + 5
        while data[at : at + 1] in {b" ", b"\t", b"\r", b"\n"}:
            at += 1
        self._clear, secret = data[:at], data[at:]
        if re.fullmatch(rb"[0-9A-Fa-f\s]{8}", secret[:8]):
            digits = re.sub(rb"\s", b"", re.match(rb"[0-9A-Fa-f\s]*", secret).group())  # type: ignore[union-attr]
            secret = bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
        private = decrypt(secret, 55665)[0][4:]
        skip = re.search(rb"/lenIV\s+(\d+)", private)
        self._skip = int(skip[1]) if skip else 4
        start = private.find(b"/CharStrings")
        marks = self._MARK.finditer(private, max(start, 0))
        self._glyphs = {m[1].decode("latin-1"): self._code(private, m.end(), int(m[2])) for m in marks}
        matrix = re.search(rb"/FontMatrix\s*\[\s*(\S+)", self._clear)
        self._scale = float(matrix[1]) * 1000 if matrix else 1.0

    def _code(self, private: bytes, at: int, length: int) -> bytes:
        return bytes(decrypt(private[at : at + length], 4330)[0][self._skip :])

    def width(self, glyph: str) -> float | None:
        """See `Program`."""
        code = self._glyphs.get(glyph)
        if code is None:
            return None
        string = T1CharString(code)
        string.decompile()
        stack: list[float] = []
        for step in string.program:
            if step == "hsbw":
                return stack[1] * self._scale
            if step == "sbw":
                return stack[2] * self._scale
            if step == "div":
                stack[-2:] = [stack[-2] / stack[-1]]
            else:
                stack.append(float(step))
        raise ValueError("a glyph does not say how wide it is")

    @cached_property
    def encoding(self) -> dict[int, str]:
        """The program's own encoding."""
        if re.search(rb"/Encoding\s+StandardEncoding\s+def", self._clear):
            return standard()
        marks = self._CODE.finditer(self._clear)
        return {int(m[2], 8 if m[1] else 10): m[3].decode("latin-1") for m in marks}


def standard() -> dict[int, str]:
    """Adobe's StandardEncoding."""
    from fontTools.encodings.StandardEncoding import StandardEncoding  # type: ignore[import-untyped]  # noqa: PLC0415

    return {code: name for code, name in enumerate(StandardEncoding) if name != ".notdef"}
