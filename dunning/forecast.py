"""What would leave if nothing were paid: the same decisions, made for the days to come."""

from collections.abc import Iterator
from datetime import date

import msgspec

from dunning import holds, reminders
from dunning.account import Account, PastNotice
from dunning.claims import standing
from dunning.decisions import Notice
from dunning.limits import A_DAY
from dunning.policy import Policy


def forecast(account: Account, policy: Policy, first: date, last: date) -> Iterator[Notice]:
    """The notices from `first` to `last`, each given on its day, nothing paid and nothing else happening."""
    day = first
    while day <= last:
        decision = reminders.decide(account, policy, day)
        if isinstance(decision, Notice):
            yield decision
            account = given(account, decision)
            day += A_DAY
            continue
        following = decision.facts.get("next_step")
        if not following:
            return
        day = date.fromisoformat(following)


def given(account: Account, notice: Notice) -> Account:
    """The account once the notice has left."""
    levels = {item.id: item.level for item in notice.items}
    items = tuple(
        msgspec.structs.replace(item, level=levels[item.id], level_on=notice.date)
        if levels.get(item.id, 0) > item.level
        else item
        for item in account.items
    )
    past = PastNotice(date=notice.date, level=notice.level, event=notice.event)
    return msgspec.structs.replace(account, items=items, notices=(*account.notices, past))


def hold_from(account: Account, policy: Policy, first: date, coming: list[Notice]) -> date | None:
    """The first day from `first` on on which a customer who pays nothing would be held; None: not by itself.

    `coming` is the forecast of the notices, for levels that hold.
    """
    if account.on_hold or not holds.may_hold(policy):
        return None
    rule, turns = policy.hold, {first}
    for claim in standing(account, policy, first).claims:
        turns.add(claim.due + A_DAY * (policy.grace_days + 1))
        if rule is not None and rule.days is not None:
            turns.add(claim.due + A_DAY * (rule.days + 1))
    for plan in standing(account, policy, first).plans:
        turns |= {day + A_DAY * (policy.grace_days + 1) for day, _ in plan.rest} | {plan.ends + A_DAY}
    turns |= {notice.date + A_DAY for notice in coming}
    rest = list(coming)
    for day in sorted(turn for turn in turns if turn >= first):
        while rest and rest[0].date < day:
            account = given(account, rest.pop(0))
        if holds.decide(account, policy, day) is not None:
            return day
    return None
