"""Invoices for tests: each function gives a fresh one that adds up and that its country's judges accept.

Every name and number is invented; numbers with check digits are valid. Change one with
`msgspec.structs.replace`.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec

from einvoice.model import (
    Address,
    AllowanceCharge,
    Contact,
    Delivery,
    Identifier,
    Invoice,
    Line,
    Note,
    Party,
    PaymentMeans,
    Reference,
    TaxBreakdown,
    Totals,
    Vat,
    minor_unit,
)

DAY = date(2026, 11, 2)

FRENCH_SELLER = Party(
    name="Ateliers du Rhône SAS",
    trading_name="Ateliers du Rhône",
    legal_id=Identifier(value="912345675", scheme="0002"),
    identifiers=(Identifier(value="91234567500017", scheme="0009"),),
    vat_id="FR65912345675",
    legal_info="SAS au capital de 250 000 EUR, RCS Lyon 912 345 675",
    endpoint=Identifier(value="912345675", scheme="0225"),
    address=Address(line1="18 quai Rambaud", city="Lyon", postcode="69002", country="FR"),
    contact=Contact(name="Claire Morel", phone="+33 4 72 00 00 00", email="comptabilite@ateliers-rhone.example"),
)
FRENCH_BUYER = Party(
    name="Maison Lefèvre & Fils SARL",
    legal_id=Identifier(value="801234568", scheme="0002"),
    vat_id="FR66801234568",
    endpoint=Identifier(value="801234568", scheme="0225"),
    address=Address(
        line1="Bâtiment C, 3e étage",
        line2="42 rue de la Bretonnerie",
        city="Orléans",
        postcode="45000",
        country="FR",
    ),
    contact=Contact(name="Service comptabilité", email="factures@lefevre.example"),
)
GERMAN_BUYER = Party(
    name="Süddeutsche Maschinenbau GmbH & Co. KG",
    vat_id="DE136695976",
    endpoint=Identifier(value="DE136695976", scheme="9930"),
    address=Address(line1="Königstraße 12", city="Stuttgart", postcode="70173", country="DE"),
)
AMERICAN_BUYER = Party(
    name="Harbor Light Tools, Inc.",
    endpoint=Identifier(value="ap@harborlight.example", scheme="EM"),
    address=Address(line1="200 Congress Street", city="Portland", postcode="04101", subdivision="ME", country="US"),
)
SWISS_BUYER = Party(
    name="Alpina Präzision AG",
    endpoint=Identifier(value="rechnungen@alpina.example", scheme="EM"),
    address=Address(line1="Seestrasse 8", city="Zürich", postcode="8002", country="CH"),
)
CONSUMER = Party(
    name="Élodie Faure",
    consumer=True,
    address=Address(line1="7 rue des Lilas", city="Nantes", postcode="44000", country="FR"),
)
ITALIAN_SELLER = Party(
    name="Officina Luce S.r.l.",
    legal_info="Capitale sociale 50.000 EUR i.v., REA MI-1234567",
    vat_id="IT01234560157",
    tax_registration="01234560157",
    endpoint=Identifier(value="01234560157", scheme="0210"),
    address=Address(line1="Via Torino 51", city="Milano", postcode="20123", subdivision="MI", country="IT"),
    contact=Contact(name="Giulia Conti", phone="+39 02 0000000", email="amministrazione@officinaluce.example"),
)
ITALIAN_BUYER = Party(
    name="Cantieri Navali Ligure S.p.A.",
    vat_id="IT09876540106",
    endpoint=Identifier(value="ABC1234", scheme="0205"),
    address=Address(line1="Via di Francia 28", city="Genova", postcode="16149", subdivision="GE", country="IT"),
)

STANDARD = Vat(category="S", rate=Decimal("20"))
REDUCED = Vat(category="S", rate=Decimal("5.5"))
REVERSE = Vat(
    category="AE",
    exemption_reason="Autoliquidation (article 283-2 du CGI, article 196 de la directive 2006/112/CE)",
    exemption_code="VATEX-EU-AE",
)
INTRA_EU = Vat(
    category="K",
    exemption_reason="Exonération de TVA, article 262 ter I du CGI",
    exemption_code="VATEX-EU-IC",
)
EXPORT = Vat(category="G", exemption_reason="Exonération de TVA, article 262 I du CGI", exemption_code="VATEX-EU-G")
EXEMPT = Vat(
    category="E",
    exemption_reason="Exonération de TVA, article 261-4-4° a du CGI (formation)",
    exemption_code="VATEX-EU-132-1I",
)
BANK = PaymentMeans(
    code="58",
    iban="FR7630006000011234567890189",
    bic="AGRIFRPPXXX",
    account_name="Ateliers du Rhône SAS",
    remittance="FA-2026-0412",
)


def line(number: int, name: str, quantity: str, price: str, vat: Vat = STANDARD, **more: Any) -> Line:
    """A line whose net is worked out; the exemption reason belongs to the breakdown, not to the line."""
    own = Vat(category=vat.category, rate=vat.rate, national_code=vat.national_code)
    draft = Line(
        id=str(number),
        name=name,
        quantity=Decimal(quantity),
        price=Decimal(price),
        net=Decimal(0),
        vat=own,
        **more,
    )
    gross = draft.quantity * draft.price / draft.base_quantity
    net = gross + sum((a.amount if a.charge else -a.amount for a in draft.allowances), Decimal(0))
    return msgspec.structs.replace(draft, net=_round(net, "EUR"))


def build(
    lines: Iterable[Line],
    *,
    vats: Iterable[Vat] = (),
    seller: Party = FRENCH_SELLER,
    buyer: Party = FRENCH_BUYER,
    currency: str = "EUR",
    allowances: tuple[AllowanceCharge, ...] = (),
    prepaid: str = "0",
    **more: Any,
) -> Invoice:
    """An invoice over `lines` with its breakdown and totals; `vats` say why a category is exempt."""
    lines = tuple(lines)
    reasons = {(v.category, v.rate): v for v in vats}
    bases: dict[tuple[str, Decimal], Decimal] = {}
    national: dict[tuple[str, Decimal], str] = {}
    for item in lines:
        key = (item.vat.category, item.vat.rate)
        bases[key] = bases.get(key, Decimal(0)) + item.net
        national[key] = item.vat.national_code
    for extra in allowances:
        assert extra.vat is not None
        key = (extra.vat.category, extra.vat.rate)
        bases[key] = bases.get(key, Decimal(0)) + (extra.amount if extra.charge else -extra.amount)
    taxes = tuple(
        TaxBreakdown(
            vat=reasons.get(key, Vat(category=key[0], rate=key[1], national_code=national.get(key, ""))),
            base=base,
            tax=_round(base * key[1] / 100, currency),
        )
        for key, base in bases.items()
    )
    exclusive, tax = sum((t.base for t in taxes), Decimal(0)), sum((t.tax for t in taxes), Decimal(0))
    defaults: dict[str, Any] = {
        "number": "FA-2026-0412",
        "issue_date": DAY,
        "due_date": DAY + timedelta(days=30),
        "payment": (msgspec.structs.replace(BANK, remittance=more.get("number", BANK.remittance)),),
        "delivery": Delivery(delivered=DAY - timedelta(days=3)),
    }
    return Invoice(
        seller=seller,
        buyer=buyer,
        currency=currency,
        lines=lines,
        taxes=taxes,
        allowances=allowances,
        totals=Totals(
            lines=sum((item.net for item in lines), Decimal(0)),
            allowances=sum((a.amount for a in allowances if not a.charge), Decimal(0)),
            charges=sum((a.amount for a in allowances if a.charge), Decimal(0)),
            tax_exclusive=exclusive,
            tax=tax,
            tax_inclusive=exclusive + tax,
            prepaid=Decimal(prepaid),
            payable=exclusive + tax - Decimal(prepaid),
            tax_accounting=more.pop("tax_accounting", None),
        ),
        **(defaults | more),
    )


FRENCH_NOTES = (
    Note(
        subject="PMT",
        text="Indemnité forfaitaire pour frais de recouvrement en cas de retard de paiement : 40 euros.",
    ),
    Note(
        subject="PMD",
        text="En cas de retard de paiement, pénalités au taux de trois fois le taux d'intérêt légal.",
    ),
    Note(subject="AAB", text="Pas d'escompte pour paiement anticipé."),
)


def french_invoice(**more: Any) -> Invoice:
    """Domestic, two rates, a line discount, a document discount, freight, an advance already paid."""
    discount = AllowanceCharge(
        amount=Decimal("42.00"),
        base=Decimal("420.00"),
        percent=Decimal("10"),
        reason="Remise fidélité",
        reason_code="95",
    )
    lines = (
        line(1, "Établi en hêtre massif 180 cm", "3", "489.90", description="Plateau 40 mm, huilé; réf. 2026"),
        line(2, "Étau de menuisier", "6", "70.00", seller_item="ET-70", order_line="2", allowances=(discount,)),
        line(
            3,
            "Pose et réglage sur site",
            "7.5",
            "62.00",
            unit="HUR",
            note="Interventions du 27 au 29 octobre",
        ),
        line(4, "Manuel « L'atelier bien rangé »", "12", "18.9573", REDUCED),
        line(5, "Vis inox 5 × 60", "1500", "4.80", base_quantity=Decimal(100)),
    )
    freight = AllowanceCharge(amount=Decimal("35.00"), charge=True, reason="Port", reason_code="FC", vat=STANDARD)
    rebate = AllowanceCharge(amount=Decimal("25.00"), reason="Remise exceptionnelle", reason_code="95", vat=STANDARD)
    fields: dict[str, Any] = {
        "allowances": (rebate, freight),
        "prepaid": "500.00",
        "process": "M1",
        "notes": FRENCH_NOTES,
        "terms": "30 jours nets",
        "purchase_order": "BC-7781",
        "sales_order": "SO-2026-0977",
        "contract": "C-2025-14",
        "buyer_reference": "Atelier Orléans",
        "delivery": Delivery(
            delivered=DAY - timedelta(days=3),
            name="Lefèvre, entrepôt Nord",
            address=Address(line1="ZA des Cerisiers, lot 9", city="Saran", postcode="45770", country="FR"),
        ),
    }
    return build(lines, **(fields | more))


def french_credit_note(**more: Any) -> Invoice:
    """Takes two items of `french_invoice` back; amounts are positive."""
    fields: dict[str, Any] = {
        "number": "AV-2026-0031",
        "type_code": "381",
        "process": "B1",
        "preceding": (Reference(number="FA-2026-0412", issue_date=DAY),),
        "issue_date": DAY + timedelta(days=10),
        "due_date": DAY + timedelta(days=40),
        "payment": (),
        "notes": FRENCH_NOTES,
    }
    return build((line(1, "Étau de menuisier, repris", "2", "63.00"),), **(fields | more))


def reverse_charge(**more: Any) -> Invoice:
    """French services to a German business: AE, the buyer accounts for the VAT."""
    lines = (
        line(1, "Conception d'un poste de travail", "4", "640.00", REVERSE, unit="DAY"),
        line(2, "Frais de déplacement", "1", "312.40", REVERSE),
    )
    fields: dict[str, Any] = {"number": "FA-2026-0413", "process": "S1", "notes": FRENCH_NOTES}
    return build(lines, vats=(REVERSE,), **({"buyer": GERMAN_BUYER} | fields | more))


def intra_community(**more: Any) -> Invoice:
    """French goods delivered to Germany: K, which needs a delivery date and country (BR-IC-11, BR-IC-12)."""
    delivery = Delivery(delivered=DAY, name=GERMAN_BUYER.name, address=GERMAN_BUYER.address)
    fields: dict[str, Any] = {
        "number": "FA-2026-0414",
        "process": "B1",
        "notes": FRENCH_NOTES,
        "delivery": delivery,
    }
    lines = (line(1, "Établi en hêtre massif 180 cm", "10", "465.00", INTRA_EU),)
    return build(lines, vats=(INTRA_EU,), **({"buyer": GERMAN_BUYER} | fields | more))


def export(**more: Any) -> Invoice:
    """French goods to the United States: G."""
    fields: dict[str, Any] = {"number": "FA-2026-0415", "process": "B1", "notes": FRENCH_NOTES}
    lines = (line(1, "Étau de menuisier", "40", "66.50", EXPORT),)
    return build(lines, vats=(EXPORT,), **({"buyer": AMERICAN_BUYER} | fields | more))


def exempt(**more: Any) -> Invoice:
    """A French training course, exempt (E), next to a taxed book."""
    lines = (
        line(1, "Formation « affûtage », 2 jours", "3", "780.00", EXEMPT),
        line(2, "Manuel d'affûtage", "3", "21.33", REDUCED),
    )
    fields: dict[str, Any] = {"number": "FA-2026-0416", "process": "M1", "notes": FRENCH_NOTES}
    return build(lines, vats=(EXEMPT,), **(fields | more))


def foreign_currency(**more: Any) -> Invoice:
    """A French sale to Switzerland in Swiss francs, without VAT."""
    fields: dict[str, Any] = {
        "number": "FA-2026-0417",
        "process": "B1",
        "notes": FRENCH_NOTES,
        "tax_currency": "EUR",
        "tax_accounting": Decimal("0.00"),
    }
    lines = (line(1, "Étau de menuisier", "25", "71.20", EXPORT),)
    return build(lines, vats=(EXPORT,), **({"buyer": SWISS_BUYER} | fields | more), currency="CHF")


def consumer_invoice(**more: Any) -> Invoice:
    """A French sale to a private person."""
    fields: dict[str, Any] = {"number": "FA-2026-0418", "process": "B1", "notes": FRENCH_NOTES}
    return build((line(1, "Établi pliant", "1", "149.17"),), **({"buyer": CONSUMER} | fields | more))


def long_invoice(count: int = 60, **more: Any) -> Invoice:
    """Several pages."""
    names = (
        "Ciseau à bois",
        "Rabot d'angle",
        "Serre-joint à pompe",
        "Lame de scie 254 mm",
        "Lunettes de sécurité",
    )
    lines = [
        line(
            i + 1,
            f"{names[i % 5]} n° {i + 1}",
            str(1 + i % 7),
            f"{9 + i * 1.37:.2f}",
            (STANDARD, REDUCED)[i % 4 == 3],
        )
        for i in range(count)
    ]
    fields: dict[str, Any] = {"number": "FA-2026-0419", "process": "B1", "notes": FRENCH_NOTES}
    return build(lines, **(fields | more))


def italian_invoice(**more: Any) -> Invoice:
    """Domestic Italian, two rates."""
    lines = (
        line(1, "Lampada a sospensione", "10", "84.50", Vat(category="S", rate=Decimal(22))),
        line(2, "Manuale d'uso", "2", "12.00", Vat(category="S", rate=Decimal(4))),
    )
    fields: dict[str, Any] = {
        "number": "2026/118",
        "payment": (PaymentMeans(code="30", iban="IT60X0542811101000000123456"),),
    }
    return build(lines, **({"seller": ITALIAN_SELLER, "buyer": ITALIAN_BUYER} | fields | more))


def all_french() -> dict[str, Invoice]:
    """Every French sample by name."""
    makers = (
        french_invoice,
        french_credit_note,
        reverse_charge,
        intra_community,
        export,
        exempt,
        foreign_currency,
        consumer_invoice,
        long_invoice,
    )
    return {maker.__name__: maker() for maker in makers}


def _round(amount: Decimal, currency: str) -> Decimal:
    return amount.quantize(minor_unit(currency), ROUND_HALF_UP)
