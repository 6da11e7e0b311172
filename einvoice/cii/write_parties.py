"""Parties and postal addresses."""

from lxml.etree import SubElement, _Element

from einvoice.cii.elements import add, any_identified, identified, inside
from einvoice.cii.names import RAM
from einvoice.model import Address, Contact, Identifier, Party


def seller(parent: _Element, who: Party) -> None:
    """BG-4."""
    _trader(parent, "SellerTradeParty", who, who.legal_info)


def buyer(parent: _Element, who: Party) -> None:
    """BG-7. Legal information (BT-33) is the seller's alone (CII-SR-250)."""
    _trader(parent, "BuyerTradeParty", who, "")


def payee(parent: _Element, who: Party) -> None:
    """BG-10."""
    element = SubElement(parent, RAM + "PayeeTradeParty")
    _names(element, who, "")


def representative(parent: _Element, who: Party) -> None:
    """BG-11."""
    element = SubElement(parent, RAM + "SellerTaxRepresentativeTradeParty")
    add(element, "Name", who.name)
    address(element, who.address)
    if who.vat_id:
        _registration(element, who.vat_id, "VA")


def address(parent: _Element, postal: Address) -> None:
    """BG-5, BG-8, BG-12, BG-15; nothing where no term of it is known."""
    if postal == _NOWHERE:
        return
    element = SubElement(parent, RAM + "PostalTradeAddress")
    add(element, "PostcodeCode", postal.postcode)
    add(element, "LineOne", postal.line1)
    add(element, "LineTwo", postal.line2)
    add(element, "LineThree", postal.line3)
    add(element, "CityName", postal.city)
    add(element, "CountryID", postal.country)
    add(element, "CountrySubDivisionName", postal.subdivision)


_NOWHERE = Address()


def _trader(parent: _Element, tag: str, who: Party, description: str) -> None:
    element = SubElement(parent, RAM + tag)
    _names(element, who, description)
    if who.contact:
        _contact(element, who.contact)
    address(element, who.address)
    if who.endpoint:
        identified(SubElement(element, RAM + "URIUniversalCommunication"), "URIID", who.endpoint)
    if who.vat_id:
        _registration(element, who.vat_id, "VA")
    if who.tax_registration:
        _registration(element, who.tax_registration, "FC")


def _names(element: _Element, who: Party, description: str) -> None:
    # The schema has all `ID` before any `GlobalID`.
    for identifier in sorted(who.identifiers, key=lambda one: bool(one.scheme)):
        any_identified(element, identifier)
    add(element, "Name", who.name)
    add(element, "Description", description)
    if who.legal_id or who.trading_name:
        organisation = SubElement(element, RAM + "SpecifiedLegalOrganization")
        if who.legal_id:
            identified(organisation, "ID", who.legal_id)
        add(organisation, "TradingBusinessName", who.trading_name)


def _contact(parent: _Element, contact: Contact) -> None:
    element = SubElement(parent, RAM + "DefinedTradeContact")
    add(element, "PersonName", contact.name)
    inside(element, "TelephoneUniversalCommunication", "CompleteNumber", contact.phone)
    inside(element, "EmailURIUniversalCommunication", "URIID", contact.email)


def _registration(parent: _Element, number: str, kind: str) -> None:
    identified(SubElement(parent, RAM + "SpecifiedTaxRegistration"), "ID", Identifier(value=number, scheme=kind))
