"""Which records are gone: a delta does not tell, so they are asked for by id."""

from collections.abc import Sequence

from connectors.netsuite import documents
from connectors.netsuite.kinds import INVOICE, TYPES
from connectors.netsuite.suiteql import Select, one_of
from connectors.netsuite.values import text
from connectors.netsuite.world import World
from connectors.records import Kind, Ref

_CUSTOMERS = Select(columns={"id": "c.id"}, source="customer c", hint="Lists > Customers: View")


def missing(world: World, kind: Kind, ids: Sequence[Ref], *, anywhere: bool = False) -> list[Ref]:
    """Those of `ids` that NetSuite does not know, or no longer as ours; `anywhere`: in no company at all."""
    wanted = sorted({ref.id for ref in ids if ref.id.isdecimal()}, key=int)
    if kind == "customer":
        there = {("", text(row, "id")) for row in world.client.lookup(_CUSTOMERS, "c.id", wanted)}
    else:
        waiting = (INVOICE,) if kind == "order" else ()
        select = documents.select(world).also(one_of("t.type", (*TYPES[kind], *waiting)))
        rows = world.client.lookup(select, "t.id", wanted)
        there = {(world.company_of(row), text(row, "id")) for row in rows}
    if anywhere:
        known = {id_ for _, id_ in there}
        return [ref for ref in ids if ref.id not in known]
    return [ref for ref in ids if (ref.company, ref.id) not in there]
