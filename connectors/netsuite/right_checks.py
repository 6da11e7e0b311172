"""`solde check`: which tables and records the role may use, and which right is to be asked for."""

from collections.abc import Iterator

from connectors.errors import Misconfigured, Refused
from connectors.netsuite import documents, lines, parties, probes, suiteql, taxes
from connectors.netsuite.findings import say
from connectors.netsuite.holds import FIELD
from connectors.netsuite.needs import TABLES, TYPES, Table
from connectors.netsuite.suiteql import Select
from connectors.netsuite.values import text
from connectors.netsuite.world import World
from connectors.records import Finding


def tables(world: World) -> Iterator[Finding]:
    """One finding for each table that cannot be read, and for each column that the account does not show."""
    lacking = False
    for table in TABLES:
        why = probes.trouble(world, table.name, table.key, table.key)
        if why:
            lacking = lacking or table.level == "error"
            yield say(table.level, "rights", _ask(table, why))
        else:
            yield from _columns(world, table)
    if not lacking:
        yield say("ok", "rights", "customers, transactions, their lines and what settles them can be read")


def queries(world: World) -> Iterator[Finding]:
    """The very queries of a pull, one row each: what they cannot do without is missing here and nowhere else."""
    asked = [("customers", parties.select(world)), ("documents", documents.select(world)), ("lines", lines.SELECT)]
    if world.settings.tax == "suitetax":
        asked.append(("tax details of SuiteTax", taxes.DETAILS))
    failed = False
    for what, select in asked:
        try:
            world.client.page(select, size=1)
        except Misconfigured as error:
            failed = True
            yield say("error", "rights", f"{what} cannot be read: {error}")
    if not failed:
        yield say("ok", "rights", "the queries of a pull are answered")


def types(world: World) -> Iterator[Finding]:
    """Types of which nothing is seen: there is none, or the role may not view them; NetSuite tells no difference."""
    unseen = [type_ for type_ in TYPES if not _first(world, type_.code)]
    for type_ in unseen:
        message = f"no {type_.words} can be seen: there are none yet, or the role lacks {type_.right}"
        yield say("warning" if type_.code == "CustInvc" else "note", "rights", message)
    seen = [type_.words for type_ in TYPES if type_ not in unseen]
    if seen:
        yield say("ok", "rights", f"{', '.join(seen)} can be seen")


def records(world: World) -> Iterator[Finding]:
    """Whether records open over REST, which opens them as for editing; nothing is written."""
    settings = world.settings
    wanted = [("customer", _first_customer(world), FIELD, "Lists > Customers: Edit")]
    if settings.einvoice_status:
        wanted.append(("invoice", _first(world, "CustInvc"), "tranId", "Transactions > Invoice: Edit"))
    if settings.block_orders:
        right = "Transactions > Sales Order: Edit, Sales Order Approval"
        wanted.append(("salesOrder", _first(world, "SalesOrd"), "orderStatus", right))
    opened = []
    for kind, id_, field, right in wanted:
        try:
            if id_ and world.client.record(kind, id_, (field,)) is not None:
                opened.append(kind)
        except Refused as refusal:
            yield say("error", "rights", f"{kind} records do not open for editing: ask for {right} ({refusal})")
    if opened:
        message = f"records open for editing: {', '.join(opened)}"
        yield say("ok", "rights", f"{message}; whether they may be saved shows with the first write")


def _columns(world: World, table: Table) -> Iterator[Finding]:
    """All optional columns in one query; which of them are refused is remembered by the client."""
    if not table.columns:
        return
    names = {f"probe{number}": column for number, column in enumerate(table.columns)}
    select = Select(
        columns={"id": table.key, **names},
        source=table.name,
        where=(f"{table.key} = 0",),
        optional=frozenset(names),
        hint=table.right,
    )
    world.client.page(select, size=1)
    absent = [column for column in table.columns if column in world.client.absent]
    losses: dict[str, list[str]] = {}
    for column in absent:
        losses.setdefault(table.columns[column], []).append(column)
    for loss, columns in losses.items():
        yield say("note", "columns", f"the account does not show {table.name}.{', '.join(columns)}: {loss}")


def _ask(table: Table, why: str) -> str:
    right = f"ask for {table.right}"
    if table.feature:
        right = f"where the feature {table.feature} is on, {right}"
    return f"{table.name}: {table.use}; {right} ({why})"


def _first(world: World, type_: str) -> str:
    """The id of some transaction of a type; "" where there is none."""
    where = (f"type = {suiteql.literal(type_)}",)
    rows, _ = world.client.page(Select(columns={"id": "id"}, source="transaction", where=where), size=1)
    return text(rows[0], "id") if rows else ""


def _first_customer(world: World) -> str:
    rows, _ = world.client.page(Select(columns={"id": "id"}, source="customer"), size=1)
    return text(rows[0], "id") if rows else ""
