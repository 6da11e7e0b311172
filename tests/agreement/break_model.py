"""Seeded mutations of an invoice: what goes wrong in an ERP, said of the model."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, TypeVar

from msgspec.structs import replace

from einvoice.model import (
    Address,
    AllowanceCharge,
    Attachment,
    Attribute,
    Classification,
    Contact,
    Delivery,
    Identifier,
    Instalment,
    Invoice,
    Line,
    Note,
    Party,
    PaymentMeans,
    Period,
    Reference,
    TaxBreakdown,
    Vat,
)

Mutation = Callable[[Random, Invoice], Invoice]
T = TypeVar("T")

CATEGORIES = ("S", "Z", "E", "AE", "K", "G", "O", "L", "M", "B")
RATES = tuple(map(Decimal, ("0", "0", "5.5", "7", "19", "20", "22", "-1")))
_CENTS = tuple(map(Decimal, ("0.01", "-0.01", "0.02", "1", "-1", "0.99", "5", "-250", "1000")))
_COUNTRIES = ("", "FR", "DE", "IT", "ES", "fr", "UK", "XX", "EL", "XK", "1A")
_VAT_IDS = (
    "",
    "FR65912345675",
    "DE136695976",
    "IT01234560157",
    "EL123456789",
    "GR123456789",
    "65912345675",
    "XI1",
    "fr1",
)
_SCHEMES = ("", "0002", "0009", "0088", "0224", "0231", "0060", "9999", "0205", "EM", "VA")


def mutated(random: Random, invoice: Invoice) -> Invoice:
    """One thing changed."""
    return random.choice(MUTATIONS)(random, invoice)


def _some(random: Random, items: Sequence[T], change: Callable[[T], T | None]) -> tuple[T, ...]:
    """One of `items` changed; taken out where `change` gives None."""
    if not items:
        return ()
    at = random.randrange(len(items))
    new = change(items[at])
    return (*items[:at], *(() if new is None else (new,)), *items[at + 1 :])


def _amount(random: Random, amount: Decimal) -> Decimal:
    return random.choice((amount + random.choice(_CENTS), -amount, Decimal(0), amount * 10))


def total(random: Random, invoice: Invoice) -> Invoice:
    field = random.choice(
        "lines tax_exclusive tax tax_inclusive payable allowances charges prepaid rounding".split()  # noqa: SIM905
    )
    return replace(invoice, totals=replace(invoice.totals, **{field: _amount(random, getattr(invoice.totals, field))}))


def accounting_tax(random: Random, invoice: Invoice) -> Invoice:
    currency, amount = random.choice((("SEK", None), ("", Decimal("12.00")), ("SEK", Decimal("12.00")), ("XYZ", None)))
    return replace(invoice, tax_currency=currency, totals=replace(invoice.totals, tax_accounting=amount))


def line(random: Random, invoice: Invoice) -> Invoice:
    def change(given: Line) -> Line:
        changes: dict[str, Any] = random.choice(
            (
                {"net": _amount(random, given.net)},
                {"price": -abs(given.price) - random.randrange(2)},
                {"gross_price": -abs(given.price)},
                {"gross_price": given.price + 3, "price_discount": Decimal(random.choice(("3", "2")))},
                {"quantity": -given.quantity},
                {"id": ""},
                {"name": random.choice(("", " "))},
                {"unit": random.choice(("", "XYZ", "PCE", "c62", "KGM"))},
                {"base_quantity": Decimal(random.choice(("0", "-1", "2")))},
                {"base_unit": random.choice(("KGM", "XYZ"))},
                {"origin": random.choice(_COUNTRIES)},
                {"standard_item": Identifier(value="4006381333931", scheme=random.choice(_SCHEMES))},
                {"object_id": Identifier(value="Z1", scheme=random.choice(("", "AAA", "XXX", "ABZ")))},
                {"classifications": (Classification(value="1", scheme=random.choice(("", "STI", "XYZ", "CVD"))),)},
                {"attributes": (Attribute(name=random.choice(("", "a", " ")), value=random.choice(("", "b"))),)},
                {"period": period(random, invoice.issue_date)},
                {"allowances": (extra(random, None), *given.allowances)},
                {"vat": vat(random, given.vat)},
                {"vat": vat(random, given.vat)},
            )
        )
        return replace(given, **changes)

    return replace(invoice, lines=_some(random, invoice.lines, change))


def vat(random: Random, given: Vat) -> Vat:
    change = random.randrange(4)
    if change == 0:
        return replace(given, category=random.choice((*CATEGORIES, "", "X", "s")))
    if change == 1:
        return replace(given, rate=random.choice(RATES))
    if change == 2:
        return Vat(category=random.choice(CATEGORIES), rate=random.choice(RATES))
    return Vat(category=random.choice(CATEGORIES), rate=Decimal(0))


def period(random: Random, day: date) -> Period:
    other = day + timedelta(days=random.randrange(-40, 40))
    return random.choice(
        (Period(start=other, end=day), Period(start=day, end=other), Period(), Period(start=day), Period(end=day))
    )


def extra(random: Random, treatment: Vat | None) -> AllowanceCharge:
    charge = random.random() < 0.5
    return AllowanceCharge(
        amount=Decimal(random.choice(("10.00", "-10.00", "0", "10.5"))),
        charge=charge,
        base=random.choice((None, Decimal("100.00"))),
        percent=random.choice((None, Decimal(10), Decimal("10.5"))),
        reason=random.choice(("", "", "Remise", " ")),
        reason_code=random.choice(("", "95", "FC", "ZZ9", "104")),
        vat=treatment,
    )


def document_extra(random: Random, invoice: Invoice) -> Invoice:
    """A discount or a surcharge more, one less, or another VAT; the totals stay."""
    own = invoice.lines[0].vat if invoice.lines else Vat(category="S", rate=Decimal(20))
    if not invoice.allowances or random.random() < 0.5:
        treatment = random.choice((own, None, vat(random, own)))
        return replace(invoice, allowances=(*invoice.allowances, extra(random, treatment)))

    def change(given: AllowanceCharge) -> AllowanceCharge | None:
        changes: dict[str, Any] = random.choice(
            (
                {"amount": _amount(random, given.amount)},
                {"charge": not given.charge},
                {"reason": "", "reason_code": ""},
                {"reason_code": random.choice(("ZZ9", "FC", "95"))},
                {"vat": None},
                {"vat": vat(random, given.vat or own)},
                {},
            )
        )
        return replace(given, **changes) if changes else None

    return replace(invoice, allowances=_some(random, invoice.allowances, change))


def breakdown(random: Random, invoice: Invoice) -> Invoice:
    def change(given: TaxBreakdown) -> TaxBreakdown | None:
        changes: dict[str, Any] = random.choice(
            (
                {"base": _amount(random, given.base)},
                {"tax": _amount(random, given.tax)},
                {"vat": vat(random, given.vat)},
                {"vat": replace(given.vat, exemption_reason="", exemption_code="")},
                {"vat": replace(given.vat, exemption_reason="Grund")},
                {"vat": replace(given.vat, exemption_code=random.choice(("VATEX-EU-O", "VATEX-EU-AE", "VATEX-9")))},
                {},
            )
        )
        return replace(given, **changes) if changes else None

    choice = random.randrange(6)
    if choice == 0:
        return replace(invoice, taxes=())
    if choice == 1 and invoice.taxes:
        return replace(invoice, taxes=(*invoice.taxes, random.choice(invoice.taxes)))
    if choice == 2:
        other = TaxBreakdown(vat=vat(random, Vat(category="S")), base=Decimal(random.choice((0, 10))), tax=Decimal(0))
        return replace(invoice, taxes=(*invoice.taxes, other))
    return replace(invoice, taxes=_some(random, invoice.taxes, change))


def every_category(random: Random, invoice: Invoice) -> Invoice:
    """The whole invoice under another VAT category, with the old amounts."""
    new = Vat(category=random.choice(CATEGORIES), rate=random.choice(RATES))
    return replace(
        invoice,
        lines=tuple(replace(each, vat=new) for each in invoice.lines),
        taxes=tuple(replace(each, vat=replace(new, exemption_reason="Grund")) for each in invoice.taxes[:1]),
        allowances=tuple(replace(each, vat=new) for each in invoice.allowances),
    )


def party(random: Random, invoice: Invoice) -> Invoice:
    side = random.choice(("seller", "seller", "buyer", "buyer", "payee", "tax_representative"))
    given: Party = getattr(invoice, side) or Party(name="Autre", vat_id="FR1", address=Address(country="FR"))
    number = Identifier(value=random.choice(("4711", "912345675", "")), scheme=random.choice(_SCHEMES))
    changes: dict[str, Any] = random.choice(
        (
            {"name": random.choice(("", " "))},
            {"vat_id": random.choice(_VAT_IDS)},
            {"vat_id": "", "tax_registration": ""},
            {"vat_id": "", "tax_registration": "99/815"},
            {"vat_id": "", "legal_id": None, "identifiers": ()},
            {"vat_id": "", "tax_registration": "1", "legal_id": None, "identifiers": ()},
            {"legal_id": number},
            {"legal_id": None},
            {"identifiers": (number,)},
            {"identifiers": (number, number)},
            {"endpoint": None},
            {"endpoint": number},
            {"address": Address()},
            {"address": replace(given.address, country=random.choice(_COUNTRIES))},
            {"address": replace(given.address, city="", postcode="")},
            {"contact": random.choice((None, Contact(), Contact(name="A", phone="+12", email="a@b")))},
            {"trading_name": ""},
            {},
        )
    )
    return replace(invoice, **{side: replace(given, **changes)})


def no_vat_ids(random: Random, invoice: Invoice) -> Invoice:
    """Seller or buyer, or both, without any tax number."""
    bare = {"vat_id": "", "tax_registration": ""}
    sides = random.choice((("seller",), ("buyer",), ("seller", "buyer")))
    return replace(
        invoice,
        tax_representative=None,
        **{side: replace(getattr(invoice, side), **bare) for side in sides},
    )


def header(random: Random, invoice: Invoice) -> Invoice:
    changes: dict[str, Any] = random.choice(
        (
            {"number": random.choice(("", " ", "N° 1", "x" * 40))},
            {"currency": random.choice(("", "XYZ", "USD", "eur"))},
            {"tax_currency": random.choice(("USD", "XYZ", invoice.currency))},
            {"type_code": random.choice(("", "999", "381", "384", "262", "751", "326", "80", "83"))},
            {"process": random.choice(("", "X1", "B1", "S4", "M2", "B7"))},
            {"specification": random.choice(("urn:cen.eu:en16931:2017#other", " "))},
            {"lines": ()},
            {"lines": invoice.lines[:1]},
            {"due_date": None, "terms": "", "instalments": ()},
            {"buyer_reference": ""},
            {"tax_point": invoice.issue_date, "tax_point_code": "35"},
            {"tax_point": None, "tax_point_code": random.choice(("5", "29", "72", "432", "99"))},
            {"object_id": Identifier(value=random.choice(("", "X")), scheme=random.choice(("", "AAA", "XXX")))},
            {"notes": (Note(text=random.choice(("", "a", "#b")), subject=random.choice(("", "AAI", "XXX", "BAR"))),)},
            {"preceding": (Reference(number=random.choice(("", "F 1")), issue_date=date(1999, 1, 1)),)},
            {"preceding": ()},
            {"period": period(random, invoice.issue_date)},
            {"instalments": (Instalment(due=invoice.issue_date, amount=Decimal(5)),)},
            {"issue_date": date(1999, 12, 31)},
        )
    )
    return replace(invoice, **changes)


def delivery(random: Random, invoice: Invoice) -> Invoice:
    place = Address(line1="Quai 3", city="Lyon", postcode="69002", country=random.choice(_COUNTRIES))
    given = Delivery(
        delivered=random.choice((None, invoice.issue_date)),
        name=random.choice(("", "Dépôt")),
        location=random.choice((None, Identifier(value="1", scheme=random.choice(_SCHEMES)))),
        address=random.choice((None, place, Address(city="Lyon"))),
    )
    return replace(invoice, delivery=random.choice((None, given)))


def payment(random: Random, invoice: Invoice) -> Invoice:
    means = PaymentMeans(
        code=random.choice(("", "30", "58", "48", "54", "59", "1", "99", "ZZZ")),
        iban=random.choice(("", "FR7630006000011234567890189", "DE00")),
        card_number=random.choice(("", "", "1234", "4111111111111111")),
        mandate=random.choice(("", "M1")),
        creditor_id=random.choice(("", "DE98ZZZ09999999999")),
        debited_account=random.choice(("", "DE75512108001245126199")),
    )
    return replace(invoice, payment=random.choice(((), (means,), (means,), (means, replace(means, iban="X")))))


def attachments(random: Random, invoice: Invoice) -> Invoice:
    attachment = Attachment(
        id=random.choice(("", "A1")),
        description=random.choice(("", "LISIBLE", "autre")),
        filename=random.choice(("", "a.pdf")),
        mime=random.choice(("", "application/pdf", "application/zip")),
        content=random.choice((b"", b"%PDF")),
        url=random.choice(("", "https://example.org/a", "www.example.org")),
    )
    return replace(invoice, attachments=(*invoice.attachments, attachment))


MUTATIONS: tuple[Mutation, ...] = (
    *(total,) * 2,
    accounting_tax,
    *(line,) * 4,
    *(document_extra,) * 3,
    *(breakdown,) * 3,
    every_category,
    *(party,) * 4,
    *(no_vat_ids,) * 2,
    *(header,) * 3,
    delivery,
    payment,
    attachments,
)
