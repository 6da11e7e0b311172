"""Who is named: identifiers, VAT numbers, payee and tax representative. BR-17 to -20, -56, -62, -63, BR-CO-09, -26."""

from collections.abc import Collection, Iterator

from einvoice.codes import codes
from einvoice.model import Party
from einvoice.rules.case import Case
from einvoice.rules.making import NOTHING, rule
from einvoice.rules.mandatory import homeless
from einvoice.rules.rule import Finding, Rule


def br_17(case: Case) -> Iterator[Finding]:
    """A payee (BG-10) has a name, and is somebody else than the seller. EN 16931-1:2017, BR-17; CEN artefacts 1.3.16.

    In CII name, identifiers without scheme and legal registration are compared; in UBL the payee's name with the
    seller's trading name, and all identifiers.
    """
    payee, seller = case.invoice.payee, case.invoice.seller
    if payee is None:
        return
    if (
        not payee.name.strip()
        or (case.cii and payee.name == seller.name)
        or (case.cii and _shared(_bare(payee), _bare(seller)))
        or (case.cii and payee.legal_id and seller.legal_id and payee.legal_id.value == seller.legal_id.value)
        or (case.ubl and payee.name == seller.trading_name)
        or (case.ubl and _shared({i.value for i in payee.identifiers}, {i.value for i in seller.identifiers}))
    ):
        yield "payee.name", {"name": payee.name}


def _bare(party: Party) -> set[str]:
    return {identifier.value for identifier in party.identifiers if not identifier.scheme}


def _shared(these: Collection[str], those: Collection[str]) -> bool:
    return not set(these).isdisjoint(those)


def br_18(case: Case) -> Iterator[Finding]:
    """A tax representative (BG-11) has a name (BT-62). EN 16931-1:2017, BR-18; CEN artefacts 1.3.16."""
    agent = case.invoice.tax_representative
    if agent and not agent.name.strip():
        yield "tax_representative.name", NOTHING


def br_19(case: Case) -> Iterator[Finding]:
    """A tax representative has an address (BG-12). EN 16931-1:2017, BR-19; CEN artefacts 1.3.16."""
    agent = case.invoice.tax_representative
    if agent and homeless(case, "tax_representative.address", agent.address):
        yield "tax_representative.address", NOTHING


def br_20(case: Case) -> Iterator[Finding]:
    """That address has a country (BT-69); in UBL, if there is one. EN 16931-1:2017, BR-20; CEN artefacts 1.3.16."""
    agent = case.invoice.tax_representative
    path = "tax_representative.address"
    if agent and not agent.address.country and (case.cii or not homeless(case, path, agent.address)):
        yield f"{path}.country", NOTHING


def br_56(case: Case) -> Iterator[Finding]:
    """A tax representative has a VAT number (BT-63). EN 16931-1:2017, BR-56; CEN artefacts 1.3.16."""
    agent = case.invoice.tax_representative
    if agent and not agent.vat_id:
        yield "tax_representative.vat_id", NOTHING


def br_62(case: Case) -> Iterator[Finding]:
    """The seller's electronic address has a scheme (BT-34-1). EN 16931-1:2017, BR-62; CEN artefacts 1.3.16."""
    endpoint = case.invoice.seller.endpoint
    if endpoint and not endpoint.scheme:
        yield "seller.endpoint.scheme", {"address": endpoint.value}


def br_63(case: Case) -> Iterator[Finding]:
    """The buyer's electronic address has a scheme (BT-49-1). EN 16931-1:2017, BR-63; CEN artefacts 1.3.16."""
    endpoint = case.invoice.buyer.endpoint
    if endpoint and not endpoint.scheme:
        yield "buyer.endpoint.scheme", {"address": endpoint.value}


def br_co_09(case: Case) -> Iterator[Finding]:
    """VAT numbers (BT-31, BT-48, BT-63) begin with a country code; Greece's is EL. EN 16931-1:2017, BR-CO-09;
    CEN artefacts 1.3.16.

    The rule of UBL looks for the two characters anywhere in its list, so that a letter and a blank pass.
    """
    invoice = case.invoice
    for side, party in (
        ("seller", invoice.seller),
        ("buyer", invoice.buyer),
        ("tax_representative", invoice.tax_representative),
    ):
        if party and party.vat_id:
            prefix = party.vat_id[:2]
            if (case.cii and not (prefix == "EL" or prefix in codes("ISO 3166-1", case.syntax))) or (
                case.syntax == "ubl" and prefix not in f" EL {' '.join(codes('ISO 3166-1', 'ubl'))} "
            ):
                yield f"{side}.vat_id", {"vat_id": party.vat_id}


def br_co_26(case: Case) -> Iterator[Finding]:
    """An identifier, registration or VAT number tells who the seller is. EN 16931-1:2017, BR-CO-26; CEN 1.3.16."""
    seller = case.invoice.seller
    if not (seller.identifiers or seller.legal_id or seller.vat_id or "seller" in case.absent):
        yield "seller.vat_id", NOTHING


_WORDS = "en16931_parties"
RULES: tuple[Rule[Case], ...] = (
    rule("BR-17", br_17, _WORDS),
    rule("BR-18", br_18, _WORDS),
    rule("BR-19", br_19, _WORDS),
    rule("BR-20", br_20, _WORDS),
    rule("BR-56", br_56, _WORDS),
    rule("BR-62", br_62, _WORDS),
    rule("BR-63", br_63, _WORDS),
    rule("BR-CO-09", br_co_09, _WORDS),
    rule("BR-CO-26", br_co_26, _WORDS),
)
