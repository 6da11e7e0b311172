"""Seller, buyer, payee, tax representative and postal addresses."""

from lxml.etree import _Element

from einvoice.model import Address, Identifier, Party
from einvoice.ubl.elements import group, identified, leaf, within
from einvoice.ubl.names import LOCAL_TAX, SEPA, VAT


def seller(parent: _Element, who: Party, creditor_id: str) -> None:
    """BG-4. `creditor_id` is BT-90 where the seller is the one who is paid."""
    _trading(group(group(parent, "AccountingSupplierParty"), "Party"), who, creditor_id, selling=True)


def buyer(parent: _Element, who: Party) -> None:
    """BG-7."""
    _trading(group(group(parent, "AccountingCustomerParty"), "Party"), who, "", selling=False)


def payee(parent: _Element, who: Party, creditor_id: str) -> None:
    """BG-10 with BT-90."""
    party = group(parent, "PayeeParty")
    _identifications(party, who, creditor_id)
    within(party, "PartyName", "Name", who.name)
    if who.legal_id:
        identified(group(party, "PartyLegalEntity"), "CompanyID", who.legal_id)


def representative(parent: _Element, who: Party) -> None:
    """BG-11."""
    party = group(parent, "TaxRepresentativeParty")
    within(party, "PartyName", "Name", who.name)
    address(party, "PostalAddress", who.address)
    _registration(party, who.vat_id, VAT)


def address(parent: _Element, name: str, postal: Address) -> None:
    """BG-5, BG-8, BG-12, BG-15."""
    element = group(parent, name)
    leaf(element, "StreetName", postal.line1)
    leaf(element, "AdditionalStreetName", postal.line2)
    leaf(element, "CityName", postal.city)
    leaf(element, "PostalZone", postal.postcode)
    leaf(element, "CountrySubentity", postal.subdivision)
    within(element, "AddressLine", "Line", postal.line3)
    within(element, "Country", "IdentificationCode", postal.country)


def _trading(party: _Element, who: Party, creditor_id: str, *, selling: bool) -> None:
    """Seller or buyer. Legal information (BT-33) is the seller's alone.

    A local tax number (BT-32) is no term of a buyer, but documents have one, and countries ask for it.
    """
    identified(party, "EndpointID", who.endpoint)
    _identifications(party, who, creditor_id)
    within(party, "PartyName", "Name", who.trading_name)
    address(party, "PostalAddress", who.address)
    _registration(party, who.vat_id, VAT)
    _registration(party, who.tax_registration, LOCAL_TAX)
    entity = group(party, "PartyLegalEntity")
    leaf(entity, "RegistrationName", who.name)
    identified(entity, "CompanyID", who.legal_id)
    if selling:
        leaf(entity, "CompanyLegalForm", who.legal_info)
    if who.contact:
        contact = group(party, "Contact")
        leaf(contact, "Name", who.contact.name)
        leaf(contact, "Telephone", who.contact.phone)
        leaf(contact, "ElectronicMail", who.contact.email)


def _identifications(party: _Element, who: Party, creditor_id: str) -> None:
    for identifier in who.identifiers:
        identified(group(party, "PartyIdentification"), "ID", identifier)
    if creditor_id:
        identified(group(party, "PartyIdentification"), "ID", Identifier(value=creditor_id, scheme=SEPA))


def _registration(party: _Element, number: str, scheme: str) -> None:
    if number:
        element = group(party, "PartyTaxScheme")
        leaf(element, "CompanyID", number)
        within(element, "TaxScheme", "ID", scheme)
