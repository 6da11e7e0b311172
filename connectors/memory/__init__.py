"""The honest fake: an ERP in memory with a server clock, versions, transactions and trouble on demand.

It behaves as real ones do: time stamps are whole seconds and those of a transaction's start, deletions leave
no trace, an answer can be lost after the effect. Tests talk to `MemoryErp`; the engine to `connect(...)`.
"""

from collections.abc import Mapping

import msgspec

from connectors.contract import Connector
from connectors.memory.connector import MemoryConnector
from connectors.memory.erp import Event, MemoryErp

__all__ = ["Event", "MemoryErp", "Settings", "connect", "forget", "store"]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """[connections.NAME] with type = "memory"."""

    store: str = "default"  # connections with the same store see the same ERP, within one process


_stores: dict[str, MemoryErp] = {}


def store(name: str = "default") -> MemoryErp:
    """The ERP of that name in this process, made when it is asked for first."""
    return _stores.setdefault(name, MemoryErp())


def forget(name: str = "default") -> None:
    """Start anew: the next `store(name)` is an empty ERP."""
    _stores.pop(name, None)


def connect(name: str, settings: Settings, companies: Mapping[str, str]) -> Connector:
    """A connector onto the store; without `companies` it works for all of them."""
    return MemoryConnector(store(settings.store), name, frozenset(companies))
