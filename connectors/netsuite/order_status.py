"""Open sales orders of a customer on hold: back from Pending Fulfillment to Pending Approval, and forth again.

NetSuite's credit limit handling stops new orders; those that were approved before the hold go on to the warehouse
unless something stops them. An order that is fulfilled in part cannot go back (orderStatus takes A and B alone; help:
section_159795516182). An order comes back only where it still waits and was not touched since: its lastModifiedDate is
the one that it had when it had been moved. Any other is left to whoever touched it.
"""

from collections.abc import Collection, Mapping

import msgspec

from connectors.errors import Refused, Retry
from connectors.netsuite import suiteql
from connectors.netsuite.suiteql import Select
from connectors.netsuite.values import Row, text
from connectors.netsuite.world import World
from connectors.records import Ref

PENDING_APPROVAL, PENDING_FULFILLMENT = "A", "B"
_SILENT = 5  # so many orders in a row that could not be reached: the rest waits for the next try
_HINT = "Transactions > Sales Order (edit), Sales Order Approval"
_STATES = Select(
    columns={"id": "id", "status": "status", "changed": suiteql.instant("lastmodifieddate")},
    source="transaction",
    where=("type = 'SalesOrd'",),
    hint=_HINT,
)
_LINES = Select(
    columns={"transaction": "transaction", "id": "id", "company": "subsidiary"},
    source="transactionline",
    where=("mainline = 'T'",),
    keys=("transaction", "id"),
    hint=_HINT,
)


class Done(msgspec.Struct, frozen=True):
    """What became of some orders."""

    stamps: dict[str, str]  # the moved ones -> when they were changed last, which is by us
    words: str


def open_orders(world: World, customer: Ref) -> list[str]:
    """His orders in our companies that are approved and wait for the warehouse, whole."""
    where = (f"status = '{PENDING_FULFILLMENT}'", suiteql.among("entity", [customer.id]))
    rows = [row for page in world.client.rows(_STATES.also(*where)) for row in page]
    found = [text(row, "id") for row in rows]
    if not world.settings.oneworld:
        return found
    ours = {
        text(row, "transaction")
        for row in world.client.lookup(_LINES, "transaction", found)
        if world.company_of(row) in world.companies
    }
    return [id_ for id_ in found if id_ in ours]


def send_back(world: World, customer: Ref, ids: Collection[str]) -> Done:
    """To Pending Approval; those of them that wait there already count as moved. Raises Retry at the end if some could
    not be reached.
    """
    before = _states(world, ids)
    words = _all(world, customer, _with(before, PENDING_FULFILLMENT), PENDING_APPROVAL, "sent back to pending approval")
    after = _states(world, ids) if ids else {}
    return Done({id_: text(after[id_], "changed") for id_ in _with(after, PENDING_APPROVAL)}, words)


def bring_forth(world: World, customer: Ref, stamps: Mapping[str, str]) -> str:
    """To Pending Fulfillment, where nobody touched them since; says in words what was done. Raises Retry likewise."""
    now = _states(world, stamps)
    waiting = _with(now, PENDING_APPROVAL)
    ours = [id_ for id_ in waiting if stamps[id_] and stamps[id_] == text(now[id_], "changed")]
    words = [_all(world, customer, ours, PENDING_FULFILLMENT, "approved again")]
    left = [id_ for id_ in waiting if id_ not in ours]
    if left:
        words.append(f"{len(left)} orders stay in pending approval, changed since: {', '.join(left)}")
    return "; ".join(word for word in words if word)


def _states(world: World, ids: Collection[str]) -> dict[str, Row]:
    return {text(row, "id"): row for row in world.client.lookup(_STATES, "id", ids)}


def _with(states: Mapping[str, Row], status: str) -> list[str]:
    return [id_ for id_, row in states.items() if text(row, "status") == status]


def _all(world: World, customer: Ref, ids: list[str], status: str, verb: str) -> str:
    done, waiting, silent = 0, 0, 0
    refused: list[str] = []
    last: Retry | None = None
    for id_ in ids:
        if silent >= _SILENT:
            waiting += 1
            continue
        try:
            done += world.client.patch("salesOrder", id_, {"orderStatus": {"id": status}})
        except Retry as passing:
            last, waiting, silent = passing, waiting + 1, silent + 1
        except Refused as refusal:
            refused.append(str(refusal))
            silent = 0
        else:
            silent = 0
    if last is not None:
        message = f"{done} open orders of customer {customer.id} {verb}, {waiting} not yet: {last}"
        raise Retry(message, last.after, sent=True)
    words = [f"{done} open orders {verb}"] if done else []
    words += [f"{len(refused)} orders not {verb}, NetSuite refused: {refused[0]}"] if refused else []
    return "; ".join(words)
