"""Versions: a record changes when what it says does, wherever the ERP keeps it and whatever stamps moved."""

import hashlib
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from connectors.case import Case
from connectors.records import Customer, Invoice, Order, Payment, Ref, Unreadable

_ENCODER = msgspec.json.Encoder(order="deterministic")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLAIN: dict[str, Any] = {"version": "", "changed_at": _EPOCH}
_PLACED = {**_PLAIN, "origins": {}}
_Sealed = TypeVar("_Sealed", Customer, Order, Invoice, Payment)


def sealed(record: _Sealed) -> _Sealed:
    """The record with its version: the sha256 of what it says, without its time and the places it came from."""
    plain = _PLAIN if record.__class__ in (Order, Payment) else _PLACED
    content = _ENCODER.encode(msgspec.structs.replace(record, **plain))
    return msgspec.structs.replace(record, version=hashlib.sha256(content).hexdigest())


def aside(ref: Ref, case: Case, name: str = "") -> Unreadable:
    """What could not be understood, with the case's faults; its version follows them."""
    content = _ENCODER.encode(case.faults)
    return Unreadable(
        ref=ref,
        version=hashlib.sha256(content).hexdigest(),
        faults=tuple(case.faults),
        name=name or case.title,
        origins=case.origins,
    )
