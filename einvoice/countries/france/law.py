"""What French law asks and BR-FR does not test: check digits, the parties' SIREN, VAT in euros.

Sources: INSEE (SIREN and SIRET end with a Luhn digit), CGI ann. II art. 242 nonies A (SIREN of both on the invoice),
Directive 2006/112/EC art. 230 (VAT in the national currency), AFNOR XP Z12-012 (addresses of the directory).
"""

from collections.abc import Iterator

from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

from einvoice.countries.france.br_fr.making import SELF_BILLED, barred
from einvoice.countries.france.br_fr.parties import SIREN, SIRET, reachable, siren
from einvoice.model import Party
from einvoice.rules.case import Case
from einvoice.rules.rule import Finding, Rule

_INSEE = "INSEE: SIREN and SIRET (ISO/IEC 6523, 0002 and 0009)"
_MENTIONS = "CGI ann. II art. 242 nonies A"


def _french(case: Case) -> Iterator[tuple[str, Party]]:
    yield "seller", case.invoice.seller
    yield "buyer", case.invoice.buyer


def siren_check_digit(case: Case) -> Iterator[Finding]:
    """The last digit of a SIREN is its Luhn digit."""
    for side, party in _french(case):
        number = siren(party)
        if len(number) == 9 and number.isdigit() and not siren_number.is_valid(number):
            yield f"{side}.legal_id", {"value": number}


def siret_check_digit(case: Case) -> Iterator[Finding]:
    """So is that of a SIRET."""
    for side, party in _french(case):
        for i, one in enumerate(party.identifiers):
            number = one.value
            if one.scheme == SIRET and len(number) == 14 and number.isdigit() and not siret_number.is_valid(number):
                yield f"{side}.identifiers[{i}]", {"value": number}


def seller_siren(case: Case) -> Iterator[Finding]:
    """The seller's SIREN stands on every invoice; between French businesses BR-FR-10 asks for it."""
    legal = case.invoice.seller.legal_id
    if legal is None or legal.scheme != SIREN or len(legal.value) != 9 or not legal.value.isdigit():
        yield "seller.legal_id", {"value": legal.value if legal else ""}


def buyer_siren(case: Case) -> Iterator[Finding]:
    """The buyer's SIREN stands on an invoice between French businesses; under B2B treatment BR-FR-11 asks for it."""
    number = siren(case.invoice.buyer)
    if "B2B" not in barred(case.invoice) and not (len(number) == 9 and number.isdigit()):
        yield "buyer.legal_id", {"value": number}


def directory_address(case: Case) -> Iterator[Finding]:
    """The directory finds the receiver by an address of scheme 0225; under B2B treatment BR-FR-21, -22 ask for it."""
    side = "seller" if case.invoice.type_code in SELF_BILLED else "buyer"
    party = case.invoice.seller if side == "seller" else case.invoice.buyer
    if "B2B" not in barred(case.invoice) and party.endpoint and not reachable(party):
        yield f"{side}.endpoint", {"value": party.endpoint.value}


def vat_in_euros(case: Case) -> Iterator[Finding]:
    """VAT of an invoice in another currency is stated in euros too; between French businesses: BR-FR-CO-12."""
    invoice = case.invoice
    stated = invoice.tax_currency == "EUR" and invoice.totals.tax_accounting is not None
    if invoice.totals.tax and invoice.currency != "EUR" and not stated:
        yield "totals.tax_accounting", {"currency": invoice.currency}


# For every invoice of a French seller; for those to French businesses; for all others.
EVERYWHERE = (
    Rule("SOLDE-FR-SIREN-DIGIT", _INSEE, siren_check_digit, "fr_law"),
    Rule("SOLDE-FR-SIRET-DIGIT", _INSEE, siret_check_digit, "fr_law"),
)
DOMESTIC = (
    Rule("SOLDE-FR-BUYER-SIREN", _MENTIONS, buyer_siren, "fr_law"),
    Rule("SOLDE-FR-ADDRESS", "AFNOR XP Z12-012; CGI art. 289 bis", directory_address, "fr_law"),
)
OTHERS = (
    Rule("SOLDE-FR-SELLER-SIREN", _MENTIONS, seller_siren, "fr_law"),
    Rule("SOLDE-FR-EURO", "Directive 2006/112/EC art. 230", vat_in_euros, "fr_law"),
)
LAW: tuple[Rule[Case], ...] = (*EVERYWHERE, *DOMESTIC, *OTHERS)
