"""Stories for the rules of each VAT category: BR-S, BR-Z, BR-E, BR-AE, BR-IC, BR-G, BR-O, BR-AF, BR-AG."""

from collections.abc import Iterator
from decimal import Decimal

from msgspec.structs import replace

from einvoice.model import AllowanceCharge, Delivery, Identifier, Invoice, TaxBreakdown, Vat
from tests.einvoice import samples
from tests.einvoice.stories import Break, both, first, invoice, part

from .stories import Story, XmlBreak, outside, say

# Category, its name in the rules, a rate that it may have.
CATEGORIES = (
    ("S", "S", "20"),
    ("Z", "Z", "0"),
    ("E", "E", "0"),
    ("AE", "AE", "0"),
    ("K", "IC", "0"),
    ("G", "G", "0"),
    ("O", "O", "0"),
    ("L", "AF", "7"),
    ("M", "AG", "4"),
)
_RATED = {"S", "L", "M"}
_REASONED = {"E", "AE", "K", "G", "O"}


def base(category: str, rate: str) -> Invoice:
    """A sound invoice whose line, allowance and charge bear one category."""
    vat = Vat(category=category, rate=Decimal(rate))
    reasoned = replace(vat, exemption_reason="Motif" if category in _REASONED else "")
    extras = (
        AllowanceCharge(amount=Decimal("10.00"), reason="Remise", vat=vat),
        AllowanceCharge(amount=Decimal("4.00"), charge=True, reason="Port", vat=vat),
    )
    lines = (samples.line(1, "Établi", "2", "100.00", vat), samples.line(2, "Pose", "1", "50.00", vat))
    sound = samples.build(lines, vats=(reasoned,), allowances=extras)
    if category == "O":
        number = (Identifier(value="4711"),)
        sound = replace(
            sound,
            seller=replace(sound.seller, vat_id="", identifiers=number),
            buyer=replace(sound.buyer, vat_id=""),
        )
    return replace(sound, delivery=Delivery(delivered=samples.DAY, address=samples.GERMAN_BUYER.address))


def _extras(charge: bool, vat: Vat) -> Break:
    return lambda given: replace(
        given, allowances=tuple(replace(e, vat=vat) if e.charge == charge else e for e in given.allowances)
    )


def _renamed(*changes: Break) -> Story:
    """Outside VAT no rate is written: the invoice is written as an exempt one and says O afterwards."""
    exempt = base("E", "0")
    nobody = {"vat_id": "", "tax_registration": ""}
    bare = both(part("seller", **nobody, identifiers=(Identifier(value="4711"),)), part("buyer", **nobody), *changes)
    xml: dict[str, XmlBreak] = {"cii": outside(), "ubl": outside()}
    return Story(exempt, bare, xml)


def _of(category: str, name: str, rate: str) -> Iterator[tuple[str, Story]]:
    sound = base(category, rate)
    own = Vat(category=category, rate=Decimal(rate))
    wrong = replace(own, rate=Decimal({"S": "0", "L": "0", "M": "-1"}.get(category, "5")))
    other = Vat(category="Z" if category == "E" else "E")
    nobody = {"vat_id": "", "tax_registration": ""}

    def story(number: str, *changes: Break) -> tuple[str, Story]:
        return f"BR-{name}-{number}", Story(sound, both(*changes))

    yield story("01", first("taxes", vat=replace(other, exemption_reason="Motif")))
    yield story("01", invoice(taxes=sound.taxes * 2))
    if category == "O":
        nowhere = "DE136695976"
        yield story("02", part("seller", vat_id=nowhere))
        yield story("02", part("buyer", vat_id=nowhere))
    else:
        yield story("02", part("seller", **nobody), part("buyer", **nobody))
    # The rules on allowances and charges look at the same identifiers; here no line bears the category.
    for number, charge in (("03", False), ("04", True)):
        lines = (samples.line(1, "Établi", "2", "100.00", other),)
        breakdown = (
            *sound.taxes,
            TaxBreakdown(vat=replace(other, exemption_reason="x"), base=Decimal(1), tax=Decimal(0)),
        )
        extras = tuple(e for e in sound.allowances if e.charge == charge)
        alone = invoice(lines=lines, taxes=breakdown, allowances=extras)
        identifiers = (
            part("seller", vat_id="DE136695976")
            if category == "O"
            else both(part("seller", **nobody), part("buyer", **nobody))
        )
        yield story(number, alone, identifiers)
    if category == "O":
        five = Vat(category="E", rate=Decimal(5))
        yield "BR-O-05", _renamed(first("lines", vat=five))
        yield "BR-O-06", _renamed(_extras(False, five))
        yield "BR-O-07", _renamed(_extras(True, five))
    else:
        yield story("05", first("lines", vat=wrong))
        yield story("06", _extras(False, wrong))
        yield story("07", _extras(True, wrong))
    yield story("08", first("taxes", base=sound.taxes[0].base + 2))
    yield story("09", first("taxes", tax=sound.taxes[0].tax + 2))
    if category in _REASONED:
        yield story("10", first("taxes", vat=own))
    else:
        yield story("10", first("taxes", vat=replace(own, exemption_reason="Motif")))


def _special() -> Iterator[tuple[str, Story]]:
    abroad, apart = base("K", "0"), base("O", "0")
    yield "BR-IC-11", Story(abroad, part("delivery", delivered=None))
    yield "BR-IC-12", Story(abroad, part("delivery", address=None))
    exempt = TaxBreakdown(vat=Vat(category="E", exemption_reason="x"), base=Decimal(0), tax=Decimal(0))
    yield "BR-O-11", Story(apart, invoice(taxes=(*apart.taxes, exempt)))
    yield "BR-O-12", Story(apart, first("lines", vat=Vat(category="E")))
    yield "BR-O-13", Story(apart, _extras(False, Vat(category="E")))
    yield "BR-O-14", Story(apart, _extras(True, Vat(category="E")))
    yield "BR-48", Story(base("Z", "0"), xml={"cii": say("TypeCode", "VAT"), "ubl": say("TaxScheme/ID", "vat")})


def stories() -> Iterator[tuple[str, Story]]:
    """Rule and story."""
    for category, name, rate in CATEGORIES:
        yield from _of(category, name, rate)
    yield from _special()
