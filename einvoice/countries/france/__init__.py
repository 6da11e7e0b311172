"""France: who owes a Factur-X, what French law fixes in it, and the rules that name the field to mend.

In force: the e-invoicing reform (CGI art. 289 bis; order 2021-1190, finance act 2024 art. 91) since 1 September
2026; AFNOR XP Z12-012 and FNFE's BR-FR rules 1.4.0.
"""

from datetime import date

from einvoice.countries.block import NO_FACTS, Facts
from einvoice.countries.france import law
from einvoice.countries.france.block import FranceBlock, block_of
from einvoice.countries.france.br_fr import ONLY_IN_DOCUMENTS, RULES
from einvoice.countries.france.completion import LEGAL_NOTES, complete
from einvoice.countries.france.territory import REFORM, TERRITORY, domestic
from einvoice.faults import Fault, Unacceptable
from einvoice.model import Invoice, Party
from einvoice.owed import Owed
from einvoice.rules.case import Case
from einvoice.rules.rule import run

__all__ = [
    "CODE",
    "LEGAL_NOTES",
    "ONLY_IN_DOCUMENTS",
    "REFORM",
    "RULES",
    "TERRITORY",
    "FranceBlock",
    "block_of",
    "check",
    "complete",
    "obligations",
]

CODE = "FR"
_JUDGES = ("cii-xsd", "en16931-cii")


def obligations(seller: Party, buyer: Party, type_code: str, on: date, facts: Facts = NO_FACTS) -> list[Owed]:
    """What a seller established in France owes: one Factur-X, profile EN 16931, for every buyer.

    From 1 September 2026 the invoice to a French business must also satisfy BR-FR (CGI art. 289 bis). To
    consumers and abroad the law asks for no format: the same document serves, judged by EN 16931 alone.
    """
    if seller.address.country not in TERRITORY:
        return []
    if domestic(seller, buyer) and on >= REFORM:
        judges = (*_JUDGES, "br-fr-cii")
        return [_owed(judges, "e-invoice between French businesses", "CGI art. 289 bis; XP Z12-012")]
    reason = "invoice of a French seller to a consumer" if buyer.consumer else "invoice of a French seller"
    return [_owed(_JUDGES, reason, "CGI art. 289; Directive 2006/112/EC art. 220")]


def check(invoice: Invoice, language: str = "en") -> list[Fault]:
    """The native rules: what French law asks of every French seller, and BR-FR between French businesses."""
    if invoice.seller.address.country not in TERRITORY:
        return []
    try:
        block_of(invoice)
    except Unacceptable as refusal:
        return refusal.faults
    between = domestic(invoice.seller, invoice.buyer) and invoice.issue_date >= REFORM
    rules = (*law.EVERYWHERE, *law.DOMESTIC, *RULES) if between else (*law.EVERYWHERE, *law.OTHERS)
    return run(rules, Case(invoice), language)


def _owed(rules: tuple[str, ...], reason: str, source: str) -> Owed:
    return Owed(format="facturx", country=CODE, rules=rules, reason=reason, source=source)
