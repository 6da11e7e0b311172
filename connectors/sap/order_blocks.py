"""Open sales orders of a customer on hold: blocked with Solde's own codes, and freed of them when it is released.

Credit management stops new orders itself; those that passed its check before the hold go on to delivery and billing,
unless something stops them. What is blocked for another reason already stays as it is. As the codes are nobody
else's, a run that broke off is simply repeated.
"""

from collections.abc import Callable, Mapping
from typing import Any

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
_QUERY = Query(
    select=(
        "SalesOrder",
        "SalesOrganization",
        "OverallSDProcessStatus",
        DELIVERY,
        BILLING,
        "to_Partner/PartnerFunction",
        "to_Partner/Customer",
    ),
    expand=("to_Partner",),
    orderby=("SalesOrder",),
)

Decide = Callable[[Row], Mapping[str, Any]]


def codes(settings: Settings) -> dict[str, str]:
    """The fields of an order that are blocked, with their codes; {}: none are."""
    wanted = {DELIVERY: settings.order_delivery_block, BILLING: settings.order_billing_block}
    return {field: code for field, code in wanted.items() if code}


def place(world: World, customer: Ref, blocks: Mapping[str, str]) -> str:
    """Block the open orders; says in words what was done. Raises Retry at the end if some could not be reached."""

    def free(row: Row) -> dict[str, str]:
        return {field: code for field, code in blocks.items() if not text(row, field) and _is_open(row)}

    return _all(world, customer, free, "blocked") if blocks else ""


def lift(world: World, customer: Ref, blocks: Mapping[str, str]) -> str:
    """Take our codes off the open orders again, the same way."""

    def ours(row: Row) -> dict[str, str]:
        return {field: "" for field, code in blocks.items() if text(row, field) == code}

    return _all(world, customer, ours, "freed") if blocks else ""


def _all(world: World, customer: Ref, decide: Decide, verb: str) -> str:
    done, waiting, silent = 0, 0, 0
    refused: list[str] = []
    last: Retry | None = None
    for number in _orders(world, customer, decide):
        if silent >= _SILENT:
            waiting += 1
            continue
        try:
            _, written = world.client.change(
                ORDERS, "A_SalesOrder", {"SalesOrder": number}, lambda r: decide(r) or None
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


def _orders(world: World, customer: Ref, decide: Decide) -> list[str]:
    """Open orders in our sales organisations that this customer placed and is to pay, and that want a change."""
    where = filters.both(
        filters.eq("SoldToParty", customer.id), filters.one_of("OverallSDProcessStatus", _OPEN)
    )  # fmt: skip
    query = Query(select=_QUERY.select, expand=_QUERY.expand, orderby=_QUERY.orderby, filter=where)
    return [
        text(row, "SalesOrder")
        for page in world.client.rows(ORDERS, "A_SalesOrder", query)
        for row in page
        if world.company_of(text(row, "SalesOrganization")) in world.companies
        and customer.id in _payers(row, customer.id)
        and decide(row)
    ]


def _payers(row: Row, otherwise: str) -> set[str]:
    """Who is to pay an order: its payer; without one whoever placed it."""
    named = {text(each, "Customer") for each in many(row, "to_Partner") if text(each, "PartnerFunction") in _PAYER}
    return named or {otherwise}


def _is_open(row: Row) -> bool:
    return text(row, "OverallSDProcessStatus") in _OPEN
