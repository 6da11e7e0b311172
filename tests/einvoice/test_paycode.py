"""What a banking app reads from the square, for euros and for Swiss accounts."""

import zlib
from decimal import Decimal

import pytest

from einvoice import paycode
from einvoice.model import Address

FRENCH = "FR76 3000 6000 0112 3456 7890 189"
SWISS = "CH93 0076 2011 6238 5295 7"
QR_IBAN = "CH44 3199 9123 0008 8901 2"
QR_REFERENCE = "21 00000 00003 13947 14300 09017"
CREDITOR = "RF18 5390 0754 7034"
HOME = Address(line1="Rue du Lac 3", postcode="1003", city="Lausanne", country="CH")


def swiss(
    iban: str = SWISS, reference: str = "", currency: str = "CHF", amount: str = "1949.75", **more: str
) -> list[str]:
    """Its lines."""
    address = Address(**{**{f: getattr(HOME, f) for f in ("line1", "postcode", "city", "country")}, **more})
    text = paycode.swiss("Atelier Exemple SA", address, iban, Decimal(amount), currency, reference, "F1 F2")
    return text.split("\n") if text else []


def test_a_transfer_in_euros() -> None:
    assert paycode.epc("Atelier Exemple", FRENCH, "agrifrpp", Decimal("120"), "F1\n F2").split("\n") == [
        "BCD", "002", "1", "SCT", "AGRIFRPP", "Atelier Exemple", "FR7630006000011234567890189", "EUR120.00", "", "",
        "F1 F2",
    ]  # fmt: skip


def test_a_creditor_reference_stands_in_the_structured_line() -> None:
    lines = paycode.epc("Atelier Exemple", FRENCH, "", Decimal("120"), CREDITOR).split("\n")
    assert lines[9:] == ["RF18539007547034", ""]
    broken = paycode.epc("Atelier Exemple", FRENCH, "", Decimal("120"), "RF19 5390 0754 7034").split("\n")
    assert broken[9:] == ["", "RF19 5390 0754 7034"]


@pytest.mark.parametrize(
    ("iban", "amount", "name"),
    [
        (FRENCH, "0", "A"),
        (FRENCH, "-1", "A"),
        (FRENCH, "1000000000", "A"),
        (FRENCH[:-1] + "8", "1", "A"),
        (FRENCH, "1", " "),
    ],
)
def test_what_no_bank_would_take_has_no_code(iban: str, amount: str, name: str) -> None:
    assert paycode.epc(name, iban, "", Decimal(amount), "F1") == ""


def test_a_swiss_account_with_a_creditor_reference() -> None:
    lines = swiss(reference=CREDITOR)
    assert lines[:11] == [
        "SPC", "0200", "1", "CH9300762011623852957", "S", "Atelier Exemple SA", "Rue du Lac 3", "", "1003",
        "Lausanne", "CH",
    ]  # fmt: skip
    assert lines[11:18] == [""] * 7, "nobody else gets the money"
    assert lines[18:20] == ["1949.75", "CHF"]
    assert lines[20:27] == [""] * 7, "the payer fills in their own name"
    assert lines[27:] == ["SCOR", "RF18539007547034", "F1 F2", "EPD"]


def test_a_swiss_account_without_a_reference() -> None:
    assert swiss(reference="F1")[27:] == ["NON", "", "F1 F2", "EPD"]


def test_a_qr_iban_goes_with_a_qr_reference_alone() -> None:
    assert swiss(QR_IBAN, QR_REFERENCE)[27:29] == ["QRR", "210000000003139471430009017"]
    assert swiss(QR_IBAN, CREDITOR) == []
    assert swiss(QR_IBAN, QR_REFERENCE.replace("17", "18")) == []


def test_a_swiss_account_takes_francs_and_euros_only_and_wants_a_whole_address() -> None:
    assert swiss(currency="EUR")[19] == "EUR"
    assert swiss(currency="USD") == []
    assert swiss(FRENCH) == []
    assert swiss(city="") == []
    assert swiss(postcode="") == []


def test_the_pictures_show_the_same_square_and_the_swiss_one_its_cross() -> None:
    euro = paycode.epc("Atelier Exemple", FRENCH, "", Decimal("120"), "F1")
    franc = "\n".join(swiss())
    assert paycode.svg(euro).count("<rect") == 0
    assert paycode.svg(franc).count("<rect") == 4
    assert (paycode.millimetres(euro), paycode.millimetres(franc)) == (28, 46)
    for text in (euro, franc):
        side, pixels = opened(paycode.png(text))
        size = int(paycode.svg(text).split('viewBox="0 0 ')[1].split()[0])
        assert side == (size + 8) * 8
        assert pixels[0] == 255, "white around it"
        assert pixels[4 * 8 * side + 4 * 8] == 0, "the corner of a finder pattern"
    middle = opened(paycode.png(franc))
    assert middle[1][middle[0] // 2 * middle[0] + middle[0] // 2] == 255, "the cross is white"


def test_nothing_gives_no_picture() -> None:
    assert (paycode.svg(""), paycode.png("")) == ("", b"")


def opened(png: bytes) -> tuple[int, bytes]:
    """The side of a square picture and its pixels, row by row."""
    side = int.from_bytes(png[16:20], "big")
    start = png.index(b"IDAT")
    data = zlib.decompress(png[start + 4 : start + 4 + int.from_bytes(png[start - 4 : start], "big")])
    rows = [data[row * (side + 1) + 1 : (row + 1) * (side + 1)] for row in range(side)]
    return side, b"".join(rows)
