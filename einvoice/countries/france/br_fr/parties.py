"""SIREN, SIRET, private identifiers and electronic addresses."""

import re
from collections import Counter
from collections.abc import Iterator

from einvoice.countries.france.br_fr.making import SELF_BILLED, Findings, Test, barred, rule
from einvoice.model import Identifier, Invoice, Party
from einvoice.rules.case import Case

# ISO/IEC 6523 (BT-29, BT-30, BT-46, BT-47) and EAS (BT-34, BT-49).
SIREN, SIRET, ROUTING, ADDRESS, VAT_GROUP = "0002", "0009", "0224", "0225", "0231"

_NINE = re.compile(r"\d{9}")
_FOURTEEN = re.compile(r"\d{14}")
_CODE = re.compile(r"[A-Za-z0-9+\-_.]+")
_TERMS = {"seller": ("BT-29", "BT-34"), "buyer": ("BT-46", "BT-49"), "payee": ("BT-60", "")}


def _party(invoice: Invoice, side: str) -> Party | None:
    found: Party | None = getattr(invoice, side)
    return found


def siren(party: Party) -> str:
    """The legal registration if it is a SIREN by its scheme, else empty."""
    legal = party.legal_id
    return legal.value if legal and legal.scheme == SIREN else ""


def identifiers(party: Party, *schemes: str) -> Iterator[tuple[int, Identifier]]:
    """BT-29, BT-46, BT-60 of these schemes, with their index."""
    return ((i, one) for i, one in enumerate(party.identifiers) if one.scheme in schemes)


def br_fr_09(side: str) -> Test:
    """The SIRET among a party's identifiers has 14 digits and begins with the party's SIREN."""

    def test(case: Case) -> Findings:
        party = _party(case.invoice, side)
        for i, siret in identifiers(party, SIRET) if party else ():
            # A payee may do without a SIREN.
            own = siren(party) or (siret.value[:9] if side == "payee" else "") if party else ""
            if not (_FOURTEEN.fullmatch(siret.value) and siret.value[:9] == own):
                yield f"{side}.identifiers[{i}]", {"term": _TERMS[side][0], "siret": siret.value, "siren": own}
            return  # the first counts; that there is one is BR-FR-CO-10

    return test


def br_fr_09_bt_71(case: Case) -> Findings:
    """A SIRET of the place of delivery has 14 digits."""
    place = case.invoice.delivery.location if case.invoice.delivery else None
    if place and place.scheme == SIRET and not _FOURTEEN.fullmatch(place.value):
        yield "delivery.location", {"term": "BT-71", "siret": place.value, "siren": place.value[:9]}


def br_fr_10(case: Case) -> Findings:
    """The seller has a SIREN (BT-30) of nine digits."""
    number = siren(case.invoice.seller).strip()
    if not _NINE.fullmatch(number):
        yield "seller.legal_id", {"value": number}


def br_fr_11(case: Case) -> Findings:
    """Where the platform is asked to treat the invoice as B2B, the buyer has a SIREN (BT-47) too."""
    number = siren(case.invoice.buyer)
    if "B2B" in barred(case.invoice) and not _NINE.fullmatch(number):
        yield "buyer.legal_id", {"value": number}


def br_fr_12_13(side: str) -> Test:
    """Buyer (BR-FR-12) and seller (BR-FR-13) have an electronic address."""

    def test(case: Case) -> Findings:
        party = _party(case.invoice, side)
        if not (party and party.endpoint and party.endpoint.value):
            yield f"{side}.endpoint", {}

    return test


def reachable(party: Party) -> bool:
    """Whether the directory can route to a party: scheme 0225, beginning with its legal registration."""
    number = party.legal_id.value if party.legal_id else ""
    endpoint = party.endpoint
    return endpoint is not None and endpoint.scheme == ADDRESS and endpoint.value.startswith(number)


def br_fr_21_22(side: str) -> Test:
    """The address of who receives a B2B invoice: the buyer (BR-FR-21), under self-billing the seller (BR-FR-22)."""

    def test(case: Case) -> Findings:
        invoice = case.invoice
        receiver = "seller" if invoice.type_code in SELF_BILLED else "buyer"
        party = _party(invoice, side)
        if side == receiver and party and "B2B" in barred(invoice) and not reachable(party):
            yield f"{side}.endpoint", {"value": party.endpoint.value if party.endpoint else ""}

    return test


def br_fr_23(side: str) -> Test:
    """An address of scheme 0225 has letters, digits and + - _ . only."""

    def test(case: Case) -> Findings:
        party = _party(case.invoice, side)
        endpoint = party.endpoint if party else None
        if endpoint and endpoint.scheme == ADDRESS and not _CODE.fullmatch(endpoint.value):
            yield f"{side}.endpoint", {"term": _TERMS[side][1], "value": endpoint.value}

    return test


def br_fr_24(side: str) -> Test:
    """A private identifier (scheme 0224, a routing code) has the same characters only."""

    def test(case: Case) -> Findings:
        party = _party(case.invoice, side)
        for i, code in identifiers(party, ROUTING) if party else ():
            if not _CODE.fullmatch(code.value):
                yield f"{side}.identifiers[{i}]", {"term": _TERMS[side][0], "value": code.value}

    return test


def br_fr_25(side: str) -> Test:
    """An electronic address has at most 125 characters."""

    def test(case: Case) -> Findings:
        party = _party(case.invoice, side)
        if party and party.endpoint and len(party.endpoint.value) > 125:
            yield f"{side}.endpoint", {"term": _TERMS[side][1], "length": len(party.endpoint.value)}

    return test


def br_fr_26(side: str) -> Test:
    """A private identifier has at most 100 characters."""

    def test(case: Case) -> Findings:
        party = _party(case.invoice, side)
        for i, code in identifiers(party, ROUTING) if party else ():
            if len(code.value) > 100:
                yield f"{side}.identifiers[{i}]", {"term": _TERMS[side][0], "length": len(code.value)}

    return test


def br_fr_32_legal_id(case: Case) -> Findings:
    """A legal registration with scheme 0002 has nine digits, whoever's it is."""
    for side in _TERMS:
        party = _party(case.invoice, side)
        legal = party.legal_id if party else None
        if legal and legal.scheme == SIREN and not _NINE.fullmatch(legal.value.strip()):
            yield f"{side}.legal_id", {"value": legal.value}


def br_fr_32_global_id(case: Case) -> Findings:
    """So has every other identifier with scheme 0002 or 0231."""
    for path, one in _global_ids(case.invoice):
        if one.scheme in {SIREN, VAT_GROUP} and not _NINE.fullmatch(one.value.strip()):
            yield path, {"scheme": one.scheme, "value": one.value}


def _global_ids(invoice: Invoice) -> Iterator[tuple[str, Identifier]]:
    for side in _TERMS:
        if party := _party(invoice, side):
            yield from ((f"{side}.identifiers[{i}]", one) for i, one in enumerate(party.identifiers))
    if invoice.delivery and invoice.delivery.location:
        yield "delivery.location", invoice.delivery.location
    for i, line in enumerate(invoice.lines):
        if line.standard_item:
            yield f"lines[{i}].standard_item", line.standard_item


def br_fr_co_10(side: str) -> Test:
    """A scheme stands once among a party's identifiers."""

    def test(case: Case) -> Findings:
        party = _party(case.invoice, side)
        counts = Counter(one.scheme for one in party.identifiers if one.scheme) if party else Counter[str]()
        for scheme, count in counts.items():
            if count > 1:
                yield f"{side}.identifiers", {"term": _TERMS[side][0], "scheme": scheme, "count": count}

    return test


def _in_vat_group(invoice: Invoice) -> bool:
    return any(True for _ in identifiers(invoice.seller, VAT_GROUP))


def br_fr_co_14(case: Case) -> Findings:
    """A member of a VAT group (scheme 0231) says so in a note TXD."""
    said = any(note.subject == "TXD" and note.text == "MEMBRE_ASSUJETTI_UNIQUE" for note in case.invoice.notes)
    if _in_vat_group(case.invoice) and not said:
        yield "notes", {}


def br_fr_co_15(case: Case) -> Findings:
    """A member of a VAT group names the group as tax representative, with the group's VAT number (BT-63)."""
    group = case.invoice.tax_representative
    if _in_vat_group(case.invoice) and not (group and group.vat_id):
        yield "tax_representative.vat_id", {}


RULES = (
    rule("BR-FR-09_BT-29", br_fr_09("seller")),
    rule("BR-FR-09_BT-46", br_fr_09("buyer")),
    rule("BR-FR-09_BT-60", br_fr_09("payee")),
    rule("BR-FR-09_BT-71", br_fr_09_bt_71),
    rule("BR-FR-10_BT-30", br_fr_10),
    rule("BR-FR-11_BT-47", br_fr_11),
    rule("BR-FR-12_BT-49", br_fr_12_13("buyer")),
    rule("BR-FR-13_BT-34", br_fr_12_13("seller")),
    rule("BR-FR-21_BT-49", br_fr_21_22("buyer")),
    rule("BR-FR-22_BT-34", br_fr_21_22("seller")),
    rule("BR-FR-23_BT-34", br_fr_23("seller")),
    rule("BR-FR-23_BT-49", br_fr_23("buyer")),
    rule("BR-FR-24_BT-29", br_fr_24("seller")),
    rule("BR-FR-24_BT-46", br_fr_24("buyer")),
    rule("BR-FR-25_BT-34", br_fr_25("seller")),
    rule("BR-FR-25_BT-49", br_fr_25("buyer")),
    rule("BR-FR-26_BT-29", br_fr_26("seller")),
    rule("BR-FR-26_BT-46", br_fr_26("buyer")),
    rule("BR-FR-32-LEGALID", br_fr_32_legal_id),
    rule("BR-FR-32-GLOBALID", br_fr_32_global_id),
    rule("BR-FR-CO-10_BT-29-2", br_fr_co_10("seller")),
    rule("BR-FR-CO-10_BT-46-2", br_fr_co_10("buyer")),
    rule("BR-FR-CO-10_BT-60-2", br_fr_co_10("payee")),
    rule("BR-FR-CO-14_BT-29-1", br_fr_co_14),
    rule("BR-FR-CO-15_BT-29-1", br_fr_co_15),
)
