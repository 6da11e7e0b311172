"""What a billing document names, gone through once: its items, its partners, and the documents that were before it."""

from collections.abc import Iterable
from datetime import date

import msgspec

from connectors.sap.values import Row, bare, day, many, text

_INVOICES = ("M", "P", "N", "5")  # categories of what an item may refer to as billed before
_DELIVERY, _ORDER = "J", "C"
_ORDERS = (_ORDER, "")  # SalesSDDocumentCategory: contracts and requests for credit memos are no orders
# Partner functions, as SAP says them in English and in German.
_FUNCTIONS = {
    "SP": "sold-to", "AG": "sold-to", "BP": "bill-to", "RE": "bill-to", "PY": "payer", "RG": "payer",
    "SH": "ship-to", "WE": "ship-to",
}  # fmt: skip


class Named(msgspec.Struct, frozen=True):
    """Of one billing document."""

    items: list[Row]
    partners: dict[str, str]  # customer numbers by function
    before: list[str]  # BG-3: the billing documents that it is about
    orders: tuple[str, ...]  # sales orders
    order: str  # BT-14
    despatch_advice: str  # BT-16
    rendered: date | None  # the day of the last service


def of(row: Row) -> Named:
    """What a row of A_BillingDocument names."""
    items = many(row, "to_Item")
    before: dict[str, None] = {}
    orders: dict[str, None] = {}
    ordered, delivered, days, last = set(), set(), [], None
    for item in items:
        kind, about = item.get("SalesSDDocumentCategory"), item.get("ReferenceSDDocumentCategory")
        on = item.get("ServicesRenderedDate")
        said = (item.get("SalesDocument"), kind, item.get("ReferenceSDDocument"), about, on)
        if said == last:  # as most items of a document do
            continue
        last = said
        if order := text(item, "SalesDocument"):
            if kind == _ORDER:
                ordered.add(order)
            if text(item, "SalesSDDocumentCategory") in _ORDERS:
                orders[bare(order)] = None
        if other := text(item, "ReferenceSDDocument"):
            if about == _DELIVERY:
                delivered.add(other)
            elif about in _INVOICES and (number := bare(other)):
                before[number] = None
        if on and (found := _day(on)):
            days.append(found)
    cancelled = bare(text(row, "CancelledBillingDocument"))
    return Named(
        items=items,
        partners=_partners(row),
        before=[cancelled] if cancelled else list(before),
        orders=tuple(orders),
        order=_single(ordered),
        despatch_advice=_single(delivered),
        rendered=max(days, default=None),
    )


def _partners(row: Row) -> dict[str, str]:
    """The header's own where to_Partner names none."""
    found = {
        function: number
        for each in many(row, "to_Partner")
        if (function := _FUNCTIONS.get(text(each, "PartnerFunction"))) and (number := bare(text(each, "Customer")))
    }
    for function, field in (("payer", "PayerParty"), ("sold-to", "SoldToParty")):
        if function not in found and (number := bare(text(row, field))):
            found[function] = number
    return found


def _single(found: Iterable[str]) -> str:
    """BT-14 and BT-16 hold one document; of several none is the right one."""
    only, *more = found or ("",)
    return "" if more else bare(only)


def _day(said: object) -> date | None:
    """What is no day says nothing, and BT-72 may be absent."""
    try:
        return day(said)
    except ValueError:
        return None
