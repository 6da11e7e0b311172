"""BR-DEX: what XRechnung's extension admits beyond the standard."""

from collections.abc import Callable, Iterator

from einvoice.codes import codes
from einvoice.countries.germany.br_de.making import EXTENSION, SOURCE, Findings, in_ubl
from einvoice.model import Identifier, Party
from einvoice.rules.case import Case
from einvoice.rules.rule import Rule

Schemed = Iterator[tuple[str, Identifier]]

_MIMES = frozenset(
    {
        *("application/pdf", "image/png", "image/jpeg", "text/csv", "application/xml"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.oasis.opendocument.spreadsheet",
    }
)
# Digital health applications (DiGA) have identifiers of their own.
_DIGA = frozenset({"XR01", "XR02", "XR03"})


def _parties(case: Case) -> Iterator[tuple[str, Party]]:
    invoice = case.invoice
    sides = (("seller", invoice.seller), ("buyer", invoice.buyer), ("payee", invoice.payee))
    return ((side, party) for side, party in sides if party)


def _identifiers(case: Case) -> Schemed:
    for side, party in _parties(case):
        for i, one in enumerate(party.identifiers):
            if not (one.scheme == "SEPA" and in_ubl(case) and side != "buyer"):  # the creditor (BT-90)
                yield f"{side}.identifiers[{i}]", one


def _registrations(case: Case) -> Schemed:
    return ((f"{side}.legal_id", party.legal_id) for side, party in _parties(case) if party.legal_id)


def _items(case: Case) -> Schemed:
    lines = enumerate(case.invoice.lines)
    return ((f"lines[{i}].standard_item", line.standard_item) for i, line in lines if line.standard_item)


def _endpoints(case: Case) -> Schemed:
    parties = (each for each in _parties(case) if each[0] != "payee")
    return ((f"{side}.endpoint", party.endpoint) for side, party in parties if party.endpoint)


def _places(case: Case) -> Schemed:
    delivery = case.invoice.delivery
    if delivery and delivery.location:
        yield "delivery.location", delivery.location


def schemes(places: Callable[[Case], Schemed], issuers: str) -> Callable[[Case], Findings]:
    """BR-DEX-04 to -08: who issued an identifier is said by a code of ICD or EAS, or by one for DiGA."""

    def test(case: Case) -> Findings:
        if case.invoice.specification != EXTENSION:
            return
        for path, one in places(case):
            if one.scheme and one.scheme not in codes(issuers) and one.scheme not in _DIGA:
                yield path, {"value": one.scheme}

    return test


def br_dex_01(case: Case) -> Findings:
    """The extension allows XML beside EN 16931's kinds of attachment."""
    if case.invoice.specification != EXTENSION:
        return
    for i, attachment in enumerate(case.invoice.attachments):
        embedded = attachment.content or attachment.filename or attachment.mime
        if embedded and attachment.mime not in _MIMES:
            yield f"attachments[{i}].mime", {"value": attachment.mime}


RULES = (
    Rule("BR-DEX-01", SOURCE, br_dex_01, "br_de"),
    Rule("BR-DEX-04", SOURCE, schemes(_identifiers, "ICD"), "br_de"),
    Rule("BR-DEX-05", SOURCE, schemes(_registrations, "ICD"), "br_de"),
    Rule("BR-DEX-06", SOURCE, schemes(_items, "ICD"), "br_de"),
    Rule("BR-DEX-07", SOURCE, schemes(_endpoints, "EAS"), "br_de"),
    Rule("BR-DEX-08", SOURCE, schemes(_places, "ICD"), "br_de"),
)
