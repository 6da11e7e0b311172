"""The store. Ledger: what the ERPs said. Said: what people said. Cases: what was decided. Credit: overrides,
held orders, registers. Outbox: what leaves. Tracking: what became of it. Journal: what happened.
"""

from sync.models.cases import EDocument, HoldCase, Notice, NoticeLine, Proposal
from sync.models.credit import CreditOverride, CreditScore, HeldOrder, Kyc, KycDocument
from sync.models.journal import Audit, Evidence, Run
from sync.models.ledger import Aside, Cursor, Entry, OpenItem, SettledItem
from sync.models.outbox import Counter, Effect, Lock
from sync.models.predue import PreDueCheck
from sync.models.said import Said
from sync.models.tracking import DeliveryEvent

__all__ = [
    "Aside",
    "Audit",
    "Counter",
    "CreditOverride",
    "CreditScore",
    "Cursor",
    "DeliveryEvent",
    "EDocument",
    "Effect",
    "Entry",
    "Evidence",
    "HeldOrder",
    "HoldCase",
    "Kyc",
    "KycDocument",
    "Lock",
    "Notice",
    "NoticeLine",
    "OpenItem",
    "PreDueCheck",
    "Proposal",
    "Run",
    "Said",
    "SettledItem",
]
