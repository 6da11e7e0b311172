"""Parties and postal addresses."""

from einvoice.cii.markup import any_identified, group, identified, inside, leaf
from einvoice.model import Address, Contact, Identifier, Party


def seller(who: Party) -> str:
    """BG-4."""
    return _trader("SellerTradeParty", who, who.legal_info)


def buyer(who: Party) -> str:
    """BG-7. Legal information (BT-33) is the seller's alone (CII-SR-250)."""
    return _trader("BuyerTradeParty", who, "")


def payee(who: Party | None) -> str:
    """BG-10."""
    return group("PayeeTradeParty", _names(who, "")) if who else ""


def representative(who: Party | None) -> str:
    """BG-11."""
    if who is None:
        return ""
    content = leaf("Name", who.name) + address(who.address) + _registration(who.vat_id, "VA")
    return group("SellerTaxRepresentativeTradeParty", content)


def address(postal: Address) -> str:
    """BG-5, BG-8, BG-12, BG-15; nothing where no term of it is known."""
    return inside(
        "PostalTradeAddress",
        leaf("PostcodeCode", postal.postcode)
        + leaf("LineOne", postal.line1)
        + leaf("LineTwo", postal.line2)
        + leaf("LineThree", postal.line3)
        + leaf("CityName", postal.city)
        + leaf("CountryID", postal.country)
        + leaf("CountrySubDivisionName", postal.subdivision),
    )


def _trader(tag: str, who: Party, description: str) -> str:
    return group(
        tag,
        _names(who, description)
        + (_contact(who.contact) if who.contact else "")
        + address(who.address)
        + inside("URIUniversalCommunication", identified("URIID", who.endpoint))
        + _registration(who.vat_id, "VA")
        + _registration(who.tax_registration, "FC"),
    )


def _names(who: Party, description: str) -> str:
    # The schema has all `ID` before any `GlobalID`.
    numbers = sorted(who.identifiers, key=lambda one: bool(one.scheme))
    return (
        "".join(map(any_identified, numbers))
        + leaf("Name", who.name)
        + leaf("Description", description)
        + inside(
            "SpecifiedLegalOrganization",
            identified("ID", who.legal_id) + leaf("TradingBusinessName", who.trading_name),
        )
    )


def _contact(contact: Contact) -> str:
    return group(
        "DefinedTradeContact",
        leaf("PersonName", contact.name)
        + inside("TelephoneUniversalCommunication", leaf("CompleteNumber", contact.phone))
        + inside("EmailURIUniversalCommunication", leaf("URIID", contact.email)),
    )


def _registration(number: str, kind: str) -> str:
    if not number:
        return ""
    return group("SpecifiedTaxRegistration", identified("ID", Identifier(value=number, scheme=kind)))
