"""Effects in NetSuite: holds, fields, files, notes, tasks. Each event is asked for before it is repeated."""

from connectors.netsuite import dunning_fields, events, holds
from connectors.netsuite.world import World
from connectors.records import AddNote, AddTask, AttachFile, Change, Receipt, SetDunning, SetEInvoiceStatus, SetHold


def find(world: World, change: Change, key: str) -> Receipt | None:
    """The receipt of an event that is already there; a state is simply set again."""
    match change:
        case AttachFile() | AddNote() | AddTask():
            return events.find(world, change, key)
        case SetHold() | SetDunning() | SetEInvoiceStatus():
            return None


def push(world: World, change: Change, key: str, content: bytes | None) -> Receipt:
    """Carry out one change. Events are only pushed when `find` gave nothing."""
    match change:
        case AttachFile() | AddNote() | AddTask():
            return events.push(world, change, key, content)
        case SetHold():
            return holds.push(world, change)
        case SetDunning():
            return dunning_fields.push_level(world, change)
        case SetEInvoiceStatus():
            return dunning_fields.push_status(world, change)
