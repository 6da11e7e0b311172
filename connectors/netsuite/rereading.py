"""Whole accounts as they are now: what is open on them, and the customers themselves."""

from collections.abc import Sequence

from connectors.netsuite import customers, invoice_records, payments
from connectors.netsuite.kinds import CREDIT, TYPES
from connectors.netsuite.suiteql import Select, one_of
from connectors.netsuite.values import text
from connectors.netsuite.world import World
from connectors.records import Customer, Invoice, Payment, Ref, Snapshot, Unreadable

_OWNERS = Select(columns={"id": "t.id", "customer": "t.entity", "type": "t.type"}, source="transaction t")
_MONEY = (CREDIT, *TYPES["payment"])


def reread(world: World, accounts: Sequence[Ref]) -> Snapshot:
    """Customers with everything that is open on them in our subsidiaries, so many at a time.

    An account has failed where its customer is gone or cannot be read, or where an open payment or credit memo of it
    cannot be understood: nobody knows then what is owed.
    """
    found: list[Customer | Unreadable] = []
    bills: list[Invoice | Unreadable] = []
    money: list[Payment | Unreadable] = []
    failed: set[str] = set()
    size = world.settings.page_size
    for start in range(0, len(accounts), size):
        part = {ref.id for ref in accounts[start : start + size]}
        who = customers.these(world, sorted(part))
        found += who
        there = {each.ref.id for each in who if isinstance(each, Customer)}
        failed |= part - there
        billed, paid = invoice_records.open_of(world, sorted(there)).records, payments.open_of(world, sorted(there))
        bills += billed
        money += paid
        failed |= _unclear(world, [each.ref.id for each in (*billed, *paid) if isinstance(each, Unreadable)])
    return Snapshot(
        customers=tuple(found),
        invoices=tuple(bills),
        payments=tuple(money),
        failed=tuple(ref for ref in accounts if ref.id in failed),
    )


def _unclear(world: World, ids: Sequence[str]) -> set[str]:
    """Customers with a credit that was set aside."""
    rows = world.client.lookup(_OWNERS.also(one_of("t.type", _MONEY)), "t.id", ids)
    return {text(row, "customer") for row in rows}
