"""The header of an INVOIC02: who, when, and which orders, deliveries and contracts it is about.

Qualifiers as in SAP's domains EDI_QUALFR (E1EDK02), IDDAT (E1EDK03) and QUALZ (E1EDK18), and transaction WE60.
"""

from datetime import date, timedelta
from decimal import Decimal

import msgspec

from connectors.files.idoc.segments import ZERO, Idoc, Segment
from connectors.sap.values import bare
from einvoice import model

_BILL_TO, _SOLD_TO, _SHIP_TO = ("RE", "BP"), ("AG", "SP"), ("WE", "SH")
_INVOICER = ("RS", "BK")  # invoicing party; BK is what SAP calls our company code in outbound invoices
_GLN = "0088"  # ISO/IEC 6523
_ISSUED = ("026", "016", "012")  # billing date, invoice date, document date
_PRECEDING = ("087", "016")  # the billing document that a credit memo refers to


def number(idoc: Idoc) -> str:
    """BT-1: the billing document (E1EDK02 009, else E1EDK01 BELNR), without leading zeros."""
    head = idoc.first("E1EDK01")
    own = reference(idoc, "009") or bare(head.text("BELNR"))
    idoc.origins["number"] = idoc.origin("E1EDK02 QUALF 009 BELNR")
    if not own:
        idoc.fault("number", "there is no invoice number", "E1EDK02 QUALF 009 BELNR")
    return own


def reference(idoc: Idoc, *qualifiers: str) -> str:
    """The document number with the first of these qualifiers that has one."""
    found = (idoc.first("E1EDK02", "QUALF", each).text("BELNR") for each in qualifiers)
    return bare(next(filter(None, found), ""))


def preceding(idoc: Idoc) -> tuple[model.Reference, ...]:
    """BG-3, of a credit memo."""
    found = idoc.first("E1EDK02", "QUALF", *_PRECEDING)
    own = bare(found.text("BELNR"))
    return (model.Reference(number=own, issue_date=found.day("preceding[0].issue_date")),) if own else ()


def issued(idoc: Idoc) -> date:
    """BT-2: the billing date, else the date of the document."""
    found = idoc.first("E1EDK03", "IDDAT", *_ISSUED).day("issue_date")
    found = found or idoc.first("E1EDK02", "QUALF", "009").day("issue_date")
    if found is None and not any(fault.path == "issue_date" for fault in idoc.faults):
        idoc.fault("issue_date", "there is no billing date", "E1EDK03 IDDAT 026 DATUM")
    return found or date.min


def due(idoc: Idoc, start: date) -> date | None:
    """BT-9: the due date (028), else the last days of the terms (E1EDK18) after the fixed value date or `start`."""
    said = idoc.first("E1EDK03", "IDDAT", "028").day("due_date")
    if said:
        return said
    base = idoc.first("E1EDK03", "IDDAT", "024").day("due_date") or start
    days = [each.amount("due_date", "TAGE", ZERO) for each in idoc.all("E1EDK18") if each.text("TAGE")]
    return base + timedelta(days=int(max(days))) if days and base != date.min and max(days) < 3660 else None


def terms(idoc: Idoc) -> str:
    """BT-20: what the terms of payment are called."""
    said = dict.fromkeys(each.text("ZTERM_TXT") for each in idoc.all("E1EDK18"))
    return " ".join(filter(None, said))


def skonto(idoc: Idoc) -> tuple[int, Decimal]:
    """Days and per cent of the first cash discount (E1EDK18 001); zeros where there is none."""
    first = idoc.first("E1EDK18", "QUALF", "001")
    percent = first.amount("terms", "PRZNT", ZERO)
    return (int(first.amount("terms", "TAGE", ZERO)), percent) if percent > 0 else (0, ZERO)


def notes(idoc: Idoc) -> tuple[model.Note, ...]:
    """BG-1: one note for each text of the header (E1EDKT1, its lines E1EDKT2)."""
    found = (text_of(each, "E1EDKT2") for each in idoc.all("E1EDKT1"))
    return tuple(model.Note(text=each) for each in found if each)


def text_of(head: Segment, lines: str) -> str:
    """The lines of a text; TDFORMAT tells a new line (`*`, `/`, others) from one that goes on (empty, `=`)."""
    found = ""
    for each in head.all(lines):
        form, line = each.text("TDFORMAT"), each.text("TDLINE")
        glue = "" if not found or form == "=" else " " if not form else "\n"
        found += glue + line
    return found.strip()


def bill_to_number(idoc: Idoc) -> str:
    """The customer whose name is on the invoice: bill-to party, else sold-to party."""
    return bare(idoc.first("E1EDKA1", "PARVW", *_BILL_TO, *_SOLD_TO).text("PARTN"))


def buyer(idoc: Idoc, known: model.Party | None) -> model.Party:
    """BG-7 as the IDoc names it; what it does not tell (electronic address, legal id) is of the `known` customer."""
    found = party(idoc, idoc.first("E1EDKA1", "PARVW", *_BILL_TO, *_SOLD_TO), "buyer", known)
    vat = idoc.first("E1EDK01").text("KUNDEUINR").replace(" ", "")
    idoc.origins["buyer.vat_id"] = idoc.origin("E1EDK01 KUNDEUINR")
    return with_vat(found, vat)


def buyer_reference(idoc: Idoc) -> str:
    """BT-10: "your reference" of the order (E1EDKA1 IHREZ), which the buyer asked for."""
    partner = idoc.first("E1EDKA1", "PARVW", *_BILL_TO, *_SOLD_TO)
    idoc.origins["buyer_reference"] = idoc.origin(partner.where("IHREZ"))
    return partner.text("IHREZ") or idoc.first("E1EDKA1", "PARVW", *_SOLD_TO).text("IHREZ")


def seller(idoc: Idoc, known: model.Party | None) -> model.Party:
    """BG-4: ours as it is `known`; else the invoicing party of the IDoc."""
    if known is not None:
        return known
    found = party(idoc, idoc.first("E1EDKA1", "PARVW", *_INVOICER), "seller", None)
    vat = idoc.first("E1EDK01").text("EIGENUINR").replace(" ", "")
    idoc.origins["seller.vat_id"] = idoc.origin("E1EDK01 EIGENUINR")
    return with_vat(found, vat)


def delivery(idoc: Idoc, days: list[date]) -> tuple[model.Delivery | None, model.Period | None]:
    """BG-13 with the ship-to party; where the items were rendered on several days, these as BG-14."""
    segment = idoc.first("E1EDKA1", "PARVW", *_SHIP_TO)
    place = party(idoc, segment, "delivery", None) if segment else None
    many = len(set(days)) > 1
    gln = next((each for each in place.identifiers if each.scheme == _GLN), None) if place else None
    found = model.Delivery(
        delivered=days[0] if days and not many else None,
        name=place.name if place else "",
        location=gln,
        address=place.address if place and place.address.country else None,
    )
    return found if found != model.Delivery() else None, model.Period(start=min(days), end=max(days)) if many else None


def party(idoc: Idoc, segment: Segment, path: str, known: model.Party | None) -> model.Party:
    """A partner of E1EDKA1, over what is `known` of him."""
    text = segment.text
    address = model.Address(
        line1=" ".join(filter(None, (text("STRAS"), text("HAUSN")))),
        line2=text("STRS2"),
        city=text("ORT01"),
        postcode=text("PSTLZ"),
        subdivision=text("REGIO"),
        country=text("LAND1").upper(),
    )
    fields = (("name", "NAME1"), ("address.line1", "STRAS"), ("address.city", "ORT01"), ("address.postcode", "PSTLZ"),
              ("address.country", "LAND1"), ("address.subdivision", "REGIO"), ("address", "LAND1"))  # fmt: skip
    for part, field in fields:
        idoc.origins[f"{path}.{part}"] = idoc.origin(segment.where(field))
    name = " ".join(filter(None, (text("NAME1"), text("NAME2"))))
    gln = model.Identifier(text("ILNNR"), _GLN) if text("ILNNR").isdigit() else None
    if known is None:
        return model.Party(name=name, address=address, identifiers=(gln,) if gln else ())
    return merged(known, name, address)


def merged(known: model.Party, name: str, address: model.Address) -> model.Party:
    """The customer under the name and address of the document; a province that it does not tell stays."""
    where = address if address.country and address.city else known.address
    if not where.subdivision and where.country == known.address.country and where.postcode == known.address.postcode:
        where = msgspec.structs.replace(where, subdivision=known.address.subdivision)
    return msgspec.structs.replace(known, name=name or known.name, address=where)


def with_vat(found: model.Party, vat: str) -> model.Party:
    """The party with the VAT number of the document, where it has one."""
    return msgspec.structs.replace(found, vat_id=vat) if vat else found
