"""Lines, allowances and charges, and VAT categories of a UBL document as parts of the model."""

from decimal import Decimal

from einvoice.model import AllowanceCharge, Attribute, Classification, Line, Period, TaxBreakdown, Vat
from einvoice.ubl.names import VAT
from einvoice.ubl.nodes import Node, Notes

_ONE = Decimal(1)


def line(node: Node, notes: Notes, path: str, *, credit: bool) -> Line:
    """BG-25."""
    item, price = node.at("Item"), node.at("Price")
    quantity = "CreditedQuantity" if credit else "InvoicedQuantity"
    unit = notes.present(node.attribute(quantity, "unitCode"), f"{path}.unit")
    base_quantity = notes.optional(price, "BaseQuantity", f"{path}.base_quantity")
    base_unit = price.attribute("BaseQuantity", "unitCode")
    if "ClassifiedTaxCategory" not in item:
        notes.absent.add(f"{path}.vat")
    gross_price, price_discount = _gross(price.at("AllowanceCharge"), notes, path)
    return Line(
        id=notes.present(node.code("ID"), f"{path}.id"),
        name=notes.present(item.text("Name"), f"{path}.name"),
        quantity=notes.decimal(node, quantity, f"{path}.quantity"),
        net=notes.decimal(node, "LineExtensionAmount", f"{path}.net"),
        price=notes.decimal(price, "PriceAmount", f"{path}.price"),
        vat=rated(_taxed(item, "ClassifiedTaxCategory"), notes, f"{path}.vat"),
        unit=unit,
        base_quantity=_ONE if base_quantity is None else base_quantity,
        base_unit="" if base_unit == unit else base_unit,
        gross_price=gross_price,
        price_discount=price_discount,
        description=item.texts("Description"),
        note=node.texts("Note"),
        object_id=node.at("DocumentReference").identifier("ID"),
        order_line=node.at("OrderLineReference").code("LineID"),
        accounting_reference=node.code("AccountingCost"),
        period=period(node, notes, f"{path}.period"),
        seller_item=item.at("SellersItemIdentification").code("ID"),
        buyer_item=item.at("BuyersItemIdentification").code("ID"),
        standard_item=item.at("StandardItemIdentification").identifier("ID"),
        classifications=tuple(
            Classification(
                value=found.code("ItemClassificationCode"),
                scheme=found.attribute("ItemClassificationCode", "listID"),
                version=found.attribute("ItemClassificationCode", "listVersionID"),
            )
            for found in item.all("CommodityClassification")
            if "ItemClassificationCode" in found
        ),
        origin=item.at("OriginCountry").code("IdentificationCode"),
        attributes=tuple(
            Attribute(
                name=notes.present(found.text("Name"), f"{path}.attributes[{i}].name"),
                value=notes.present(found.text("Value"), f"{path}.attributes[{i}].value"),
            )
            for i, found in enumerate(item.all("AdditionalItemProperty"))
        ),
        allowances=tuple(
            _extra(found, notes, f"{path}.allowances[{i}]", None) for i, found in enumerate(node.all("AllowanceCharge"))
        ),
    )


def extra(node: Node, notes: Notes, path: str) -> AllowanceCharge:
    """BG-20, BG-21."""
    vat = rated(_taxed(node, "TaxCategory"), notes, f"{path}.vat")
    return _extra(node, notes, path, vat if "TaxCategory" in node else None)


def breakdown(node: Node, notes: Notes, path: str) -> TaxBreakdown:
    """BG-23."""
    found = _taxed(node, "TaxCategory")
    if "TaxCategory" not in node:
        notes.absent.add(f"{path}.vat")
    vat = rated(found, notes, f"{path}.vat")
    return TaxBreakdown(
        vat=Vat(
            category=vat.category,
            rate=vat.rate,
            exemption_reason=found.texts("TaxExemptionReason"),
            exemption_code=found.code("TaxExemptionReasonCode"),
        ),
        base=notes.decimal(node, "TaxableAmount", f"{path}.base"),
        tax=notes.decimal(node, "TaxAmount", f"{path}.tax"),
    )


def rated(node: Node, notes: Notes, path: str) -> Vat:
    """Category and rate; the reason of an exemption belongs to the breakdown."""
    return Vat(
        category=notes.present(node.code("ID"), f"{path}.category"),
        rate=notes.decimal(node, "Percent", f"{path}.rate"),
    )


def period(node: Node, notes: Notes, path: str) -> Period | None:
    """BG-14, BG-26. The code of the tax point (BT-8) may stand there alone, without a period."""
    if "InvoicePeriod" not in node:
        return None
    told = node.at("InvoicePeriod")
    found = Period(start=notes.day(told, "StartDate", f"{path}.start"), end=notes.day(told, "EndDate", f"{path}.end"))
    return None if found == Period() and "DescriptionCode" in told else found


def _taxed(node: Node, name: str) -> Node:
    """The category of VAT, where a document has those of other taxes beside it."""
    found = node.all(name)
    return next((one for one in found if one.at("TaxScheme").code("ID").upper() == VAT), Node())


def _gross(node: Node, notes: Notes, path: str) -> tuple[Decimal | None, Decimal | None]:
    """BT-148 and BT-147. The schema has no gross price without a discount: one of zero is none."""
    gross = notes.optional(node, "BaseAmount", f"{path}.gross_price")
    discount = notes.optional(node, "Amount", f"{path}.price_discount")
    if gross is not None and discount is None:
        notes.absent.add(f"{path}.price_discount")
    return gross, None if gross is not None and not discount else discount


def _extra(node: Node, notes: Notes, path: str, vat: Vat | None) -> AllowanceCharge:
    return AllowanceCharge(
        amount=notes.decimal(node, "Amount", f"{path}.amount"),
        charge=notes.truth(node.code("ChargeIndicator"), "ChargeIndicator", f"{path}.charge"),
        base=notes.optional(node, "BaseAmount", f"{path}.base"),
        percent=notes.optional(node, "MultiplierFactorNumeric", f"{path}.percent"),
        reason=node.texts("AllowanceChargeReason"),
        reason_code=node.code("AllowanceChargeReasonCode"),
        vat=vat,
    )
