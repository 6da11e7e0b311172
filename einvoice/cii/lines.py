"""Lines, allowances and charges, and the VAT breakdown."""

from lxml.etree import SubElement, _Element

from einvoice.cii.amounts import Money, plain
from einvoice.cii.elements import add
from einvoice.cii.names import RAM, UDT
from einvoice.model import AllowanceCharge, Line, TaxBreakdown, Vat


def add_line(parent: _Element, line: Line, money: Money) -> None:
    """BG-25."""
    item = SubElement(parent, RAM + "IncludedSupplyChainTradeLineItem")
    document = SubElement(item, RAM + "AssociatedDocumentLineDocument")
    add(document, "LineID", line.id)
    if line.note:
        add(SubElement(document, RAM + "IncludedNote"), "Content", line.note)
    product = SubElement(item, RAM + "SpecifiedTradeProduct")
    add(product, "SellerAssignedID", line.seller_item)
    add(product, "Name", line.name)
    add(product, "Description", line.description)
    agreement = SubElement(item, RAM + "SpecifiedLineTradeAgreement")
    if line.order_line:
        add(SubElement(agreement, RAM + "BuyerOrderReferencedDocument"), "LineID", line.order_line)
    price = SubElement(agreement, RAM + "NetPriceProductTradePrice")
    add(price, "ChargeAmount", plain(line.price))
    if line.base_quantity != 1:
        SubElement(price, RAM + "BasisQuantity", unitCode=line.unit).text = plain(line.base_quantity)
    delivery = SubElement(item, RAM + "SpecifiedLineTradeDelivery")
    SubElement(delivery, RAM + "BilledQuantity", unitCode=line.unit).text = plain(line.quantity)
    settlement = SubElement(item, RAM + "SpecifiedLineTradeSettlement")
    _category(SubElement(settlement, RAM + "ApplicableTradeTax"), line.vat)
    for extra in line.allowances:
        add_extra(settlement, extra, money)
    total = SubElement(settlement, RAM + "SpecifiedTradeSettlementLineMonetarySummation")
    add(total, "LineTotalAmount", money.text(line.net))


def add_extra(parent: _Element, extra: AllowanceCharge, money: Money) -> None:
    """BG-20, BG-21 (with their VAT), BG-27, BG-28 (without)."""
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
    if extra.vat is not None:
        _category(SubElement(element, RAM + "CategoryTradeTax"), extra.vat)


def add_tax(parent: _Element, tax: TaxBreakdown, money: Money) -> None:
    """BG-23."""
    element = SubElement(parent, RAM + "ApplicableTradeTax")
    add(element, "CalculatedAmount", money.text(tax.tax))
    add(element, "TypeCode", "VAT")
    add(element, "ExemptionReason", tax.vat.exemption_reason)
    add(element, "BasisAmount", money.text(tax.base))
    add(element, "CategoryCode", tax.vat.category)
    add(element, "ExemptionReasonCode", tax.vat.exemption_code)
    _rate(element, tax.vat)


def _category(element: _Element, vat: Vat) -> None:
    add(element, "TypeCode", "VAT")
    add(element, "CategoryCode", vat.category)
    _rate(element, vat)


def _rate(element: _Element, vat: Vat) -> None:
    # BR-O-05 to BR-O-07: what is outside the scope of VAT has no rate, not a rate of zero.
    if vat.category != "O":
        add(element, "RateApplicablePercent", plain(vat.rate))
