"""What a company decided about reminding: levels, limits, amounts, hold. Read from TOML in config/."""

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from dunning.account import Account, Happening

Channel = Literal["mail", "letter", "phone", "activity", "sms"]
After = Literal["due", "month-end", "issued", "previous"]


class _Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Way(_Rule, frozen=True):
    """How a notice leaves and what is in it."""

    channel: Channel = "mail"
    fallback: tuple[Channel, ...] = ()  # tried in this order where `channel` cannot reach the customer or failed
    text: str = ""  # which wording
    tone: Literal["", "friendly", "firm", "formal"] = ""  # empty: as the wording is
    language: str = ""  # ISO 639-1; empty: the customer's
    template: str = ""  # which page; empty: the standard letter
    fee: dict[str, Decimal] = {}  # per currency, asked for once with this notice
    compensation: bool = False  # the 40 EUR of directive 2011/7/EU, once per invoice; never from a consumer
    interest: bool = False  # late-payment interest up to the day of the notice
    cc_salesperson: bool = False
    attach_invoices: bool = False
    payment_code: bool = True  # the QR code that a banking app reads (EPC069-12, Swiss QR)
    payment_link: bool = True  # where the company has a payment page


class Level(Way, frozen=True, kw_only=True):
    """One step of reminding: it is reached `days` after what `after` names (negative: before it).

    `after` is the due date, the end of the month of the due date, the invoice's date, or the day on which the
    step before was given. `part` instead of `days` counts as a part of the term: 0.5 of net 30 is day 15 after
    the invoice's date.
    """

    name: str
    days: int = 0
    after: After = "due"
    part: Decimal | None = None
    minimum: dict[str, Decimal] = {}  # per currency; where it is absent the policy's
    hold: bool = False  # who reaches this level goes on credit hold
    legal: bool = False  # handed over to lawyers or an agency as a dossier; nothing follows it

    @property
    def friendly(self) -> bool:
        """Whether it makes sense only before the due date: then it is passed over once that day has come."""
        return self.part is not None or self.after == "issued" or (self.after == "due" and self.days < 0)


class Reaction(Way, frozen=True, kw_only=True):
    """A notice that answers something that happened. It steps nothing up; the limits hold for it as for others."""

    on: Happening
    days: int = 0  # so many days after it happened
    within: int = 30  # and no later than so many days after that: what is stale is not answered any more


class HoldRule(_Rule, frozen=True):
    """Hold when the oldest item is overdue by more than `days`, or more than `amount` is overdue."""

    days: int | None = None
    amount: dict[str, Decimal] = {}  # per currency; a currency that is absent has no limit


class Cap(_Rule, frozen=True):
    """The highest level for some customers, by the number of the level; 0 means that they are not reminded."""

    grade: dict[str, int] = {}
    key: dict[str, int] = {}


class Policy(_Rule, frozen=True):
    """A policy as a whole; `levels` in the order in which they are given."""

    name: str
    levels: tuple[Level, ...]
    reactions: tuple[Reaction, ...] = ()
    frequency_days: int = 7  # at least so many days between two notices to one customer, over all channels
    most: int = 0  # at most so many notices within `most_days`; 0: no such limit
    most_days: int = 30
    minimum: dict[str, Decimal] = {}  # per currency: below it nobody is reminded
    tolerance: dict[str, Decimal] = {}  # per currency: an item with no more than this left counts as settled
    grace_days: int = 0  # an item is overdue only when it is late by more than this
    promise_grace_days: int = 0  # a promise or a plan's instalment is broken only so many days after its day
    working_days_only: bool = True  # no notice on weekends and public holidays of the customer's country
    quiet: tuple[str, ...] = ()  # more days without notices: 2026-12-24, 12-24, 12-24/01-02
    cap: Cap = Cap()
    to_parent: bool = False  # a subsidiary's notices go to its parent
    areas: bool = False  # one notice per dunning area instead of one for the whole account
    hold: HoldRule | None = None
    check_part: Decimal | None = None  # at this part of the term an invoice is compared with its order
    version: str = "1"


def way(policy: Policy, level: int, happening: str = "") -> Way:
    """How a notice leaves and what is in it: the reaction to `happening`, else the level with this number (1: first).

    Takes a notice's own `level` and `happening`. Raises LookupError where the policy has neither any more.
    """
    if happening:
        for reaction in policy.reactions:
            if reaction.on == happening:
                return reaction
        raise LookupError(f"policy {policy.name} has no reaction on {happening}")
    if not 1 <= level <= len(policy.levels):
        raise LookupError(f"policy {policy.name} has no level {level}")
    return policy.levels[level - 1]


def highest(policy: Policy, account: Account) -> int:
    """The number of the last level that this customer may reach: the lowest of its caps. 0: it is not reminded."""
    caps = (account.cap, policy.cap.grade.get(account.grade), policy.cap.key.get(account.key))
    return min([len(policy.levels), *(cap for cap in caps if cap is not None)])


def quiet_day(policy: Policy, day: date) -> str:
    """The entry of `policy.quiet` that `day` falls into, empty if it falls into none."""
    for entry in policy.quiet:
        first, _, last = entry.partition("/")
        text = day.isoformat() if len(first) == 10 else day.strftime("%m-%d")
        end = last or first
        inside = first <= text <= end if first <= end else text >= first or text <= end
        if inside:
            return entry
    return ""
