"""Lines, allowances and charges, and the VAT breakdown."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from lxml.etree import SubElement, _Element

from einvoice.cii.amounts import Money, plain
from einvoice.cii.elements import add, days, document, identified, inside, plain_day
from einvoice.cii.names import OBJECT, RAM, TAX_POINTS, UDT
from einvoice.cii.profiles import Profile
from einvoice.model import AllowanceCharge, Invoice, Line, TaxBreakdown, Vat

# Why a category and rate is exempt, for the profile whose lines say it too.
Reasons = Mapping[tuple[str, Decimal], Vat]
_NONE: Reasons = {}


def reasons(invoice: Invoice, profile: Profile) -> Reasons:
    """The breakdown's reasons where the profile repeats them: EXTENDED sums the lines of one reason (BR-FXEXT-E-08)."""
    return {(tax.vat.category, tax.vat.rate): tax.vat for tax in invoice.taxes} if profile.reasons else _NONE


def add_line(parent: _Element, line: Line, money: Money, why: Reasons) -> None:
    """BG-25."""
    item = SubElement(parent, RAM + "IncludedSupplyChainTradeLineItem")
    head = SubElement(item, RAM + "AssociatedDocumentLineDocument")
    add(head, "LineID", line.id)
    inside(head, "IncludedNote", "Content", line.note)
    _product(item, line)
    agreement = SubElement(item, RAM + "SpecifiedLineTradeAgreement")
    inside(agreement, "BuyerOrderReferencedDocument", "LineID", line.order_line)
    _prices(agreement, line)
    delivery = SubElement(item, RAM + "SpecifiedLineTradeDelivery")
    quantity = SubElement(delivery, RAM + "BilledQuantity")
    if line.unit:
        quantity.set("unitCode", line.unit)
    quantity.text = plain(line.quantity)
    settlement = SubElement(item, RAM + "SpecifiedLineTradeSettlement")
    _category(settlement, "ApplicableTradeTax", line.vat, why)
    days(settlement, line.period)
    for extra in line.allowances:
        _extra(settlement, extra, money)
    total = SubElement(settlement, RAM + "SpecifiedTradeSettlementLineMonetarySummation")
    add(total, "LineTotalAmount", money.text(line.net))
    if line.object_id:
        document(settlement, line.object_id.value, OBJECT, scheme=line.object_id.scheme)
    inside(settlement, "ReceivableSpecifiedTradeAccountingAccount", "ID", line.accounting_reference)


def add_extra(parent: _Element, extra: AllowanceCharge, money: Money, why: Reasons) -> None:
    """BG-20, BG-21."""
    element = _extra(parent, extra, money)
    if extra.vat is not None:
        _category(element, "CategoryTradeTax", extra.vat, why)


def add_tax(parent: _Element, tax: TaxBreakdown, money: Money, point: date | None, point_code: str) -> None:
    """BG-23, with the tax point (BT-7 or BT-8) where it is to be told here."""
    element = SubElement(parent, RAM + "ApplicableTradeTax")
    add(element, "CalculatedAmount", money.text(tax.tax))
    add(element, "TypeCode", "VAT")
    add(element, "ExemptionReason", tax.vat.exemption_reason)
    add(element, "BasisAmount", money.text(tax.base))
    add(element, "CategoryCode", tax.vat.category)
    add(element, "ExemptionReasonCode", tax.vat.exemption_code)
    if point:
        plain_day(element, "TaxPointDate", point)
    add(element, "DueDateTypeCode", TAX_POINTS.get(point_code, point_code))
    # A rate of zero also outside the scope of VAT (O): BR-48 allows it here, BR-DE-14 asks for it.
    add(element, "RateApplicablePercent", plain(tax.vat.rate))


def _product(item: _Element, line: Line) -> None:
    """BG-31."""
    product = SubElement(item, RAM + "SpecifiedTradeProduct")
    if line.standard_item:
        identified(product, "GlobalID", line.standard_item)
    add(product, "SellerAssignedID", line.seller_item)
    add(product, "BuyerAssignedID", line.buyer_item)
    add(product, "Name", line.name)
    add(product, "Description", line.description)
    for attribute in line.attributes:
        characteristic = SubElement(product, RAM + "ApplicableProductCharacteristic")
        add(characteristic, "Description", attribute.name)
        add(characteristic, "Value", attribute.value)
    for kind in line.classifications:
        code = SubElement(SubElement(product, RAM + "DesignatedProductClassification"), RAM + "ClassCode")
        if kind.scheme:
            code.set("listID", kind.scheme)
        if kind.version:
            code.set("listVersionID", kind.version)
        code.text = kind.value
    inside(product, "OriginTradeCountry", "ID", line.origin)


def _prices(agreement: _Element, line: Line) -> None:
    """BG-29. The syntax has a discount (BT-147) inside the gross price only: it implies one where none is given."""
    gross = line.gross_price
    if line.price_discount is not None:
        gross = line.price + line.price_discount if gross is None else gross
    if gross is not None:
        element = _price(agreement, "GrossPriceProductTradePrice", gross, line)
        if line.price_discount is not None:
            discount = SubElement(element, RAM + "AppliedTradeAllowanceCharge")
            SubElement(SubElement(discount, RAM + "ChargeIndicator"), UDT + "Indicator").text = "false"
            add(discount, "ActualAmount", plain(line.price_discount))
    _price(agreement, "NetPriceProductTradePrice", line.price, line)


def _price(agreement: _Element, tag: str, amount: Decimal, line: Line) -> _Element:
    element = SubElement(agreement, RAM + tag)
    add(element, "ChargeAmount", plain(amount))
    if line.base_quantity != 1 or line.base_unit:
        quantity = SubElement(element, RAM + "BasisQuantity")
        if unit := line.base_unit or line.unit:
            quantity.set("unitCode", unit)
        quantity.text = plain(line.base_quantity)
    return element


def _extra(parent: _Element, extra: AllowanceCharge, money: Money) -> _Element:
    """BG-20, BG-21, BG-27, BG-28 without their VAT."""
    element = SubElement(parent, RAM + "SpecifiedTradeAllowanceCharge")
    indicator = SubElement(element, RAM + "ChargeIndicator")
    SubElement(indicator, UDT + "Indicator").text = "true" if extra.charge else "false"
    if extra.percent is not None:
        add(element, "CalculationPercent", plain(extra.percent))
    if extra.base is not None:
        add(element, "BasisAmount", money.text(extra.base))
    add(element, "ActualAmount", money.text(extra.amount))
    add(element, "ReasonCode", extra.reason_code)
    add(element, "Reason", extra.reason)
    return element


def _category(parent: _Element, tag: str, vat: Vat, why: Reasons) -> None:
    element = SubElement(parent, RAM + tag)
    add(element, "TypeCode", "VAT")
    exempt = why.get((vat.category, vat.rate)) if why else None
    if exempt:
        add(element, "ExemptionReason", exempt.exemption_reason)
    add(element, "CategoryCode", vat.category)
    if exempt:
        add(element, "ExemptionReasonCode", exempt.exemption_code)
    # BR-O-05 to BR-O-07: what is outside the scope of VAT has no rate, not a rate of zero.
    if vat.category != "O":
        add(element, "RateApplicablePercent", plain(vat.rate))
