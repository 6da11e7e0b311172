"""Lines, allowances and charges, and the VAT breakdown."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from einvoice.amounts import Money, plain
from einvoice.cii.markup import day, days, document, group, identified, indicator, inside, leaf, marked
from einvoice.cii.names import OBJECT, TAX_POINTS
from einvoice.cii.profiles import Profile
from einvoice.model import AllowanceCharge, Invoice, Line, TaxBreakdown, Vat

# Why a category and rate is exempt, for the profile whose lines say it too.
Reasons = Mapping[tuple[str, Decimal], Vat]
_NONE: Reasons = {}


def reasons(invoice: Invoice, profile: Profile) -> Reasons:
    """The breakdown's reasons where the profile repeats them: EXTENDED sums the lines of one reason (BR-FXEXT-E-08)."""
    return {(tax.vat.category, tax.vat.rate): tax.vat for tax in invoice.taxes} if profile.reasons else _NONE


def line(one: Line, money: Money, why: Reasons) -> str:
    """BG-25."""
    head = leaf("LineID", one.id) + inside("IncludedNote", leaf("Content", one.note))
    agreement = inside("BuyerOrderReferencedDocument", leaf("LineID", one.order_line)) + _prices(one)
    settlement = (
        _category("ApplicableTradeTax", one.vat, why)
        + days(one.period)
        + "".join(_extra(extra, money) for extra in one.allowances)
        + group("SpecifiedTradeSettlementLineMonetarySummation", leaf("LineTotalAmount", money.text(one.net)))
        + (document(one.object_id.value, OBJECT, scheme=one.object_id.scheme) if one.object_id else "")
        + inside("ReceivableSpecifiedTradeAccountingAccount", leaf("ID", one.accounting_reference))
    )
    return group(
        "IncludedSupplyChainTradeLineItem",
        group("AssociatedDocumentLineDocument", head)
        + _product(one)
        + group("SpecifiedLineTradeAgreement", agreement)
        + group("SpecifiedLineTradeDelivery", marked("BilledQuantity", plain(one.quantity), unitCode=one.unit))
        + group("SpecifiedLineTradeSettlement", settlement),
    )


def extra(one: AllowanceCharge, money: Money, why: Reasons) -> str:
    """BG-20, BG-21."""
    return _extra(one, money, _category("CategoryTradeTax", one.vat, why) if one.vat else "")


def tax(one: TaxBreakdown, money: Money, point: date | None, point_code: str) -> str:
    """BG-23, with the tax point (BT-7 or BT-8) where it is to be told here."""
    return group(
        "ApplicableTradeTax",
        leaf("CalculatedAmount", money.text(one.tax))
        + leaf("TypeCode", "VAT")
        + leaf("ExemptionReason", one.vat.exemption_reason)
        + leaf("BasisAmount", money.text(one.base))
        + leaf("CategoryCode", one.vat.category)
        + leaf("ExemptionReasonCode", one.vat.exemption_code)
        + day("TaxPointDate", point, "udt:DateString")
        + leaf("DueDateTypeCode", TAX_POINTS.get(point_code, point_code))
        # A rate of zero also outside the scope of VAT (O): BR-48 allows it here, BR-DE-14 asks for it.
        + leaf("RateApplicablePercent", plain(one.vat.rate)),
    )


def _product(one: Line) -> str:
    """BG-31."""
    return group(
        "SpecifiedTradeProduct",
        identified("GlobalID", one.standard_item)
        + leaf("SellerAssignedID", one.seller_item)
        + leaf("BuyerAssignedID", one.buyer_item)
        + leaf("Name", one.name)
        + leaf("Description", one.description)
        + "".join(
            group("ApplicableProductCharacteristic", leaf("Description", each.name) + leaf("Value", each.value))
            for each in one.attributes
        )
        + "".join(
            group(
                "DesignatedProductClassification",
                marked("ClassCode", each.value, listID=each.scheme, listVersionID=each.version),
            )
            for each in one.classifications
        )
        + inside("OriginTradeCountry", leaf("ID", one.origin)),
    )


def _prices(one: Line) -> str:
    """BG-29. The syntax has a discount (BT-147) inside the gross price only: it implies one where none is given."""
    basis = ""
    if one.base_quantity != 1 or one.base_unit:
        basis = marked("BasisQuantity", plain(one.base_quantity), unitCode=one.base_unit or one.unit)
    gross, discount = one.gross_price, ""
    if one.price_discount is not None:
        gross = one.price + one.price_discount if gross is None else gross
        amount = leaf("ActualAmount", plain(one.price_discount))
        discount = group("AppliedTradeAllowanceCharge", indicator(False) + amount)
    net = group("NetPriceProductTradePrice", leaf("ChargeAmount", plain(one.price)) + basis)
    if gross is None:
        return net
    return group("GrossPriceProductTradePrice", leaf("ChargeAmount", plain(gross)) + basis + discount) + net


def _extra(one: AllowanceCharge, money: Money, category: str = "") -> str:
    """BG-20, BG-21, BG-27, BG-28."""
    return group(
        "SpecifiedTradeAllowanceCharge",
        indicator(one.charge)
        + ("" if one.percent is None else leaf("CalculationPercent", plain(one.percent)))
        + ("" if one.base is None else leaf("BasisAmount", money.text(one.base)))
        + leaf("ActualAmount", money.text(one.amount))
        + leaf("ReasonCode", one.reason_code)
        + leaf("Reason", one.reason)
        + category,
    )


def _category(tag: str, vat: Vat, why: Reasons) -> str:
    exempt = why.get((vat.category, vat.rate), vat) if why else None
    return group(
        tag,
        leaf("TypeCode", "VAT")
        + (leaf("ExemptionReason", exempt.exemption_reason) if exempt else "")
        + leaf("CategoryCode", vat.category)
        + (leaf("ExemptionReasonCode", exempt.exemption_code) if exempt else "")
        # BR-O-05 to BR-O-07: what is outside the scope of VAT has no rate, not a rate of zero.
        + ("" if vat.category == "O" else leaf("RateApplicablePercent", plain(vat.rate))),
    )
