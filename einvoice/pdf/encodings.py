"""Which glyph name a byte stands for in a simple font (ISO 32000-1, annex D)."""

from functools import cache
from typing import Any

from fontTools.agl import UV2AGL, toUnicode  # type: ignore[import-untyped]
from fontTools.encodings.MacRoman import MacRoman  # type: ignore[import-untyped]
from pikepdf import Array

from einvoice.pdf.findings import get, is_dict
from einvoice.pdf.programs import standard


@cache
def named(encoding: str) -> dict[int, str]:
    """`WinAnsiEncoding`, `MacRomanEncoding` or `StandardEncoding`: code to glyph name; empty for any other."""
    if encoding == "/WinAnsiEncoding":
        codes: dict[int, str] = dict.fromkeys(range(33, 256), "bullet")
        for code in range(32, 256):
            char = bytes([code]).decode("cp1252", "ignore")
            if char in {"\xa0", "\xad"}:
                codes[code] = {"\xa0": "space", "\xad": "hyphen"}[char]
            elif char and (name := UV2AGL.get(ord(char))):
                codes[code] = name
        return codes
    if encoding == "/MacRomanEncoding":
        return {code: name for code, name in enumerate(MacRoman) if name not in {".notdef", "NUL"}} | {202: "space"}
    return standard() if encoding == "/StandardEncoding" else {}


def names(encoding: Any, own: dict[int, str]) -> dict[int, str]:
    """The glyph names of a font's `/Encoding`; `own` is the font program's, where the font names no other."""
    if not is_dict(encoding):
        return named(str(encoding)) if encoding is not None else own
    base = get(encoding, "/BaseEncoding")
    codes = dict(named(str(base)) if base is not None else own)
    codes.update(differences(encoding))
    return codes


def differences(encoding: Any) -> dict[int, str]:
    """The `/Differences` of an encoding: code to glyph name."""
    codes: dict[int, str] = {}
    code = 0
    listed = get(encoding, "/Differences")
    for item in listed if isinstance(listed, Array) else ():
        if isinstance(item, int):
            code = item
        else:
            codes[code] = str(item).removeprefix("/")
            code += 1
    return codes


def character(name: str) -> str:
    """The character of a glyph name by Adobe's list; empty where it has none."""
    return str(toUnicode(name))
