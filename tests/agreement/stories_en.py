"""One story or more for each rule of EN 16931 except those on VAT categories (`stories_vat`)."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from msgspec.structs import replace

from einvoice.model import (
    Address,
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
    Vat,
)
from tests.einvoice import samples
from tests.einvoice.stories import Break, both, first, invoice, part

from .stories import Story, chain, drop, mark, more, say
from .terms_of import PATHS

_SURCHARGE = AllowanceCharge(amount=Decimal("42.00"), base=Decimal("420.00"), charge=True, reason="Port")
_BASE = samples.french_invoice()
_MONTH = Period(start=date(2026, 10, 1), end=date(2026, 10, 31))
# Every group that a rule looks at is there.
FULL = replace(
    _BASE,
    payee=Party(name="Affacturage du Rhône SA", legal_id=Identifier(value="732829320", scheme="0002")),
    tax_representative=Party(name="Fiscalia SARL", vat_id="FR32123456789", address=samples.FRENCH_SELLER.address),
    preceding=(Reference(number="FA-2026-0001"),),
    attachments=(Attachment(id="A1", filename="a.pdf", mime="application/pdf", content=b"%PDF"),),
    object_id=Identifier(value="compteur 7", scheme="AAA"),
    period=_MONTH,
    tax_currency="USD",
    totals=replace(_BASE.totals, tax_accounting=Decimal("500.00")),
    lines=(
        replace(
            _BASE.lines[0],
            period=_MONTH,
            object_id=Identifier(value="Z1", scheme="ABZ"),
            standard_item=Identifier(value="4006381333931", scheme="0160"),
            classifications=(Classification(value="65434568", scheme="STI"),),
            attributes=(Attribute(name="Couleur", value="chêne"),),
            gross_price=_BASE.lines[0].price,
            origin="FR",
        ),
        replace(
            _BASE.lines[1],
            allowances=(*_BASE.lines[1].allowances, _SURCHARGE),
            net=_BASE.lines[1].net + 42,
        ),
        replace(_BASE.lines[2], net=_BASE.lines[2].net - 42),
        *_BASE.lines[3:],
    ),
)
_BARE = replace(
    FULL, preceding=(), attachments=(), payee=None, tax_representative=None, period=None, object_id=None, delivery=None
)


def _extra(charge: bool, **changes: object) -> Break:
    """The allowance or the charge of the document is another one."""
    return lambda given: replace(
        given, allowances=tuple(replace(e, **changes) if e.charge == charge else e for e in given.allowances)
    )


def _line_extra(charge: bool, **changes: object) -> Break:
    """The same on a line."""

    def change(given: Invoice) -> Invoice:
        head, second, *rest = given.lines
        extras = tuple(replace(e, **changes) if e.charge == charge else e for e in second.allowances)
        return replace(given, lines=(head, replace(second, allowances=extras), *rest))

    return change


def _without(term: str, base: Invoice = FULL) -> Story:
    """A term is not in the document."""
    in_cii, in_ubl = PATHS[term]
    return Story(base, xml={"cii": drop(in_cii), "ubl": drop(in_ubl)})


_MISSING = {
    "BR-01": "BT-24",
    "BR-02": "BT-1",
    "BR-03": "BT-2",
    "BR-04": "BT-3",
    "BR-06": "BT-27",
    "BR-07": "BT-44",
    "BR-08": "BG-5",
    "BR-09": "BT-40",
    "BR-10": "BG-8",
    "BR-11": "BT-55",
    "BR-12": "BT-106",
    "BR-13": "BT-109",
    "BR-14": "BT-112",
    "BR-15": "BT-115",
    "BR-16": "BG-25",
    "BR-17": "BT-59",
    "BR-18": "BT-62",
    "BR-19": "BG-12",
    "BR-20": "BT-69",
    "BR-21": "BT-126",
    "BR-22": "BT-129",
    "BR-24": "BT-131",
    "BR-25": "BT-153",
    "BR-26": "BT-146",
    "BR-31": "BT-92",
    "BR-36": "BT-92",
    "BR-41": "BT-136",
    "BR-43": "BT-136",
    "BR-45": "BT-116",
    "BR-46": "BT-117",
    "BR-47": "BT-118",
    "BR-48": "BT-119",
    "BR-49": "BT-81",
    "BR-52": "BT-122",
    "BR-54": "BT-161",
    "BR-55": "BT-25",
    "BR-56": "BT-63",
    "BR-57": "BT-80",
    "BR-61": "BT-84",
    "BR-CO-04": "BT-151",
}
_IN_MODEL: dict[str, Break] = {
    "BR-17": invoice(payee=Party(name=samples.FRENCH_SELLER.trading_name)),
    "BR-27": first("lines", price=Decimal("-1")),
    "BR-28": first("lines", gross_price=Decimal("-1")),
    "BR-29": invoice(period=Period(start=_MONTH.end, end=_MONTH.start)),
    "BR-30": first("lines", period=Period(start=_MONTH.end, end=_MONTH.start)),
    "BR-32": _extra(False, vat=None),
    "BR-33": _extra(False, reason="", reason_code=""),
    "BR-37": _extra(True, vat=None),
    "BR-38": _extra(True, reason="", reason_code=""),
    "BR-42": _line_extra(False, reason="", reason_code=""),
    "BR-44": _line_extra(True, reason="", reason_code=""),
    "BR-51": invoice(payment=(PaymentMeans(code="48", card_number="12345678901"),)),
    "BR-53": part("totals", tax_accounting=None),
    "BR-62": part("seller", endpoint=Identifier(value="912345675")),
    "BR-63": part("buyer", endpoint=Identifier(value="912345675")),
    "BR-64": first("lines", standard_item=Identifier(value="4006381333931")),
    "BR-65": first("lines", classifications=(Classification(value="65434568"),)),
    "BR-B-01": lambda given: replace(
        given, lines=tuple(replace(n, vat=Vat(category="B", rate=Decimal(20))) for n in given.lines)
    ),
    "BR-B-02": first("lines", vat=Vat(category="B", rate=Decimal(20))),
    "BR-CO-03": invoice(tax_point=samples.DAY, tax_point_code="35"),
    "BR-CO-09": part("seller", vat_id="65912345675"),
    "BR-CO-10": part("totals", lines=FULL.totals.lines + 1),
    "BR-CO-11": part("totals", allowances=FULL.totals.allowances + 1),
    "BR-CO-12": part("totals", charges=FULL.totals.charges + 1),
    "BR-CO-13": part("totals", tax_exclusive=FULL.totals.tax_exclusive + 1),
    "BR-CO-14": part("totals", tax=FULL.totals.tax + 1),
    "BR-CO-15": part("totals", tax_inclusive=FULL.totals.tax_inclusive + 1),
    "BR-CO-16": part("totals", payable=FULL.totals.payable + 1),
    "BR-CO-17": first("taxes", tax=FULL.taxes[0].tax + 2),
    "BR-CO-18": invoice(taxes=()),
    "BR-CO-21": _extra(False, reason="", reason_code=""),
    "BR-CO-22": _extra(True, reason="", reason_code=""),
    "BR-CO-23": _line_extra(False, reason="", reason_code=""),
    "BR-CO-24": _line_extra(True, reason="", reason_code=""),
    "BR-CO-26": part("seller", vat_id="", legal_id=None, identifiers=()),
    "BR-CL-01": invoice(type_code="999"),
    "BR-CL-03": invoice(currency="XYZ"),
    "BR-CL-04": invoice(currency="XYZ"),
    "BR-CL-05": invoice(tax_currency="XYZ"),
    "BR-CL-06": invoice(tax_point_code="99"),
    "BR-CL-07": invoice(object_id=Identifier(value="1", scheme="XXXX")),
    "BR-CL-08": invoice(notes=(Note(text="à lire", subject="XXX"),)),
    "BR-CL-10": part("seller", identifiers=(Identifier(value="1", scheme="9999"),)),
    "BR-CL-11": part("seller", legal_id=Identifier(value="1", scheme="9999")),
    "BR-CL-13": first("lines", classifications=(Classification(value="1", scheme="XXXX"),)),
    "BR-CL-14": part("seller", address=Address(city="Lyon", country="XX")),
    "BR-CL-15": first("lines", origin="XX"),
    "BR-CL-16": invoice(payment=(PaymentMeans(code="ZZZZ"),)),
    "BR-CL-17": both(_extra(False, vat=Vat(category="X")), first("taxes", vat=Vat(category="X"))),
    "BR-CL-18": both(first("lines", vat=Vat(category="X")), first("taxes", vat=Vat(category="X"))),
    "BR-CL-19": _extra(False, reason_code="FC"),
    "BR-CL-20": _extra(True, reason_code="95"),
    "BR-CL-21": first("lines", standard_item=Identifier(value="1", scheme="9999")),
    "BR-CL-22": first("taxes", vat=Vat(category="E", exemption_code="VATEX-XX")),
    "BR-CL-23": first("lines", unit="ZZZZ"),
    "BR-CL-24": invoice(attachments=(Attachment(id="1", filename="a", mime="image/gif", content=b"GIF"),)),
    "BR-CL-25": part("seller", endpoint=Identifier(value="1", scheme="9999")),
    "BR-CL-26": invoice(delivery=Delivery(delivered=samples.DAY, location=Identifier(value="1", scheme="9999"))),
}
_EXTRA_IN_CII = "ApplicableHeaderTradeSettlement/SpecifiedTradeAllowanceCharge"
_LINE_EXTRA_IN_CII = "SpecifiedLineTradeSettlement/SpecifiedTradeAllowanceCharge"
_FINER: dict[str, tuple[str, str]] = {
    "BR-DEC-01": PATHS["BT-92"],
    "BR-DEC-02": (f"{_EXTRA_IN_CII}/BasisAmount", "Invoice/AllowanceCharge/BaseAmount"),
    "BR-DEC-05": PATHS["BT-92"],
    "BR-DEC-06": (f"{_EXTRA_IN_CII}/BasisAmount", "Invoice/AllowanceCharge/BaseAmount"),
    "BR-DEC-09": PATHS["BT-106"],
    "BR-DEC-10": ("AllowanceTotalAmount", "AllowanceTotalAmount"),
    "BR-DEC-11": ("ChargeTotalAmount", "ChargeTotalAmount"),
    "BR-DEC-12": PATHS["BT-109"],
    "BR-DEC-13": ("TaxTotalAmount", "Invoice/TaxTotal/TaxAmount"),
    "BR-DEC-14": PATHS["BT-112"],
    "BR-DEC-15": ("TaxTotalAmount", "Invoice/TaxTotal/TaxAmount"),
    "BR-DEC-16": ("TotalPrepaidAmount", "LegalMonetaryTotal/PrepaidAmount"),
    "BR-DEC-17": ("RoundingAmount", "PayableRoundingAmount"),
    "BR-DEC-18": PATHS["BT-115"],
    "BR-DEC-19": PATHS["BT-116"],
    "BR-DEC-20": PATHS["BT-117"],
    "BR-DEC-23": PATHS["BT-131"],
    "BR-DEC-24": PATHS["BT-136"],
    "BR-DEC-25": (f"{_LINE_EXTRA_IN_CII}/BasisAmount", "InvoiceLine/AllowanceCharge/BaseAmount"),
    "BR-DEC-27": PATHS["BT-136"],
    "BR-DEC-28": (f"{_LINE_EXTRA_IN_CII}/BasisAmount", "InvoiceLine/AllowanceCharge/BaseAmount"),
}
_FINEST = replace(
    FULL,
    allowances=tuple(replace(e, base=Decimal("100.00"), percent=Decimal(25)) for e in FULL.allowances),
    totals=replace(FULL.totals, rounding=Decimal("0.50")),
)
_ROWS: tuple[tuple[str, Story], ...] = (
    (
        "BR-23",
        Story(
            FULL,
            xml={"cii": mark("BilledQuantity", "unitCode", None), "ubl": mark("InvoicedQuantity", "unitCode", None)},
        ),
    ),
    (
        "BR-50",
        Story(
            FULL,
            xml={
                "cii": say("PayeePartyCreditorFinancialAccount/IBANID", ""),
                "ubl": say("PayeeFinancialAccount/ID", " "),
            },
        ),
    ),
    (
        "BR-CO-18",
        Story(
            FULL, xml={"cii": drop("ApplicableHeaderTradeSettlement/ApplicableTradeTax"), "ubl": drop("TaxSubtotal")}
        ),
    ),
    (
        "BR-CO-19",
        Story(
            FULL,
            xml={
                "cii": drop(
                    "ApplicableHeaderTradeSettlement/BillingSpecifiedPeriod/StartDateTime",
                    "ApplicableHeaderTradeSettlement/BillingSpecifiedPeriod/EndDateTime",
                ),
                "ubl": drop("Invoice/InvoicePeriod/StartDate", "Invoice/InvoicePeriod/EndDate"),
            },
        ),
    ),
    (
        "BR-CO-20",
        Story(
            FULL,
            xml={
                "cii": drop(
                    "SpecifiedLineTradeSettlement/BillingSpecifiedPeriod/StartDateTime",
                    "SpecifiedLineTradeSettlement/BillingSpecifiedPeriod/EndDateTime",
                ),
                "ubl": drop("InvoiceLine/InvoicePeriod/StartDate", "InvoiceLine/InvoicePeriod/EndDate"),
            },
        ),
    ),
    (
        "BR-57",
        Story(
            FULL,
            xml={
                "cii": say("ShipToTradeParty/PostalTradeAddress/CountryID", " "),
                "ubl": chain(drop("DeliveryLocation/Address/Country")),
            },
        ),
    ),
)


def stories() -> Iterator[tuple[str, Story]]:
    """Rule and story."""
    yield from ((rule, _without(term)) for rule, term in _MISSING.items())
    yield from ((rule, Story(FULL, model)) for rule, model in _IN_MODEL.items())
    for rule, (in_cii, in_ubl) in _FINER.items():
        yield rule, Story(_FINEST, xml={"cii": more(in_cii, "1"), "ubl": more(in_ubl, "1")})
    yield from _ROWS
    # Only where no other currency has a total of VAT that is fine.
    alone = replace(FULL, tax_currency="", totals=replace(FULL.totals, tax_accounting=None))
    yield "BR-05", _without("BT-5", alone)
    yield (
        "BR-DEC-13",
        Story(alone, xml={"cii": more("TaxTotalAmount", "1"), "ubl": more("Invoice/TaxTotal/TaxAmount", "1")}),
    )
    yield "BR-61", Story(replace(_BARE, payment=(PaymentMeans(code="58"),)))
    yield "BR-29", Story(replace(FULL, period=Period(start=samples.DAY, end=samples.DAY - timedelta(days=1))))
