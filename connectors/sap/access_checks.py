"""`solde check`: which services answer, and which communication scenario or authorisation is to be asked for.

The scenarios are those that SAP's own SDK names for each service (SAP Cloud SDK, vdm packages).
"""

from collections.abc import Iterator

import msgspec

from connectors.errors import Misconfigured, Refused
from connectors.records import Finding
from connectors.sap.attachments import OBJECTS, SERVICE, originals
from connectors.sap.client import Query
from connectors.sap.findings import say
from connectors.sap.hold_places import CREDIT
from connectors.sap.targets import BILLING, ITEMS, ORDERS, PARTNERS
from connectors.sap.values import padded, text
from connectors.sap.world import World

_ON_PREMISE = "on premise: activate it in /IWFND/MAINT_SERVICE and grant S_SERVICE and display of its data"


class Needed(msgspec.Struct, frozen=True):
    """An entity set that is read."""

    service: str
    entity: str
    field: str  # one of its fields
    use: str  # what is lost without it


NEEDED = (
    Needed(PARTNERS, "A_BusinessPartner", "BusinessPartner", "no customers"),
    Needed(PARTNERS, "A_Customer", "Customer", "no customers, no blocks"),
    Needed(PARTNERS, "A_CustomerCompany", "Customer", "nobody knows which customers are ours"),
    Needed(PARTNERS, "A_CustomerSalesArea", "Customer", "no customer groups, no blocks of sales areas"),
    Needed(PARTNERS, "A_CustomerDunning", "Customer", "no dunning blocks, no dunning level written"),
    Needed(ORDERS, "A_SalesOrder", "SalesOrder", "no orders"),
    Needed(ORDERS, "A_SalesOrderItem", "SalesOrder", "no orders"),
    Needed(BILLING, "A_BillingDocument", "BillingDocument", "no invoices"),
    Needed(BILLING, "A_BillingDocumentItem", "BillingDocument", "no invoices"),
    Needed(ITEMS, "A_OperationalAcctgDocItemCube", "AccountingDocument", "nobody knows what is open or paid"),
)
SCENARIOS = {
    PARTNERS: "SAP_COM_0008 (Business Partner, Customer and Supplier Integration)",
    ORDERS: "SAP_COM_0109 (Sales Order Integration)",
    BILLING: "SAP_COM_0120 (Billing Integration)",
    ITEMS: "SAP_COM_0303 (Finance - Accounting Analytics Integration)",
    SERVICE: "SAP_COM_0002 (Finance - Posting Integration), or another scenario that has it",
    CREDIT: f"the communication scenario that has {CREDIT}",
}


def services(world: World) -> Iterator[Finding]:
    """One finding for each entity set that cannot be read."""
    lacking = False
    for needed in NEEDED:
        why = unreadable(world, needed)
        if why:
            lacking = True
            yield say(
                "error", "services", f"{needed.service} {needed.entity}: {needed.use}. {ask(needed.service)} ({why})"
            )
    if not lacking:
        yield say("ok", "services", "customers, orders, billing documents and accounting items can be read")


def unreadable(world: World, needed: Needed) -> str:
    """SAP's own words where an entity set does not answer; "" where it does."""
    try:
        world.client.page(needed.service, needed.entity, Query(select=(needed.field,), top=1))
    except (Misconfigured, Refused) as error:
        return str(error)
    return ""


def ask(service: str) -> str:
    """What to ask the Basis team for."""
    return f"Ask for {SCENARIOS[service]}; {_ON_PREMISE}"


def attachments(world: World) -> Iterator[Finding]:
    """Whether the attachments of some billing document can be listed."""
    for kind in sorted(set(world.settings.attachment_objects) - set(OBJECTS)):
        yield say("warning", "attachments", f"attachment_objects.{kind}: expected one of {', '.join(OBJECTS)}")
    query = Query(select=("BillingDocument",), top=1)
    rows = world.client.page(BILLING, "A_BillingDocument", query)
    if not rows:
        yield say("note", "attachments", "there is no billing document yet to ask for its attachments")
        return
    name = world.settings.attachment_objects.get("invoice") or OBJECTS["invoice"]
    key = padded(text(rows[0], "BillingDocument"))
    try:
        originals(world, name, key)
    except (Misconfigured, Refused) as error:
        message = f"nothing can be attached to billing documents ({name} {key}). {ask(SERVICE)}"
        what = "; where SAP speaks of operation 03, set attachment_objects.invoice to the object type in use there"
        yield say("warning", "attachments", f"{message}{what} ({error})")
        return
    yield say("ok", "attachments", f"the attachments of billing document {key} can be listed ({name})")
