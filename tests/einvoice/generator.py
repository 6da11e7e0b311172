"""Sound invoices by the thousand: each adds up and is accepted by CEN's rules, none looks like the one before.

    for invoice in sound_invoices(5000): ...

The same seed gives the same invoices on every machine: nothing but `random.Random` decides. The parties are those of
`samples`; what is bought, taxed, allowed, prepaid, rounded and referred to is drawn.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

from msgspec.structs import replace

from einvoice.model import (
    Address,
    AllowanceCharge,
    Attachment,
    Attribute,
    Classification,
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
    Totals,
    Vat,
    minor_unit,
)

from . import samples

GERMAN_SELLER = replace(
    samples.GERMAN_BUYER, legal_info="Amtsgericht Stuttgart HRB 700001", tax_registration="99/815/0815"
)
SPANISH_SELLER = Party(
    name="Talleres del Atlántico S.L.",
    vat_id="ESB35000017",
    endpoint=Identifier(value="ventas@atlantico.example", scheme="EM"),
    address=Address(line1="Calle León y Castillo 7", city="Las Palmas", postcode="35003", country="ES"),
)
SELLERS = (samples.FRENCH_SELLER, samples.ITALIAN_SELLER, GERMAN_SELLER)
BUYERS = (samples.FRENCH_BUYER, samples.GERMAN_BUYER, samples.ITALIAN_BUYER)
WORDS = ("Établi", "Lampada", "Schraubstock", "Wartung", "Conseil", "Vite M6 × 40", "Ωmega-Öl 5 %", "Tischplatte <A&B>")

CENT = Decimal("0.01")

# Which VAT an invoice bears: the categories and rates that its lines are drawn from.
Shape = tuple[str, tuple[Vat, ...]]
DOMESTIC = tuple(Vat(category="S", rate=Decimal(rate)) for rate in ("20", "19", "22", "10", "7", "5.5", "2.1"))
ZERO = Vat(category="Z")
CANARY = (Vat(category="L", rate=Decimal("7")), Vat(category="L", rate=Decimal("9.5")))
CEUTA = (Vat(category="M", rate=Decimal("4")), Vat(category="M", rate=Decimal("0.5")))
SPLIT = Vat(category="B", rate=Decimal("22"))
OUTSIDE = Vat(category="O", exemption_reason="Hors champ", exemption_code="VATEX-EU-O")


def sound_invoices(count: int, seed: int = 0) -> Iterator[Invoice]:
    """`count` invoices; the one at a place depends on the seed and the place alone."""
    for place in range(count):
        yield sound_invoice(Random(f"{seed}/{place}"), place)


def sound_invoice(random: Random, place: int = 0) -> Invoice:
    """One invoice or credit note."""
    return _Draft(random, place).invoice()


class _Draft:
    """The draws that several terms depend on: the shape of VAT, the currency, the parties, the day."""

    def __init__(self, random: Random, place: int) -> None:
        self.random = random
        self.place = place
        self.day = date(2026, 1, 1) + timedelta(days=random.randrange(600))
        self.currency = random.choice(("EUR", "EUR", "EUR", "USD", "CHF", "SEK", "JPY"))
        self.unit = minor_unit(self.currency)
        self.shape = random.choice(
            ("domestic",) * 6 + ("reverse", "intra", "export", "exempt", "outside", "canary", "ceuta", "split")
        )
        self.vats = self._vats()

    def _vats(self) -> tuple[Vat, ...]:
        if self.shape == "domestic":
            rates = tuple(self.random.sample(DOMESTIC, self.random.randint(1, 3)))
            return rates + self.some((ZERO,), 5) + self.some((samples.EXEMPT,), 6)
        one = {"reverse": samples.REVERSE, "intra": samples.INTRA_EU, "export": samples.EXPORT}
        several = {"canary": CANARY, "ceuta": CEUTA, "split": (SPLIT,), "outside": (OUTSIDE,)}
        if self.shape == "exempt":
            return (samples.EXEMPT,)
        # Goods and services of one invoice may be taxed here and there.
        return several.get(self.shape) or (one[self.shape], *self.some(DOMESTIC[:1], 4))

    def some(self, values: tuple[Any, ...], odds: int) -> tuple[Any, ...]:
        """`values` in one of `odds` cases, else nothing."""
        return values if self.random.randrange(odds) == 0 else ()

    def maybe(self, make: Callable[[], Any], otherwise: Any = "", odds: int = 2) -> Any:
        """What `make` gives in one of `odds` cases."""
        return make() if self.random.randrange(odds) == 0 else otherwise

    def code(self, prefix: str) -> str:
        return f"{prefix}-{self.random.randrange(10**6):06}"

    def money(self, least: int, most: int) -> Decimal:
        """An amount in the minor unit."""
        return self.rounded(Decimal(self.random.randint(least * 100, most * 100)) / 100)

    def rounded(self, amount: Decimal) -> Decimal:
        return amount.quantize(self.unit, ROUND_HALF_UP)

    def invoice(self) -> Invoice:
        lines = tuple(self.line(i + 1) for i in range(self.random.choice((1, 1, 2, 3, 5, 8, 8, 40))))
        extras = tuple(self.extra(bare(vat)) for vat in self.vats for _ in range(self.random.choice((0, 0, 0, 1, 2))))
        taxes = self.breakdown(lines, extras)
        totals, tax_currency = self.totals(lines, extras, taxes)
        seller, buyer = self.parties()
        credit = self.random.randrange(6) == 0
        rest = self.references() | self.delivery_terms() | self.payment_terms(totals.payable)
        return Invoice(
            number=f"F{self.place}-{self.code('N')}",
            type_code="381" if credit else self.random.choice(("380", "380", "380", "384", "386", "389", "326")),
            issue_date=self.day,
            currency=self.currency,
            tax_currency=tax_currency,
            seller=seller,
            buyer=buyer,
            payee=self.maybe(self.payee, None, 5),
            tax_representative=self.maybe(self.representative, None, 6) if self.shape not in _NO_AGENT else None,
            lines=lines,
            allowances=extras,
            taxes=taxes,
            totals=totals,
            **rest,
        )

    def line(self, number: int) -> Line:
        random = self.random
        vat = random.choice(self.vats)
        base = random.choice((1, 1, 1, 1, 10, 100, 1000))
        gross = Decimal(random.randint(0, 5_000_000)).scaleb(-random.choice((2, 2, 4)))
        # A discount of nothing is none.
        discount = self.maybe(lambda: (gross * random.randint(1, 40) / 100).quantize(CENT / 100), None, 4) or None
        price = gross - (discount or 0)
        quantity = Decimal(random.choice((1, 2, 3, 12, 150))) * random.choice((1, 1, 1, Decimal("0.375"), -1))
        extras = tuple(self.extra(None) for _ in range(random.choice((0, 0, 0, 1, 2))))
        return Line(
            id=str(number),
            name=f"{random.choice(WORDS)} {number}",
            quantity=quantity,
            unit=random.choice(("C62", "HUR", "KGM", "MTR")),
            price=price,
            base_quantity=Decimal(base),
            gross_price=gross if discount is not None else self.maybe(lambda: price, None, 6),
            price_discount=discount,
            vat=bare(vat),
            net=self.rounded(quantity * price / base) + _sum(extras),
            allowances=extras,
            description=self.maybe(lambda: "Nach Zeichnung 4711\nPlateau huilé"),
            note=self.maybe(lambda: "voir annexe", odds=5),
            object_id=self.maybe(lambda: Identifier(value=self.code("Z"), scheme="ABZ"), None, 6),
            order_line=self.maybe(lambda: str(number * 10), odds=4),
            accounting_reference=self.maybe(lambda: "6063", odds=6),
            period=self.maybe(self.period, None, 5),
            seller_item=self.maybe(lambda: self.code("S"), odds=3),
            buyer_item=self.maybe(lambda: self.code("B"), odds=5),
            standard_item=self.maybe(lambda: Identifier(value="4006381333931", scheme="0160"), None, 5),
            classifications=self.some((Classification(value="65434568", scheme="STI", version="1"),), 5),
            origin=self.maybe(lambda: "IT" if self.shape == "split" else random.choice(("FR", "CN")), odds=5),
            attributes=self.some((Attribute(name="Couleur", value="grün"), Attribute(name="Farbe", value="chêne")), 5),
        )

    def extra(self, vat: Vat | None) -> AllowanceCharge:
        charge = self.random.random() < 0.5
        percent, base = Decimal(self.random.randint(1, 30)), self.money(10, 400)
        stated = self.random.random() < 0.5
        return AllowanceCharge(
            amount=self.rounded(base * percent / 100),
            charge=charge,
            base=base if stated else None,
            percent=percent if stated else None,
            reason=self.random.choice(("", "Port", "Mengenrabatt")) or ("Transport" if charge else "Remise"),
            reason_code=self.random.choice(("", "FC" if charge else "95")),
            vat=vat,
        )

    def breakdown(self, lines: tuple[Line, ...], extras: tuple[AllowanceCharge, ...]) -> tuple[TaxBreakdown, ...]:
        reasons = {(vat.category, vat.rate): vat for vat in self.vats}
        bases: dict[tuple[str, Decimal], Decimal] = {}
        for vat, amount in [*((n.vat, n.net) for n in lines), *((e.vat, _sum((e,))) for e in extras)]:
            assert vat is not None
            key = (vat.category, vat.rate)
            bases[key] = bases.get(key, Decimal(0)) + amount
        return tuple(
            TaxBreakdown(vat=reasons[key], base=base, tax=self.rounded(base * key[1] / 100))
            for key, base in bases.items()
        )

    def totals(
        self, lines: tuple[Line, ...], extras: tuple[AllowanceCharge, ...], taxes: tuple[TaxBreakdown, ...]
    ) -> tuple[Totals, str]:
        net = sum((line.net for line in lines), Decimal(0))
        exclusive = net + _sum(extras)
        tax = sum((each.tax for each in taxes), Decimal(0))
        prepaid = self.maybe(lambda: self.money(1, 300), Decimal(0), 4)
        owed = exclusive + tax - prepaid
        rounding = self.maybe(lambda: owed.quantize(Decimal(1), ROUND_HALF_UP) - owed, Decimal(0), 6)
        foreign = self.currency != "EUR" and self.random.random() < 0.5
        accounting = (tax * Decimal("0.93")).quantize(CENT, ROUND_HALF_UP) if foreign else None
        totals = Totals(
            lines=net,
            allowances=sum((extra.amount for extra in extras if not extra.charge), Decimal(0)),
            charges=sum((extra.amount for extra in extras if extra.charge), Decimal(0)),
            tax_exclusive=exclusive,
            tax=tax,
            tax_inclusive=exclusive + tax,
            prepaid=prepaid,
            rounding=rounding,
            payable=owed + rounding,
            tax_accounting=accounting,
        )
        return totals, "EUR" if foreign else ""

    def parties(self) -> tuple[Party, Party]:
        seller, buyer = self.random.choice(SELLERS), self.random.choice(BUYERS)
        if self.shape == "split":
            return samples.ITALIAN_SELLER, samples.ITALIAN_BUYER
        if self.shape in ("canary", "ceuta"):
            return SPANISH_SELLER, buyer
        if self.shape == "outside":
            # BR-O-02: no VAT identifiers; who the seller is says another number (BR-CO-26).
            return (
                replace(seller, vat_id="", identifiers=(Identifier(value=self.code("ID")),)),
                replace(buyer, vat_id=""),
            )
        if self.shape == "export":
            buyer = self.random.choice((samples.AMERICAN_BUYER, samples.SWISS_BUYER))
        numbers = (Identifier(value="12345"), Identifier(value="4000001000005", scheme="0088"))
        seller = replace(seller, identifiers=self.random.choice(((), numbers[:1], numbers[1:], numbers)))
        buyer = replace(buyer, identifiers=self.random.choice(((), numbers[:1], numbers[1:])))
        if self.shape == "domestic" and seller.tax_registration:
            # A local number alone will do, with something that says who it is.
            seller = self.maybe(lambda: replace(seller, vat_id="", identifiers=numbers[:1]), seller, 3)
        return seller, buyer

    def payee(self) -> Party:
        legal = self.maybe(lambda: Identifier(value="520000010", scheme="0002"), None)
        return Party(name="Affacturage Alpin SA", identifiers=self.some((Identifier(value="P-1"),), 2), legal_id=legal)

    def representative(self) -> Party:
        return Party(name="Fiskalvertretung Isar GmbH", vat_id="DE136695976", address=samples.GERMAN_BUYER.address)

    def period(self) -> Period:
        start, end = self.day - timedelta(days=40), self.day - timedelta(days=self.random.randrange(30))
        return self.random.choice((Period(start=start, end=end), Period(start=start), Period(end=end)))

    def delivery_terms(self) -> dict[str, Any]:
        """BG-13, BG-14, BT-7, BT-8; a delivery to another member state (K) needs day and country (BR-IC-11, -12)."""
        point = self.random.choice((None, None, self.day))
        terms: dict[str, Any] = {
            "period": self.maybe(self.period, None, 4),
            "tax_point": point,
            "tax_point_code": "" if point else self.random.choice(("", "", "3", "35", "432")),
        }
        if self.shape == "split":
            return terms
        if self.shape == "intra" or self.random.random() < 0.5:
            place = Address(line1="Tor 3", line3="Halle B", city="Graz", postcode="8010", country="AT")
            location = self.maybe(lambda: Identifier(value="4000001000005", scheme="0088"), None, 3)
            terms["delivery"] = Delivery(
                delivered=self.day - timedelta(days=2), name="Lager Süd", location=location, address=place
            )
        return terms

    def payment_terms(self, payable: Decimal) -> dict[str, Any]:
        """BT-9, BT-20, BG-16; BR-CO-25 asks for one of the first two where something is due."""
        due = self.day + timedelta(days=30)
        terms: dict[str, Any] = {"due_date": due, "terms": self.maybe(lambda: "30 Tage netto")}
        if self.random.random() < 0.2 and self.unit < 1 and payable > 1:
            half = self.rounded(payable / 2)
            parts = (Instalment(due=due, amount=half), Instalment(due=due + timedelta(days=30), amount=payable - half))
            terms["instalments"] = parts
        elif self.random.random() < 0.2:
            terms |= {"due_date": None, "terms": "sofort"}
        note = self.maybe(lambda: self.code("R"))
        terms["payment"] = self.random.choice(
            (
                (),
                (PaymentMeans(code="58", iban="FR7630006000011234567890189", bic="AGRIFRPPXXX", remittance=note),),
                (
                    PaymentMeans(code="30", iban="DE75512108001245126199", account_name="Haupt", remittance=note),
                    PaymentMeans(code="30", iban="000123456789", remittance=note),
                ),
                (PaymentMeans(code="48", card_number="4711", card_holder="C. Morel", remittance=note),),
                (
                    PaymentMeans(
                        code="59",
                        mandate=self.code("M"),
                        creditor_id="DE98ZZZ09999999999",
                        debited_account="DE75512108001245126199",
                    ),
                ),
                (PaymentMeans(code="10", text="bar", remittance=note),),
            )
        )
        return terms

    def references(self) -> dict[str, Any]:
        """Everything that an invoice refers to."""
        code = self.code
        embedded = Attachment(id=code("A"), filename="plan.pdf", mime="application/pdf", content=b"%PDF-1.7 nothing")
        linked = Attachment(id=code("A"), description="Plan", url="https://example.org/plan?id=1&v=2")
        return {
            "process": self.maybe(lambda: "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"),
            "buyer_reference": self.maybe(lambda: "04011000-12345-03"),
            "project": self.maybe(lambda: code("P"), odds=5),
            "contract": self.maybe(lambda: code("C"), odds=4),
            "purchase_order": self.maybe(lambda: code("BC")),
            "sales_order": self.maybe(lambda: code("SO"), odds=3),
            "receiving_advice": self.maybe(lambda: code("RA"), odds=6),
            "despatch_advice": self.maybe(lambda: code("DA"), odds=5),
            "tender": self.maybe(lambda: code("T"), odds=6),
            "object_id": self.maybe(lambda: Identifier(value=code("O"), scheme="AAA"), None, 6),
            "accounting_reference": self.maybe(lambda: "4711:0815", odds=5),
            "notes": self.some((Note(text="Merci de votre confiance", subject="AAI"), Note(text="Zweite Zeile")), 3),
            "preceding": self.some((Reference(number=code("F"), issue_date=self.day), Reference(number=code("F"))), 4),
            "attachments": self.some((embedded, linked), 5),
        }


# BR-O-02 forbids the representative's VAT identifier, BR-B-01 any country but Italy.
_NO_AGENT = {"outside", "split"}


def bare(vat: Vat) -> Vat:
    """Category and rate: why a category is exempt stands in the breakdown."""
    return Vat(category=vat.category, rate=vat.rate)


def _sum(extras: tuple[AllowanceCharge, ...]) -> Decimal:
    return sum((extra.amount if extra.charge else -extra.amount for extra in extras), Decimal(0))
