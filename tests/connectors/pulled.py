"""What a connector's pages say, as an engine holds it."""

from collections.abc import Iterable
from typing import TypeVar

import msgspec

from connectors.contract import Connector
from connectors.records import Invoice, Kind, Page, Record, Ref, Unreadable

T = TypeVar("T", bound=Record)
Seen = dict[Ref, Record | Unreadable]


def seen(pages: Iterable[Page]) -> Seen:
    """What an engine holds after these pages: the last word on each record."""
    return {record.ref: record for page in pages for record in page.records}


def sound(pages: Iterable[Page], of: type[T]) -> dict[str, T]:
    """The same by id, where all are of this type and none was set aside."""
    found: dict[str, T] = {}
    for page in pages:
        for record in page.records:
            assert isinstance(record, of), record
            found[record.ref.id] = record
    return found


def everything(connector: Connector, kind: Kind) -> Seen:
    """A full pull."""
    return seen(connector.pull(kind, None))


def first(connector: Connector, kind: Kind, ref: Ref) -> Record | Unreadable:
    """One record, by a pull that goes no further than the page on which it is."""
    return next(record for page in connector.pull(kind, None) for record in page.records if record.ref == ref)


def invoice_of(connector: Connector, ref: Ref) -> Invoice:
    """One invoice, by a full pull."""
    record = everything(connector, "invoice")[ref]
    assert isinstance(record, Invoice)
    return record


def same(one: Record | Unreadable, other: Record | Unreadable) -> bool:
    """Whether both say the same. Where the ERP keeps no time of a change, `changed_at` is when it was read."""
    if isinstance(one, Unreadable) or isinstance(other, Unreadable):
        return one == other
    return one == msgspec.structs.replace(other, changed_at=one.changed_at)
