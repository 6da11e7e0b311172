"""How the model's texts stand in FatturaPA's fields."""

from einvoice.model import Party


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


def telephone(number: str) -> str:
    """Telefono (1.2.5.1): as it is where it has 5 to 12 basic Latin characters, else digits and plus alone."""
    if number.isascii() and 5 <= len(tidy(number)) <= 12 and len(number) >= 5:
        return number
    digits = "".join(c for c in number if (c.isdigit() and c.isascii()) or c == "+")
    return digits if 5 <= len(digits) <= 12 else ""
