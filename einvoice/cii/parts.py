"""The parts of a Cross Industry Invoice as parts of the model."""

import re
from datetime import date
from decimal import Decimal

import msgspec
from lxml.etree import _Element

from einvoice.cii.names import NSMAP, from_date102
from einvoice.model import Address, AllowanceCharge, Contact, Identifier, Line, Party, TaxBreakdown, Vat

_DECIMAL = re.compile(r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})", re.ASCII)


def text(parent: _Element, path: str) -> str:
    """The text at `path`, as it stands; empty if there is none."""
    return parent.findtext(path, "", NSMAP)


def flag_missing(parent: _Element, path: str) -> _Element:
    """The element at `path`. Raises ValueError if there is none."""
    found = parent.find(path, NSMAP)
    if found is None:
        raise ValueError(f"{path.partition(':')[2]} is missing")
    return found


def decimal(parent: _Element, path: str, default: str = "") -> Decimal:
    """The number at `path`. Raises ValueError, naming the element, if it is missing or none."""
    return number(text(parent, path).strip() or default, path)


def number(found: str, name: str) -> Decimal:
    """`found` as xsd:decimal, which has no exponents, no infinity and no not-a-number; `name` is for the error."""
    if not _DECIMAL.fullmatch(found):
        raise ValueError(f"{name} is {found[:40]!r}, which is not a number")
    return Decimal(found)


def optional(parent: _Element, path: str) -> Decimal | None:
    """The number at `path`, None if there is none."""
    return decimal(parent, path) if text(parent, path) else None


def stamp(parent: _Element, path: str) -> date | None:
    """The date at `path` (format 102), None if there is none."""
    found = text(parent, path)
    return from_date102(found) if found else None


def party(element: _Element) -> Party:
    """BG-4, BG-7."""
    contact = element.find("ram:DefinedTradeContact", NSMAP)
    address = element.find("ram:PostalTradeAddress", NSMAP)
    registrations = {
        node.get("schemeID", ""): node.text or ""
        for node in element.findall("ram:SpecifiedTaxRegistration/ram:ID", NSMAP)
    }
    return Party(
        name=text(element, "ram:Name"),
        trading_name=text(element, "ram:SpecifiedLegalOrganization/ram:TradingBusinessName"),
        identifiers=tuple(
            Identifier(value=node.text or "", scheme=node.get("schemeID", ""))
            for tag in ("ram:ID", "ram:GlobalID")
            for node in element.findall(tag, NSMAP)
        ),
        legal_id=_identifier(element, "ram:SpecifiedLegalOrganization/ram:ID"),
        vat_id=registrations.get("VA", ""),
        tax_registration=registrations.get("FC", ""),
        legal_info=text(element, "ram:Description"),
        endpoint=_identifier(element, "ram:URIUniversalCommunication/ram:URIID"),
        address=Address() if address is None else postal(address),
        contact=None if contact is None else _contact(contact),
    )


def postal(element: _Element) -> Address:
    """BG-5, BG-8, BG-15; a third line (BT-162 ...) joins the second."""
    second, third = text(element, "ram:LineTwo"), text(element, "ram:LineThree")
    return Address(
        line1=text(element, "ram:LineOne"),
        line2=", ".join(filter(None, (second, third))),
        city=text(element, "ram:CityName"),
        postcode=text(element, "ram:PostcodeCode"),
        subdivision=text(element, "ram:CountrySubDivisionName"),
        country=text(element, "ram:CountryID"),
    )


def _contact(element: _Element) -> Contact:
    return Contact(
        name=text(element, "ram:PersonName") or text(element, "ram:DepartmentName"),
        phone=text(element, "ram:TelephoneUniversalCommunication/ram:CompleteNumber"),
        email=text(element, "ram:EmailURIUniversalCommunication/ram:URIID"),
    )


def _identifier(parent: _Element, path: str) -> Identifier | None:
    found = parent.find(path, NSMAP)
    return None if found is None else Identifier(value=found.text or "", scheme=found.get("schemeID", ""))


def line(element: _Element) -> Line:
    """BG-25."""
    price = "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:"
    settlement = flag_missing(element, "ram:SpecifiedLineTradeSettlement")
    quantity = element.find("ram:SpecifiedLineTradeDelivery/ram:BilledQuantity", NSMAP)
    return Line(
        id=text(element, "ram:AssociatedDocumentLineDocument/ram:LineID"),
        name=text(element, "ram:SpecifiedTradeProduct/ram:Name"),
        quantity=decimal(element, "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity"),
        unit="" if quantity is None else quantity.get("unitCode", ""),
        net=decimal(settlement, "ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"),
        price=decimal(element, price + "ChargeAmount"),
        base_quantity=decimal(element, price + "BasisQuantity", "1"),
        vat=_rate(flag_missing(settlement, "ram:ApplicableTradeTax")),
        description=text(element, "ram:SpecifiedTradeProduct/ram:Description"),
        note=text(element, "ram:AssociatedDocumentLineDocument/ram:IncludedNote/ram:Content"),
        seller_item=text(element, "ram:SpecifiedTradeProduct/ram:SellerAssignedID"),
        order_line=text(element, "ram:SpecifiedLineTradeAgreement/ram:BuyerOrderReferencedDocument/ram:LineID"),
        allowances=tuple(map(extra, settlement.findall("ram:SpecifiedTradeAllowanceCharge", NSMAP))),
    )


def extra(element: _Element) -> AllowanceCharge:
    """BG-20, BG-21, BG-27, BG-28."""
    category = element.find("ram:CategoryTradeTax", NSMAP)
    return AllowanceCharge(
        amount=decimal(element, "ram:ActualAmount"),
        charge=text(element, "ram:ChargeIndicator/udt:Indicator").strip() in {"true", "1"},
        base=optional(element, "ram:BasisAmount"),
        percent=optional(element, "ram:CalculationPercent"),
        reason=text(element, "ram:Reason"),
        reason_code=text(element, "ram:ReasonCode"),
        vat=None if category is None else _rate(category),
    )


def tax(element: _Element) -> TaxBreakdown:
    """BG-23."""
    return TaxBreakdown(
        vat=_vat(element),
        base=decimal(element, "ram:BasisAmount"),
        tax=decimal(element, "ram:CalculatedAmount"),
    )


def _rate(element: _Element) -> Vat:
    """BT-151 and BT-152; the reason of an exemption belongs to the breakdown."""
    return Vat(category=text(element, "ram:CategoryCode"), rate=decimal(element, "ram:RateApplicablePercent", "0"))


def _vat(element: _Element) -> Vat:
    return msgspec.structs.replace(
        _rate(element),
        exemption_reason=text(element, "ram:ExemptionReason"),
        exemption_code=text(element, "ram:ExemptionReasonCode"),
    )
