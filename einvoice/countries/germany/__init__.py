"""Germany: XRechnung to public bodies, an e-invoice by EN 16931 between businesses (see `owing.py` for the law)."""

from datetime import date

from einvoice import xrechnung
from einvoice.countries.block import NO_FACTS, Facts
from einvoice.countries.germany import owing
from einvoice.countries.germany.block import GermanyBlock, block_of
from einvoice.countries.germany.br_de import ONLY_IN_DOCUMENTS, RULES
from einvoice.countries.germany.completion import complete
from einvoice.countries.germany.law import LAW
from einvoice.countries.germany.owing import CODE
from einvoice.faults import Fault, Unacceptable
from einvoice.model import Invoice, Party
from einvoice.owed import Owed
from einvoice.rules.case import Case
from einvoice.rules.rule import run

__all__ = ["CODE", "ONLY_IN_DOCUMENTS", "RULES", "GermanyBlock", "block_of", "check", "complete", "obligations"]


def obligations(seller: Party, buyer: Party, type_code: str, on: date, facts: Facts = NO_FACTS) -> list[Owed]:
    """One document for a German business or public body; nothing for consumers and abroad."""
    return owing.obligations(seller, buyer, type_code, on, facts)


def check(invoice: Invoice, language: str = "en") -> list[Fault]:
    """The native rules: XRechnung's where the invoice is to be one, and what German law asks for beside them."""
    if (invoice.seller.address.country or invoice.seller.vat_id[:2]) != CODE:
        return []
    try:
        block = block_of(invoice)
    except Unacceptable as refusal:
        return refusal.faults
    document = owing.chosen(invoice.buyer, block)
    if not document.startswith("xrechnung"):
        return []
    case = Case(xrechnung.stated(invoice), syntax=document.rpartition("-")[2])
    return run((*RULES, *LAW) if owing.public(invoice.buyer, block) else RULES, case, language)
