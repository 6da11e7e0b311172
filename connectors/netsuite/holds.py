"""A customer's hold in NetSuite: `creditHoldOverride`, which is AUTO, ON or OFF.

ON stops orders whatever is owed, OFF lets them pass, AUTO leaves it to the account's credit limit handling (help:
section_N1080144). A field of the customer's own (`hold_reason`) says that the hold is Solde's and
why (hold_mark.py); both are written in one request. A hold is released only where it still is ON and the field still
says so, and what was there before comes back.

Without that field nobody can tell a hold of Solde's that somebody made his own from one that nobody touched: then the
receipt alone counts. NetSuite's REST records have no version to write against, so between our reading and our writing
somebody else may write, as with any two users.

Orders go back to pending approval after the hold is on, and come back after it is lifted: the script that stops the
orders of held customers would refuse their approval before.
"""

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from connectors.netsuite import hold_mark, order_status, probes, targets
from connectors.netsuite.hold_mark import AUTO, OFF, ON, Mark
from connectors.netsuite.world import World
from connectors.records import Hold, Receipt, Ref, SetHold

FIELD = "creditHoldOverride"
SHIPPED = "custentity_solde_hold"
_ROOM, _ROOM_OF_OTHERS = 3900, 300  # characters: ours is a text area (4,000), another may be a free-form text (300)


class _Undo(msgspec.Struct, frozen=True):
    """What a receipt says."""

    before: str = ""
    field: str | None = None  # in which the mark was written; "" where the account had none
    orders: dict[str, str] = {}  # moved ones -> when they were changed last


class _Now(msgspec.Struct, frozen=True):
    """What the customer shows."""

    override: str
    field: str  # "" where the account has none
    text: str
    mark: Mark | None


def shown(override: str) -> Hold:
    """The hold as a customer's row shows it, whoever set it."""
    value = override.strip().upper() or AUTO
    return Hold(on=value == ON, value=value)


def push(world: World, change: SetHold) -> Receipt:
    """Set, or release what is still ours. Refused where there is no such customer."""
    return _set(world, change) if change.on else _release(world, change)


def has_field(world: World) -> bool:
    """Whether the account has the field that says whose a hold is."""
    field = world.settings.hold_reason
    return bool(field) and probes.has(world, "customer", field)


def _set(world: World, change: SetHold) -> Receipt:
    target = change.target
    now = _read(world, target)
    if world.settings.hold == "none":
        return Receipt(done=False, detail='nothing is held in NetSuite: hold = "none"')
    if now.override == ON and now.mark is None:
        whose = "somebody else's" if now.field else "somebody else's, or Solde's own of which the receipt was lost"
        return Receipt(done=False, detail=f"customer {target.id} is on hold already, and the hold is {whose}")
    held = now.mark if now.override == ON else None
    before = held.before if held else now.override
    blocks = bool(world.settings.block_orders and now.field)
    orders = list(dict.fromkeys([*(held.orders if held else ()), *(order_status.open_orders(world, target) if blocks
                                                                  else ())]))  # fmt: skip
    wanted: dict[str, Any] = {} if now.override == ON else {FIELD: {"id": ON}}
    room = _ROOM if now.field == SHIPPED else _ROOM_OF_OTHERS
    if now.field and (text := hold_mark.written(change.reason, before, orders, room)) != now.text:
        wanted[now.field] = text
    _write(world, target, wanted)
    done = order_status.send_back(world, target, orders)
    undo = {"before": before, "field": now.field, "orders": done.stamps}
    return Receipt(id=target.id, detail=done.words, undo=json.dumps(undo, sort_keys=True))


def _release(world: World, change: SetHold) -> Receipt:
    target, said = change.target, _decode(change.undo)
    now = _read(world, target)
    orders = {**dict.fromkeys(now.mark.orders if now.mark else (), ""), **said.orders}
    ours = _is_ours(now, said)
    if now.override == ON and not ours:
        kept = f"; {len(orders)} orders stay in pending approval" if orders else ""
        return Receipt(done=False, detail=f"the hold of customer {target.id} is no longer Solde's: {_why(now)}{kept}")
    before = (now.mark.before if now.mark else said.before) or AUTO
    wanted: dict[str, Any] = {FIELD: {"id": before}} if now.override == ON else {}
    cleared: dict[str, Any] = {now.field: None} if now.mark else {}
    if not orders:
        _write(world, target, {**wanted, **cleared})
        words = ""
    else:  # the mark goes last: it names the orders for a repeat
        _write(world, target, wanted)
        words = order_status.bring_forth(world, target, orders)
        _write(world, target, cleared)
    unfinished = now.mark is not None and bool(orders) and now.override == before  # by a release that broke off
    if ours or unfinished:
        return Receipt(id=target.id, detail=words)
    lifted = f"customer {target.id} is no longer on hold: somebody lifted it"
    return Receipt(done=False, detail="; ".join(part for part in (lifted, words) if part))


def _is_ours(now: _Now, said: _Undo) -> bool:
    """By the mark; by the receipt alone where the account has, or had, no field for one."""
    if now.override != ON:
        return False
    if now.mark is not None:
        return True
    unmarked = not now.field or (said.field == "" and not now.text)
    return unmarked and said.before != ""


def _why(now: _Now) -> str:
    if not now.field:
        return "there is no record of a hold set by Solde"
    return f"{now.field} was reworded" if now.text else f"{now.field} is empty"


def _read(world: World, target: Ref) -> _Now:
    """Refused where there is no such customer."""
    id_ = targets.numbered(target)
    field = world.settings.hold_reason if has_field(world) else ""
    row = world.client.record("customer", id_, [FIELD, *([field] if field else [])])
    if row is None:
        raise targets.missing(target)
    text = str(row.get(field) or "") if field else ""
    return _Now(_override(row.get(FIELD)), field, text, hold_mark.read(text))


def _override(value: object) -> str:
    """An enumeration is answered as {"id", "refName"}; nothing stands for AUTO, NetSuite's own default."""
    raw = value.get("id") if isinstance(value, Mapping) else value
    found = str(raw or AUTO).upper().lstrip("_")
    return found if found in (AUTO, ON, OFF) else AUTO


def _write(world: World, target: Ref, fields: Mapping[str, Any]) -> None:
    if fields and not world.client.patch("customer", target.id, fields):
        raise targets.missing(target)


def _decode(undo: str) -> _Undo:
    """What cannot be read says nothing."""
    try:
        said = msgspec.json.decode(undo, type=_Undo)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return _Undo()
    orders = {id_: stamp for id_, stamp in said.orders.items() if id_.isascii() and id_.isdecimal()}
    before = said.before if said.before in (AUTO, OFF) else ""
    return _Undo(before, said.field, orders)
