"""Which characters and how many of them FatturaPA takes, field by field (types String*LatinType of the XSD)."""

from collections.abc import Iterator

import msgspec

from einvoice.countries.italy.block import SOURCE
from einvoice.faults import Fault
from einvoice.model import Invoice, Party


class Text(msgspec.Struct, frozen=True):
    """One text that will be written: its model path, its value, the longest form, the last character allowed."""

    path: str
    value: str
    most: int = 0  # 0: any length, for it is cut into several elements
    last: int = 0xFF  # Latin-1; 0x7F where the schema wants Basic Latin only


def tidy(text: str) -> str:
    """White space as the schema's normalizedString wants it: single spaces, no line breaks."""
    return " ".join(text.split())


def street(party: Party) -> str:
    """Indirizzo (1.2.2.1, 1.4.2.1): both address lines; abroad with the postcode, for which CAP has no room."""
    address = party.address
    postcode = address.postcode if address.country not in {"", "IT"} else ""
    return tidy(", ".join(part for part in (address.line1, address.line2, postcode) if part.strip()))


def item_text(name: str, description: str, note: str) -> str:
    """Descrizione (2.2.1.4): name, description and note in one text."""
    return tidy(" - ".join(part for part in (name, description, note) if part.strip()))


def text_faults(invoice: Invoice) -> list[Fault]:
    """A fault for each text that FatturaPA cannot carry as it is; nothing is cut or replaced silently."""
    faults = []
    for text in _texts(invoice):
        value = tidy(text.value)
        wrong = sorted({c for c in value if ord(c) > text.last or (not c.isprintable() and c != "\u00ad")})
        if wrong:
            listed = ", ".join(f"{c!r} (U+{ord(c):04X})" for c in wrong)
            alphabet = "Latin-1" if text.last == 0xFF else "basic Latin"
            message = f"{value!r} has characters outside {alphabet}, which FatturaPA does not take: {listed}"
            faults.append(_fault("SOLDE-IT-LATIN1", text.path, message))
        if text.most and len(value) > text.most:
            message = f"{value[:60]!r}... has {len(value)} characters; FatturaPA takes {text.most}"
            faults.append(_fault("SOLDE-IT-LENGTH", text.path, message))
    return faults


def _fault(code: str, path: str, message: str) -> Fault:
    return Fault(code=code, path=path, message=message, source=SOURCE)


def _texts(invoice: Invoice) -> Iterator[Text]:
    yield Text("number", invoice.number, 20, 0x7F)
    for side, party in (("seller", invoice.seller), ("buyer", invoice.buyer)):
        yield Text(f"{side}.name", party.name, 80)
        yield Text(f"{side}.address.line1", street(party), 60)
        yield Text(f"{side}.address.city", party.address.city, 60)
        yield Text(f"{side}.vat_id", party.vat_id, 30, 0x7F)
        yield Text(f"{side}.tax_registration", party.tax_registration, 16, 0x7F)
        if party.contact:
            yield Text(f"{side}.contact.email", party.contact.email, 256, 0x7F)
    for i, line in enumerate(invoice.lines):
        for part in ("name", "description", "note"):
            yield Text(f"lines[{i}].{part}", getattr(line, part))
        if len(item_text(line.name, line.description, line.note)) > 1000:
            yield Text(f"lines[{i}].name", item_text(line.name, line.description, line.note), 1000)
        yield Text(f"lines[{i}].seller_item", line.seller_item, 35)
        yield Text(f"lines[{i}].unit", line.unit, 10, 0x7F)
    for i, tax in enumerate(invoice.taxes):
        yield Text(f"taxes[{i}].vat.exemption_reason", tax.vat.exemption_reason)
    for i, extra in enumerate(invoice.allowances):
        yield Text(f"allowances[{i}].reason", extra.reason, 1000)
    for i, note in enumerate(invoice.notes):
        yield Text(f"notes[{i}].text", note.text)
    for i, reference in enumerate(invoice.preceding):
        yield Text(f"preceding[{i}].number", reference.number, 20, 0x7F)
    for i, means in enumerate(invoice.payment):
        yield Text(f"payment[{i}].account_name", means.account_name, 200)
        yield Text(f"payment[{i}].remittance", means.remittance)
    for i, attachment in enumerate(invoice.attachments):
        yield Text(f"attachments[{i}].filename", attachment.filename, 60)
        yield Text(f"attachments[{i}].description", attachment.description, 100)
    for path in ("terms", "purchase_order", "contract", "buyer_reference"):
        yield Text(path, getattr(invoice, path))
