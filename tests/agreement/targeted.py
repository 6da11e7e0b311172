"""Documents that break one rule on purpose, in both syntaxes where it can be: so every native rule meets its case.

`MODEL` breaks the model before it is written, `DOCUMENT` the document where the writer would not do it. What else a
break sets off does not matter: official and native rules must say the same of it.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from lxml import etree
from msgspec.structs import replace

from einvoice import cii, ubl
from einvoice.faults import Unacceptable
from einvoice.model import (
    AllowanceCharge,
    Attachment,
    Attribute,
    Classification,
    Delivery,
    Identifier,
    Invoice,
    Note,
    Party,
    PaymentMeans,
    Period,
    Reference,
    TaxBreakdown,
    Totals,
    Vat,
)
from tests.agreement.compare import Document
from tests.agreement.paths import DOCUMENT
from tests.einvoice import france_stories, germany_stories, samples
from tests.einvoice.stories import Break, both, first, invoice, part

REASON = {"E": "VATEX-EU-132", "AE": "VATEX-EU-AE", "K": "VATEX-EU-IC", "G": "VATEX-EU-G", "O": "VATEX-EU-O"}
NAMES = {"S": "S", "Z": "Z", "E": "E", "AE": "AE", "K": "IC", "G": "G", "O": "O", "L": "AF", "M": "AG"}
RATES = {"S": "20", "L": "7", "M": "4"}
NO_TAX_IDS = both(part("seller", vat_id="", tax_registration=""), part("buyer", vat_id="", legal_id=None))


def taxed(category: str) -> Invoice:
    """An invoice with one line, one allowance and one charge, all of one VAT category."""
    vat = Vat(category=category, rate=Decimal(RATES.get(category, "0")))
    line = replace(samples.line(1, "Etabli", "2", "50.00"), vat=vat)
    base = Decimal("103.00")
    tax = base * vat.rate / 100
    given = samples.french_invoice()
    outside = category == "O"
    return replace(
        given,
        seller=replace(given.seller, vat_id="" if outside else given.seller.vat_id),
        buyer=replace(given.buyer, vat_id="" if outside else given.buyer.vat_id),
        lines=(line,),
        allowances=(
            AllowanceCharge(amount=Decimal("2.00"), reason="Remise", vat=vat),
            AllowanceCharge(amount=Decimal("5.00"), charge=True, reason="Port", vat=vat),
        ),
        taxes=(TaxBreakdown(vat=replace(vat, exemption_code=REASON.get(category, "")), base=base, tax=tax),),
        totals=Totals(
            lines=line.net,
            allowances=Decimal("2.00"),
            charges=Decimal("5.00"),
            tax_exclusive=base,
            tax=tax,
            tax_inclusive=base + tax,
            payable=base + tax,
        ),
        delivery=Delivery(delivered=samples.DAY, address=samples.GERMAN_BUYER.address),
    )


def only(field: str) -> Break:
    """Leave lines, allowances or charges alone in their category; what else is there becomes standard rated."""
    standard = Vat(category="S", rate=Decimal("20"))

    def change(given: Invoice) -> Invoice:
        lines = tuple(n if field == "lines" else replace(n, vat=standard) for n in given.lines)
        extras = tuple(a if field == ("charges" if a.charge else "allowances") else replace(a, vat=standard)
                       for a in given.allowances)  # fmt: skip
        return replace(given, lines=lines, allowances=extras)

    return change


def rate(value: str) -> Break:
    """Every rate of lines, allowances and charges."""

    def change(given: Invoice) -> Invoice:
        lines = tuple(replace(n, vat=replace(n.vat, rate=Decimal(value))) for n in given.lines)
        extras = tuple(replace(a, vat=replace(a.vat, rate=Decimal(value))) for a in given.allowances if a.vat)
        return replace(given, lines=lines, allowances=extras)

    return change


def tax(**changes: Any) -> Break:
    """The first part of the breakdown."""
    return first("taxes", **changes)


def reason(text: str, code: str = "") -> Break:
    """Why there is no VAT."""

    def change(given: Invoice) -> Invoice:
        vat = replace(given.taxes[0].vat, exemption_reason=text, exemption_code=code)
        return tax(vat=vat)(given)

    return change


def _categories() -> Iterator[tuple[str, Invoice]]:
    """The rules of every VAT category: BR-S-01 and so on."""
    for category, name in NAMES.items():
        sound = taxed(category)
        yield f"BR-{name}-00", sound
        yield f"BR-{name}-01", replace(sound, taxes=())
        yield f"BR-{name}-01", replace(sound, taxes=sound.taxes * 2)
        yield f"BR-{name}-01", replace(sound, taxes=sound.taxes, allowances=(), lines=())
        for number, field in (("02", "lines"), ("03", "allowances"), ("04", "charges")):
            owners = NO_TAX_IDS if category != "O" else part("seller", vat_id="FR65912345675")
            yield f"BR-{name}-{number}", both(owners, only(field))(sound)
            yield f"BR-{name}-{number}", both(part("buyer", vat_id="", legal_id=None), only(field))(sound)
        for number, field in (("05", "lines"), ("06", "allowances"), ("07", "charges")):
            for wrong in ("0", "-1", "3"):
                yield f"BR-{name}-{number}", both(rate(wrong), only(field))(sound)
        for step in ("5", "1", "0.99", "-1", "0.01"):
            yield f"BR-{name}-08", tax(base=sound.taxes[0].base + Decimal(step))(sound)
            yield f"BR-{name}-09", tax(tax=sound.taxes[0].tax + Decimal(step))(sound)
        yield f"BR-{name}-10", reason("")(sound)
        yield f"BR-{name}-10", reason("Motif", "VATEX-EU-132")(sound)


def _code(value: str = "QQQ") -> Identifier:
    return Identifier(value="4711", scheme=value)


OTHER = Vat(category="S", rate=Decimal("20"))
AGENT = Party(name="Fiskal GmbH", vat_id="DE136695976", address=samples.GERMAN_BUYER.address)
EXTRA = AllowanceCharge(amount=Decimal("1.00"), reason="Remise")
SPLIT = Vat(category="B", rate=Decimal("22"))


def total(**changes: Any) -> Break:
    """A total of BG-22."""
    return part("totals", **changes)


def line(**changes: Any) -> Break:
    """The first line."""
    return first("lines", **changes)


def extras(**changes: Any) -> Break:
    """Both the allowance and the charge of the document."""
    return lambda given: replace(given, allowances=tuple(replace(a, **changes) for a in given.allowances))


def line_extras(**changes: Any) -> Break:
    """An allowance and a charge on the first line, with the same changes."""
    pair = (replace(EXTRA, **changes), replace(EXTRA, charge=True, **changes))
    return line(allowances=pair)


def means(**terms: Any) -> Break:
    """One means of payment."""
    return invoice(payment=(PaymentMeans(**terms),))


_K, _O = taxed("K"), taxed("O")
MODEL: tuple[tuple[str, Break, Invoice], ...] = tuple(
    (code, change, sound or taxed("S"))
    for code, change, sound in (
        ("BR-02", invoice(number=""), None),
        ("BR-05", invoice(currency=""), None),
        ("BR-06", part("seller", name=""), None),
        ("BR-07", part("buyer", name=""), None),
        ("BR-16", invoice(lines=()), None),
        ("BR-17", invoice(payee=Party(name=samples.FRENCH_SELLER.name)), None),
        ("BR-17", invoice(payee=Party(name=samples.FRENCH_SELLER.trading_name)), None),
        ("BR-17", invoice(payee=Party(name="X", legal_id=samples.FRENCH_SELLER.legal_id)), None),
        ("BR-17", invoice(payee=Party(name="X", identifiers=samples.FRENCH_SELLER.identifiers)), None),
        ("BR-18", invoice(tax_representative=replace(AGENT, name="")), None),
        ("BR-56", invoice(tax_representative=replace(AGENT, vat_id="")), None),
        ("BR-27", line(price=Decimal(-50)), None),
        ("BR-28", line(gross_price=Decimal(-50), price_discount=Decimal(1)), None),
        ("BR-29", invoice(period=Period(start=samples.DAY, end=samples.DAY - timedelta(9))), None),
        ("BR-30", line(period=Period(start=samples.DAY, end=samples.DAY - timedelta(9))), None),
        ("BR-32", extras(vat=None), None),
        ("BR-33", extras(reason=""), None),
        ("BR-42", line_extras(reason=""), None),
        ("BR-50", means(code="30", account_name="Haupt"), None),
        ("BR-50", means(code="58", bic="AGRIFRPPXXX"), None),
        ("BR-51", means(code="48", card_number="12345678901"), None),
        ("BR-61", means(code="58"), None),
        ("BR-53", invoice(tax_currency="USD"), None),
        ("BR-DEC-15", both(invoice(tax_currency="USD"), total(tax_accounting=Decimal("1.50"))), None),
        ("BR-54", line(attributes=(Attribute(name="", value="x"),)), None),
        ("BR-57", part("delivery", address=replace(samples.GERMAN_BUYER.address, country="")), None),
        ("BR-62", part("seller", endpoint=Identifier(value="x")), None),
        ("BR-63", part("buyer", endpoint=Identifier(value="x")), None),
        ("BR-64", line(standard_item=Identifier(value="x")), None),
        ("BR-65", line(classifications=(Classification(value="x"),)), None),
        ("BR-CO-03", invoice(tax_point=samples.DAY, tax_point_code="35"), None),
        ("BR-CO-03", invoice(tax_point=samples.DAY, tax_point_code="35"), taxed("L")),
        ("BR-CO-09", part("seller", vat_id="65912345675"), None),
        ("BR-CO-09", part("seller", vat_id="A 912345675"), None),
        ("BR-CO-09", part("buyer", vat_id="EL912345675"), None),
        ("BR-CO-09", part("buyer", vat_id="SS912345675"), None),
        ("BR-CO-10", total(lines=Decimal("101")), None),
        ("BR-CO-11", total(allowances=Decimal("3")), None),
        ("BR-CO-12", total(charges=Decimal("3")), None),
        ("BR-CO-13", total(tax_exclusive=Decimal("104")), None),
        ("BR-CO-14", total(tax=Decimal("20.61")), None),
        ("BR-CO-15", total(tax_inclusive=Decimal("123.61")), None),
        ("BR-CO-15", total(tax_inclusive=Decimal("103.00")), None),
        ("BR-CO-16", total(payable=Decimal("123.61")), None),
        ("BR-CO-16", total(prepaid=Decimal("1.00"), rounding=Decimal("0.01")), None),
        ("BR-CO-17", tax(tax=Decimal("21.60")), None),
        ("BR-CO-17", tax(tax=Decimal("21.61")), None),
        ("BR-CO-17", tax(tax=Decimal("0.60"), vat=Vat(category="S", rate=Decimal("0.4"))), None),
        ("BR-CO-19", invoice(period=Period()), None),
        ("BR-CO-20", line(period=Period()), None),
        ("BR-CO-26", part("seller", vat_id="", legal_id=None, identifiers=()), None),
        ("BR-IC-11", part("delivery", delivered=None), _K),
        ("BR-IC-11", both(part("delivery", delivered=None), invoice(tax_point_code="35")), _K),
        ("BR-IC-12", invoice(delivery=None), _K),
        (
            "BR-O-11",
            lambda i: replace(i, taxes=(*i.taxes, TaxBreakdown(vat=OTHER, base=Decimal(0), tax=Decimal(0)))),
            _O,
        ),
        ("BR-O-12", line(vat=OTHER), _O),
        ("BR-O-13", first("allowances", vat=OTHER), _O),
        ("BR-O-14", lambda i: replace(i, allowances=(i.allowances[0], replace(i.allowances[1], vat=OTHER))), _O),
        ("BR-B-01", line(vat=SPLIT), None),
        ("BR-B-02", line(vat=SPLIT), None),
        ("BR-CL-01", invoice(type_code="999"), None),
        ("BR-CL-04", invoice(currency="QQQ"), None),
        ("BR-CL-05", both(invoice(tax_currency="QQQ"), total(tax_accounting=Decimal("1.50"))), None),
        ("BR-CL-06", invoice(tax_point_code="99"), None),
        ("BR-CL-07", invoice(object_id=_code()), None),
        ("BR-CL-07", line(object_id=_code()), None),
        ("BR-CL-08", invoice(notes=(Note(text="x", subject="QQQ"),)), None),
        ("BR-CL-08", invoice(notes=(Note(text="a #QQQ# b"),)), None),
        ("BR-CL-08", invoice(notes=(Note(text="x", subject="CCK"),)), None),
        ("BR-CL-10", part("seller", identifiers=(_code(),)), None),
        ("BR-CL-10", part("buyer", identifiers=(_code(),)), None),
        ("BR-CL-10", invoice(payee=Party(name="X", identifiers=(_code(),))), None),
        ("BR-CL-11", part("seller", legal_id=_code()), None),
        ("BR-CL-13", line(classifications=(Classification(value="x", scheme="QQQ"),)), None),
        ("BR-CL-14", part("buyer", address=replace(samples.GERMAN_BUYER.address, country="QQ")), None),
        ("BR-CL-14", part("buyer", address=replace(samples.GERMAN_BUYER.address, country="SS")), None),
        ("BR-CL-14", part("buyer", address=replace(samples.GERMAN_BUYER.address, country="AN")), None),
        ("BR-CL-15", line(origin="QQ"), None),
        ("BR-CL-16", means(code="999"), None),
        ("BR-CL-17", extras(vat=Vat(category="QQ")), None),
        ("BR-CL-18", line(vat=Vat(category="QQ")), None),
        ("BR-CL-18", tax(vat=Vat(category="QQ")), None),
        ("BR-CL-19", extras(reason_code="QQQ"), None),
        ("BR-CL-19", line_extras(reason_code="QQQ"), None),
        ("BR-CL-21", line(standard_item=_code()), None),
        ("BR-CL-22", reason("", "VATEX-QQ"), taxed("E")),
        ("BR-CL-22", reason("", "vatex-eu-132"), taxed("E")),
        ("BR-CL-23", line(unit="QQQQ"), None),
        ("BR-CL-23", line(base_unit="QQQQ", base_quantity=Decimal(2)), None),
        ("BR-CL-24", invoice(attachments=(Attachment(id="1", filename="x", mime="text/html", content=b"x"),)), None),
        ("BR-CL-25", part("buyer", endpoint=_code()), None),
        ("BR-CL-26", part("delivery", location=_code()), None),
    )
)

RICH = replace(
    taxed("S"),
    payee=Party(name="Affacturage Alpin SA"),
    tax_representative=AGENT,
    preceding=(Reference(number="F-1"),),
    attachments=(Attachment(id="A-1", url="https://example.org/plan"),),
    period=Period(start=samples.DAY, end=samples.DAY),
    payment=(PaymentMeans(code="30", iban="DE75512108001245126199", account_name="Haupt"),),
    tax_currency="USD",
    totals=replace(taxed("S").totals, prepaid=Decimal("1.00"), rounding=Decimal("0.40"), payable=Decimal("123.00"),
                   tax_accounting=Decimal("22.00")),
)  # fmt: skip
RICH = both(
    line(
        period=Period(start=samples.DAY, end=samples.DAY),
        gross_price=Decimal("50.00"),
        standard_item=Identifier(value="4006381333931", scheme="0160"),
        classifications=(Classification(value="65434568", scheme="STI"),),
        attributes=(Attribute(name="Couleur", value="vert"),),
        allowances=(
            replace(EXTRA, base=Decimal("10.00"), percent=Decimal(10)),
            replace(EXTRA, charge=True, base=Decimal("10.00"), percent=Decimal(10)),
        ),
    ),
    extras(base=Decimal("20.00"), percent=Decimal(10)),
)(RICH)


def targeted() -> Iterator[Document]:
    """Every targeted document, in each syntax that can hold it."""
    models: list[tuple[str, Invoice]] = [*_categories(), *((code, change(sound)) for code, change, sound in MODEL)]
    for i, (code, broken) in enumerate(models):
        for syntax, write in _WRITERS:
            try:
                yield Document(name=f"targeted-{i}-{code}-{syntax}", syntax=syntax, xml=write(broken), harm=code)
            except Unacceptable:
                continue
    yield from _national("fr", france_stories.INVOICE, france_stories.STORIES, _WRITERS[:1])
    german = germany_stories.STORIES | germany_stories.STORIES_IN_UBL
    german["PEPPOL-EN16931-R005"] = invoice(tax_currency="EUR")  # UBL alone writes it
    yield from _national("de", germany_stories.SOUND, german, _WRITERS)
    for national, given in (("de", RICH), ("fr", taxed("S")), ("de", germany_stories.SOUND)):
        for syntax, write in _WRITERS:
            yield from _documents(f"targeted-{given.seller.address.country}", syntax, write(given), national)


def _documents(name: str, syntax: str, sound: bytes, national: str) -> Iterator[Document]:
    """A document harmed in each of the ways of `DOCUMENT`."""
    name = f"{name}-{national}-{syntax}"
    yield Document(name=name, syntax=syntax, xml=sound, national=national)
    for i, (code, paths, change) in enumerate(DOCUMENT):
        root = etree.fromstring(sound)
        found = root.xpath(paths[syntax == "ubl"]) if paths[syntax == "ubl"] else []
        assert isinstance(found, list)
        for element in found:
            assert isinstance(element, etree._Element)
            change(element)
        if found:
            xml = etree.tostring(root, encoding="UTF-8")
            yield Document(name=f"{name}-{i}-{code}", syntax=syntax, xml=xml, national=national, harm=code)


def _national(code: str, sound: Invoice, stories: dict[str, Break], writers: "_Writers") -> Iterator[Document]:
    """A country's own stories."""
    for rule, change in {"sound": invoice(), **stories}.items():
        for syntax, write in writers:
            try:
                xml = write(change(sound))
            except Unacceptable:
                continue
            yield Document(name=f"targeted-{rule}-{syntax}", syntax=syntax, xml=xml, national=code, harm=rule)


_Writers = tuple[tuple[str, Callable[[Invoice], bytes]], ...]
_WRITERS: _Writers = (("cii", cii.write), ("ubl", ubl.write))
