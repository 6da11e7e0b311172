"""Effects in SAP: holds, dunning data, attachments. Each event is asked for before it is repeated."""

from connectors.records import Change, Receipt
from connectors.sap.world import World


def find(world: World, change: Change, key: str) -> Receipt | None:
    raise NotImplementedError


def push(world: World, change: Change, key: str, content: bytes | None) -> Receipt:
    raise NotImplementedError
