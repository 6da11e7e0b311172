"""What a banking app reads from a square: an order of payment that only has to be released.

Two texts. EPC069-12 v2.1 (quick response code, guidelines to enable data capture for the initiation of a SEPA credit
transfer), version 002 of its data, UTF-8: euros into an account of the SEPA area. The Swiss QR code (Swiss
Implementation Guidelines for the QR-bill 2.3, version 0200 of its data): francs or euros into an account of
Switzerland or Liechtenstein. And the picture of either, as SVG and as PNG.
"""

import struct
import zlib
from decimal import Decimal

import segno
from stdnum import iban as iban_check
from stdnum import iso11649
from stdnum.ch import esr

from einvoice.model import Address

_MOST = Decimal("999999999.99")  # of both
_MOST_MODULES = {"BCD": 13, "SPC": 25}  # versions of the QR code that the guidelines allow
_HOLLOW = 4  # modules that stay white around it (ISO/IEC 18004)


def epc(name: str, iban: str, bic: str, amount: Decimal, remittance: str) -> str:
    """`BCD` and what follows, for a transfer of `amount` euros; empty where it cannot be made so.

    A creditor reference (ISO 11649) goes into the structured line, any other remittance into the free one.
    """
    account = plain(iban)
    if not 0 < amount <= _MOST or not iban_check.is_valid(account) or not name.strip():
        return ""
    structured = _creditor_reference(remittance)
    free = "" if structured else _one_line(remittance, 140)
    lines = ("BCD", "002", "1", "SCT", plain(bic), _one_line(name, 70), account, f"EUR{amount:.2f}", "", structured)
    return "\n".join((*lines, free))


def swiss(name: str, address: Address, iban: str, amount: Decimal, currency: str, reference: str, text: str) -> str:
    """`SPC` and what follows; empty where it cannot be made so.

    A QR-IBAN goes with a QR reference alone, any other account with a creditor reference (ISO 11649) or with none.
    The payee's address is structured, as it must be since 21 November 2025; the payer is left out.
    """
    account = plain(iban)
    place = (address.postcode.strip(), address.city.strip(), address.country.strip())
    known = iban_check.is_valid(account) and account[:2] in {"CH", "LI"} and name.strip() and all(place)
    if not known or currency not in {"CHF", "EUR"} or not 0 < amount <= _MOST:
        return ""
    number = plain(reference)
    if account[4:9].isdigit() and 30000 <= int(account[4:9]) <= 31999:  # a QR-IID
        kind = "QRR" if len(number) == 27 and esr.is_valid(number) else ""
    else:
        number = _creditor_reference(reference)
        kind = "SCOR" if number else "NON"
    if not kind:
        return ""
    street = _one_line(" ".join(filter(None, (address.line1, address.line2))), 70)
    payee = ("S", _one_line(name, 70), street, "", place[0][:16], place[1][:35], place[2])
    nobody = ("",) * 7
    message = _one_line(text, 140)
    lines = ("SPC", "0200", "1", account, *payee, *nobody, f"{amount:.2f}", currency, *nobody, kind, number)
    return "\n".join((*lines, message, "EPD"))


def svg(text: str) -> str:
    """The picture of such a text, one unit a module, black on nothing; empty where it is too long or there is none.

    Whoever places it leaves four modules free around it.
    """
    matrix = _matrix(text)
    if not matrix:
        return ""
    path, size = [], len(matrix)
    for y, row in enumerate(matrix):
        x = 0
        while x < size:
            start = x
            while x < size and row[x]:
                x += 1
            if x > start:
                path.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
            x += 1
    cross = "".join(
        f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" fill="{"#000" if dark else "#fff"}"/>'
        for x, y, w, h, dark in _cross(text, size)
    )
    picture = f'<path d="{"".join(path)}"/>{cross}'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">{picture}</svg>'


def png(text: str, scale: int = 8) -> bytes:
    """The same with its white border, `scale` pixels a module, for an e-mail; empty as above."""
    matrix = _matrix(text)
    if not matrix:
        return b""
    size, side = len(matrix), (len(matrix) + 2 * _HOLLOW) * scale
    dots, edge = (b"\xff" * scale, b"\0" * scale), b"\xff" * _HOLLOW * scale
    white = [bytearray(b"\xff" * side) for _ in range(_HOLLOW * scale)]
    rows = [edge + b"".join(dots[dark] for dark in row) + edge for row in matrix]
    pixels = [*white, *(bytearray(row) for row in rows for _ in range(scale)), *white]
    for x, y, wide, high, dark in _cross(text, size):
        left, right = round((x + _HOLLOW) * scale), round((x + wide + _HOLLOW) * scale)
        for line in pixels[round((y + _HOLLOW) * scale) : round((y + high + _HOLLOW) * scale)]:
            line[left:right] = (b"\0" if dark else b"\xff") * (right - left)
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + bytes(line) for line in pixels))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def millimetres(text: str) -> int:
    """How wide it is printed: the Swiss one has 46 mm (guidelines 6.4.2), the other is as wide as it reads well."""
    return 46 if text.startswith("SPC") else 28


def plain(code: str) -> str:
    """An IBAN, a BIC or a reference as machines write it."""
    return "".join(code.split()).upper()


def _matrix(text: str) -> tuple[bytearray, ...]:
    if not text:
        return ()
    # Level M is both guidelines'. The mask is fixed: to try all eight costs four times as much, and every reader
    # takes each of them.
    square = segno.make_qr(text, error="m", boost_error=False, encoding="utf-8", mask=2)
    return square.matrix if int(square.version) <= _MOST_MODULES[text[:3]] else ()


def _cross(text: str, size: int) -> list[tuple[float, float, float, float, bool]]:
    """The Swiss cross in the middle: 7 of 46 mm, a black square in a white border, in it a white cross."""
    if not text.startswith("SPC"):
        return []
    unit, middle = size / 46, size / 2

    def centred(wide: float, high: float, dark: bool) -> tuple[float, float, float, float, bool]:
        return middle - wide * unit / 2, middle - high * unit / 2, wide * unit, high * unit, dark

    bar, arm = 3.9, 1.17  # a cross of the flag's proportions
    return [centred(7, 7, False), centred(6, 6, True), centred(bar, arm, False), centred(arm, bar, False)]


def _creditor_reference(text: str) -> str:
    number = plain(text)
    return number if number.startswith("RF") and iso11649.is_valid(number) else ""


def _one_line(text: str, limit: int) -> str:
    return " ".join(text.split())[:limit]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
