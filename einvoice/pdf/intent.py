"""6.2.3: the output intent, which says what the device's colours mean; and sRGB for files without one.

The profile is made from the numbers of IEC 61966-2-1, adapted to D50, in the form of ICC.1:2010 (version 4.3): nobody
else's file is needed.
"""

import struct
from functools import cache

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from einvoice.pdf.colours import check_profile
from einvoice.pdf.findings import Findings, get, is_dict

_WHITE = (0.9642, 1.0, 0.8249)  # D50
_RED, _GREEN, _BLUE = (0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410)
_ADAPTATION = (1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168)
_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def output_colours(pdf: pikepdf.Pdf, found: Findings) -> str | None:
    """What the file's output intent covers: `RGB `, `CMYK`, `GRAY`; None where it has none."""
    intents = get(pdf.Root, "/OutputIntents")
    archival, profiles = None, set()
    for intent in intents if isinstance(intents, Array) else ():
        if not is_dict(intent):
            continue
        profile = intent.get("/DestOutputProfile")
        if intent.get("/S") == "/GTS_PDFX" and "/DestOutputProfileRef" in intent:
            found.unfit("6.2.3", "the output intent lies in another file")
        if profile is None:
            continue
        profiles.add(profile.objgen)
        colours = check_profile(profile, "6.2.3", found).decode("latin-1")
        if intent.get("/S") == "/GTS_PDFA1":
            archival = colours
    if len(profiles) > 1 or (profiles and archival is None):
        found.unfit("6.2.3", "the file has output intents that do not agree, or none for PDF/A")
    if archival is None:
        found.mendable("6.2.3", "the file does not say what its colours mean (output intent)")
    return archival


def add_srgb(pdf: pikepdf.Pdf) -> None:
    """Say that the file's RGB and grey are sRGB's, as every screen takes them."""
    profile = pdf.make_stream(srgb())
    profile.N = 3
    name = String("sRGB IEC61966-2.1")
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=name,
        Info=name,
        DestOutputProfile=pdf.make_indirect(profile),
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])


@cache
def srgb() -> bytes:
    """An ICC profile of sRGB, the same bytes every time."""
    curve = b"para" + bytes(4) + struct.pack(">HH", 3, 0) + _fixed(*_CURVE)
    tags: list[tuple[bytes, bytes]] = [
        (b"desc", _text("sRGB")),
        (b"cprt", _text("No copyright, use freely")),
        (b"wtpt", b"XYZ " + bytes(4) + _fixed(*_WHITE)),
        (b"chad", b"sf32" + bytes(4) + _fixed(*_ADAPTATION)),
        *((name, b"XYZ " + bytes(4) + _fixed(*xyz)) for name, xyz in _PRIMARIES),
        *((name, curve) for name in (b"rTRC", b"gTRC", b"bTRC")),
    ]
    start = 128 + 4 + 12 * len(tags)
    body, table, places = b"", struct.pack(">I", len(tags)), dict[bytes, int]()
    for name, content in tags:
        if content not in places:
            places[content] = start + len(body)
            body += content + bytes(-len(content) % 4)
        table += name + struct.pack(">II", places[content], len(content))
    return _header(start + len(body)) + table + body


_PRIMARIES = ((b"rXYZ", _RED), (b"gXYZ", _GREEN), (b"bXYZ", _BLUE))


def _header(size: int) -> bytes:
    day = struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
    head = struct.pack(">I4xI4s4s4s", size, 0x04300000, b"mntr", b"RGB ", b"XYZ ") + day + b"acsp"
    return (head + bytes(28) + _fixed(*_WHITE)).ljust(128, b"\0")


def _fixed(*numbers: float) -> bytes:
    """s15Fixed16Number."""
    return struct.pack(f">{len(numbers)}i", *(round(number * 65536) for number in numbers))


def _text(words: str) -> bytes:
    """multiLocalizedUnicodeType with one record."""
    encoded = words.encode("utf-16-be")
    return b"mluc" + bytes(4) + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(encoded), 28) + encoded
