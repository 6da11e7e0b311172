"""Postal addresses as envelopes show them."""

from babel import Locale
from babel.core import UnknownLocaleError

from connectors.records import Customer
from einvoice.model import Address, Party
from sync.letters.parts import Addressee


def addressee(customer: Customer, home: str, language: str) -> Addressee:
    """The customer as an envelope shows it; the country is named on letters that leave the country."""
    party: Party = customer.party
    abroad = country_name(party.address.country, language) if party.address.country not in {"", home} else ""
    lines = (*address_lines(party.address), *([abroad.upper()] if abroad else []))
    return Addressee(name=party.name, lines=lines, email=customer.email)


def address_lines(address: Address) -> tuple[str, ...]:
    """Street lines, then postcode and city; the province in brackets as Italian addresses have it."""
    town = f"{address.postcode} {address.city}".strip()
    if address.country == "IT" and address.subdivision:
        town = f"{town} ({address.subdivision})"
    return tuple(line for line in (address.line1, address.line2, town) if line)


def country_name(code: str, language: str) -> str:
    """A country's name in a language, the code itself where it has none."""
    try:
        return str(Locale.parse(language).territories.get(code, code))
    except (UnknownLocaleError, ValueError):
        return code
