"""Receivable items with all that hangs on them, fetched for a page of documents with a bounded number of requests.

What an invoice is worth today stands in several documents: its own, part payments and credit memos that name it,
residual items that a payment left of it, and everything that was cleared together with any of them.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from connectors.records import Settlement
from connectors.sap import filters
from connectors.sap.client import Query
from connectors.sap.items import CUSTOMER, ENTITY, FIELDS, KEYS, RESIDUAL, SERVICE, Id, Item, Key, item, kept_apart
from connectors.sap.values import Row, bare, flag, text
from connectors.sap.world import World

_DIRECT_DEBIT = ("49", "59")  # UNTDID 4461: direct debit, SEPA direct debit
_ROUNDS = 5  # how far references are followed: a residual of a residual of a credit memo's invoice
_NO_MONEY = filters.either(
    CUSTOMER, filters.gt("ProfitLossAccountType", ""), filters.eq("AccountingDocumentItemType", "T")
)
_LINE_FIELDS = ("ProfitLossAccountType", "AccountingDocumentItemType")
_ZERO = Decimal(0)


class Web:
    """The items, found by their document, by the invoice that they name, and by their clearing."""

    def __init__(self, rows: Iterable[Row] = (), cancelled: Iterable[str] = ()) -> None:
        self.items: dict[Id, Item] = {}
        self.documents: defaultdict[Key, list[Item]] = defaultdict(list)
        self.references: defaultdict[Key, list[Item]] = defaultdict(list)
        self.clearings: defaultdict[Key, list[Item]] = defaultdict(list)
        self.less: dict[Key, Decimal] = {}  # what a payment's document holds that is no money: debits less credits
        self.cancelled = set(cancelled)  # billing documents
        self.shares: dict[tuple[Key, bool], dict[Id, tuple[Settlement, ...]]] = {}  # what settled, by clearing and side
        self.apart = set[Key]()  # documents with special G/L items
        self.collected = frozenset[str]()  # payment methods with which we collect the money ourselves
        self._seen = set[tuple[str, ...]]()
        self.add(rows)

    def add(self, rows: Iterable[Row]) -> None:
        """Customer items and, of payments, lines of profit and loss and of tax. What comes twice counts once."""
        self.shares.clear()
        for row in rows:
            place = tuple(map(str, map(row.get, KEYS)))
            if place in self._seen:
                continue
            self._seen.add(place)
            if row.get("FinancialAccountType") == "D":
                self._add(row)
            elif text(row, "AccountingDocumentItemType") == "T" or text(row, "ProfitLossAccountType"):
                line = item(row)
                self.less[line.key] = self.less.get(line.key, _ZERO) + (line.amount if line.debit else -line.amount)

    def _add(self, row: Row) -> None:
        found = item(row)
        if kept_apart(row):
            self.apart.add(found.key)
            return
        self.items[found.id] = found
        self.documents[found.key].append(found)
        if found.reference:
            self.references[found.reference].append(found)
        if found.clearing:
            self.clearings[found.clearing].append(found)


def load(world: World, keys: Iterable[Key], *, settled: bool = True) -> Web:
    """The documents with these keys and what hangs on them; `settled`: with what cleared them."""
    web, wanted, done = Web(), set(keys), set[Key]()
    web.collected = frozenset(m for m, code in world.settings.payment_methods.items() if code in _DIRECT_DEBIT)
    for _ in range(_ROUNDS):
        new = wanted - done
        if not new:
            break
        web.add(named(world, new, "AccountingDocument", "FiscalYear", CUSTOMER))
        web.add(named(world, new, "InvoiceReference", "InvoiceReferenceFiscalYear", CUSTOMER))
        done |= new
        wanted |= {one.reference for key in new for one in web.documents.get(key, ()) if one.reference and _leads(one)}
        wanted |= {one.key for key in new for one in web.references.get(key, ()) if one.follow_on == RESIDUAL}
    if settled:
        _load_clearings(world, web, done)
    _load_cancelled(world, web, done)
    return web


def _leads(one: Item) -> bool:
    """Whether what it names must be known to know what it is itself. A credit memo's paper names it for good."""
    return not one.cleared or one.follow_on == RESIDUAL or bool(one.billing and not one.debit)


def _load_clearings(world: World, web: Web, keys: set[Key]) -> None:
    groups = {
        one.clearing
        for found in (web.documents, web.references)
        for key in keys
        for one in found.get(key, ())
        if one.clearing
    }
    web.add(named(world, groups, "ClearingAccountingDocument", "ClearingDocFiscalYear", CUSTOMER))
    payments = {
        one.key
        for group in groups
        for one in web.clearings.get(group, ())
        if not (one.debit or one.memo or one.reversal)
    }
    web.add(named(world, groups & payments, "AccountingDocument", "FiscalYear", _NO_MONEY))


def _load_cancelled(world: World, web: Web, keys: set[Key]) -> None:
    """Which invoices that something open is posted on were cancelled: what was paid on them is free again."""
    named = {
        one.billing
        for key in keys
        if key in web.references and any(not claim.cleared for claim in web.references[key])
        for one in web.documents.get(key, ())
        if one.billing and not one.cleared
    }
    if named:
        query = Query(select=("BillingDocument", "BillingDocumentIsCancelled"))
        rows = world.client.lookup(
            "API_BILLING_DOCUMENT_SRV", "A_BillingDocument", "BillingDocument", sorted(named), query
        )
        web.cancelled |= {bare(text(row, "BillingDocument")) for row in rows if flag(row, "BillingDocumentIsCancelled")}


def named(world: World, keys: Iterable[Key | None], field: str, year: str, where: str) -> list[Row]:
    """Items whose `field` and `year` name one of these documents."""
    wanted = {key for key in keys if key}
    if not wanted:
        return []
    companies, years = sorted({key[0] for key in wanted}), sorted({key[1] for key in wanted})
    if field != "AccountingDocument":
        years += ["", "0000"]  # SAP need not say it
    where = filters.both(where, filters.one_of("CompanyCode", companies), filters.one_of(year, years))
    query = Query(select=(*FIELDS, *_LINE_FIELDS), filter=where)
    return world.client.lookup(SERVICE, ENTITY, field, sorted({key[2] for key in wanted}), query)
