"""Ten invoices to be looked at: `python -m tests.einvoice.gallery DIR` writes each as PDF, and as PNG where
`pdftoppm` (poppler) is installed. `--docs docs` writes the three that are shown there.
"""

import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from msgspec.structs import replace

from einvoice import facturx
from einvoice.model import (
    Address,
    AllowanceCharge,
    Attachment,
    Attribute,
    Contact,
    Delivery,
    Identifier,
    Instalment,
    Invoice,
    Note,
    Party,
    PaymentMeans,
    Period,
    Reference,
    Vat,
)
from einvoice.page import Look

from . import samples

LOGO = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 60">
<circle cx="30" cy="30" r="28" fill="#8a3b12"/><path d="M30 10 L46 42 H14 Z" fill="#fff"/>
<path d="M74 14h10v32h-10zM92 14h34v9h-24v4h20v8h-20v11h-10zM134 14h10v23h22v9h-32zM174 14h30v9h-10v23h-10v-23h-10z"
 fill="#8a3b12"/></svg>"""

SHOWN = {"fr-whole": "invoice-fr", "it-final": "invoice-it", "de-whole": "invoice-de"}
GERMAN_SELLER = Party(
    name="Nordlicht Messtechnik GmbH",
    vat_id="DE123456788",
    tax_registration="22/815/08151",
    legal_id=Identifier(value="HRB 123456"),
    legal_info="Amtsgericht Hamburg HRB 123456 · Geschäftsführerin: Dr. Wiebke Thomsen",
    endpoint=Identifier(value="DE123456788", scheme="9930"),
    address=Address(line1="Am Sandtorkai 37", city="Hamburg", postcode="20457", country="DE"),
    contact=Contact(name="Jan Petersen", phone="+49 40 5550100", email="rechnung@nordlicht.example"),
)
GERMAN_CITY = Party(
    name="Freie Stadt Lindenau, Amt für Umwelt",
    public_body=True,
    endpoint=Identifier(value="04011000-12345-03", scheme="0204"),
    address=Address(line1="Rathausplatz 1", line2="Referat 34", city="Lindenau", postcode="04177", country="DE"),
)
SEVEN, NINETEEN = Vat(category="S", rate=Decimal(7)), Vat(category="S", rate=Decimal(19))
TWENTY_TWO, TEN = Vat(category="S", rate=Decimal(22)), Vat(category="S", rate=Decimal(10))


class Piece(NamedTuple):
    """One invoice, the language that its page speaks and how it looks."""

    name: str
    invoice: Invoice
    language: str
    look: Look = Look()


def pieces() -> Iterator[Piece]:
    """All ten."""
    yield Piece("fr-short", short(), "fr")
    yield Piece("fr-whole", samples.french_invoice(), "fr", Look(logo=LOGO, accent="#8a3b12"))
    yield Piece("fr-long", samples.long_invoice(60), "fr")
    yield Piece("fr-credit", samples.french_credit_note(), "fr")
    yield Piece("it-down-payment", down_payment(), "it", Look(accent="#7a1f3d", courtesy=True))
    yield Piece("it-final", final(), "it", Look(accent="#7a1f3d", courtesy=True))
    yield Piece("de-whole", german(), "de", Look(accent="#1f5f4a"))
    yield Piece("de-long-names", long_names(), "de")
    yield Piece("en-francs", francs(), "en")
    yield Piece("en-instalments", instalments(), "en", Look(logo=LOGO, accent="#8a3b12"))


def short() -> Invoice:
    """One line, paid by card."""
    paid = PaymentMeans(code="48", card_number="4242", card_holder="ELODIE FAURE")
    return samples.consumer_invoice(payment=(paid,), delivery=None)


def down_payment() -> Invoice:
    """An Italian advance."""
    lines = (samples.line(1, "Acconto 30% su ordine 2026/77, allestimento showroom", "1", "5400.00", TWENTY_TWO),)
    return _italian(lines, number="2026/121", type_code="386", purchase_order="PO-88231")


def final() -> Invoice:
    """The invoice that takes the advance off."""
    lines = (
        samples.line(1, "Allestimento showroom, progetto e direzione lavori", "1", "9800.00", TWENTY_TWO),
        samples.line(2, "Lampada a sospensione «Alba»", "24", "245.00", TWENTY_TWO, seller_item="LS-24-ALB"),
        samples.line(3, "Piante e vasi per esterni", "12", "26.6667", TEN, origin="IT"),
        samples.line(4, "Acconto già fatturato", "-1", "5400.00", TWENTY_TWO),
    )
    return _italian(
        lines,
        number="2026/164",
        preceding=(Reference(number="2026/121", issue_date=samples.DAY - timedelta(days=40)),),
        purchase_order="PO-88231",
        contract="Accordo quadro 12/2025",
        despatch_advice="DDT 441 del 28/10/2026",
        tender="CIG Z1A2B3C4D5",
        tax_point_code="432",
    )


def _italian(lines: tuple[Any, ...], **more: Any) -> Invoice:
    bank = PaymentMeans(
        code="58",
        iban="IT60X0542811101000000123456",
        bic="BPMOIT22XXX",
        account_name=samples.ITALIAN_SELLER.name,
        remittance=str(more["number"]),
    )
    fields = {"seller": samples.ITALIAN_SELLER, "buyer": samples.ITALIAN_BUYER, "payment": (bank,)}
    return samples.build(lines, **(fields | {"terms": "Bonifico a 30 giorni data fattura"} | more))


def german() -> Invoice:
    """To a public body, by direct debit, with everything that may stand beside the lines."""
    month = Period(start=date(2026, 10, 1), end=date(2026, 10, 31))
    loyal = AllowanceCharge(amount=Decimal("18.00"), percent=Decimal(5), base=Decimal("360.00"), reason="Treuerabatt")
    lines = (
        samples.line(
            1,
            "Wartungsvertrag Luftmessnetz",
            "1",
            "1840.00",
            NINETEEN,
            unit="MON",
            period=month,
            object_id=Identifier(value="Messnetz Süd"),
            buyer_item="4711-W",
        ),
        samples.line(
            2,
            "Feinstaubsensor PM2,5",
            "12",
            "30.00",
            NINETEEN,
            seller_item="FS-25",
            standard_item=Identifier(value="4012345678901", scheme="0160"),
            attributes=(Attribute(name="Farbe", value="lichtgrau"), Attribute(name="Schutzart", value="IP65")),
            gross_price=Decimal("34.00"),
            price_discount=Decimal("4.00"),
            allowances=(loyal,),
            origin="DE",
        ),
        samples.line(3, "Fachbuch «Luft messen»", "4", "34.9533", SEVEN, order_line="30"),
    )
    debit = PaymentMeans(
        code="59",
        mandate="MANDAT-2024-0815",
        creditor_id="DE98ZZZ09999999999",
        debited_account="DE89370400440532013000",
        remittance="RE-2026-1187",
    )
    return samples.build(
        lines,
        seller=GERMAN_SELLER,
        buyer=GERMAN_CITY,
        number="RE-2026-1187",
        buyer_reference="04011000-12345-03",
        purchase_order="BE-2026-5512",
        contract="RV-2024/9",
        project="Luftreinhaltung 2026",
        tender="Los 2",
        receiving_advice="WE-20261030",
        accounting_reference="KST 3410",
        period=month,
        delivery=Delivery(
            name="Messstation Süd",
            delivered=date(2026, 10, 30),
            address=Address(line1="Deichweg 4", city="Lindenau", postcode="04178", country="DE"),
        ),
        payment=(debit,),
        payee=Party(name="Hanse Factoring AG", identifiers=(Identifier(value="DE777"),)),
        attachments=(
            Attachment(id="A1", filename="messprotokoll.pdf", mime="application/pdf", description="Messprotokoll"),
            Attachment(id="A2", description="Fotos", url="https://nordlicht.example/fotos/1187"),
        ),
        notes=(Note(text="Vielen Dank für die gute Zusammenarbeit."),),
        terms="Wir ziehen den Betrag am 2. Dezember 2026 ein.",
    )


def long_names() -> Invoice:
    """Words and names that no column holds."""
    word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    buyer = replace(
        samples.GERMAN_BUYER,
        name="Vereinigte Süddeutsche Präzisionsmaschinen- und Werkzeugbaugesellschaft Öztürk & Söhne mbH & Co. KG",
        contact=Contact(name="Abteilung Rechnungsprüfung und Lieferantenbuchhaltung"),
    )
    lines = (
        samples.line(1, f"Gutachten {word}", "1", "1250.00", NINETEEN, description="Über vier Zeilen hinweg " * 9),
        samples.line(2, "Prüfstand mit sehr großer Menge und Preis", "1234567.125", "98765.4321", NINETEEN, unit="MTK"),
    )
    return samples.build(
        lines, seller=GERMAN_SELLER, buyer=buyer, number="RE-2026-1188-SONDERABRECHNUNG-QUARTAL-IV", payment=()
    )


def francs() -> Invoice:
    """In francs, with VAT in euros, a charge, a discount and an exemption."""
    freight = AllowanceCharge(amount=Decimal("85.00"), charge=True, reason="Carriage", vat=samples.STANDARD)
    rebate = AllowanceCharge(
        amount=Decimal("60.00"), percent=Decimal(2), base=Decimal("3000"), reason="Volume rebate", vat=samples.STANDARD
    )
    lines = (
        samples.line(1, "Workbench, beech, 180 cm", "6", "512.50"),
        samples.line(2, "Sharpening course, 2 days", "2", "780.00", samples.EXEMPT),
    )
    agent = Party(
        name="Fiscalia Représentation SARL",
        vat_id="FR40303265045",
        address=Address(line1="3 rue Garat", city="Bayonne", postcode="64100", country="FR"),
    )
    return samples.build(
        lines,
        vats=(samples.EXEMPT,),
        allowances=(rebate, freight),
        currency="CHF",
        tax_currency="EUR",
        tax_accounting=Decimal("664.10"),
        tax_representative=agent,
        buyer=samples.SWISS_BUYER,
        number="FA-2026-0421",
        prepaid="500.00",
        notes=samples.FRENCH_NOTES,
    )


def instalments() -> Invoice:
    """Three dates, a discount in the terms."""
    invoice = samples.french_credit_note(
        type_code="380", number="FA-2026-0430", preceding=(), buyer=samples.AMERICAN_BUYER
    )
    part = (invoice.totals.payable / 3).quantize(Decimal("0.01"))
    last = invoice.totals.payable - 2 * part
    dates = (samples.DAY + timedelta(days=30 * number) for number in (1, 2, 3))
    parts = tuple(Instalment(due=due, amount=amount) for due, amount in zip(dates, (part, part, last), strict=True))
    return replace(
        invoice,
        instalments=parts,
        payment=(replace(samples.BANK, remittance=invoice.number),),
        terms="Three monthly instalments.\nNo discount for early payment.",
    )


def png(width: int, height: int) -> bytes:
    """A picture of one colour."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + b"\x8a\x3b\x12" * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def main(folder: Path) -> None:
    """Write them all."""
    folder.mkdir(parents=True, exist_ok=True)
    for piece in pieces():
        target = folder / f"{piece.name}.pdf"
        target.write_bytes(facturx.write(piece.invoice, language=piece.language, look=piece.look))
        if shutil.which("pdftoppm"):
            _picture(target, target.with_suffix(""))


def docs(folder: Path) -> None:
    """The three that docs/ shows, as PNG alone."""
    for piece in pieces():
        if piece.name in SHOWN:
            with tempfile.TemporaryDirectory() as scratch:
                page = Path(scratch) / "page.pdf"
                page.write_bytes(facturx.write(piece.invoice, language=piece.language, look=piece.look))
                _picture(page, folder / SHOWN[piece.name], "-singlefile")


def _picture(page: Path, target: Path, *options: str) -> None:
    subprocess.run(["pdftoppm", "-png", "-r", "90", *options, str(page), str(target)], check=True, capture_output=True)


if __name__ == "__main__":
    *option, where = sys.argv[1:]
    (docs if option == ["--docs"] else main)(Path(where))
