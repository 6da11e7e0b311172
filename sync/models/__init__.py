"""The store. Ledger: what the ERPs said. Cases: what was decided. Outbox: what leaves. Journal: what happened."""

from sync.models.cases import EDocument, HoldCase, Notice, NoticeLine
from sync.models.journal import Audit, Evidence, Run
from sync.models.ledger import Aside, Cursor, Entry
from sync.models.outbox import Counter, Effect, Lock
from sync.models.predue import PreDueCheck

__all__ = [
    "Aside",
    "Audit",
    "Counter",
    "Cursor",
    "EDocument",
    "Effect",
    "Entry",
    "Evidence",
    "HoldCase",
    "Lock",
    "Notice",
    "NoticeLine",
    "PreDueCheck",
    "Run",
]
