"""Exposure: what a debtor owes or will owe, less the money that is already there. Per currency."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

import msgspec

from dunning.credit.position import NOTHING, Owed, Position


class Exposure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The parts of an exposure in one currency, all positive; `total` may be below zero, then money is left."""

    currency: str
    items: Decimal = NOTHING  # open items, disputed parts included: they may still be owed
    orders: Decimal = NOTHING  # ordered and not invoiced
    drafts: Decimal = NOTHING  # invoices that are not posted
    credits: Decimal = NOTHING  # money on account and open credit notes

    @property
    def total(self) -> Decimal:
        """What is at risk."""
        return self.items + self.orders + self.drafts - self.credits


def exposures(
    position: Position, *, accounts: Collection[str] | None = None, until: date | None = None, without: str = ""
) -> dict[str, Exposure]:
    """By currency, in alphabetical order, of these accounts (None: of all).

    Orders for a day after `until` do not count, nor does the order numbered `without`, which is being asked about.
    """
    parts: dict[str, dict[str, Decimal]] = {}

    def add(account: str, currency: str, part: str, amount: Decimal) -> None:
        if accounts is None or account in accounts:
            sums = parts.setdefault(currency, {})
            sums[part] = sums.get(part, NOTHING) + amount

    for item in position.owed:
        add(item.account, item.currency, "items" if item.open >= 0 else "credits", abs(item.open))
    for order in position.ordered:
        if order.uninvoiced > 0 and (until is None or order.day <= until) and not (without and order.number == without):
            add(order.account, order.currency, "drafts" if order.draft else "orders", order.uninvoiced)
    for money in position.money:
        add(money.account, money.currency, "credits", max(money.open, NOTHING))
    return {currency: Exposure(currency=currency, **sums) for currency, sums in sorted(parts.items())}


def unpaid(position: Position) -> list[Owed]:
    """The items that something is really missing on, oldest first.

    Disputed parts are left out, and money already there goes to the oldest items first, as dunning.claims has it.
    """
    money: dict[str, Decimal] = {}
    for found in position.money:
        money[found.currency] = money.get(found.currency, NOTHING) + max(found.open, NOTHING)
    for item in position.owed:
        if item.open < 0:
            money[item.currency] = money.get(item.currency, NOTHING) - item.open
    left = []
    for item in sorted(position.owed, key=_by_age):
        asked = item.open - max(item.disputed, NOTHING)
        if asked <= 0:
            continue
        covered = min(asked, money.get(item.currency, NOTHING))
        if covered:
            money[item.currency] -= covered
        if covered < asked:
            left.append(item)
    return left


def _by_age(item: Owed) -> tuple[date, str, str, Decimal, Decimal, int]:
    """Oldest first, and the same whatever order the items came in."""
    return item.due, item.number, item.account, item.open, item.disputed, item.level
