"""France: who owes a Factur-X, what French law fixes in it, and the rules that name the field to mend.

In force: the e-invoicing reform (CGI art. 289 bis; order 2021-1190, finance act 2024 art. 91) since 1 September
2026; AFNOR XP Z12-012 and FNFE's BR-FR rules 1.4.0.
"""

from datetime import date
from typing import Any

import msgspec
from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

from einvoice.countries.france_rules import domestic_faults
from einvoice.faults import Fault
from einvoice.model import Identifier, Invoice, Line, Note, Party
from einvoice.owed import Owed

CODE = "FR"

REFORM = date(2026, 9, 1)
# The French VAT territory (CGI art. 256-0, 294): overseas, Guyane and Mayotte are outside.
TERRITORY = frozenset({"FR", "GP", "MQ", "RE"})
SIREN, SIRET, ADDRESS = "0002", "0009", "0225"  # ISO/IEC 6523 (BT-30, BT-29) and EAS (BT-34, BT-49) schemes

RULES = ("cii-xsd", "en16931-cii")
DOMESTIC_RULES = (*RULES, "br-fr-cii")

# What the Code de commerce says where the parties agreed nothing else.
LEGAL_NOTES = {
    # Art. L. 441-10 II and D. 441-5: 40 euros.
    "PMT": "En cas de retard de paiement, indemnité forfaitaire pour frais de recouvrement : 40 euros.",
    # Art. L. 441-10 II: the rate that applies where the contract is silent.
    "PMD": "En cas de retard de paiement, pénalités exigibles sans rappel au taux d'intérêt appliqué par la "
    "Banque centrale européenne à son opération de refinancement la plus récente majoré de 10 points.",
    # Art. L. 441-9 I: the conditions of discount must be stated, also when there are none.
    "AAB": "Pas d'escompte pour paiement anticipé.",
}

# Units of time (UN/ECE Rec 20) and the lump sum: what is sold by them is a service.
_SERVICE_UNITS = frozenset({"SEC", "MIN", "HUR", "DAY", "WEE", "MON", "QAN", "ANN", "LS", "E48", "E49"})


def obligations(seller: Party, buyer: Party, type_code: str, on: date) -> list[Owed]:
    """What a seller established in France owes: one Factur-X, profile EN 16931, for every buyer.

    From 1 September 2026 the invoice to a French business must also satisfy BR-FR (CGI art. 289 bis). To
    consumers and abroad the law asks for no format: the same document serves, judged by EN 16931 alone.
    """
    if seller.address.country not in TERRITORY:
        return []
    if _domestic(seller, buyer) and on >= REFORM:
        return [_owed(DOMESTIC_RULES, "e-invoice between French businesses", "CGI art. 289 bis; XP Z12-012")]
    reason = "invoice of a French seller to a consumer" if buyer.consumer else "invoice of a French seller"
    return [_owed(RULES, reason, "CGI art. 289; Directive 2006/112/EC art. 220")]


def check(invoice: Invoice) -> list[Fault]:
    """The native rules: numbers of the parties for every French seller, BR-FR between French businesses.

    Sources: INSEE (SIREN and SIRET end with a Luhn digit), CGI ann. II art. 242 nonies A (SIREN of both on the
    invoice), Directive 2006/112/EC art. 230 (VAT in the national currency), BR-FR 1.4.0.
    """
    if invoice.seller.address.country not in TERRITORY:
        return []
    domestic = _domestic(invoice.seller, invoice.buyer) and invoice.issue_date >= REFORM
    faults = _party_faults(invoice.seller, "seller", "BR-FR-10")
    if domestic:
        faults += _party_faults(invoice.buyer, "buyer", "BR-FR-11")
        faults += domestic_faults(invoice)
    if (domestic or invoice.totals.tax) and invoice.currency != "EUR":
        faults += _currency_faults(invoice)
    return faults


def complete(invoice: Invoice) -> Invoice:
    """`invoice` with what French law fixes and an ERP does not say; what it does say is kept.

    - BG-1: the notes PMT, PMD and AAB for business buyers (BR-FR-05; Code de commerce L. 441-9, L. 441-10).
    - BT-23: the frame S1 where every line is sold by time or lump sum, B1 where none is, else M1 (BR-FR-08).
    - BT-30, BT-47: a SIRET given there becomes its SIREN, and the SIRET goes to BT-29, BT-46 (BR-FR-32).
    - BT-34, BT-49: the SIREN as electronic address, scheme 0225 (XP Z12-012; BR-FR-12, BR-FR-13).

    A SIREN is never taken from the VAT number: members of a VAT group have the group's (CGI art. 256 C).
    """
    if invoice.seller.address.country not in TERRITORY:
        return invoice
    changes: dict[str, Any] = {"seller": _complete_party(invoice.seller)}
    if not invoice.buyer.consumer:
        if invoice.buyer.address.country in TERRITORY:
            changes["buyer"] = _complete_party(invoice.buyer)
        changes["notes"] = invoice.notes + _missing_notes(invoice)
    if not invoice.process:
        changes["process"] = _frame(invoice.lines)
    return msgspec.structs.replace(invoice, **changes)


def _domestic(seller: Party, buyer: Party) -> bool:
    countries = {seller.address.country, buyer.address.country}
    return countries <= TERRITORY and not buyer.consumer


def _owed(rules: tuple[str, ...], reason: str, source: str) -> Owed:
    return Owed(format="facturx", country=CODE, rules=rules, reason=reason, source=source)


def _missing_notes(invoice: Invoice) -> tuple[Note, ...]:
    present = {note.subject for note in invoice.notes}
    return tuple(Note(text=text, subject=code) for code, text in LEGAL_NOTES.items() if code not in present)


def _frame(lines: tuple[Line, ...]) -> str:
    services = sum(line.unit in _SERVICE_UNITS for line in lines)
    return "B1" if not services else "S1" if services == len(lines) else "M1"


def _complete_party(party: Party) -> Party:
    if party.legal_id is None:
        return party
    number = siren_number.compact(party.legal_id.value)
    identifiers = party.identifiers
    if len(number) == 14 and siret_number.is_valid(number):
        if not any(identifier.scheme == SIRET for identifier in identifiers):
            identifiers = (*identifiers, Identifier(value=number, scheme=SIRET))
        number = number[:9]
    if not siren_number.is_valid(number):
        return party
    return msgspec.structs.replace(
        party,
        legal_id=Identifier(value=number, scheme=SIREN),
        identifiers=identifiers,
        endpoint=party.endpoint or Identifier(value=number, scheme=ADDRESS),
    )


def _party_faults(party: Party, side: str, rule: str) -> list[Fault]:
    source = "CGI ann. II art. 242 nonies A; BR-FR 1.4.0"
    term = {"seller": "BT-30", "buyer": "BT-47"}[side]
    legal = party.legal_id
    if legal is None or not legal.value:
        message = f"the {side}'s SIREN ({term}) is missing: nine digits, scheme {SIREN}"
        return [Fault(code=rule, path=f"{side}.legal_id", message=message, source=source)]
    faults = []
    if legal.scheme != SIREN or not siren_number.is_valid(legal.value) or not legal.value.isdigit():
        message = f"the {side}'s {term} is {legal.value!r}, scheme {legal.scheme!r}: not a valid SIREN ({SIREN})"
        faults.append(Fault(code=rule, path=f"{side}.legal_id", message=message, source=source))
    for index, identifier in enumerate(party.identifiers):
        if identifier.scheme != SIRET:
            continue
        number = identifier.value
        if not siret_number.is_valid(number) or not number.startswith(legal.value):
            message = f"the {side}'s SIRET {number!r} is not valid, or is not one of SIREN {legal.value}"
            path = f"{side}.identifiers[{index}]"
            faults.append(Fault(code="BR-FR-09", path=path, message=message, source=source))
    return faults


def _currency_faults(invoice: Invoice) -> list[Fault]:
    if invoice.tax_currency == "EUR" and invoice.totals.tax_accounting is not None:
        return []
    message = f"an invoice in {invoice.currency} must also state its VAT in euros (BT-6 EUR and BT-111)"
    source = "Directive 2006/112/EC art. 230; BR-FR 1.4.0"
    return [Fault(code="BR-FR-CO-12", path="totals.tax_accounting", message=message, source=source)]
