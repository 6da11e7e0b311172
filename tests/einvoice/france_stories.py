"""One story for each rule of BR-FR: what breaks it in a sound French invoice, and what else it must break."""

from datetime import date, timedelta
from decimal import Decimal

from msgspec.structs import replace

from einvoice.model import Attachment, Attribute, Delivery, Identifier, Note, Party, Period, Reference, Vat
from tests.einvoice import samples
from tests.einvoice.stories import Break, both, first, invoice, more, part

INVOICE = samples.french_invoice(period=Period(start=date(2026, 10, 27), end=date(2026, 10, 29)))
FAR = date(2100, 1, 1)
SIREN = Identifier(value="801234568", scheme="0002")
B2B = Note(subject="BAR", text="B2B")
PAYEE = Party(name="Affacturage du Rhône SA", legal_id=Identifier(value="732829320", scheme="0002"))
GROUP = Party(name="Groupe du Rhône", vat_id="FR32123456789", address=samples.FRENCH_SELLER.address)
OTHER = Identifier(value="99999999900018", scheme="0009")


def legal(side: str, value: str, scheme: str = "0002") -> Break:
    return part(side, legal_id=Identifier(value=value, scheme=scheme))


def endpoint(side: str, value: str, scheme: str = "0225") -> Break:
    return part(side, endpoint=Identifier(value=value, scheme=scheme))


def ids(side: str, *pairs: tuple[str, str]) -> Break:
    return part(side, identifiers=tuple(Identifier(value=value, scheme=scheme) for scheme, value in pairs))


def payee(*pairs: tuple[str, str]) -> Break:
    return invoice(payee=replace(PAYEE, identifiers=tuple(Identifier(value=v, scheme=s) for s, v in pairs)))


def first_vat(name: str, category: str, rate: str = "20") -> Break:
    return first(name, vat=Vat(category=category, rate=Decimal(rate)))


def period(**days: date) -> Break:
    return invoice(period=replace(INVOICE.period or Period(), **days))


def frame(code: str, type_code: str = "380") -> Break:
    return both(invoice(process=code, type_code=type_code), invoice(preceding=(samples_reference(),)))


def samples_reference(number: str = "FA-2026-0001", day: date | None = date(2026, 9, 3)) -> Reference:
    return Reference(number=number, issue_date=day)


def line_extra(**changes: Decimal) -> Break:
    discount = replace(INVOICE.lines[1].allowances[0], **changes)
    return lambda given: replace(
        given, lines=(given.lines[0], replace(given.lines[1], allowances=(discount,)), *given.lines[2:])
    )


def attribute(name: str, value: str) -> Break:
    return first("lines", attributes=(Attribute(name=name, value=value),))


def attached(*descriptions: str) -> Break:
    return invoice(attachments=tuple(Attachment(id=str(i), description=d) for i, d in enumerate(descriptions)))


# Rule -> what breaks it. Where one change must break other rules as well, they stand in `ALSO`.
STORIES: dict[str, Break] = {
    "BR-FR-01_BT-1": invoice(number="F" * 36),
    "BR-FR-01_BT-25": invoice(preceding=(samples_reference("F" * 36),)),
    "BR-FR-02_BT-1": invoice(number="FA 1"),
    "BR-FR-02_BT-25": invoice(preceding=(samples_reference("n°1"),)),
    "BR-FR-03_BT-2": invoice(issue_date=date(1999, 12, 31)),
    "BR-FR-03_BT-7": invoice(tax_point=FAR),
    "BR-FR-03_BT-9": invoice(due_date=FAR),
    "BR-FR-03_BT-26": invoice(preceding=(samples_reference(day=date(1999, 1, 1)),)),
    "BR-FR-03_BT-72": invoice(delivery=Delivery(delivered=FAR)),
    "BR-FR-03_BT-73": period(start=date(1999, 1, 1)),
    "BR-FR-03_BT-74": period(end=FAR),
    "BR-FR-03_EXT-FR-FE-134": first("lines", period=Period(start=date(1999, 1, 1))),
    "BR-FR-03_EXT-FR-FE-135": first("lines", period=Period(end=FAR)),
    "BR-FR-04_BT-3": invoice(type_code="325"),
    "BR-FR-05_BT-22_PMT": lambda given: replace(given, notes=given.notes[1:]),
    "BR-FR-05_BT-22_PMD": lambda given: replace(given, notes=(given.notes[0], given.notes[2])),
    "BR-FR-05_BT-22_AAB": lambda given: replace(given, notes=given.notes[:2]),
    "BR-FR-06_BT-21_PMT": more("notes", INVOICE.notes[0]),
    "BR-FR-06_BT-21_PMD": more("notes", INVOICE.notes[1]),
    "BR-FR-06_BT-21_AAB": more("notes", INVOICE.notes[2]),
    "BR-FR-06_BT-21_TXD": more("notes", *(Note(subject="TXD", text=text) for text in ("a", "b"))),
    "BR-FR-08_BT-23": invoice(process="X1"),
    "BR-FR-09_BT-29": part("seller", identifiers=(OTHER,)),
    "BR-FR-09_BT-46": part("buyer", identifiers=(OTHER,)),
    "BR-FR-09_BT-60": payee(("0009", "99999999900018")),
    "BR-FR-09_BT-71": invoice(delivery=Delivery(location=Identifier(value="1234", scheme="0009"))),
    "BR-FR-10_BT-30": part("seller", legal_id=None, identifiers=()),
    "BR-FR-11_BT-47": both(more("notes", B2B), part("buyer", legal_id=None)),
    "BR-FR-12_BT-49": part("buyer", endpoint=None),
    "BR-FR-13_BT-34": part("seller", endpoint=None),
    "BR-FR-15_BT-95_BT-102": first_vat("allowances", "B"),
    "BR-FR-15_BT-95_BT-118": first_vat("taxes", "B"),
    "BR-FR-15_BT-95_BT-151": first_vat("lines", "B"),
    "BR-FR-15_BT-95_BT-102_LM": first_vat("allowances", "L"),
    "BR-FR-15_BT-95_BT-118_LM": first_vat("taxes", "M"),
    "BR-FR-15_BT-95_BT-151_LM": first_vat("lines", "L"),
    "BR-FR-16_BT-96_BT-103": first_vat("allowances", "S", "19"),
    "BR-FR-16_BT-119": first_vat("taxes", "S", "19"),
    "BR-FR-16_BT-152": first_vat("lines", "S", "19"),
    "BR-FR-17_BT-123": attached("Bon de livraison"),
    "BR-FR-18_BT-123": attached("LISIBLE", "RIB", "LISIBLE"),
    "BR-FR-20_BT-21": more("notes", Note(subject="BAR", text="B2G")),
    "BR-FR-21_BT-49": both(more("notes", B2B), endpoint("buyer", "912345675")),
    "BR-FR-22_BT-34": both(more("notes", B2B), invoice(type_code="389"), endpoint("seller", "801234568")),
    "BR-FR-23_BT-34": endpoint("seller", "912345675 Lyon"),
    "BR-FR-23_BT-49": endpoint("buyer", "801234568/é"),
    "BR-FR-24_BT-29": ids("seller", ("0224", "rayon n° 7")),
    "BR-FR-24_BT-46": ids("buyer", ("0224", "achats/2")),
    "BR-FR-25_BT-34": endpoint("seller", "912345675_" + "x" * 116),
    "BR-FR-25_BT-49": endpoint("buyer", "801234568_" + "x" * 116),
    "BR-FR-26_BT-29": ids("seller", ("0224", "x" * 101)),
    "BR-FR-26_BT-46": ids("buyer", ("0224", "x" * 101)),
    "BR-FR-27_BG-32": attribute("", "rouge"),
    "BR-FR-27_BT-160": attribute(" ", "rouge"),
    "BR-FR-28-Value": attribute("couleur", ""),
    "BR-FR-31_BT-21": more("notes", B2B, Note(subject="BAR", text="ARCHIVEONLY")),
    "BR-FR-32-LEGALID": legal("buyer", "FR801234568"),
    "BR-FR-32-GLOBALID": ids("buyer", ("0231", "12345")),
    "BR-FR-CO-03_BT-3": both(frame("M1", "262"), invoice(contract="")),
    "BR-FR-CO-04_BT-4": invoice(type_code="384"),
    "BR-FR-CO-05_BT-3": invoice(type_code="381", preceding=(samples_reference(day=None),)),
    "BR-FR-CO-07_BT-9": invoice(due_date=INVOICE.issue_date - timedelta(days=1)),
    "BR-FR-CO-08_BT-23": invoice(process="B4", type_code="386"),
    "BR-FR-CO-09_BT-23-1": both(invoice(process="B2"), part("totals", payable=Decimal(0))),
    "BR-FR-CO-09_BT-23-2": both(invoice(process="S2"), part("totals", prepaid=INVOICE.totals.tax_inclusive)),
    "BR-FR-CO-09_BT-23-3": both(
        invoice(process="M2", due_date=None),
        part("totals", prepaid=INVOICE.totals.tax_inclusive, payable=Decimal(0)),
    ),
    "BR-FR-CO-10_BT-29-2": ids("seller", ("0088", "4000001000005"), ("0088", "4000001000012")),
    "BR-FR-CO-10_BT-46-2": ids("buyer", ("0088", "4000001000005"), ("0088", "4000001000012")),
    "BR-FR-CO-10_BT-60-2": payee(("0088", "4000001000005"), ("0088", "4000001000012")),
    "BR-FR-CO-12_BT-5": invoice(currency="CHF"),
    "BR-FR-CO-14_BT-29-1": both(ids("seller", ("0231", "123456789")), invoice(tax_representative=GROUP)),
    "BR-FR-CO-15_BT-29-1": both(
        ids("seller", ("0231", "123456789")),
        more("notes", Note(subject="TXD", text="MEMBRE_ASSUJETTI_UNIQUE")),
    ),
    # Amounts with more than two decimals cannot be written; with a sign and 17 digits before the point they can.
    **{
        f"BR-FR-DEC-01_{term}": change
        for term, change in {
            "BT-92_BT-99": first("allowances", amount=Decimal("-12345678901234567.89")),
            "BT-93_BT-100": first("allowances", base=Decimal("-12345678901234567.89")),
            **{
                term: part("totals", **{field: Decimal("-12345678901234567.89")})
                for term, field in {
                    "BT-106": "lines",
                    "BT-107": "allowances",
                    "BT-108": "charges",
                    "BT-109": "tax_exclusive",
                    "BT-110": "tax",
                    "BT-112": "tax_inclusive",
                    "BT-113": "prepaid",
                    "BT-114": "rounding",
                    "BT-115": "payable",
                }.items()
            },
            "BT-116": first("taxes", base=Decimal("-12345678901234567.89")),
            "BT-117": first("taxes", tax=Decimal("-12345678901234567.89")),
            "BT-131": first("lines", net=Decimal("-12345678901234567.89")),
            "BT-136_BT-141": line_extra(amount=Decimal("-12345678901234567.89")),
            "BT-137_BT-142": line_extra(base=Decimal("-12345678901234567.89")),
        }.items()
    },
    "BR-FR-DEC-02_BT-129": first("lines", quantity=Decimal("3.00001")),
    "BR-FR-DEC-02_BT-149": first("lines", base_quantity=Decimal("0.00001")),
    "BR-FR-DEC-03_BT-146": first("lines", price=Decimal("1.0000001")),
    "BR-FR-DEC-03_BT-147": first("lines", price_discount=Decimal("-1"), gross_price=Decimal("488.90")),
    "BR-FR-DEC-03_BT-148": first("lines", gross_price=Decimal("489.9000001")),
    "BR-FR-DEC-04_BT-96_BT-103": first_vat("allowances", "S", "-20"),
    "BR-FR-DEC-04_BT-119": first_vat("taxes", "S", "19.625"),
    "BR-FR-DEC-04_BT-152": first_vat("lines", "S", "100.25"),
    "BR-FR-MV-02_EXT-FR-FE-163": frame("M8"),
    "BR-FR-MV-06_EXT-FR-FE-167": frame("B8"),
    "BR-FR-MV-07_BT-128": frame("S8"),
    "BR-FR-MV-13_BT-3": frame("S8", "389"),
    "BR-FR-BD-02_EXT-FR-FE-163": frame("S9", "389"),
    "BR-FR-BD-02_BT-31": frame("M9", "389"),
    "BR-FR-BD-02_BT-47": frame("B9", "389"),
    "BR-FR-BD-13_BT-3": frame("B9"),
}

_EIGHT = {"BR-FR-MV-02_EXT-FR-FE-163", "BR-FR-MV-06_EXT-FR-FE-167", "BR-FR-MV-07_BT-128"}
_NINE = {
    *("BR-FR-BD-02_EXT-FR-FE-163", "BR-FR-BD-02_BT-31", "BR-FR-BD-02_BT-47"),
    *("BR-FR-MV-06_EXT-FR-FE-167", "BR-FR-MV-07_BT-128"),
}
ALSO: dict[str, set[str]] = {
    "BR-FR-15_BT-95_BT-102_LM": {"BR-FR-15_BT-95_BT-102"},
    "BR-FR-15_BT-95_BT-118_LM": {"BR-FR-15_BT-95_BT-118"},
    "BR-FR-15_BT-95_BT-151_LM": {"BR-FR-15_BT-95_BT-151"},
    "BR-FR-DEC-04_BT-96_BT-103": {"BR-FR-16_BT-96_BT-103"},
    "BR-FR-DEC-04_BT-119": {"BR-FR-16_BT-119"},
    "BR-FR-DEC-04_BT-152": {"BR-FR-16_BT-152"},
    **dict.fromkeys(_EIGHT, _EIGHT),
    "BR-FR-MV-13_BT-3": _EIGHT,
    **dict.fromkeys(_NINE - _EIGHT, _NINE),
    "BR-FR-BD-13_BT-3": _NINE,
}
