"""What can be decided, each with its reason in words and in facts."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec


class _Decision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    customer: str
    date: date
    reason: str  # one English sentence for a collector
    facts: dict[str, Any] = {}  # the same, for a machine: JSON values only


class NoticeItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An item on a notice and the level it reaches with it."""

    id: str
    number: str
    issued: date
    due: date
    amount: Decimal  # of the instalment
    open: Decimal  # asked for: without the parts that are disputed or promised
    currency: str
    level: int


class Notice(_Decision, frozen=True):
    """Send one notice.

    `level` is the highest of its items, those that `credits` already pay left aside. `credits` is money
    already there, per currency. Asked for is the sum of the items' `open` less `credits`, per currency.
    How it leaves and what else is in it says `way` of the policy: its level, or its reaction to `event`.
    """

    level: int
    channel: str  # the first that is to be tried
    text: str
    items: tuple[NoticeItem, ...]
    policy: str = ""  # its name
    credits: dict[str, Decimal] = {}
    fallback: tuple[str, ...] = ()  # the channels after it, in their order
    area: str = ""
    event: str = ""  # the id of the happening that it answers; then no level steps up
    happening: str = ""  # its kind
    legal: bool = False  # the account is handed over with a dossier


class Keep(_Decision, frozen=True):
    """Nothing is sent; says why."""

    # block | capped | frequency | calendar | disputed | blocked | promised | planned | legal | covered | tolerance
    # | minimum | level-given | nothing-due
    rule: str


class Hold(_Decision, frozen=True):
    """Put the customer on credit hold."""


class Propose(_Decision, frozen=True):
    """What would be a hold, of a natural person: nothing happens before a person has decided (GDPR article 22)."""


class Release(_Decision, frozen=True):
    """Take Solde's own hold back."""


Decision = Notice | Keep | Hold | Propose | Release
