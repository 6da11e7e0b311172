"""What XRechnung and the seller's German block fix, as terms of EN 16931."""

from decimal import Decimal

from msgspec.structs import replace

from einvoice import xrechnung
from einvoice.countries.block import NO_FACTS
from einvoice.countries.germany.block import GermanyBlock, readable
from einvoice.countries.germany.leitweg import SCHEME, is_valid
from einvoice.countries.germany.owing import chosen
from einvoice.model import Identifier, Invoice, Party, PaymentMeans

_UNDEFINED = PaymentMeans(code="1")  # UNTDID 4461: instrument not defined


def complete(invoice: Invoice) -> Invoice:
    """`invoice` with what XRechnung asks for and follows from other terms; what the ERP says is kept.

    - BT-10: the Leitweg-ID of the block, or of BT-49 with scheme 0204.
    - BT-20: the block's cash discount in XRechnung's notation (BR-DE-18).
    - BT-23: XRechnung's business process (PEPPOL-EN16931-R001).
    - BT-34, BT-49: the contact's e-mail address with scheme EM; the buyer's Leitweg-ID goes before it.
    - BG-16 of a credit note asks for no payment; XRechnung wants one all the same (BR-DE-1): instrument not defined.
    - BT-6 that is the invoice's own currency is left out (PEPPOL-EN16931-R005).

    An invoice that is not to be an XRechnung gets neither process nor addresses.
    """
    if (invoice.seller.address.country or invoice.seller.vat_id[:2]) != "DE":
        return invoice
    facts = readable(invoice.national.get("DE", NO_FACTS))
    reference = invoice.buyer_reference or facts.leitweg_id or _leitweg(invoice.buyer)
    formal = chosen(invoice.buyer, facts).startswith("xrechnung")
    invoice = replace(invoice, buyer_reference=reference, terms=_with_skonto(invoice.terms, facts))
    if invoice.is_credit:
        invoice = replace(invoice, payment=(_UNDEFINED,) if formal else ())
    if not formal:
        return invoice
    return replace(
        invoice,
        process=invoice.process or xrechnung.PROCESS,
        tax_currency="" if invoice.tax_currency == invoice.currency else invoice.tax_currency,
        seller=_reachable(invoice.seller, ""),
        buyer=_reachable(invoice.buyer, reference),
    )


def _leitweg(buyer: Party) -> str:
    return buyer.endpoint.value if buyer.endpoint and buyer.endpoint.scheme == SCHEME else ""


def _reachable(party: Party, reference: str) -> Party:
    if party.endpoint:
        return party
    if is_valid(reference):
        return replace(party, endpoint=Identifier(value=reference, scheme=SCHEME))
    if party.contact and party.contact.email:
        return replace(party, endpoint=Identifier(value=party.contact.email, scheme="EM"))
    return party


def _with_skonto(terms: str, facts: GermanyBlock) -> str:
    if facts.skonto_days is None or facts.skonto_percent is None or "#SKONTO#" in terms:
        return terms
    line = f"#SKONTO#TAGE={facts.skonto_days}#PROZENT={_cents(facts.skonto_percent)}"
    if facts.skonto_base is not None:
        line += f"#BASISBETRAG={_cents(facts.skonto_base)}"
    before = f"{terms}\n" if terms and not terms.endswith("\n") else terms
    return f"{before}{line}#\n"


def _cents(number: Decimal) -> str:
    return f"{number:.2f}"
