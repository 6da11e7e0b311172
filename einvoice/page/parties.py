"""Who is on the page: the seller's head, the buyer in the window, and whoever else has a part in the invoice."""

from typing import Any

from einvoice.model import Invoice, Party
from einvoice.page.words import Words

_LEFT = frozenset({"DE", "AT", "LI", "GB", "IE", "NL", "BE", "LU"})  # where envelopes have their window on the left


def seller(invoice: Invoice, words: Words) -> dict[str, Any]:
    """The head and the foot of the page."""
    party = invoice.seller
    contact = party.contact
    reach = (contact.name, contact.phone, contact.email) if contact else ()
    return {
        "name": party.trading_name or party.name,
        "legal_name": party.name if party.trading_name not in {"", party.name} else "",
        "address": words.address(party.address, home=True),
        "contact": [part for part in reach if part],
        "identifiers": _identifiers(party, words),
        "legal": party.legal_info,
    }


def recipient(invoice: Invoice, words: Words) -> list[str]:
    """The buyer as on the envelope."""
    buyer = invoice.buyer
    names = [buyer.name]
    if buyer.contact and buyer.contact.name not in {"", buyer.name}:
        names.append(buyer.contact.name)
    return names + words.address(buyer.address, home=buyer.address.country == invoice.seller.address.country)


def window(invoice: Invoice) -> str:
    """On which side envelopes of the seller's country show the address."""
    return "left" if invoice.seller.address.country in _LEFT else "right"


def others(invoice: Invoice, words: Words) -> list[dict[str, Any]]:
    """Where the goods went, who is paid, who answers for the tax: each with a label and lines."""
    found: list[tuple[str, list[str]]] = [("delivered_to", _place(invoice, words))]
    if payee := invoice.payee:
        ids = [identifier.value for identifier in (*payee.identifiers, payee.legal_id) if identifier]
        found.append(("payee", [payee.name, *ids]))
    if agent := invoice.tax_representative:
        home = agent.address.country == invoice.seller.address.country
        vat = f"{words['vat_id']} {agent.vat_id}" if agent.vat_id else ""
        found.append(("representative", [agent.name, *words.address(agent.address, home=home), vat]))
    return [{"label": words[key], "lines": [line for line in lines if line]} for key, lines in found if lines]


def _place(invoice: Invoice, words: Words) -> list[str]:
    delivery = invoice.delivery
    if not delivery or (not delivery.address and not delivery.name) or delivery.address == invoice.buyer.address:
        return []
    where = delivery.address
    home = where is None or where.country == invoice.seller.address.country
    return [delivery.name, *(words.address(where, home=home) if where else ())]


def _identifiers(party: Party, words: Words) -> list[str]:
    found = []
    for identifier in filter(None, (party.legal_id, *party.identifiers)):
        name = {"0002": "siren", "0009": "siret"}.get(identifier.scheme)
        if name:
            found.append(f"{words[name]} {identifier.value}")
    if party.vat_id:
        found.append(f"{words['vat_id']} {party.vat_id}")
    if party.tax_registration:
        found.append(f"{words['tax_number']} {party.tax_registration}")
    return found
