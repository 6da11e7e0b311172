"""Parties and addresses of a UBL document as parts of the model."""

from einvoice.model import Address, Contact, Identifier, Party
from einvoice.ubl.names import SEPA, VAT
from einvoice.ubl.nodes import Node, Notes


def seller(node: Node, notes: Notes) -> Party:
    """BG-4."""
    vat_id, tax_registration = registrations(node)
    entity = node.at("PartyLegalEntity")
    return Party(
        name=notes.present(entity.text("RegistrationName"), "seller.name"),
        trading_name=node.at("PartyName").text("Name"),
        identifiers=identifiers(node),
        legal_id=entity.identifier("CompanyID"),
        vat_id=vat_id,
        tax_registration=tax_registration,
        legal_info=entity.text("CompanyLegalForm"),
        endpoint=node.identifier("EndpointID"),
        address=_due_address(node, notes, "seller.address"),
        contact=contact(node),
    )


def buyer(node: Node, notes: Notes) -> Party:
    """BG-7. A local tax number is no term of a buyer, but documents have one."""
    vat_id, tax_registration = registrations(node)
    entity = node.at("PartyLegalEntity")
    return Party(
        name=notes.present(entity.text("RegistrationName"), "buyer.name"),
        trading_name=node.at("PartyName").text("Name"),
        identifiers=identifiers(node),
        legal_id=entity.identifier("CompanyID"),
        vat_id=vat_id,
        tax_registration=tax_registration,
        endpoint=node.identifier("EndpointID"),
        address=_due_address(node, notes, "buyer.address"),
        contact=contact(node),
    )


def payee(node: Node, notes: Notes) -> Party:
    """BG-10."""
    return Party(
        name=notes.present(node.at("PartyName").text("Name"), "payee.name"),
        identifiers=identifiers(node),
        legal_id=node.at("PartyLegalEntity").identifier("CompanyID"),
    )


def representative(node: Node, notes: Notes) -> Party:
    """BG-11."""
    return Party(
        name=notes.present(node.at("PartyName").text("Name"), "tax_representative.name"),
        vat_id=registrations(node)[0],
        address=_due_address(node, notes, "tax_representative.address"),
    )


def identifiers(node: Node) -> tuple[Identifier, ...]:
    """BT-29, BT-46, BT-60: all but the creditor's."""
    return tuple(found for found in _identifications(node) if found.scheme.upper() != SEPA)


def creditor(node: Node) -> str:
    """BT-90."""
    return next((found.value for found in _identifications(node) if found.scheme.upper() == SEPA), "")


def registrations(node: Node) -> tuple[str, str]:
    """The VAT identifier and the local tax number (any other scheme); the first of a kind counts."""
    vat_id = local = ""
    for registration in node.all("PartyTaxScheme"):
        number = registration.code("CompanyID")
        if registration.at("TaxScheme").code("ID").upper() == VAT:
            vat_id = vat_id or number
        else:
            local = local or number
    return vat_id, local


def contact(node: Node) -> Contact | None:
    """BG-6, BG-9."""
    if "Contact" not in node:
        return None
    found = node.at("Contact")
    return Contact(name=found.text("Name"), phone=found.text("Telephone"), email=found.text("ElectronicMail"))


def address(node: Node) -> Address:
    """BG-5, BG-8, BG-12, BG-15."""
    return Address(
        line1=node.text("StreetName"),
        line2=node.text("AdditionalStreetName"),
        line3=node.at("AddressLine").text("Line"),
        city=node.text("CityName"),
        postcode=node.code("PostalZone"),
        subdivision=node.text("CountrySubentity"),
        country=node.at("Country").code("IdentificationCode"),
    )


def _due_address(node: Node, notes: Notes, path: str) -> Address:
    if "PostalAddress" not in node:
        notes.absent.add(path)
    return address(node.at("PostalAddress"))


def _identifications(node: Node) -> list[Identifier]:
    return [identifier for part in node.all("PartyIdentification") for identifier in part.identifiers("ID")]
