"""What a decision is made from: one customer's account on one day. It knows no ERP and no database.

Amounts are in the currency that stands beside them. Whatever a collector learns on the phone (a promise, a
dispute, a block, an instalment plan) is here as it was entered; what it means today is decided in `state.py`.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

NOTHING = Decimal(0)
Happening = Literal["invoice-issued", "promise-broken", "plan-broken", "dispute-closed", "delivery-failed"]


class _Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class Item(_Fact, frozen=True):
    """One instalment of one invoice that is not fully settled."""

    id: str  # the invoice's reference and the instalment's place by due date, unique in the account
    number: str  # the invoice number a customer knows
    issued: date
    due: date
    amount: Decimal  # of the instalment
    open: Decimal
    currency: str
    disputed: Decimal = NOTHING  # the part of `open` that is contested
    level: int = 0  # highest level already given for it
    level_on: date | None = None  # when that level was given
    area: str = ""  # dunning area: items of different areas are never on one notice
    block: str = ""  # a reason not to chase this item alone
    block_until: date | None = None  # the last day on which `block` holds; None: until it is taken away


def called(items: Sequence[Item]) -> dict[str, str]:
    """What people call each item of an account, by its id: its invoice's number, or `F1#2` where an invoice has several
    instalments, counted by due date. That is how they are named to `solde customer`, too.
    """
    several = {number for number, count in Counter(item.number for item in items).items() if count > 1}
    found = {}
    for item in items:
        place = item.id.rpartition("#")[2]
        one = place.isdecimal() and (item.number in several or place != "0")
        found[item.id] = f"{item.number}#{int(place) + 1}" if one else item.number
    return found


class Credit(_Fact, frozen=True):
    """Money of the customer that no item has consumed: a payment on account, an open credit note."""

    id: str
    number: str
    date: date
    open: Decimal
    currency: str


class PastNotice(_Fact, frozen=True):
    """A notice that was given (a failed one does not count), over whatever channel and for whatever company."""

    date: date
    level: int
    event: str = ""  # the id of the happening that it answered


class Promise(_Fact, frozen=True):
    """A promise to pay. `received` is what came in from the day it was made up to `by`, or to today before it."""

    id: str
    made: date
    by: date
    amount: Decimal
    currency: str
    received: Decimal = NOTHING
    items: tuple[str, ...] = ()  # ids of the items it is about; empty: the oldest first


class PlanDue(_Fact, frozen=True):
    """One instalment of a plan: so much by that day."""

    due: date
    amount: Decimal


class Plan(_Fact, frozen=True):
    """An agreed instalment plan over some items. `paid` is what came in on them since it was agreed."""

    id: str
    agreed: date
    currency: str
    dues: tuple[PlanDue, ...]  # in order of their days
    items: tuple[str, ...]
    paid: Decimal = NOTHING


class Event(_Fact, frozen=True):
    """Something that happened and may call for a notice of its own; answered once."""

    id: str
    kind: Happening
    date: date
    items: tuple[str, ...] = ()  # empty: the whole account
    words: str = ""  # what a collector should read


class Account(_Fact, frozen=True):
    """Everything that counts about one customer of one company."""

    customer: str
    name: str
    country: str
    subdivision: str = ""  # ISO 3166-2 without the country, for regional holidays
    language: str = ""
    consumer: bool = False  # buys for no trade of their own: no 40 EUR, the consumers' rate
    sole_trader: bool = False  # a natural person in trade: nothing that weighs is decided without a person
    group: str = ""  # the ERP's customer group, which may have a policy of its own
    grade: str = ""  # customer class, such as A, B, C: may cap the level
    key: str = ""  # dunning key (F150): may cap the level
    policy: str = ""  # the name of a policy of its own
    channel: str = ""  # how it wants to be reminded: tried before the channels of the level
    cap: int | None = None  # the highest level for this customer; 0 means that it is not reminded
    block: str = ""  # a reason not to remind
    block_until: date | None = None  # the last day on which `block` holds; None: until it is taken away
    items: tuple[Item, ...] = ()
    credits: tuple[Credit, ...] = ()
    parent: str = ""  # who reads its notices where the policy says `to_parent`
    family_notices: tuple[PastNotice, ...] = ()  # to its parent and the parent's other subsidiaries: the same reader
    same_as: tuple[str, ...] = ()  # other accounts of the same debtor, whose notices are among `notices`
    notices: tuple[PastNotice, ...] = ()
    promises: tuple[Promise, ...] = ()
    plans: tuple[Plan, ...] = ()
    events: tuple[Event, ...] = ()
    unreachable: frozenset[str] = frozenset()  # channels that failed for this customer: mail, letter, sms ...
    on_hold: bool = False  # Solde's own hold is in force
