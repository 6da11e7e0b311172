"""One story for each of XRechnung's rules: what breaks it in a sound German invoice, and what else it must break."""

from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from einvoice import xrechnung
from einvoice.countries.germany.br_de.making import CVD, EXTENSION
from einvoice.model import (
    Address,
    AllowanceCharge,
    Attachment,
    Attribute,
    Classification,
    Contact,
    Delivery,
    Identifier,
    Party,
    PaymentMeans,
    Period,
    Vat,
)
from tests.einvoice import samples
from tests.einvoice.stories import Break, both, first, invoice, part

SELLER = Party(
    name="Tischlerei Nordlicht GmbH",
    legal_id=Identifier(value="HRB 123456"),
    vat_id="DE136695976",
    legal_info="Amtsgericht Kiel, Geschäftsführerin: Wiebke Jansen",
    endpoint=Identifier(value="rechnung@nordlicht.example", scheme="EM"),
    address=Address(line1="Hafenstraße 4", city="Kiel", postcode="24103", country="DE"),
    contact=Contact(name="Wiebke Jansen", phone="+49 431 000000", email="rechnung@nordlicht.example"),
)
AUTHORITY = Party(
    name="Amt für Schulbau der Stadt Musterhafen",
    public_body=True,
    endpoint=Identifier(value="04011000-12345-03", scheme="0204"),
    address=Address(line1="Rathausplatz 1", city="Musterhafen", postcode="28195", country="DE"),
)
FIRM = Party(
    name="Küstenbau AG",
    vat_id="DE129273398",
    endpoint=Identifier(value="buchhaltung@kuestenbau.example", scheme="EM"),
    address=Address(line1="Am Deich 12", city="Husum", postcode="25813", country="DE"),
)
BANK = PaymentMeans(code="58", iban="DE89370400440532013000", account_name=SELLER.name)
CARD = PaymentMeans(code="54", card_number="1111")
DEBIT = PaymentMeans(
    code="59", mandate="M-2026-7", creditor_id="DE98ZZZ09999999999", debited_account="DE02120300000000202051"
)
STANDARD = Vat(category="S", rate=Decimal(19))
REBATE = AllowanceCharge(
    amount=Decimal("10.00"), base=Decimal("100.00"), percent=Decimal(10), reason="Rabatt", vat=STANDARD
)
SOUND = samples.build(
    (
        samples.line(1, "Werkbank, Buche", "4", "612.50", STANDARD),
        samples.line(2, "Aufbau vor Ort", "6", "71.00", STANDARD, unit="HUR"),
    ),
    seller=SELLER,
    buyer=AUTHORITY,
    number="RE-2026-0815",
    allowances=(REBATE,),
    payment=(BANK,),
    buyer_reference="04011000-12345-03",
    terms="Zahlbar in 30 Tagen ohne Abzug.",
    process=xrechnung.PROCESS,
    specification=xrechnung.SPECIFICATION,
)

PERIOD = Period(start=date(2026, 10, 1), end=date(2026, 10, 31))
VEHICLE = (
    Classification(value="M1", scheme="CVD"),
    Attribute(name="cva", value="clean"),
)


def rebate(**changes: Decimal | None) -> Break:
    return first("allowances", **changes)


def pay(*means: PaymentMeans) -> Break:
    return invoice(payment=means)


def contact(**changes: str) -> Break:
    return part("seller", contact=replace(SELLER.contact or Contact(), **changes))


def place(side: str, **changes: str) -> Break:
    return lambda given: replace(
        given, **{side: replace(getattr(given, side), address=replace(getattr(given, side).address, **changes))}
    )


def delivered_to(**changes: str) -> Break:
    return invoice(delivery=Delivery(delivered=samples.DAY, address=replace(AUTHORITY.address, **changes)))


def vehicle(
    classifications: tuple[Classification, ...] = VEHICLE[:1], attributes: tuple[Attribute, ...] = VEHICLE[1:]
) -> Break:
    return both(
        invoice(specification=CVD, contract="V-7", tender="L-2"),
        first("lines", classifications=classifications, attributes=attributes),
    )


def extension(change: Break) -> Break:
    return both(invoice(specification=EXTENSION), change)


STORIES: dict[str, Break] = {
    "PEPPOL-EN16931-R001": invoice(process=""),
    "PEPPOL-EN16931-R008": part("seller", identifiers=(Identifier(value=""),)),
    "PEPPOL-EN16931-R010": part("buyer", endpoint=None),
    "PEPPOL-EN16931-R020": part("seller", endpoint=None),
    "PEPPOL-EN16931-R040": rebate(percent=Decimal("10.03")),
    "PEPPOL-EN16931-R041": rebate(base=None),
    "PEPPOL-EN16931-R042": rebate(percent=None),
    "PEPPOL-EN16931-R046": first("lines", gross_price=Decimal("650"), price_discount=Decimal("37.49")),
    "PEPPOL-EN16931-R054": invoice(tax_currency="SEK"),
    "PEPPOL-EN16931-R055": both(invoice(tax_currency="SEK"), part("totals", tax_accounting=Decimal("-5900.00"))),
    "PEPPOL-EN16931-R061": pay(replace(DEBIT, mandate="")),
    "PEPPOL-EN16931-R110": both(invoice(period=PERIOD), first("lines", period=Period(start=date(2026, 9, 30)))),
    "PEPPOL-EN16931-R111": both(invoice(period=PERIOD), first("lines", period=Period(end=date(2026, 11, 1)))),
    "PEPPOL-EN16931-R120": first("lines", net=Decimal("2450.03")),
    "PEPPOL-EN16931-R121": first("lines", base_quantity=Decimal(-1), price=Decimal("-612.50")),
    "PEPPOL-EN16931-R130": first("lines", base_unit="KGM"),
    "BR-DE-1": pay(),
    "BR-DE-2": part("seller", contact=None),
    "BR-DE-3": place("seller", city=""),
    "BR-DE-4": place("seller", postcode=""),
    "BR-DE-5": contact(name=""),
    "BR-DE-6": contact(phone=""),
    "BR-DE-7": contact(email=""),
    "BR-DE-8": place("buyer", city=""),
    "BR-DE-9": place("buyer", postcode=""),
    "BR-DE-10": delivered_to(city=""),
    "BR-DE-11": delivered_to(postcode=""),
    "BR-DE-15": invoice(buyer_reference=""),
    "BR-DE-16": part("seller", vat_id=""),
    "BR-DE-17": invoice(type_code="325"),
    "BR-DE-18": invoice(terms="#SKONTO#TAGE=14#PROZENT=2,00#\n"),
    "BR-DE-19": pay(replace(BANK, iban="DE89370400440532013001")),
    "BR-DE-20": pay(replace(DEBIT, debited_account="DE02120300000000202052")),
    "BR-DE-21": invoice(specification="urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_2.3"),
    "BR-DE-22": invoice(
        attachments=tuple(Attachment(id=i, filename="plan.pdf", mime="application/pdf", content=b"%") for i in "12")
    ),
    "BR-DE-23-a": pay(replace(BANK, code="30", iban="", account_name="")),
    "BR-DE-23-b": pay(replace(BANK, card_number="1111")),
    "BR-DE-24-a": pay(PaymentMeans(code="48")),
    "BR-DE-24-b": pay(replace(CARD, iban=BANK.iban)),
    "BR-DE-25-a": pay(PaymentMeans(code="59")),
    "BR-DE-25-b": pay(replace(DEBIT, card_number="1111")),
    "BR-DE-26": invoice(type_code="384"),
    "BR-DE-27": contact(phone="Zentrale, -12"),
    "BR-DE-28": contact(email="rechnung@nordlicht"),
    "BR-DE-30": pay(replace(DEBIT, creditor_id="")),
    "BR-DE-31": pay(replace(DEBIT, debited_account="")),
    "BR-DE-TMP-32": invoice(delivery=None),
    "BR-TMP-2": invoice(attachments=(Attachment(id="1", url="www.nordlicht.example/plan.pdf"),)),
    "BR-DEX-01": extension(
        invoice(attachments=(Attachment(id="1", filename="plan.dwg", mime="image/vnd.dwg", content=b"AC1032"),)),
    ),
    "BR-DEX-04": extension(part("seller", identifiers=(Identifier(value="4711", scheme="0092"),))),
    "BR-DEX-05": extension(part("buyer", legal_id=Identifier(value="4711", scheme="DIGA"))),
    "BR-DEX-06": extension(first("lines", standard_item=Identifier(value="4711", scheme="XR04"))),
    "BR-DEX-07": extension(part("buyer", endpoint=Identifier(value="4711", scheme="0003"))),
    "BR-DEX-08": extension(
        invoice(delivery=Delivery(delivered=samples.DAY, location=Identifier(value="4711", scheme="EM")))
    ),
    "BR-TMP-CVD-01": vehicle((*VEHICLE[:1], Classification(value="4711", scheme="XYZ"))),
    "BR-DE-CVD-01": both(vehicle(), invoice(contract="")),
    "BR-DE-CVD-02": both(vehicle(), invoice(tender="")),
    "BR-DE-CVD-03": vehicle((), ()),
    "BR-DE-CVD-04": vehicle((Classification(value="L7", scheme="CVD"),)),
    "BR-DE-CVD-05": vehicle(attributes=(Attribute(name="cva", value="sauber"),)),
    "BR-DE-CVD-06-a": vehicle(attributes=VEHICLE[1:] * 2),
    "BR-DE-CVD-06-b": vehicle(classifications=VEHICLE[:1] * 2),
}
# Tax currency equal to the invoice's is not written, a breakdown without its rate cannot be: see the test.
UNWRITTEN = {"PEPPOL-EN16931-R005", "BR-DE-14"}
# A rule that KoSIT has for UBL alone.
STORIES_IN_UBL: dict[str, Break] = {"PEPPOL-EN16931-R053": invoice(taxes=())}

# What one change must break besides, in both syntaxes.
ALSO: dict[str, set[str]] = {
    "PEPPOL-EN16931-R054": {"PEPPOL-EN16931-R055"},
    "PEPPOL-EN16931-R053": {"PEPPOL-EN16931-R054"},
    "BR-DE-6": {"BR-DE-27"},
    "BR-DE-7": {"BR-DE-28"},
    "BR-DE-25-a": {"BR-DE-20", "PEPPOL-EN16931-R061"},
    "BR-DE-31": {"BR-DE-20"},
}
