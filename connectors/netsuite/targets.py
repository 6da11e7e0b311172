"""What a change is made on: NetSuite's record type for one of our records.

An invoice of ours may be an invoice or a credit memo, a payment a customer payment or a deposit, an order an invoice
that waits for approval: the table `transaction` tells which.
"""

from connectors.errors import Refused
from connectors.netsuite import suiteql
from connectors.netsuite.doors import Target
from connectors.netsuite.suiteql import Select
from connectors.netsuite.values import text
from connectors.netsuite.world import World
from connectors.records import Ref
from einvoice.faults import Fault

# SuiteQL's type of a transaction -> its record type as REST spells it
TYPES = {
    "CustInvc": "invoice",
    "CustCred": "creditMemo",
    "SalesOrd": "salesOrder",
    "CustPymt": "customerPayment",
    "CustDep": "customerDeposit",
    "DepAppl": "depositApplication",
    "CustRfnd": "customerRefund",
    "CashSale": "cashSale",
    "CashRfnd": "cashRefund",
    "Journal": "journalEntry",
    "RtnAuth": "returnAuthorization",
}
_TRANSACTIONS = Select(
    columns={"id": "id", "type": "type", "entity": "entity"}, source="transaction", hint="Find Transaction (view)"
)
_CUSTOMERS = Select(columns={"id": "id"}, source="customer", hint="Lists > Customers (view)")


def of(world: World, target: Ref) -> Target:
    """Its record type. Refused where NetSuite has no such transaction; a customer is not asked for here."""
    if target.kind == "customer":
        return Target("customer", numbered(target))
    return Target(_transaction(world, target)[0], target.id)


def customer_of(world: World, target: Ref) -> str:
    """The internal id of the customer, or of the transaction's; Refused where NetSuite has no such record."""
    if target.kind != "customer":
        return _transaction(world, target)[1]
    check(world, target)
    return target.id


def check(world: World, target: Ref) -> None:
    """Raises Refused where NetSuite has no such record."""
    if target.kind != "customer":
        _transaction(world, target)
        return
    rows, _ = world.client.page(_CUSTOMERS.also(suiteql.among("id", [numbered(target)])), size=1)
    if not rows:
        raise missing(target)


def missing(target: Ref) -> Refused:
    message = f"{target.kind} {target.id} does not exist in NetSuite, or the integration's role may not see it"
    return Refused([Fault(code="missing", path="", message=message, source="NetSuite")])


def numbered(target: Ref) -> str:
    """The internal id; Refused for what can be none."""
    try:
        return suiteql.number(target.id)
    except ValueError:
        raise missing(target) from None


def _transaction(world: World, target: Ref) -> tuple[str, str]:
    """Record type and customer of a transaction; asked once, for neither changes."""
    id_ = numbered(target)
    if id_ not in world.transactions:
        rows, _ = world.client.page(_TRANSACTIONS.also(suiteql.among("id", [id_])), size=1)
        if not rows:
            raise missing(target)
        type_ = text(rows[0], "type")
        if type_ not in TYPES:
            message = f"{target.kind} {target.id} is a transaction of the type {type_}, which takes nothing from Solde"
            raise Refused([Fault(code="type", path="", message=message, source="NetSuite")])
        world.transactions[id_] = TYPES[type_], text(rows[0], "entity")
    return world.transactions[id_]
