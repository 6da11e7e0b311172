"""What a customer still owes once disputes, plans, money already there and promises are taken off.

Reminders, holds and explanations all start here; the claims of an account on a day are made once for all of them.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from operator import itemgetter

import msgspec

from dunning import state
from dunning.account import NOTHING, Account, Item
from dunning.policy import Policy
from dunning.steps import Ladder


class Claim(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One item as it stands today. Amounts are in the item's currency."""

    item: Item
    due: date  # of the item, or of the running plan that it is part of
    late: int  # days since then; negative before
    asked: Decimal  # open, without what is disputed or planned for later; above zero
    covered: Decimal  # the part that the customer's credits already pay
    left: Decimal  # what is owed: asked less covered, nothing within the policy's tolerance. Holds look at it
    promised: Decimal  # the part of it that an open promise protects
    chase: Decimal  # what a notice may ask for: left less promised, nothing while the item is blocked
    given: int  # the level it has
    stands: int  # the level after a notice: the next step if that is due, else as given


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """An account on one day. `claims` has the oldest first; items of which nothing is asked today have none."""

    claims: list[Claim]
    ladder: Ladder
    promises: list[state.PromiseState]
    plans: list[state.PlanState]


def standing(account: Account, policy: Policy, today: date) -> Standing:
    """The account as it stands under a policy.

    Credits go to the oldest items first, whatever the ERP will later match them with. So do the French
    (article 1342-10) and the Italian civil code (article 1193) among like debts when the debtor named none.
    An item with a negative open amount counts as a credit. An item with no more than `tolerance` left counts as
    settled. A plan that runs has due dates of its own; a promise protects its items, or the oldest, until it is
    kept or broken. The order of the input does not matter.
    """
    ladder = Ladder(policy, account)
    running = state.plans(account, policy, today) if account.plans else []
    pledged = state.promises(account, policy, today)
    terms = state.terms(account.items, running, today) if running else {}
    money = _money(account)
    rows = []
    for item in account.items:
        asked, due = item.open, item.due
        if item.disputed > 0:
            asked -= item.disputed
        if terms and item.id in terms:
            due, asked = terms[item.id][0], min(asked, terms[item.id][1])
        if asked > policy.tolerance.get(item.currency, NOTHING):
            rows.append((due, item.issued, item.number, item.id, asked, item))
    rows.sort(key=itemgetter(0, 1, 2, 3))
    covered = [_take(money, row[5].currency, row[4]) for row in rows] if money else None
    found = []
    shields = _shields(rows, covered, pledged) if pledged else None
    for number, (due, _, _, _, asked, item) in enumerate(rows):
        paid = covered[number] if covered else NOTHING
        left = asked - paid if paid else asked
        if paid and left <= policy.tolerance.get(item.currency, NOTHING):
            left = NOTHING
        promised = min(shields.get(item.id, NOTHING), left) if shields else NOTHING
        chase = left - promised if promised else left
        if promised and chase <= policy.tolerance.get(item.currency, NOTHING):
            chase = NOTHING
        if item.block and state.blocked(item.block, item.block_until, today):
            chase = NOTHING
        late = (today - due).days
        found.append(
            Claim(
                item=item,
                due=due,
                late=late,
                asked=asked,
                covered=paid,
                left=left,
                promised=promised,
                chase=chase,
                given=ladder.given(item),
                stands=ladder.stands(item, due, late, today),
            )
        )
    return Standing(claims=found, ladder=ladder, promises=pledged, plans=running)


Row = tuple[date, date, str, str, Decimal, Item]


def _money(account: Account) -> dict[str, Decimal]:
    money: dict[str, Decimal] = {}
    for credit in account.credits:
        money[credit.currency] = money.get(credit.currency, NOTHING) + max(credit.open, NOTHING)
    for item in account.items:
        if item.open < 0:
            money[item.currency] = money.get(item.currency, NOTHING) - item.open
    return money


def _take(money: dict[str, Decimal], currency: str, wanted: Decimal) -> Decimal:
    part = min(wanted, money.get(currency, NOTHING))
    if part:
        money[currency] -= part
    return part


def _shields(
    rows: list[Row], covered: list[Decimal] | None, pledged: Iterable[state.PromiseState]
) -> dict[str, Decimal]:
    """By item how much of it open promises protect: their own items, the oldest where they name none."""
    shields: dict[str, Decimal] = {}
    for promise in pledged:
        rest, named = promise.rest, set(promise.promise.items)
        for number, (_, _, _, id, asked, item) in enumerate(rows):
            if rest <= 0 or item.currency != promise.promise.currency or (named and id not in named):
                continue
            open_ = asked - (covered[number] if covered else NOTHING) - shields.get(id, NOTHING)
            part = min(rest, open_)
            if part > 0:
                shields[id] = shields.get(id, NOTHING) + part
                rest -= part
    return shields


def disputed(account: Account, today: date) -> list[Item]:
    """Items on or past their due date that are left out entirely because all of what is open is contested."""
    return [i for i in account.items if i.open > 0 and i.disputed >= i.open and i.due <= today]


def by_currency(found: Iterable[Claim]) -> dict[str, list[Claim]]:
    """The claims of each currency, currencies in alphabetical order; they are never added up across."""
    groups: dict[str, list[Claim]] = {}
    for claim in found:
        groups.setdefault(claim.item.currency, []).append(claim)
    return groups if len(groups) < 2 else dict(sorted(groups.items()))


def total_left(found: Iterable[Claim]) -> Decimal:
    """What is owed on claims of one currency."""
    return sum((c.left for c in found), NOTHING)


def total_chase(found: Iterable[Claim]) -> Decimal:
    """What may be asked for on claims of one currency."""
    return sum((c.chase for c in found), NOTHING)
