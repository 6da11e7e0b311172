"""Which records are gone: SAP deletes orders and partners for good when they are archived, and leaves no trace."""

from collections.abc import Callable, Iterable, Sequence

from connectors.records import Kind, Ref
from connectors.sap import filters
from connectors.sap.client import Query
from connectors.sap.values import Row, bare, text
from connectors.sap.world import World

_ITEMS = ("API_OPLACCTGDOCITEMCUBE_SRV", "A_OperationalAcctgDocItemCube")
_ITEM_KEYS = ("CompanyCode", "FiscalYear", "AccountingDocument", "AccountingDocumentItem")


def missing(world: World, kind: Kind, ids: Sequence[Ref]) -> list[Ref]:
    """Those of `ids` that SAP does not know, or no longer as ours; a few lookups, whatever their number."""
    there: set[tuple[str, str]] = set()  # (company, id)
    documents = [ref for ref in ids if "/" in ref.id]
    others = [ref for ref in ids if "/" not in ref.id]
    if documents:
        there |= _postings(world, documents, invoices=kind == "invoice")
    if others:
        there |= _READERS[kind](world, sorted({ref.id for ref in others}))
    return [ref for ref in ids if (ref.company, ref.id) not in there]


def _customers(world: World, numbers: Sequence[str]) -> set[tuple[str, str]]:
    """A customer is ours as long as one of our company codes has him."""
    query = Query(select=("Customer", "CompanyCode"), filter=filters.one_of("CompanyCode", sorted(world.companies)))
    rows = world.client.lookup("API_BUSINESS_PARTNER", "A_CustomerCompany", "Customer", numbers, query)
    return {("", bare(text(row, "Customer"))) for row in rows}


def _orders(world: World, numbers: Sequence[str]) -> set[tuple[str, str]]:
    query = Query(select=("SalesOrder", "SalesOrganization"))
    rows = world.client.lookup("API_SALES_ORDER_SRV", "A_SalesOrder", "SalesOrder", numbers, query)
    return {(world.company_of(text(row, "SalesOrganization")), bare(text(row, "SalesOrder"))) for row in rows}


def _billing_documents(world: World, numbers: Sequence[str]) -> set[tuple[str, str]]:
    query = Query(select=("BillingDocument", "CompanyCode"))
    rows = world.client.lookup("API_BILLING_DOCUMENT_SRV", "A_BillingDocument", "BillingDocument", numbers, query)
    return {(text(row, "CompanyCode"), bare(text(row, "BillingDocument"))) for row in rows}


def _nothing(world: World, numbers: Sequence[str]) -> set[tuple[str, str]]:
    return set()


_READERS: dict[Kind, Callable[[World, Sequence[str]], set[tuple[str, str]]]] = {
    "customer": _customers,
    "order": _orders,
    "invoice": _billing_documents,
    "payment": _nothing,  # all of them are accounting documents
}


def _postings(world: World, ids: Iterable[Ref], *, invoices: bool) -> set[tuple[str, str]]:
    """Accounting documents are never deleted, only archived: year/document/item, or year/document/customer."""
    service, entity = _ITEMS
    ours = filters.both(filters.eq("FinancialAccountType", "D"), filters.one_of("CompanyCode", sorted(world.companies)))
    query = Query(select=(*_ITEM_KEYS, "Customer"), filter=ours)
    numbers = sorted({ref.id.split("/")[1] for ref in ids})
    last = "Customer" if invoices else "AccountingDocumentItem"
    return {
        (text(row, "CompanyCode"), _id(row, last))
        for row in world.client.lookup(service, entity, "AccountingDocument", numbers, query)
    }


def _id(row: Row, last: str) -> str:
    return "/".join((text(row, "FiscalYear"), bare(text(row, "AccountingDocument")), bare(text(row, last))))
