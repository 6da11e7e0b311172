"""How the model's texts stand in FatturaPA's fields, and what these cannot take."""

from einvoice.faults import Fault
from einvoice.model import Invoice, Party


def tidy(text: str) -> str:
    """White space as the schema's normalizedString wants it: single spaces, no line breaks."""
    return " ".join(text.split())


def street(party: Party) -> str:
    """Indirizzo (1.2.2.1, 1.4.2.1): the address lines; abroad with the postcode, for which CAP has no room."""
    address = party.address
    postcode = address.postcode if address.country not in {"", "IT"} else ""
    return tidy(", ".join(part for part in (address.line1, address.line2, address.line3, postcode) if part.strip()))


def item_text(name: str, description: str, note: str) -> str:
    """Descrizione (2.2.1.4): name, description and note in one text."""
    if not (description or note):
        return tidy(name)
    return tidy(" - ".join(part for part in (name, description, note) if part.strip()))


def text_faults(invoice: Invoice) -> list[Fault]:
    """What FatturaPA cannot carry as it is, in the order of the document.

    A warning (SOLDE-IT-LATIN1) where a text is written in other letters, with both; an error where that is not
    possible (SOLDE-IT-LATIN1) or where the text is too long for its field (SOLDE-IT-LENGTH).
    """
    from einvoice.fatturapa.writer import texts  # noqa: PLC0415 - the format knows the fields, and stands on this room

    return texts(invoice)
