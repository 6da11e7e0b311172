"""What French law fixes, and what the seller's French block says, as terms of EN 16931."""

from dataclasses import dataclass

import msgspec
from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

from einvoice.countries.france.block import FranceBlock, block_of
from einvoice.countries.france.br_fr.parties import ADDRESS, ROUTING, SIREN, SIRET, VAT_GROUP
from einvoice.countries.france.territory import TERRITORY
from einvoice.faults import Unacceptable
from einvoice.model import Identifier, Invoice, Line, Note, Party

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


def complete(invoice: Invoice) -> Invoice:
    """`invoice` with what French law fixes and an ERP does not say; what it does say is kept.

    - BG-1: the notes PMT, PMD and AAB for business buyers (BR-FR-05; Code de commerce L. 441-9, L. 441-10) in the
      block's words or the statutory ones; BAR with the block's treatment; TXD for a member of a VAT group.
    - BT-23: the frame S1 where every line is sold by time or lump sum, B1 where none is, else M1 (BR-FR-08).
    - BT-30, BT-47: a SIRET given there becomes its SIREN, and the SIRET goes to BT-29, BT-46 (BR-FR-32).
    - BT-34, BT-49: the SIREN as electronic address, scheme 0225 (XP Z12-012; BR-FR-12, BR-FR-13); the buyer's with
      the block's suffix, or with SIRET and routing code where the block has one.
    - BG-16 goes: a credit note asks for no payment.

    A SIREN is never taken from the VAT number: members of a VAT group have the group's (CGI art. 256 C). Where the
    block cannot be read it is left alone; `check` says what is wrong with it.
    """
    if invoice.seller.address.country not in TERRITORY:
        return invoice
    try:
        block = block_of(invoice)
    except Unacceptable:
        block = FranceBlock()
    buyer, notes = invoice.buyer, invoice.notes
    if not buyer.consumer:
        if buyer.address.country in TERRITORY:
            buyer = _Numbers(buyer).party(block.routing_code, block.address_suffix)
        notes += _missing(notes, {code: _own(block, code) or text for code, text in LEGAL_NOTES.items()})
    notes += _missing(notes, {"BAR": block.treatment, "TXD": "MEMBRE_ASSUJETTI_UNIQUE" if block.vat_group else ""})
    seller = _Numbers(invoice.seller).party()
    return msgspec.structs.replace(
        invoice,
        seller=_with_identifier(seller, VAT_GROUP, siren_number.compact(block.vat_group)),
        buyer=buyer,
        notes=notes,
        process=invoice.process or _frame(invoice.lines),
        payment=() if invoice.is_credit else invoice.payment,
    )


def _own(block: FranceBlock, code: str) -> str:
    return {"PMT": block.recovery_fee, "PMD": block.late_penalties, "AAB": block.early_discount}[code]


def _missing(notes: tuple[Note, ...], texts: dict[str, str]) -> tuple[Note, ...]:
    present = {note.subject for note in notes}
    return tuple(Note(text=text, subject=code) for code, text in texts.items() if text and code not in present)


def _frame(lines: tuple[Line, ...]) -> str:
    services = sum(line.unit in _SERVICE_UNITS for line in lines)
    return "B1" if not services else "S1" if services == len(lines) else "M1"


def _with_identifier(party: Party, scheme: str, value: str) -> Party:
    if not value or any(one.scheme == scheme for one in party.identifiers):
        return party
    identifiers = (*party.identifiers, Identifier(value=value, scheme=scheme))
    return msgspec.structs.replace(party, identifiers=identifiers)


@dataclass(frozen=True)
class _Numbers:
    """A French party, whose legal registration may be given as SIREN or SIRET, with blanks or without."""

    given: Party

    def party(self, routing: str = "", suffix: str = "") -> Party:
        """The party with SIREN, SIRET and electronic address in their places."""
        party = _with_identifier(self.given, ROUTING, routing)
        number = siren_number.compact(party.legal_id.value) if party.legal_id else ""
        if len(number) == 14 and siret_number.is_valid(number):
            party = _with_identifier(party, SIRET, number)
            number = number[:9]
        if not siren_number.is_valid(number):
            return party
        siret = next((one.value for one in party.identifiers if one.scheme == SIRET), "")
        route = [number, siret, routing] if routing and siret else [number, suffix]
        address = Identifier(value="_".join(filter(None, route)), scheme=ADDRESS)
        return msgspec.structs.replace(
            party, legal_id=Identifier(value=number, scheme=SIREN), endpoint=party.endpoint or address
        )
