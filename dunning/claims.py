"""What a customer still owes once disputes and money already there are taken off."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TypeVar

import msgspec

from dunning.account import Account, Item

NOTHING = Decimal(0)


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One item as it may be asked for. Amounts are in the item's currency."""

    item: Item
    asked: Decimal  # open, without the disputed part; above zero
    covered: Decimal  # the part that the customer's credits already pay
    left: Decimal  # what is really missing: asked less covered
    late: int  # days since the due date; negative before it


AnyClaim = TypeVar("AnyClaim", bound=Claim)


def claims(account: Account, today: date) -> list[Claim]:
    """The undisputed items, oldest due date first, with the credits of their currency set against them.

    Credits go to the oldest items first, whatever the ERP will later match them with. So do the French
    (article 1342-10) and the Italian civil code (article 1193) among like debts when the debtor named none.
    An item with a negative open amount counts as a credit. The order of the input does not matter.
    """
    money: dict[str, Decimal] = {}
    for credit in account.credits:
        money[credit.currency] = money.get(credit.currency, NOTHING) + max(credit.open, NOTHING)
    for item in account.items:
        if item.open < 0:
            money[item.currency] = money.get(item.currency, NOTHING) - item.open
    found = []
    for item in sorted(account.items, key=lambda i: (i.due, i.issued, i.number, i.id)):
        asked = item.open - max(item.disputed, NOTHING)
        if asked <= 0:
            continue
        covered = min(asked, money.get(item.currency, NOTHING))
        if covered:
            money[item.currency] -= covered
        late = (today - item.due).days
        found.append(Claim(item=item, asked=asked, covered=covered, left=asked - covered, late=late))
    return found


def disputed(account: Account, today: date) -> list[Item]:
    """Items on or past their due date that are left out entirely because all of what is open is contested."""
    return [i for i in account.items if i.open > 0 and i.disputed >= i.open and i.due <= today]


def by_currency(found: Iterable[AnyClaim]) -> dict[str, list[AnyClaim]]:
    """The claims of each currency, currencies in alphabetical order; they are never added up across."""
    groups: dict[str, list[AnyClaim]] = {}
    for claim in found:
        groups.setdefault(claim.item.currency, []).append(claim)
    return dict(sorted(groups.items()))


def total_left(found: Iterable[Claim]) -> Decimal:
    """What is missing on claims of one currency."""
    return sum((c.left for c in found), NOTHING)


def plain(amount: Decimal) -> str:
    """A decimal as people write it in a log: no exponent, no zeros beyond the cents."""
    text = f"{amount:f}"
    whole, point, digits = text.partition(".")
    digits = digits.rstrip("0").ljust(2, "0")
    return f"{whole}.{digits}" if point else text


def sums(amounts: dict[str, Decimal]) -> str:
    """`120.00 EUR and 30.00 USD`."""
    return " and ".join(f"{plain(amount)} {currency}" for currency, amount in sorted(amounts.items()))
