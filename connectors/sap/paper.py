"""SAP's own PDF of a billing document (GetPDF)."""

from collections.abc import Iterator, Sequence

from connectors.records import Change, Finding, Kind, Page, Receipt, Ref, Snapshot
from connectors.sap.world import World

__all__ = ["Change", "Finding", "Iterator", "Kind", "Page", "Receipt", "Ref", "Sequence", "Snapshot"]


def pdf(world: World, invoice: Ref) -> bytes | None:
    raise NotImplementedError
