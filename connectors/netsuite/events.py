"""Files, notes and tasks: carried out once under their key.

Files and notes go through a door of their own (door_choice.py). A task is a record of the REST API: its external id
is made from the key, and writing it twice is writing it once.
"""

import hashlib
import re
from typing import Any

import msgspec

from connectors.errors import Refused
from connectors.netsuite import targets
from connectors.netsuite.door_choice import NONE
from connectors.netsuite.doors import Door
from connectors.netsuite.world import World
from connectors.records import AddNote, AddTask, AttachFile, Receipt

Event = AttachFile | AddNote | AddTask
# What an external id in an address may have (help: "Using External IDs").
_KEY = re.compile(r"[A-Za-z0-9_-]{1,60}")
_LONGEST_TITLE, _LONGEST_MESSAGE = 250, 3900  # of a task


def find(world: World, change: Event, key: str) -> Receipt | None:
    """The receipt of an event that is already there."""
    if isinstance(change, AddTask):
        there = world.client.record("task", f"eid:{external(key)}", ("id", "externalId"))
        return Receipt(id=external(key)) if there is not None else None
    door = world.doors.open(world.client)
    if door is None:
        return None
    target = targets.of(world, change.target)
    if isinstance(change, AttachFile):
        found = door.find_file(target, change.filename, key)
    else:
        found = door.find_note(target, key)
    return Receipt(id=found) if found else None


def push(world: World, change: Event, key: str, content: bytes | None) -> Receipt:
    """Carry it out. Refused where there is no such record."""
    if isinstance(change, AddTask):
        return _add_task(world, change, key)
    door = world.doors.open(world.client)
    if door is None:
        targets.check(world, change.target)
        return Receipt(done=False, detail=NONE)
    if isinstance(change, AttachFile):
        return _attach(world, door, change, key, content)
    return Receipt(id=door.add_note(targets.of(world, change.target), change.text, key))


def external(key: str) -> str:
    """The same for the same key, and safe in an address."""
    return f"solde-{key if _KEY.fullmatch(key) else hashlib.sha256(key.encode()).hexdigest()[:40]}"


def _attach(world: World, door: Door, change: AttachFile, key: str, content: bytes | None) -> Receipt:
    if content is None or hashlib.sha256(content).hexdigest() != change.sha256:
        raise ValueError("the bytes are not those that the change names")
    target = targets.of(world, change.target)
    return Receipt(id=door.put_file(target, change.filename, change.mime, content, key))


def _add_task(world: World, change: AddTask, key: str) -> Receipt:
    """A task belongs to the customer, and to the transaction where it is about one. Where NetSuite does not take whom
    it is for, it is the integration's own user's, and the receipt says so.
    """
    fields: dict[str, Any] = {
        "title": " ".join(change.summary.split())[:_LONGEST_TITLE] or "Solde",
        "message": change.text[:_LONGEST_MESSAGE],
        "company": {"id": targets.customer_of(world, change.target)},
    }
    if change.target.kind != "customer":
        fields["transaction"] = {"id": change.target.id}
    if change.due:
        fields["dueDate"] = change.due.isoformat()
    receipt, who = Receipt(id=external(key)), change.assignee
    if who is None or not (who.id.isascii() and who.id.isdecimal()):
        world.client.upsert("task", receipt.id, fields)
        return receipt
    try:
        world.client.upsert("task", receipt.id, {**fields, "assigned": {"id": who.id}})
    except Refused as refusal:
        world.client.upsert("task", receipt.id, fields)
        detail = f"not assigned to {who.name or who.id}: {refusal}"
        return msgspec.structs.replace(receipt, detail=detail)
    return receipt
