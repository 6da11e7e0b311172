"""Sellers and buyers: settings.Seller and A_BusinessPartner as BG-4 and BG-7."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from connectors.cursor import server_now
from connectors.sap import addresses, tax_numbers
from connectors.sap.addresses import address
from connectors.sap.client import Query
from connectors.sap.settings import Settings
from connectors.sap.values import Case, Row, flag, many, one, text
from connectors.sap.world import World
from connectors.seller import party
from einvoice.model import Contact, Party

__all__ = [
    "CUSTOMER_FIELDS",
    "QUERY",
    "SERVICE",
    "address",
    "buyer",
    "fetch",
    "in_force",
    "key_of",
    "name_of",
    "one_time",
    "seller",
]

SERVICE, ENTITY = "API_BUSINESS_PARTNER", "A_BusinessPartner"
_PERSON, _ORGANISATION, _GROUP = "1", "2", "3"  # BusinessPartnerCategory

_FIELDS = (
    "BusinessPartner", "Customer", "BusinessPartnerCategory", "BusinessPartnerFullName", "BusinessPartnerName",
    "OrganizationBPName1", "OrganizationBPName2", "OrganizationBPName3", "OrganizationBPName4",
    "GroupBusinessPartnerName1", "GroupBusinessPartnerName2", "FirstName", "MiddleName", "LastNamePrefix", "LastName",
    "AdditionalLastName", "IsNaturalPerson", "InternationalLocationNumber1", "InternationalLocationNumber2",
    "InternationalLocationNumber3", "BusinessPartnerIsBlocked", "IsMarkedForArchiving", "CorrespondenceLanguage",
    "Language", "CreationDate", "LastChangeDate", "LastChangeTime",
)  # fmt: skip
CUSTOMER_FIELDS = (
    "Customer", "VATRegistration", "CustomerAccountGroup", "CustomerClassification", "DeletionIndicator",
    "OrderIsBlockedForCustomer", "DeliveryIsBlocked", "BillingIsBlockedForCustomer", "PostingIsBlocked", "CreationDate",
)  # fmt: skip
_IDENTIFICATION_FIELDS = ("BusinessPartner", "BPIdentificationType", "BPIdentificationNumber")
QUERY = Query(
    select=(
        *_FIELDS,
        *(f"to_Customer/{field}" for field in CUSTOMER_FIELDS),
        *(f"to_BusinessPartnerAddress/{field}" for field in addresses.FIELDS),
        *(f"to_BusinessPartnerTax/{field}" for field in tax_numbers.FIELDS),
        *(f"to_BuPaIdentification/{field}" for field in _IDENTIFICATION_FIELDS),
    ),
    expand=(
        "to_Customer",
        *(f"to_BusinessPartnerAddress{each}" for each in ("", *addresses.EXPANDED)),
        "to_BusinessPartnerTax",
        "to_BuPaIdentification",
    ),
)


def fetch(
    world: World, customers: Iterable[str], own: tuple[str, ...] = (), of_customer: tuple[str, ...] = ()
) -> dict[str, Row]:
    """The business partners of these customers, by customer number, with the address that is in force now.

    `own` and `of_customer` are fields of the partner and of its A_Customer that are wanted besides.
    """
    wanted = sorted({number for number in customers if number})
    if not wanted:
        return {}
    more = (*own, *(f"to_Customer/{field}" for field in of_customer))
    query = msgspec.structs.replace(QUERY, select=tuple(dict.fromkeys((*QUERY.select, *more)))) if more else QUERY
    rows = world.client.lookup(SERVICE, ENTITY, "Customer", wanted, query)
    now = server_now(world.client.server_time)
    return {text(row, "Customer"): in_force(row, now) for row in rows}


def in_force(row: Row, now: datetime) -> Row:
    """The partner with the one of its addresses that holds now."""
    return {**row, "to_BusinessPartnerAddress": addresses.in_force(many(row, "to_BusinessPartnerAddress"), now)}


def seller(case: Case, settings: Settings, company: str) -> Party:
    """BG-4, as the configuration names the company code."""
    return party(case, settings.sellers, company, "company code")


def buyer(case: Case, prefix: str, partner: Row, settings: Settings, vat_id: str = "") -> Party:
    """BG-7, or another party of a document, at `prefix` in the model.

    `vat_id` is the number that the document itself names; else it is the partner's own, of the country of its address
    before others. A partner that is not there ({}) is a party without a name, and a fault.
    """
    place = next(iter(many(partner, "to_BusinessPartnerAddress")), {})
    where = address(place)
    number = key_of(partner)
    _origins(case, prefix, partner, place)
    name = name_of(partner)
    if not name:
        case.fault("BR-07", f"{prefix}.name", "the business partner has no name" if partner else "no business partner")
    case.origin(prefix, ENTITY, number, "BusinessPartner")
    numbers = tax_numbers.read(case, prefix, partner, where.country, vat_id)
    return Party(
        name=name,
        legal_id=numbers.legal_id,
        identifiers=numbers.identifiers,
        vat_id=numbers.vat_id,
        tax_registration=numbers.tax_registration,
        endpoint=numbers.endpoint,
        address=where,
        contact=_contact(place),
        consumer=text(partner, "BusinessPartnerCategory") == _PERSON and not numbers.vat_id,
    )


def one_time(settings: Settings, row: Row) -> bool:
    """Whether many people share this customer: their names and addresses stand in each document, not here."""
    return text(one(row, "to_Customer"), "CustomerAccountGroup") in settings.one_time


def name_of(partner: Row) -> str:
    """The legal name: what stands in the parts of its kind, with a blank between them; else SAP's own full name."""
    kind = text(partner, "BusinessPartnerCategory")
    fields = {
        _PERSON: ("FirstName", "MiddleName", "LastNamePrefix", "LastName", "AdditionalLastName"),
        _GROUP: ("GroupBusinessPartnerName1", "GroupBusinessPartnerName2"),
    }.get(kind, ("OrganizationBPName1", "OrganizationBPName2", "OrganizationBPName3", "OrganizationBPName4"))
    parts = [part for field in fields if (part := text(partner, field))]
    return " ".join(parts) or text(partner, "BusinessPartnerFullName") or text(partner, "BusinessPartnerName")


def sole_trader(partner: Row, vat_id: str) -> bool:
    """A natural person in trade: one who has a VAT number, or a firm that SAP marks as a natural person for tax."""
    if text(partner, "BusinessPartnerCategory") == _PERSON:
        return bool(vat_id)
    return text(partner, "IsNaturalPerson") == "X"


def key_of(partner: Row) -> str:
    return text(partner, "BusinessPartner")


def email_of(place: Row) -> str:
    """The address's standard e-mail, else its first."""
    found = _standard(many(place, "to_EmailAddress"), "IsDefaultEmailAddress", "EmailAddress")
    return text(found, "EmailAddress")


def _contact(place: Row) -> Contact | None:
    phone = _standard(many(place, "to_PhoneNumber"), "IsDefaultPhoneNumber", "PhoneNumber")
    number = text(phone, "InternationalPhoneNumber") or " ".join(
        part for field in ("PhoneNumber", "PhoneNumberExtension") if (part := text(phone, field))
    )
    email = email_of(place)
    return Contact(phone=number, email=email) if number or email else None


def _standard(rows: list[Row], mark: str, field: str) -> Row:
    """The row that is marked as the standard one, else the first in SAP's order; of those that say something."""
    there = [row for row in rows if text(row, field)]
    if len(there) < 2:
        return there[0] if there else {}
    return min(there, key=lambda row: (not flag(row, mark), text(row, "Person"), text(row, "OrdinalNumber")))


def _origins(case: Case, prefix: str, partner: Row, place: Row) -> None:
    number = key_of(partner)
    person = text(partner, "BusinessPartnerCategory") == _PERSON
    case.origin(f"{prefix}.name", ENTITY, number, "LastName" if person else "OrganizationBPName1")
    at = f"{number}/{text(place, 'AddressID')}"
    for path, field in addresses.PLACES.items():
        case.origin(f"{prefix}.address.{path}", "A_BusinessPartnerAddress", at, field)
    case.origin(f"{prefix}.contact.email", "A_AddressEmailAddress", at, "EmailAddress")
    case.origin(f"{prefix}.contact.phone", "A_AddressPhoneNumber", at, "PhoneNumber")
