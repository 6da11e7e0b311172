"""Lines, allowances and charges, and the VAT breakdown of a Cross Industry Invoice as parts of the model."""

from decimal import Decimal

from einvoice.cii.names import UDT
from einvoice.cii.nodes import Node, Notes
from einvoice.model import (
    AllowanceCharge,
    Attribute,
    Classification,
    Identifier,
    Line,
    Period,
    TaxBreakdown,
    Vat,
)

_ONE = Decimal(1)


def line(node: Node, notes: Notes, path: str) -> Line:
    """BG-25."""
    document = node.at("AssociatedDocumentLineDocument")
    product = node.at("SpecifiedTradeProduct")
    agreement = node.at("SpecifiedLineTradeAgreement")
    delivery = node.at("SpecifiedLineTradeDelivery")
    settlement = node.at("SpecifiedLineTradeSettlement")
    if "ApplicableTradeTax" not in settlement:
        notes.absent.add(f"{path}.vat")
    net, gross = agreement.at("NetPriceProductTradePrice"), agreement.at("GrossPriceProductTradePrice")
    unit = notes.present(delivery.attribute("BilledQuantity", "unitCode"), f"{path}.unit")
    base = net if "BasisQuantity" in net else gross
    base_quantity = notes.optional(base, "BasisQuantity", f"{path}.base_quantity")
    base_unit = base.attribute("BasisQuantity", "unitCode")
    return Line(
        id=notes.present(document.code("LineID"), f"{path}.id"),
        name=notes.present(product.text("Name"), f"{path}.name"),
        quantity=notes.decimal(delivery, "BilledQuantity", f"{path}.quantity"),
        net=notes.decimal(
            settlement.at("SpecifiedTradeSettlementLineMonetarySummation"), "LineTotalAmount", f"{path}.net"
        ),
        price=notes.decimal(net, "ChargeAmount", f"{path}.price"),
        vat=rated(settlement.at("ApplicableTradeTax"), notes, f"{path}.vat"),
        unit=unit,
        base_quantity=_ONE if base_quantity is None else base_quantity,
        base_unit="" if base_unit == unit else base_unit,
        gross_price=notes.optional(gross, "ChargeAmount", f"{path}.gross_price"),
        price_discount=notes.optional(
            gross.at("AppliedTradeAllowanceCharge"), "ActualAmount", f"{path}.price_discount"
        ),
        description=product.text("Description"),
        note="\n".join(note.text("Content") for note in document.all("IncludedNote")),
        object_id=_object(settlement, notes, f"{path}.object_id"),
        order_line=agreement.at("BuyerOrderReferencedDocument").code("LineID"),
        accounting_reference=settlement.at("ReceivableSpecifiedTradeAccountingAccount").code("ID"),
        period=period(settlement, notes, f"{path}.period"),
        seller_item=product.code("SellerAssignedID"),
        buyer_item=product.code("BuyerAssignedID"),
        standard_item=product.identifier("GlobalID"),
        classifications=tuple(
            Classification(
                value=found.code("ClassCode"),
                scheme=found.attribute("ClassCode", "listID"),
                version=found.attribute("ClassCode", "listVersionID"),
            )
            for found in product.all("DesignatedProductClassification")
            if "ClassCode" in found
        ),
        origin=product.at("OriginTradeCountry").code("ID"),
        attributes=tuple(
            Attribute(
                name=notes.present(found.text("Description"), f"{path}.attributes[{i}].name"),
                value=notes.present(found.text("Value"), f"{path}.attributes[{i}].value"),
            )
            for i, found in enumerate(product.all("ApplicableProductCharacteristic"))
        ),
        allowances=tuple(
            _extra(found, notes, f"{path}.allowances[{i}]", None)
            for i, found in enumerate(settlement.all("SpecifiedTradeAllowanceCharge"))
        ),
    )


def extras(settlement: Node, notes: Notes) -> tuple[AllowanceCharge, ...]:
    """BG-20 and BG-21; the logistics charges of profile EXTENDED are charges too."""
    found: list[AllowanceCharge] = []
    for node in settlement.all("SpecifiedTradeAllowanceCharge"):
        path = f"allowances[{len(found)}]"
        found.append(_extra(node, notes, path, _category(node, "CategoryTradeTax", notes, path)))
    for node in settlement.all("SpecifiedLogisticsServiceCharge"):
        path = f"allowances[{len(found)}]"
        found.append(
            AllowanceCharge(
                amount=notes.decimal(node, "AppliedAmount", f"{path}.amount"),
                charge=True,
                reason=node.text("Description"),
                vat=_category(node, "AppliedTradeTax", notes, path),
            )
        )
    return tuple(found)


def breakdown(node: Node, notes: Notes, path: str) -> TaxBreakdown:
    """BG-23."""
    vat = rated(node, notes, f"{path}.vat")
    return TaxBreakdown(
        vat=Vat(
            category=vat.category,
            rate=vat.rate,
            exemption_reason=node.text("ExemptionReason"),
            exemption_code=node.code("ExemptionReasonCode"),
        ),
        base=notes.decimal(node, "BasisAmount", f"{path}.base"),
        tax=notes.decimal(node, "CalculatedAmount", f"{path}.tax"),
    )


def rated(node: Node, notes: Notes, path: str) -> Vat:
    """Category and rate; the reason of an exemption belongs to the breakdown."""
    return Vat(
        category=notes.present(node.code("CategoryCode"), f"{path}.category"),
        rate=notes.decimal(node, "RateApplicablePercent", f"{path}.rate"),
    )


def period(settlement: Node, notes: Notes, path: str) -> Period | None:
    """BG-14, BG-26."""
    if "BillingSpecifiedPeriod" not in settlement:
        return None
    found = settlement.at("BillingSpecifiedPeriod")
    return Period(
        start=notes.day(found, "StartDateTime", f"{path}.start"), end=notes.day(found, "EndDateTime", f"{path}.end")
    )


def _category(node: Node, name: str, notes: Notes, path: str) -> Vat | None:
    """BT-95 and BT-96, BT-102 and BT-103."""
    vat = rated(node.at(name), notes, f"{path}.vat")
    return vat if name in node else None


def _extra(node: Node, notes: Notes, path: str, vat: Vat | None) -> AllowanceCharge:
    indicator = node.element("ChargeIndicator")
    told = "" if indicator is None else (indicator.findtext(UDT + "Indicator") or "").strip()
    return AllowanceCharge(
        amount=notes.decimal(node, "ActualAmount", f"{path}.amount"),
        charge=notes.truth(told, "ChargeIndicator", f"{path}.charge"),
        base=notes.optional(node, "BasisAmount", f"{path}.base"),
        percent=notes.optional(node, "CalculationPercent", f"{path}.percent"),
        reason=node.text("Reason"),
        reason_code=node.code("ReasonCode"),
        vat=vat,
    )


def _object(settlement: Node, notes: Notes, path: str) -> Identifier | None:
    """BT-128: the document of type 130; on a line EN 16931 has no other, so its type is not asked for."""
    if "AdditionalReferencedDocument" not in settlement:
        return None
    found = settlement.at("AdditionalReferencedDocument")
    if not notes.present(found.code("IssuerAssignedID"), path):
        return None
    return Identifier(value=found.code("IssuerAssignedID"), scheme=found.code("ReferenceTypeCode"))
