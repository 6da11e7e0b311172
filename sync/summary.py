"""What a cycle did, in numbers: for the screen, for machines, and for the guard of later runs."""

from collections import Counter
from typing import Any

import msgspec


class Summary(msgspec.Struct, kw_only=True):
    """Counts of one run. `troubles` are sentences for a person; a run with troubles ends with exit code 1."""

    pulled: Counter[str] = msgspec.field(default_factory=Counter)  # changed records, by kind
    notices: Counter[str] = msgspec.field(default_factory=Counter)  # by level
    kept: Counter[str] = msgspec.field(default_factory=Counter)  # why nobody was written to
    holds_set: int = 0
    holds_released: int = 0
    holds_proposed: int = 0  # a person decides
    compared: int = 0  # invoices compared with their orders before they fell due
    differing: int = 0  # those of them that differ: a task each
    einvoices: Counter[str] = msgspec.field(default_factory=Counter)  # emitted, by format
    einvoices_refused: int = 0
    edited: int = 0  # changed in the ERP after emission
    ended: Counter[str] = msgspec.field(default_factory=Counter)  # effects, by way and status
    stopped: int = 0  # notices that were stopped just before sending
    troubles: list[str] = []
    busy: list[str] = []  # those of the troubles that only say that another process is at it

    @property
    def written_back(self) -> int:
        """Effects that the ERPs confirmed."""
        return self.ended["erp.done"]

    def asdict(self) -> dict[str, Any]:
        """JSON values."""
        values: dict[str, Any] = msgspec.to_builtins(self, str_keys=True)
        values["written_back"] = self.written_back
        return values
