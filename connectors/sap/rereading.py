"""Whole accounts as they are now: what is open on them, and the customers themselves."""

from collections.abc import Sequence

from connectors.records import Customer, Invoice, Payment, Ref, Snapshot, Unreadable
from connectors.sap import changes, customers, fi_documents, filters, invoice_records, payments
from connectors.sap.client import Query
from connectors.sap.items import ENTITY, FIELDS, SERVICE, Item, item, kept_apart
from connectors.sap.world import World


def reread(world: World, accounts: Sequence[Ref]) -> Snapshot:
    """Customers with everything that is open on them in our company codes, so many at a time.

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
        items = _open(world, there)
        web, touched = changes.touched(world, items)
        touched = [one for one in touched if one.customer in there]
        billed = invoice_records.of_items(world, touched, web, invoice_records.Given())
        paid = payments.read(world, web, touched)
        bills += billed
        money += paid
        failed |= _unclear(touched, (*billed, *paid))
    return Snapshot(
        customers=tuple(found),
        invoices=tuple(bills),
        payments=tuple(money),
        failed=tuple(ref for ref in accounts if ref.id in failed),
    )


def _open(world: World, customers_: set[str]) -> list[Item]:
    if not customers_:
        return []
    where = filters.both(changes.customer_items(world), filters.eq("IsCleared", False))
    query = Query(select=FIELDS, filter=where)
    rows = world.client.lookup(SERVICE, ENTITY, "Customer", sorted(customers_), query)
    return [item(row) for row in rows if not kept_apart(row)]


def _unclear(items: Sequence[Item], records: Sequence[Invoice | Payment | Unreadable]) -> set[str]:
    """Customers with a credit that was set aside."""
    aside = {(each.ref.company, each.ref.kind, each.ref.id) for each in records if isinstance(each, Unreadable)}
    found = set()
    for one in items:
        names = {
            ("payment", payments.id_of(one)),
            ("invoice", one.billing),
            ("invoice", fi_documents.id_of(one.key, one.customer)),
        }
        if not one.debit and any((one.key[0], *name) in aside for name in names):
            found.add(one.customer)
    return found
