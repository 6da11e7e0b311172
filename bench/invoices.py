"""The documents that are written: one page, ten lines, two VAT rates. Every name and number is invented."""

from datetime import date
from decimal import Decimal

from einvoice.model import (
    Address,
    Contact,
    Delivery,
    Identifier,
    Invoice,
    Line,
    Note,
    Party,
    PaymentMeans,
    TaxBreakdown,
    Totals,
    Vat,
)

_ITEMS = (
    ("Lampe de bureau", "4", "79.90"),
    ("Applique murale", "12", "46.50"),
    ("Variateur", "12", "18.75"),
    ("Câble textile, 10 m", "6", "24.30"),
    ("Ampoule LED E27", "48", "5.95"),
    ("Suspension en verre", "3", "214.00"),
    ("Rail triphasé 2 m", "5", "88.40"),
    ("Spot orientable", "20", "39.60"),
    ("Pose et réglage", "7.5", "62.00"),
    ("Manuel de l'éclairage", "10", "18.96"),
)
_CENT = Decimal("0.01")


def french() -> Invoice:
    """A domestic French invoice, 20 % and 5.5 %."""
    seller = Party(
        name="Ateliers du Rhône SAS",
        legal_id=Identifier(value="912345675", scheme="0002"),
        vat_id="FR65912345675",
        legal_info="SAS au capital de 250 000 EUR, RCS Lyon 912 345 675",
        endpoint=Identifier(value="912345675", scheme="0225"),
        address=Address(line1="18 quai Rambaud", city="Lyon", postcode="69002", country="FR"),
        contact=Contact(name="Claire Morel", phone="+33 4 72 00 00 00", email="facturation@ateliers-rhone.example"),
    )
    buyer = Party(
        name="Maison Lefèvre & Fils SARL",
        legal_id=Identifier(value="801234568", scheme="0002"),
        vat_id="FR66801234568",
        endpoint=Identifier(value="801234568", scheme="0225"),
        address=Address(line1="42 rue de la Bretonnerie", city="Orléans", postcode="45000", country="FR"),
    )
    notes = (
        Note(subject="PMT", text="Indemnité forfaitaire pour frais de recouvrement en cas de retard : 40 euros."),
        Note(subject="PMD", text="Pénalités de retard : trois fois le taux d'intérêt légal."),
        Note(subject="AAB", text="Pas d'escompte pour paiement anticipé."),
    )
    return _invoice(seller, buyer, "FR7630006000011234567890189", ("20", "5.5"), notes, process="M1")


def italian() -> Invoice:
    """The same sale in Italy, 22 % and 4 %."""
    seller = Party(
        name="Officina Luce S.r.l.",
        vat_id="IT01234560157",
        tax_registration="01234560157",
        endpoint=Identifier(value="01234560157", scheme="0210"),
        address=Address(line1="Via Torino 51", city="Milano", postcode="20123", subdivision="MI", country="IT"),
    )
    buyer = Party(
        name="Cantieri Navali Ligure S.p.A.",
        vat_id="IT09876540106",
        endpoint=Identifier(value="ABC1234", scheme="0205"),
        address=Address(line1="Via di Francia 28", city="Genova", postcode="16149", subdivision="GE", country="IT"),
    )
    return _invoice(seller, buyer, "IT60X0542811101000000123456", ("22", "4"), ())


def _invoice(
    seller: Party, buyer: Party, iban: str, rates: tuple[str, str], notes: tuple[Note, ...], process: str = ""
) -> Invoice:
    lines = tuple(
        Line(
            id=str(number),
            name=name,
            quantity=Decimal(quantity),
            price=Decimal(price),
            net=(Decimal(quantity) * Decimal(price)).quantize(_CENT),
            vat=Vat(category="S", rate=Decimal(rates[number == len(_ITEMS)])),
        )
        for number, (name, quantity, price) in enumerate(_ITEMS, 1)
    )
    taxes = []
    for rate in map(Decimal, rates):
        base = sum((x.net for x in lines if x.vat.rate == rate), Decimal(0))
        taxes.append(TaxBreakdown(vat=Vat(category="S", rate=rate), base=base, tax=(base * rate / 100).quantize(_CENT)))
    net, tax = sum((t.base for t in taxes), Decimal(0)), sum((t.tax for t in taxes), Decimal(0))
    return Invoice(
        number="F2026-0412",
        issue_date=date(2026, 11, 2),
        due_date=date(2026, 12, 2),
        currency="EUR",
        process=process,
        seller=seller,
        buyer=buyer,
        notes=notes,
        lines=lines,
        taxes=tuple(taxes),
        totals=Totals(lines=net, tax_exclusive=net, tax=tax, tax_inclusive=net + tax, payable=net + tax),
        payment=(PaymentMeans(code="30", iban=iban),),
        delivery=Delivery(delivered=date(2026, 10, 30)),
    )
