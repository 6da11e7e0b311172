"""Effects in SAP: holds, dunning data, attachments. Each event is asked for before it is repeated."""

import msgspec

from connectors.records import AddNote, AddTask, AttachFile, Change, Receipt, SetDunning, SetEInvoiceStatus, SetHold
from connectors.sap import attachments, dunning_data, holds, order_blocks, targets
from connectors.sap.world import World

_NO_FIELD = "a billing document of SAP has no field for this; the attached files show it"


def find(world: World, change: Change, key: str) -> Receipt | None:
    """The receipt of an event that is already there; a state is simply set again."""
    match change:
        case AttachFile() | AddNote() | AddTask():
            return attachments.find(world, change, key)
        case SetHold() | SetDunning() | SetEInvoiceStatus():
            return None


def push(world: World, change: Change, key: str, content: bytes | None) -> Receipt:
    """Carry out one change. Events are only pushed when `find` gave nothing."""
    match change:
        case AttachFile() | AddNote() | AddTask():
            return attachments.push(world, change, key, content)
        case SetHold():
            return _hold(world, change)
        case SetDunning():
            return dunning_data.push(world, change)
        case SetEInvoiceStatus():
            targets.check(world, change.target)
            return Receipt(done=False, detail=_NO_FIELD)


def _hold(world: World, change: SetHold) -> Receipt:
    """The customer first, then the orders: one order that somebody keeps open must not keep him on hold.

    A release that broke off among the orders is one when it is repeated, too: the customer was released before.
    """
    blocks = holds.order_blocks_of(world, change)
    if change.on:
        receipt = holds.place_on(world, change.target)
        return _told(receipt, order_blocks.place(world, change.target, blocks)) if receipt.done else receipt
    receipt, free = holds.release(world, change)
    freed = order_blocks.lift(world, change.target, blocks)
    return _told(msgspec.structs.replace(receipt, done=receipt.done or (free and bool(freed))), freed)


def _told(receipt: Receipt, orders: str) -> Receipt:
    detail = "; ".join(part for part in (receipt.detail, orders) if part)
    return msgspec.structs.replace(receipt, detail=detail)
