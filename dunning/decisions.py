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


class NoticeItem(msgspec.Struct, frozen=True, kw_only=True):
    """An item on a notice and the level it reaches with it."""

    id: str
    number: str
    issued: date
    due: date
    amount: Decimal  # of the instalment
    open: Decimal  # asked for: without the disputed part
    currency: str
    level: int


class Notice(_Decision, frozen=True):
    """Send one notice.

    `level` is the highest of its items, those that `credits` already pay left aside. `credits` is money
    already there, per currency. Asked for is the sum of the items' `open` less `credits`, per currency.
    """

    level: int
    channel: str
    text: str
    items: tuple[NoticeItem, ...]
    credits: dict[str, Decimal] = {}


class Keep(_Decision, frozen=True):
    """Nothing is sent; says why (frequency, minimum, holiday, block, disputed, nothing due)."""

    rule: str  # frequency | minimum | calendar | block | disputed | covered | nothing-due | level-given


class Hold(_Decision, frozen=True):
    """Put the customer on credit hold."""


class Release(_Decision, frozen=True):
    """Take Solde's own hold back."""


Decision = Notice | Keep | Hold | Release
