"""Sales orders: A_SalesOrder with its items.

An order changes by itself, and when it is billed: then only the billing document says so. So there are two walks.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from connectors.cursor import Cursor, Walk
from connectors.records import Order, Page, Unreadable
from connectors.sap import filters, order_records, walk
from connectors.sap.client import Query
from connectors.sap.values import Row, bare, many, text
from connectors.sap.world import World

SERVICE, _BILLING = "API_SALES_ORDER_SRV", "API_BILLING_DOCUMENT_SRV"
_ORDERS, _BILLED = "order", "billed"  # the walks
_HEADER = (
    "SalesOrder", "SalesOrganization", "SoldToParty", "SalesOrderDate", "CreationDate", "LastChangeDateTime",
    "RequestedDeliveryDate", "TotalNetAmount", "TransactionCurrency", "PurchaseOrderByCustomer",
    "CustomerPaymentTerms", "OverallSDProcessStatus", "OverallSDDocumentRejectionSts",
)  # fmt: skip
_ITEM = (
    "SalesOrder", "SalesOrderItem", "SalesOrderItemText", "Material", "RequestedQuantity", "RequestedQuantityUnit",
    "NetAmount", "TaxAmount", "SalesDocumentRjcnReason", "DeliveryStatus", "OrderRelatedBillingStatus",
    "to_ScheduleLine/ScheduleLine", "to_ScheduleLine/DeliveredQtyInOrderQtyUnit",
)  # fmt: skip
_QUERY = Query(
    select=(
        *_HEADER,
        *(f"to_Item/{field}" for field in _ITEM),
        "to_Partner/PartnerFunction",
        "to_Partner/Customer",
    ),
    expand=("to_Item", "to_Item/to_ScheduleLine", "to_Partner"),
)
_BILLED_ITEMS = Query(
    select=(
        "BillingDocument", "BillingDocumentItem", "SalesDocument", "SalesDocumentItem", "BillingQuantity", "NetAmount",
        "TaxAmount", "to_BillingDocument/BillingDocument", "to_BillingDocument/SDDocumentCategory",
        "to_BillingDocument/BillingDocumentIsCancelled", "to_BillingDocument/AccountingDocument",
    ),
    expand=("to_BillingDocument",),
)  # fmt: skip


def pages(world: World, cursor: str | None) -> Iterator[Page]:
    at = Cursor.parse(cursor)
    orders = walk.Path(
        service=SERVICE,
        entity="A_SalesOrder",
        keys=("SalesOrder",),
        query=Query(select=_QUERY.select, expand=_QUERY.expand, filter=_ours(world)),
        stamps=("LastChangeDateTime",),
        days=("CreationDate",),
    )
    for rows, stand in walk.pages(world.client, orders, at.walk(_ORDERS)):
        if at.walk(_BILLED) == Walk():  # what was billed before this walk began, it reads itself
            at = at.with_walk(_BILLED, Walk(mark=stand.began or stand.mark))
        at = at.with_walk(_ORDERS, stand)
        yield Page(records=read(world, rows), cursor=at.text())
    yield from _billed(world, at)


def read(world: World, rows: Iterable[Row]) -> tuple[Order | Unreadable, ...]:
    """The orders of our company codes, with one lookup of what was billed of them."""
    ours = [row for row in rows if world.company_of(text(row, "SalesOrganization")) in world.companies]
    billed: defaultdict[str, list[Row]] = defaultdict(list)
    if ours:
        numbers = [text(row, "SalesOrder") for row in ours]
        for each in world.client.lookup(_BILLING, "A_BillingDocumentItem", "SalesDocument", numbers, _BILLED_ITEMS):
            billed[bare(text(each, "SalesDocument"))].append(each)
    return tuple(order_records.read(world, row, billed) for row in ours)


def _billed(world: World, at: Cursor) -> Iterator[Page]:
    """The orders of billing documents that changed."""
    documents = walk.Path(
        service=_BILLING,
        entity="A_BillingDocument",
        keys=("BillingDocument",),
        query=Query(
            select=("BillingDocument", "to_Item/BillingDocumentItem", "to_Item/SalesDocument"),
            expand=("to_Item",),
            filter=filters.one_of("CompanyCode", sorted(world.companies)),
        ),
        stamps=("LastChangeDateTime",),
        days=("CreationDate",),
    )
    size = world.settings.page_size
    for rows, stand in walk.pages(world.client, documents, at.walk(_BILLED)):
        named = sorted({number for row in rows for item in many(row, "to_Item") if (number := _order(item))})
        for first in range(0, len(named), size):
            yield Page(records=_these(world, named[first : first + size]), cursor=at.text())
        at = at.with_walk(_BILLED, stand)
        yield Page(records=(), cursor=at.text())


def _these(world: World, numbers: Sequence[str]) -> tuple[Order | Unreadable, ...]:
    return read(world, world.client.lookup(SERVICE, "A_SalesOrder", "SalesOrder", numbers, _QUERY))


def _order(item: Row) -> str:
    return bare(text(item, "SalesDocument"))


def _ours(world: World) -> str:
    """The sales organisations of our company codes."""
    table = world.settings.sales_organizations
    named = {each for each, company in table.items() if company in world.companies}
    return filters.one_of("SalesOrganization", sorted(named | {each for each in world.companies if each not in table}))
