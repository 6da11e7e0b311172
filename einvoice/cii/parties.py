"""Seller, buyer and postal addresses."""

from lxml.etree import SubElement, _Element

from einvoice.cii.elements import add, identified
from einvoice.cii.names import RAM
from einvoice.model import Address, Contact, Party


def party(parent: _Element, tag: str, who: Party, *, seller: bool) -> None:
    """BG-4 or BG-7. The legal information (BT-33) and the local tax number (BT-32) exist for sellers only."""
    element = SubElement(parent, RAM + tag)
    for identifier in who.identifiers:
        if not identifier.scheme:
            add(element, "ID", identifier.value)
    for identifier in who.identifiers:
        if identifier.scheme:
            identified(element, "GlobalID", identifier.value, identifier.scheme)
    add(element, "Name", who.name)
    if seller:
        add(element, "Description", who.legal_info)
    if who.legal_id or who.trading_name:
        organisation = SubElement(element, RAM + "SpecifiedLegalOrganization")
        if who.legal_id:
            identified(organisation, "ID", who.legal_id.value, who.legal_id.scheme)
        add(organisation, "TradingBusinessName", who.trading_name)
    if who.contact:
        _contact(element, who.contact)
    address(element, who.address)
    if who.endpoint:
        uri = SubElement(element, RAM + "URIUniversalCommunication")
        identified(uri, "URIID", who.endpoint.value, who.endpoint.scheme)
    if who.vat_id:
        identified(SubElement(element, RAM + "SpecifiedTaxRegistration"), "ID", who.vat_id, "VA")
    if seller and who.tax_registration:
        identified(SubElement(element, RAM + "SpecifiedTaxRegistration"), "ID", who.tax_registration, "FC")


def _contact(parent: _Element, contact: Contact) -> None:
    element = SubElement(parent, RAM + "DefinedTradeContact")
    add(element, "PersonName", contact.name)
    if contact.phone:
        add(SubElement(element, RAM + "TelephoneUniversalCommunication"), "CompleteNumber", contact.phone)
    if contact.email:
        add(SubElement(element, RAM + "EmailURIUniversalCommunication"), "URIID", contact.email)


def address(parent: _Element, postal: Address) -> None:
    """BG-5, BG-8, BG-15."""
    element = SubElement(parent, RAM + "PostalTradeAddress")
    add(element, "PostcodeCode", postal.postcode)
    add(element, "LineOne", postal.line1)
    add(element, "LineTwo", postal.line2)
    add(element, "CityName", postal.city)
    add(element, "CountryID", postal.country)
    add(element, "CountrySubDivisionName", postal.subdivision)
