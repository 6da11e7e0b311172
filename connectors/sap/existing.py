"""Which records are gone."""

from collections.abc import Iterator, Sequence

from connectors.records import Change, Finding, Kind, Page, Receipt, Ref, Snapshot
from connectors.sap.world import World

__all__ = ["Change", "Finding", "Iterator", "Kind", "Page", "Receipt", "Ref", "Sequence", "Snapshot"]


def missing(world: World, kind: Kind, ids: Sequence[Ref]) -> list[Ref]:
    raise NotImplementedError
