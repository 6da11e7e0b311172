"""Parties and addresses of a Cross Industry Invoice as parts of the model."""

from einvoice.cii.nodes import Node, Notes
from einvoice.model import Address, Contact, Party


def seller(node: Node, notes: Notes) -> Party:
    """BG-4."""
    registered = registrations(node)
    return Party(
        name=notes.present(node.text("Name"), "seller.name"),
        trading_name=node.at("SpecifiedLegalOrganization").text("TradingBusinessName"),
        identifiers=node.identifiers("ID", "GlobalID"),
        legal_id=node.at("SpecifiedLegalOrganization").identifier("ID"),
        vat_id=registered.get("VA", ""),
        tax_registration=registered.get("FC", ""),
        legal_info=node.text("Description"),
        endpoint=node.at("URIUniversalCommunication").identifier("URIID"),
        address=_due_address(node, notes, "seller.address"),
        contact=contact(node),
    )


def buyer(node: Node, notes: Notes) -> Party:
    """BG-7. A local tax number is no term of a buyer, but documents have one, and countries ask for it."""
    registered = registrations(node)
    return Party(
        name=notes.present(node.text("Name"), "buyer.name"),
        trading_name=node.at("SpecifiedLegalOrganization").text("TradingBusinessName"),
        identifiers=node.identifiers("ID", "GlobalID"),
        legal_id=node.at("SpecifiedLegalOrganization").identifier("ID"),
        vat_id=registered.get("VA", ""),
        tax_registration=registered.get("FC", ""),
        endpoint=node.at("URIUniversalCommunication").identifier("URIID"),
        address=_due_address(node, notes, "buyer.address"),
        contact=contact(node),
    )


def payee(node: Node, notes: Notes) -> Party:
    """BG-10."""
    return Party(
        name=notes.present(node.text("Name"), "payee.name"),
        identifiers=node.identifiers("ID", "GlobalID"),
        legal_id=node.at("SpecifiedLegalOrganization").identifier("ID"),
    )


def representative(node: Node, notes: Notes) -> Party:
    """BG-11."""
    return Party(
        name=notes.present(node.text("Name"), "tax_representative.name"),
        vat_id=registrations(node).get("VA", ""),
        address=_due_address(node, notes, "tax_representative.address"),
    )


def registrations(node: Node) -> dict[str, str]:
    """The tax numbers by their scheme: VA is the VAT identifier, FC the local number. The first of a kind counts."""
    found: dict[str, str] = {}
    for registration in node.all("SpecifiedTaxRegistration"):
        found.setdefault(registration.attribute("ID", "schemeID"), registration.code("ID"))
    return found


def contact(node: Node) -> Contact | None:
    """BG-6, BG-9: a person, a department, or both in one name (BT-41, BT-56)."""
    if "DefinedTradeContact" not in node:
        return None
    found = node.at("DefinedTradeContact")
    return Contact(
        name=", ".join(filter(None, (found.text("PersonName"), found.text("DepartmentName")))),
        phone=found.at("TelephoneUniversalCommunication").text("CompleteNumber"),
        email=found.at("EmailURIUniversalCommunication").text("URIID"),
    )


def address(node: Node) -> Address:
    """BG-5, BG-8, BG-12, BG-15."""
    return Address(
        line1=node.text("LineOne"),
        line2=node.text("LineTwo"),
        line3=node.text("LineThree"),
        city=node.text("CityName"),
        postcode=node.code("PostcodeCode"),
        subdivision=node.text("CountrySubDivisionName"),
        country=node.code("CountryID"),
    )


def _due_address(node: Node, notes: Notes, path: str) -> Address:
    if "PostalTradeAddress" not in node:
        notes.absent.add(path)
    return address(node.at("PostalTradeAddress"))
