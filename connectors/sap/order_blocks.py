"""Open sales orders of a customer on hold: blocked with Solde's own codes, and freed of them when it is released.

Credit management stops new orders itself; those that passed its check before the hold go on to delivery and billing,
unless something stops them. What is blocked for another reason already stays as it is. As the codes are nobody
else's, a run that broke off is simply repeated. An order that cannot be reached or changed does not stop the others.
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
from einvoice.faults import Fault

DELIVERY, BILLING = "DeliveryBlockReason", "HeaderBillingBlockReason"
_OPEN = ("", "A", "B")  # OverallSDProcessStatus: not relevant, not yet processed, partly; C is completely
_PAYER = ("PY", "RG")
_SILENT = 5  # so many orders in a row that could not be reached: the rest waits for the next try
_FIELDS = ("SalesOrder", "SalesOrganization", "OverallSDProcessStatus", DELIVERY, BILLING)
_PARTNERS = ("to_Partner/PartnerFunction", "to_Partner/Customer")

Decide = Callable[[Row], Mapping[str, Any]]


class _Done(msgspec.Struct):
    """How far it went with the orders."""

    written: int = 0
    waiting: int = 0  # could not be reached
    last: Retry | None = None
    refused: list[str] = []  # their numbers
    why: str = ""  # SAP's words on the first of these

    @property
    def refusals(self) -> str:
        numbers = ", ".join(self.refused[:_SILENT]) + (" ..." if len(self.refused) > _SILENT else "")
        return f"SAP refused {len(self.refused)} of them ({numbers}): {self.why}" if self.refused else ""


def codes(settings: Settings) -> dict[str, str]:
    """The fields of an order that are blocked, with their codes; {}: none are."""
    wanted = {DELIVERY: settings.order_delivery_block, BILLING: settings.order_billing_block}
    return {field: code for field, code in wanted.items() if code}


def place(world: World, customer: Ref, blocks: Mapping[str, str]) -> str:
    """Block the open orders that he placed and is to pay; says in words what was done, and what SAP refused.

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
    done = _all(world, [row for row in rows if free(row)], free)
    if done.last is not None:
        raise Retry(_not_yet(customer, done, "blocked"), done.last.after, sent=True)
    words = f"{done.written} open orders blocked" if done.written else ""
    return "; ".join(part for part in (words, done.refusals and f"orders not blocked: {done.refusals}") if part)


def lift(world: World, customer: Ref, blocks: Mapping[str, str]) -> str:
    """Take our codes off his orders again; says in words what was done.

    Raises Retry at the end if some could not be reached, and Refused if SAP would not free one: it would stay blocked
    for ever if nobody heard of it.
    """

    def ours(row: Row) -> dict[str, str]:
        return {field: "" for field, code in blocks.items() if text(row, field) == code}

    if not blocks:
        return ""
    ours_alone = filters.either(*(filters.eq(field, code) for field, code in blocks.items()))
    done = _all(world, _orders(world, customer, Query(select=_FIELDS, filter=ours_alone)), ours)
    if done.last is not None:
        raise Retry(_not_yet(customer, done, "freed"), done.last.after, sent=True)
    if done.refused:
        message = f"the blocks of open orders of customer {customer.id} were not all lifted: {done.refusals}"
        hint = "mend the orders in SAP, then `solde outbox retry`"
        raise Refused([Fault(code="order-block", path="", message=f"{message}; {hint}", source="SAP A_SalesOrder")])
    return f"{done.written} open orders freed" if done.written else ""


def _orders(world: World, customer: Ref, query: Query) -> list[Row]:
    """Orders of this customer in our sales organisations."""
    where = filters.both(filters.eq("SoldToParty", customer.id), query.filter)
    query = msgspec.structs.replace(query, filter=where, orderby=("SalesOrder",))
    pages = world.client.rows(ORDERS, "A_SalesOrder", query)
    rows = [row for page in pages for row in page]
    return [row for row in rows if world.company_of(text(row, "SalesOrganization")) in world.companies]


def _all(world: World, rows: list[Row], decide: Decide) -> _Done:
    done, silent = _Done(), 0
    for row in rows:
        if silent >= _SILENT:
            done.waiting += 1
            continue
        number = text(row, "SalesOrder")
        try:
            _, written = world.client.change(
                ORDERS, "A_SalesOrder", {"SalesOrder": number}, lambda fresh: decide(fresh) or None
            )
        except Retry as passing:
            done.last, done.waiting, silent = passing, done.waiting + 1, silent + 1
        except Refused as refusal:
            done.why, silent = done.why or str(refusal), 0
            done.refused.append(number)
        else:
            done.written, silent = done.written + written, 0
    return done


def _not_yet(customer: Ref, done: _Done, verb: str) -> str:
    message = f"{done.written} open orders of customer {customer.id} {verb}, {done.waiting} not yet: {done.last}"
    return "; ".join(part for part in (message, done.refusals) if part)


def _payers(row: Row, otherwise: str) -> set[str]:
    """Who is to pay an order: its payer; without one whoever placed it."""
    named = {text(each, "Customer") for each in many(row, "to_Partner") if text(each, "PartnerFunction") in _PAYER}
    return named or {otherwise}


def _is_open(row: Row) -> bool:
    return text(row, "OverallSDProcessStatus") in _OPEN
