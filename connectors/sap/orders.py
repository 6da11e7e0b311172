"""Sales orders: A_SalesOrder with its items."""

from collections.abc import Iterator, Sequence

from connectors.records import Change, Finding, Kind, Page, Receipt, Ref, Snapshot
from connectors.sap.world import World

__all__ = ["Change", "Finding", "Iterator", "Kind", "Page", "Receipt", "Ref", "Sequence", "Snapshot"]


def pages(world: World, cursor: str | None) -> Iterator[Page]:
    raise NotImplementedError
