"""One item of an account in plain words: what is left out of it, what it got, and what comes next."""

from datetime import date

import msgspec

from dunning import state
from dunning.account import NOTHING, Account, Item, called
from dunning.claims import Claim, Standing
from dunning.decisions import Notice
from dunning.policy import Policy
from dunning.reminders import handed_over
from dunning.words import by, day, lateness, sums


class ItemTold(msgspec.Struct, frozen=True, kw_only=True):
    """One item. `next_level` and `next_on` are its next step if nothing is paid."""

    id: str
    number: str
    level: int
    words: str
    next_level: int | None = None
    next_on: date | None = None


def item_told(
    item: Item,
    claim: Claim | None,
    account: Account,
    policy: Policy,
    stand: Standing,
    coming: list[Notice],
    today: date,
) -> ItemTold:
    """One item in words; `coming` is the forecast of the account's notices, `claim` what it is asked for today."""
    words = [f"{called(account.items).get(item.id, item.number)}: {sums({item.currency: abs(item.open)})}"]
    if item.open < 0:
        words[0] += " in the customer's favour."
        return ItemTold(id=item.id, number=item.number, level=item.level, words=words[0])
    late = claim.late if claim else (today - item.due).days
    words[0] += f", {lateness(late)}."
    if item.level:
        level = min(item.level, len(policy.levels))
        words.append(f"Level {level} was given{f' on {day(item.level_on)}' if item.level_on else ''}.")
    words += _left_out(item, claim, policy, stand, today)
    nearest = next((n for n in coming for i in n.items if i.id == item.id and i.level > stand.ladder.given(item)), None)
    if nearest is None:
        words.append(_no_more(claim, account, policy, stand, today))
        return ItemTold(id=item.id, number=item.number, level=item.level, words=" ".join(filter(None, words)))
    reached = next(i.level for i in nearest.items if i.id == item.id)
    name, how = policy.levels[reached - 1].name, by(nearest.channel)
    if nearest.date == today:
        words.append(f"Today: level {reached} '{name}' {how}.")
    else:
        words.append(f"Next: level {reached} '{name}' {how} on {day(nearest.date)}, if nothing is paid.")
    return ItemTold(
        id=item.id,
        number=item.number,
        level=item.level,
        words=" ".join(words),
        next_level=reached,
        next_on=nearest.date,
    )


def _left_out(item: Item, claim: Claim | None, policy: Policy, stand: Standing, today: date) -> list[str]:
    """What is taken off before anybody asks for it."""
    words = []
    money = item.currency
    if 0 < item.open <= item.disputed:
        words.append("All of it is disputed: it is left out until the dispute is closed.")
    elif item.disputed > 0:
        words.append(f"{sums({money: item.disputed})} of it is disputed and left out.")
    for plan in stand.plans:
        if plan.state == "running" and item.id in plan.plan.items:
            when, amount = plan.rest[0]
            words.append(
                f"Part of the instalment plan of {day(plan.plan.agreed)}: {sums({money: amount})} by {day(when)}."
            )
    if claim is not None and claim.covered:
        part = "it" if claim.covered == claim.asked else f"{sums({money: claim.covered})} of it"
        words.append(f"Money already there pays {part}.")
    if claim is not None and claim.promised:
        part = "It" if claim.promised == claim.left else f"{sums({money: claim.promised})} of it"
        words.append(f"{part} is promised and not chased while the promise is open.")
    within = policy.tolerance.get(money, NOTHING)
    left = item.open - max(item.disputed, NOTHING) if claim is None else claim.asked - claim.covered
    if 0 < left <= within:
        words.append(f"No more than {sums({money: within})} is left: it counts as settled.")
    if item.block and state.blocked(item.block, item.block_until, today):
        until = f" until {day(item.block_until)}" if item.block_until else ""
        words.append(f"Blocked{until}: {item.block}.")
    return words


def _no_more(claim: Claim | None, account: Account, policy: Policy, stand: Standing, today: date) -> str:
    """Why nothing follows for an item of which something is asked."""
    words = "Nothing follows by itself."
    if claim is None or not claim.chase:
        words = ""
    elif state.blocked(account.block, account.block_until, today):
        words = "Nothing follows while reminders are blocked."
    elif handed_over(claim, policy):
        words = "It was handed over: nothing follows from here."
    elif not stand.ladder.top:
        words = "This customer is not reminded."
    elif claim.given == stand.ladder.top:
        last = "the highest for this customer" if stand.ladder.top < len(policy.levels) else "the last one"
        words = f"That level is {last}: nothing follows by itself."
    elif claim.stands > claim.given:
        words = "Nothing follows: the account is below the minimum."
    return words
