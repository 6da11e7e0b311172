"""Lines, allowances and charges, and VAT categories."""

from decimal import Decimal

from lxml.etree import SubElement, _Element

from einvoice.amounts import Money, plain
from einvoice.model import AllowanceCharge, Line, Period, Vat
from einvoice.ubl.elements import amount, group, identified, leaf, quantity, within
from einvoice.ubl.names import CBC, OBJECT, VAT


def add_line(parent: _Element, line: Line, money: Money, currency: str, *, credit: bool) -> None:
    """BG-25."""
    element = group(parent, "CreditNoteLine" if credit else "InvoiceLine")
    leaf(element, "ID", line.id)
    leaf(element, "Note", line.note)
    quantity(element, "CreditedQuantity" if credit else "InvoicedQuantity", plain(line.quantity), line.unit)
    amount(element, "LineExtensionAmount", money.text(line.net), currency)
    leaf(element, "AccountingCost", line.accounting_reference)
    if line.period:
        days(group(element, "InvoicePeriod"), line.period)
    within(element, "OrderLineReference", "LineID", line.order_line)
    if line.object_id:
        document = group(element, "DocumentReference")
        identified(document, "ID", line.object_id)
        leaf(document, "DocumentTypeCode", OBJECT)
    for extra in line.allowances:
        add_extra(element, extra, money, currency)
    _item(group(element, "Item"), line)
    _price(group(element, "Price"), line, currency)


def days(parent: _Element, period: Period) -> None:
    """BG-14, BG-26."""
    leaf(parent, "StartDate", period.start.isoformat() if period.start else "")
    leaf(parent, "EndDate", period.end.isoformat() if period.end else "")


def add_extra(parent: _Element, extra: AllowanceCharge, money: Money, currency: str) -> None:
    """BG-20, BG-21 (with their VAT), BG-27, BG-28 (without)."""
    element = group(parent, "AllowanceCharge")
    leaf(element, "ChargeIndicator", "true" if extra.charge else "false")
    leaf(element, "AllowanceChargeReasonCode", extra.reason_code)
    leaf(element, "AllowanceChargeReason", extra.reason)
    if extra.percent is not None:
        leaf(element, "MultiplierFactorNumeric", plain(extra.percent))
    amount(element, "Amount", money.text(extra.amount), currency)
    if extra.base is not None:
        amount(element, "BaseAmount", money.text(extra.base), currency)
    if extra.vat is not None:
        category(element, "TaxCategory", extra.vat)


def category(parent: _Element, name: str, vat: Vat) -> None:
    """BT-95 and BT-96, BT-102 and BT-103, BG-30."""
    element = group(parent, name)
    leaf(element, "ID", vat.category)
    # BR-O-05 to BR-O-07: what is outside the scope of VAT has no rate, not a rate of zero.
    if vat.category != "O":
        leaf(element, "Percent", plain(vat.rate))
    within(element, "TaxScheme", "ID", VAT)


def _item(item: _Element, line: Line) -> None:
    """BG-31 and BG-30."""
    leaf(item, "Description", line.description)
    leaf(item, "Name", line.name)
    within(item, "BuyersItemIdentification", "ID", line.buyer_item)
    within(item, "SellersItemIdentification", "ID", line.seller_item)
    if line.standard_item:
        identified(group(item, "StandardItemIdentification"), "ID", line.standard_item)
    within(item, "OriginCountry", "IdentificationCode", line.origin)
    for found in line.classifications:
        element = SubElement(group(item, "CommodityClassification"), CBC + "ItemClassificationCode")
        if found.scheme:
            element.set("listID", found.scheme)
        if found.version:
            element.set("listVersionID", found.version)
        element.text = found.value
    category(item, "ClassifiedTaxCategory", line.vat)
    for attribute in line.attributes:
        element = group(item, "AdditionalItemProperty")
        leaf(element, "Name", attribute.name)
        leaf(element, "Value", attribute.value)


def _price(price: _Element, line: Line, currency: str) -> None:
    """BG-29."""
    amount(price, "PriceAmount", plain(line.price), currency)
    if line.base_quantity != 1 or line.base_unit:
        quantity(price, "BaseQuantity", plain(line.base_quantity), line.base_unit or line.unit)
    if line.gross_price is None and line.price_discount is None:
        return
    discount = group(price, "AllowanceCharge")
    leaf(discount, "ChargeIndicator", "false")
    # The schema asks for an amount beside a gross price: none is written as zero, and zero is read as none.
    amount(discount, "Amount", plain(line.price_discount or Decimal(0)), currency)
    if line.gross_price is not None:
        amount(discount, "BaseAmount", plain(line.gross_price), currency)
