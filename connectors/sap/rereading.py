"""Whole accounts as they are now."""

from collections.abc import Iterator, Sequence

from connectors.records import Change, Finding, Kind, Page, Receipt, Ref, Snapshot
from connectors.sap.world import World

__all__ = ["Change", "Finding", "Iterator", "Kind", "Page", "Receipt", "Ref", "Sequence", "Snapshot"]


def reread(world: World, accounts: Sequence[Ref]) -> Snapshot:
    raise NotImplementedError
