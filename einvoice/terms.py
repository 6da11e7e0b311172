"""From EN 16931's business terms to paths in the model, so that an official finding names the field to mend."""

import re
from collections.abc import Collection

_PARTY = {
    "name": (27, 44),
    "trading_name": (28, 45),
    "identifiers": (29, 46),
    "legal_id": (30, 47),
    "vat_id": (31, 48),
    "endpoint": (34, 49),
    "address.line1": (35, 50),
    "address.line2": (36, 51),
    "address.city": (37, 52),
    "address.postcode": (38, 53),
    "address.subdivision": (39, 54),
    "address.country": (40, 55),
    "contact.name": (41, 56),
    "contact.phone": (42, 57),
    "contact.email": (43, 58),
}
_DOCUMENT = {
    1: "number",
    2: "issue_date",
    3: "type_code",
    5: "currency",
    9: "due_date",
    10: "buyer_reference",
    12: "contract",
    13: "purchase_order",
    14: "sales_order",
    20: "terms",
    21: "notes",
    22: "notes",
    23: "process",
    25: "preceding",
    26: "preceding",
    32: "seller.tax_registration",
    33: "seller.legal_info",
    70: "delivery.name",
    72: "delivery.delivered",
    75: "delivery.address.line1",
    77: "delivery.address.city",
    78: "delivery.address.postcode",
    80: "delivery.address.country",
    81: "payment[0].code",
    83: "payment[0].remittance",
    84: "payment[0].iban",
    85: "payment[0].account_name",
    86: "payment[0].bic",
    **dict.fromkeys(range(92, 106), "allowances"),
    106: "totals.lines",
    107: "totals.allowances",
    108: "totals.charges",
    109: "totals.tax_exclusive",
    110: "totals.tax",
    112: "totals.tax_inclusive",
    113: "totals.prepaid",
    114: "totals.rounding",
    115: "totals.payable",
    **dict.fromkeys(range(122, 126), "attachments"),
}
_LINE = {
    126: "id",
    127: "note",
    129: "quantity",
    130: "unit",
    131: "net",
    132: "order_line",
    **dict.fromkeys(range(136, 146), "allowances"),
    146: "price",
    149: "base_quantity",
    151: "vat.category",
    152: "vat.rate",
    153: "name",
    154: "description",
    155: "seller_item",
}
_TAX = {
    116: "base",
    117: "tax",
    118: "vat.category",
    119: "vat.rate",
    120: "vat.exemption_reason",
    121: "vat.exemption_code",
}
_LINE_PLACE = re.compile(r"(?:IncludedSupplyChainTradeLineItem|InvoiceLine|CreditNoteLine)(?:\[(\d+)\])?")
_TAX_PLACE = re.compile(r"(?:ApplicableTradeTax|TaxSubtotal)(?:\[(\d+)\])?")
_NAMESPACE = re.compile(r"\*:|Q\{[^}]*\}|\[namespace-uri\(\)='[^']*'\]|\b\w+:(?=\w)")
_TERM = re.compile(r"\bBT-(\d+)\b")


def plain_location(location: str) -> str:
    """A Schematron location in local names, with positions other than 1."""
    return _NAMESPACE.sub("", location).replace("[1]", "")


def field_of(message: str, location: str, absent: Collection[str] = ()) -> str:
    """The model path that a rule's message and location point at; the plain location if they name no term.

    CEN's sentences end with the term that must be there (`... shall contain the Buyer name (BT-44)`) or open
    with the terms that are wrong (`Invoice total ... (BT-112) = ...`). Where a sentence asks for identifiers of
    both parties, it is about the party all of whose identifiers are among the `absent` paths.
    """
    place = plain_location(location)
    _, found, after = message.partition("shall contain")
    numbers = [int(n) for n in _TERM.findall(after if found else message)]
    if not found and " shall " in message:
        numbers = [int(n) for n in _TERM.findall(message.partition(" shall ")[0])][::-1] or numbers
    paths = [p for p in (_path(n, location) for n in numbers) if p]
    if found and absent:
        paths = sorted(paths, key=lambda p: not _side(p, paths) <= set(absent))
    if "Buyer" in place or "AccountingCustomerParty" in place:
        paths.sort(key=lambda p: not p.startswith("buyer."))
    if "Seller" in place or "AccountingSupplierParty" in place:
        paths.sort(key=lambda p: not p.startswith("seller."))
    return paths[0] if paths else place


def _side(path: str, paths: list[str]) -> set[str]:
    """The paths of the same party."""
    return {each for each in paths if each.partition(".")[0] == path.partition(".")[0]}


def _path(term: int, location: str) -> str:
    for field, (seller, buyer) in _PARTY.items():
        if term in (seller, buyer):
            return f"{'seller' if term == seller else 'buyer'}.{field}"
    if term in _LINE:
        place = _LINE_PLACE.search(_NAMESPACE.sub("", location))
        return f"lines[{int(place.group(1) or 1) - 1}].{_LINE[term]}" if place else "lines"
    if term in _TAX:
        place = _TAX_PLACE.search(_NAMESPACE.sub("", location))
        return f"taxes[{int(place.group(1) or 1) - 1}].{_TAX[term]}" if place else "taxes"
    return _DOCUMENT.get(term, "")
