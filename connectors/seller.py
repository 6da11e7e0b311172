"""Our own companies as e-invoices name them (BG-4), and what tax codes mean: where an ERP does not say it as the law
wants it, the configuration does.
"""

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from connectors.case import Case
from connectors.extension import identifier
from connectors.records import Origin
from einvoice.model import Address, Contact, Note, Party, PaymentMeans

_TRANSFER, _SEPA = "30", "58"  # UNTDID 4461


class Seller(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one of our companies is named."""

    name: str  # BT-27
    street: str = ""  # BT-35
    street2: str = ""  # BT-36
    postcode: str = ""  # BT-38
    city: str = ""  # BT-37
    province: str = ""  # BT-39
    country: str  # BT-40: ISO 3166-1 alpha-2
    currency: str = "EUR"  # the company's own: the accounting currency, BT-6
    vat_id: str = ""  # BT-31
    tax_registration: str = ""  # BT-32
    legal_id: str = ""  # BT-30, SCHEME:VALUE such as "0002:732829320"
    identifier: str = ""  # BT-29, SCHEME:VALUE such as "0009:73282932000074"
    legal_info: str = ""  # BT-33
    endpoint: str = ""  # BT-34, SCHEME:VALUE
    contact: str = ""  # BT-41
    phone: str = ""  # BT-42
    email: str = ""  # BT-43
    iban: str = ""  # BT-84
    bic: str = ""  # BT-86
    account_name: str = ""  # BT-85
    creditor_id: str = ""  # BT-90
    notes: dict[str, str] = {}  # BG-1: subject code of UNTDID 4451 -> text, such as PMT, PMD, AAB
    national: dict[str, str] = {}  # facts of the seller's own country block (einvoice/countries)


class Tax(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one of an ERP's tax codes means in EN 16931."""

    category: str  # BT-151: UNTDID 5305 (S Z E AE K G O ...)
    rate: Decimal | None = None  # BT-152, per cent; None: the ERP's own rate
    exemption_reason: str = ""  # BT-120
    exemption_code: str = ""  # BT-121: VATEX
    national_code: str = ""  # Italy's Natura


_PATHS = {
    "name": "name", "address.line1": "street", "address.line2": "street2", "address.postcode": "postcode",
    "address.city": "city", "address.subdivision": "province", "address.country": "country", "vat_id": "vat_id",
    "tax_registration": "tax_registration", "legal_id": "legal_id", "identifiers": "identifier",
    "legal_info": "legal_info", "endpoint": "endpoint", "contact.name": "contact", "contact.phone": "phone",
    "contact.email": "email",
}  # fmt: skip


def party(case: Case, sellers: Mapping[str, Seller], company: str, what: str) -> Party:
    """BG-4, as the configuration names the company; `what` is how the ERP calls companies."""
    found = sellers.get(company)
    own = found or Seller(name="", country="")
    place = f"sellers.{company}"
    for path, field in _PATHS.items():
        case.origins[f"seller.{path}"] = Origin(
            erp="Solde", place=f"configuration > {place}.{field}", record=place, field=field
        )
    if found is None:
        case.fault("BR-06", "seller.name", f"{what} {company} has no [connections.NAME.{place}]")
    person = Contact(name=own.contact or own.name, phone=own.phone, email=own.email)
    return Party(
        name=own.name,
        identifiers=(identifier(own.identifier),) if own.identifier else (),
        legal_id=identifier(own.legal_id) if own.legal_id else None,
        vat_id="".join(each for each in own.vat_id if each.isalnum()).upper(),
        tax_registration=own.tax_registration,
        legal_info=own.legal_info,
        endpoint=identifier(own.endpoint) if own.endpoint else None,
        address=Address(
            line1=own.street,
            line2=own.street2,
            city=own.city,
            postcode=own.postcode,
            subdivision=own.province,
            country=own.country.upper(),
        ),
        contact=person if own.contact or own.phone or own.email else None,
    )


def notes(own: Seller) -> tuple[Note, ...]:
    """BG-1."""
    return tuple(Note(text=words, subject=subject) for subject, words in own.notes.items())


def transfer(own: Seller, currency: str, remittance: str, code: str = "") -> PaymentMeans:
    """BG-16: the seller's account; in euros with an IBAN a SEPA transfer, where the settings have no other means."""
    sepa = currency == "EUR" and bool(own.iban)
    return PaymentMeans(
        code=code or (_SEPA if sepa else _TRANSFER),
        remittance=remittance,
        iban=own.iban.replace(" ", ""),
        bic=own.bic,
        account_name=own.account_name or (own.name if own.iban else ""),
    )
