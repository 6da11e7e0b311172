"""Open sales orders of a customer on hold: blocked with Solde's own codes, and freed of them when it is released.

Credit management stops new orders itself; those that passed its check before the hold go on to delivery and billing,
unless something stops them. What is blocked for another reason already stays as it is. As the codes are nobody
else's, a run that broke off is simply repeated.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from connectors.errors import Refused, Retry
from connectors.records import Ref
from connectors.sap import filters
from connectors.sap.client import Query
from connectors.sap.settings import Settings
from connectors.sap.targets import ORDERS
from connectors.sap.values import Row, many, text
from connectors.sap.world import World

DELIVERY, BILLING = "DeliveryBlockReason", "HeaderBillingBlockReason"
_OPEN = ("", "A", "B")  # OverallSDProcessStatus: not relevant, not yet processed, partly; C is completely
_PAYER = ("PY", "RG")
_SILENT = 5  # so many orders in a row that could not be reached: the rest waits for the next try
_FIELDS = ("SalesOrder", "SalesOrganization", "OverallSDProcessStatus", DELIVERY, BILLING)
_PARTNERS = ("to_Partner/PartnerFunction", "to_Partner/Customer")

Decide = Callable[[Row], Mapping[str, Any]]


def codes(settings: Settings) -> dict[str, str]:
    """The fields of an order that are blocked, with their codes; {}: none are."""
    wanted = {DELIVERY: settings.order_delivery_block, BILLING: settings.order_billing_block}
    return {field: code for field, code in wanted.items() if code}


def place(world: World, customer: Ref, blocks: Mapping[str, str]) -> str:
    """Block the open orders that he placed and is to pay; says in words what was done.

    Raises Retry at the end if some could not be reached.
    """

    def free(row: Row) -> dict[str, str]:
        return {field: code for field, code in blocks.items() if not text(row, field) and _is_open(row)}

    if not blocks:
        return ""
    query = Query(
        select=(*_FIELDS, *_PARTNERS), expand=("to_Partner",), filter=filters.one_of("OverallSDProcessStatus", _OPEN)
    )  # fmt: skip
    rows = [row for row in _orders(world, customer, query) if customer.id in _payers(row, customer.id)]
    return _all(world, customer, [row for row in rows if free(row)], free, "blocked")


def lift(world: World, customer: Ref, blocks: Mapping[str, str]) -> str:
    """Take our codes off his orders again, the same way."""

    def ours(row: Row) -> dict[str, str]:
        return {field: "" for field, code in blocks.items() if text(row, field) == code}

    if not blocks:
        return ""
    ours_alone = filters.either(*(filters.eq(field, code) for field, code in blocks.items()))
    return _all(world, customer, _orders(world, customer, Query(select=_FIELDS, filter=ours_alone)), ours, "freed")


def _orders(world: World, customer: Ref, query: Query) -> list[Row]:
    """Orders of this customer in our sales organisations."""
    where = filters.both(filters.eq("SoldToParty", customer.id), query.filter)
    query = msgspec.structs.replace(query, filter=where, orderby=("SalesOrder",))
    pages = world.client.rows(ORDERS, "A_SalesOrder", query)
    rows = [row for page in pages for row in page]
    return [row for row in rows if world.company_of(text(row, "SalesOrganization")) in world.companies]


def _all(world: World, customer: Ref, rows: list[Row], decide: Decide, verb: str) -> str:
    done, waiting, silent = 0, 0, 0
    refused: list[str] = []
    last: Retry | None = None
    for row in rows:
        if silent >= _SILENT:
            waiting += 1
            continue
        try:
            _, written = world.client.change(
                ORDERS, "A_SalesOrder", {"SalesOrder": text(row, "SalesOrder")}, lambda fresh: decide(fresh) or None
            )
        except Retry as passing:
            last, waiting, silent = passing, waiting + 1, silent + 1
        except Refused as refusal:
            refused.append(str(refusal))
            silent = 0
        else:
            done, silent = done + written, 0
    if last is not None:
        message = f"{done} open orders of customer {customer.id} {verb}, {waiting} not yet: {last}"
        raise Retry(message, last.after, sent=True)
    words = [f"{done} open orders {verb}"] if done else []
    words += [f"{len(refused)} orders not {verb}, SAP refused: {refused[0]}"] if refused else []
    return "; ".join(words)


def _payers(row: Row, otherwise: str) -> set[str]:
    """Who is to pay an order: its payer; without one whoever placed it."""
    named = {text(each, "Customer") for each in many(row, "to_Partner") if text(each, "PartnerFunction") in _PAYER}
    return named or {otherwise}


def _is_open(row: Row) -> bool:
    return text(row, "OverallSDProcessStatus") in _OPEN
