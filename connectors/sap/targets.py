"""What a change is made on: whether it exists, and which number another service of SAP knows it by.

SAP would hang a file on any number, so each target is asked for first.
"""

from connectors.errors import Refused
from connectors.records import Ref
from connectors.sap import filters
from connectors.sap.client import Query
from connectors.sap.values import Row, text
from connectors.sap.world import World
from einvoice.faults import Fault

PARTNERS = "API_BUSINESS_PARTNER"
ORDERS = "API_SALES_ORDER_SRV"
BILLING = "API_BILLING_DOCUMENT_SRV"
ITEMS = "API_OPLACCTGDOCITEMCUBE_SRV"


def partners(world: World, target: Ref) -> list[str]:
    """The numbers of the business partner that is this customer: one, which may differ from the customer's."""
    query = Query(select=("BusinessPartner", "Customer"), filter=filters.eq("Customer", target.id))
    pages = world.client.rows(PARTNERS, "A_BusinessPartner", query)
    found = [text(row, "BusinessPartner") for page in pages for row in page]
    if not found:
        raise missing("A_BusinessPartner", target)
    return found


def check(world: World, target: Ref) -> None:
    """Raises Refused where SAP has no such record."""
    client, number = world.client, target.id
    match target.kind:
        case "customer":
            entity, found = "A_Customer", client.get(PARTNERS, "A_Customer", {"Customer": number}, _only("Customer"))
        case "order":
            entity, key = "A_SalesOrder", {"SalesOrder": number}
            found = client.get(ORDERS, entity, key, _only("SalesOrder"))
        case "invoice" if "/" not in number:
            entity, key = "A_BillingDocument", {"BillingDocument": number}
            found = client.get(BILLING, entity, key, _only("BillingDocument"))
        case _:
            entity, found = "A_OperationalAcctgDocItemCube", _accounting_document(world, target)
    if found is None:
        raise missing(entity, target)


def missing(entity: str, target: Ref) -> Refused:
    message = f"{target.kind} {target.id} does not exist in SAP ({entity})"
    return Refused([Fault(code="missing", path="", message=message, source="SAP")])


def _accounting_document(world: World, target: Ref) -> Row | None:
    """An item of the FI document of an invoice without billing document, or of a payment: year/document/..."""
    year, _, rest = target.id.partition("/")
    where = filters.both(
        filters.eq("CompanyCode", target.company),
        filters.eq("FiscalYear", year),
        filters.eq("AccountingDocument", rest.partition("/")[0]),
    )
    query = Query(select=("AccountingDocument",), filter=where, top=1)
    rows = world.client.page(ITEMS, "A_OperationalAcctgDocItemCube", query)
    return rows[0] if rows else None


def _only(field: str) -> Query:
    return Query(select=(field,))
