"""A customer's hold in SAP: shown, set, and released where it is still Solde's.

`settings.hold` says where it stands: on the credit accounts of SAP Credit Management, on the customer, or on the
customer's sales areas. `settings.hold_code` is Solde's alone: a block with it is ours, any other is somebody else's
and stays, whether a hold is set or released. So what was there before needs no memory: ours goes only where
nothing was, and a release leaves nothing there.

A customer has one such row or several (credit segments, sales areas), and a row one block or several. Those that
somebody else has are left, ours goes onto the rest.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from connectors.errors import Refused
from connectors.records import Hold, Receipt, Ref, SetHold
from connectors.sap import filters, order_blocks, targets
from connectors.sap.client import Query
from connectors.sap.hold_places import ALL_BLOCKS, CREDIT, PARTNERS, Where, counts, place, where
from connectors.sap.values import Row, text
from connectors.sap.world import World
from einvoice.faults import Fault

__all__ = ["CREDIT", "PARTNERS", "Where", "place_on", "release", "shown", "where"]


def shown(world: World, rows: Iterable[Row]) -> Hold | None:
    """The hold as rows of `where(settings).entity` show it, whoever set it; None where none can be shown.

    `rows` are all those of one customer (of his business partner, for credit accounts), with at least
    `where(settings).fields`; rows of other companies among them do not count. The value is their raw fields.
    """
    spot = where(world.settings)
    counted = [row for row in rows if counts(world, spot, row)] if spot else []
    if not spot or not counted:
        return None
    value = {spot.name(row): spot.values(row) for row in counted}
    return Hold(on=any(spot.holds(row) for row in counted), value=_encode(value))


def order_blocks_of(world: World, change: SetHold) -> Mapping[str, str]:
    """The blocks of open orders that go with a hold, field by field: on release those that its receipt speaks of."""
    said = _decode(change.undo).get("orders")
    return said if isinstance(said, dict) else order_blocks.codes(world.settings)


def place_on(world: World, target: Ref) -> Receipt:
    """Set the hold. Refused where there is no such customer, or no row to block."""
    settings = world.settings
    spot, code = where(settings), settings.hold_code
    if not spot or not spot.codes:
        return Receipt(done=False, detail='nothing is blocked in SAP: hold = "none", or hold_blocks is empty')
    rows = [row for row in _rows(world, spot, target) if counts(world, spot, row)]
    if not rows:
        raise Refused([_nothing_to_block(spot, target)])
    ours: list[str] = []
    theirs: list[str] = []
    for row in rows:
        now, _ = _changed(world, spot, row, lambda fresh: spot.setting(code, fresh))
        if spot.is_held_by(code, now):
            ours.append(spot.name(now))
        theirs += [f"{spot.title(now)}: {what}" for what in spot.others(code, now)]
    left = f"somebody else's block was kept ({'; '.join(theirs)})" if theirs else ""
    if not ours:
        return Receipt(done=False, detail=left or f"{spot.words} {target.id} was changed in SAP at the same moment")
    undo = _encode({"hold": settings.hold, "code": code, "rows": ours, "orders": order_blocks.codes(settings)})
    return Receipt(id=text(rows[0], spot.by), detail=left, undo=undo)


def release(world: World, change: SetHold) -> tuple[Receipt, bool]:
    """Lift our code wherever it stands: in what the receipt speaks of, and in what a lost receipt would have.

    Also says whether nobody blocks the customer there now. Refused where there is no such customer.
    """
    said = _decode(change.undo)
    code = str(said.get("code") or world.settings.hold_code)
    spot = place(str(said.get("hold") or world.settings.hold), ALL_BLOCKS)
    if not spot or not code:
        return Receipt(done=False, detail="there is no record of a block set by Solde"), False
    named = said.get("rows") or ()
    rows = [row for row in _rows(world, spot, change.target) if counts(world, spot, row) or spot.name(row) in named]
    after = [_changed(world, spot, row, lambda fresh: spot.lifting(code, fresh)) for row in rows]
    free = not any(spot.holds(row) for row, _ in after)
    if any(lifted for _, lifted in after):
        return Receipt(id=text(rows[0], spot.by)), free
    why = "it was lifted before" if free else "somebody changed it"
    return Receipt(done=False, detail=f"block {code} no longer stands on the {spot.words}: {why}"), free


def _rows(world: World, spot: Where, target: Ref) -> list[Row]:
    """All rows of the customer. Refused where there is no such customer."""
    client = world.client
    numbers = targets.partners(world, target) if spot.by == "BusinessPartner" else [target.id]
    query = Query(select=spot.fields, filter=filters.one_of(spot.by, numbers), orderby=spot.keys)
    found = [row for page in client.rows(spot.service, spot.entity, query) for row in page]
    if not found and spot.by == "Customer":
        targets.check(world, target)
    return found


def _changed(world: World, spot: Where, row: Row, decide: Callable[[Row], Mapping[str, Any]]) -> tuple[Row, bool]:
    """The row as it is after what `decide` wants of it as it is now, and whether that was written."""
    fresh, written = world.client.change(spot.service, spot.entity, spot.key(row), lambda read: decide(read) or None)
    if fresh is None:
        return {}, False
    return ({**fresh, **decide(fresh)} if written else fresh), written


def _nothing_to_block(spot: Where, target: Ref) -> Fault:
    if spot.by == "BusinessPartner":
        what = "has no credit account in the credit segments of our company codes: " \
               'make one in UKM_BP, or set hold = "customer"'  # fmt: skip
    else:
        what = 'has no sales area in the sales organisations of our company codes: set hold = "customer"'
    return Fault(code="no-place", path="", message=f"customer {target.id} {what}", source=f"SAP {spot.entity}")


def _encode(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _decode(undo: str) -> dict[str, Any]:
    try:
        found = json.loads(undo)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
