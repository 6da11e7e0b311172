"""Why each item got what it got, what comes next and when: in plain words for a collector on the phone.

What comes next is the forecast (dunning/forecast.py): it holds if nothing is paid and nothing else happens.
"""

from datetime import date, timedelta

import msgspec

from dunning import holds, limits, reminders, state
from dunning.account import Account
from dunning.claims import Standing, standing
from dunning.decisions import Hold, Notice, Propose, Release
from dunning.explain_items import ItemTold, item_told
from dunning.forecast import forecast, hold_from
from dunning.policy import Policy
from dunning.words import by, day, sums

A_YEAR = timedelta(days=365)


class Coming(msgspec.Struct, frozen=True, kw_only=True):
    """A notice that would leave if nothing were paid."""

    date: date
    level: int
    channel: str
    words: str


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """The account as a whole. `rule` is `notice`, or why nothing leaves today (`decisions.Keep.rule`)."""

    rule: str
    today: str
    items: tuple[ItemTold, ...]
    limits: tuple[str, ...]
    promises: tuple[str, ...]
    plans: tuple[str, ...]
    events: tuple[str, ...]
    hold: str
    coming: tuple[Coming, ...]


def explain(account: Account, policy: Policy, today: date) -> Told:
    """Everything that a collector may be asked about this account today."""
    stand = standing(account, policy, today)
    decision = reminders.decide(account, policy, today, stand=stand)
    coming = list(forecast(account, policy, today, today + A_YEAR))
    claims = {claim.item.id: claim for claim in stand.claims}
    sent = isinstance(decision, Notice)
    return Told(
        rule="notice" if isinstance(decision, Notice) else decision.rule,
        today=f"{_step(policy, decision)}. {decision.reason}" if isinstance(decision, Notice) else decision.reason,
        items=tuple(
            item_told(item, claims.get(item.id), account, policy, stand, coming, today)
            for item in sorted(account.items, key=state.by_age)
        ),
        limits=() if sent else _limits(account, policy, today),
        promises=tuple(_promise(each) for each in stand.promises),
        plans=tuple(_plan(each) for each in stand.plans),
        events=tuple(_events(account, policy, today)),
        hold=_hold(account, policy, today, stand, coming),
        coming=tuple(
            Coming(date=n.date, level=n.level, channel=n.channel, words=f"{_step(policy, n)} on {day(n.date)}")
            for n in coming
        ),
    )


def _step(policy: Policy, notice: Notice) -> str:
    how = by(notice.channel)
    if notice.event:
        return f"answer to {notice.happening.replace('-', ' ')} {how}"
    return f"level {notice.level} '{policy.levels[notice.level - 1].name}' {how}"


def _limits(account: Account, policy: Policy, today: date) -> tuple[str, ...]:
    found = limits.limit(account, policy, today)
    return (found.reason,) if found is not None else ()


def _promise(each: state.PromiseState) -> str:
    p = each.promise
    words = f"{sums({p.currency: p.amount})} by {day(p.by)}, promised on {day(p.made)}: {each.state}"
    if each.state == "open":
        return f"{words}, {sums({p.currency: p.received})} received; broken on {day(each.ends + limits.A_DAY)}."
    if each.state == "broken":
        return f"{words}, {sums({p.currency: p.received})} received; it is chased again."
    return f"{words}."


def _plan(each: state.PlanState) -> str:
    words = f"Plan of {day(each.plan.agreed)}: {each.state}"
    if not each.rest:
        return f"{words}."
    when, amount = each.rest[0]
    words += f", {sums({each.plan.currency: amount})} by {day(when)}"
    if each.state == "running":
        return f"{words}; broken on {day(each.ends + limits.A_DAY)} if it is not paid."
    return f"{words} is missing; the invoices' own dates hold again."


def _events(account: Account, policy: Policy, today: date) -> list[str]:
    answered = {notice.event: notice.date for notice in account.notices if notice.event}
    told = []
    for event in sorted(state.happened(account, policy, today), key=lambda e: (e.date, e.id)):
        words = event.words or event.kind.replace("-", " ")
        answer = f"; answered on {day(answered[event.id])}" if event.id in answered else ""
        told.append(f"{day(event.date)}: {words}{answer}.")
    return told


def _hold(account: Account, policy: Policy, today: date, stand: Standing, coming: list[Notice]) -> str:
    decision = holds.decide(account, policy, today, stand=stand)
    if isinstance(decision, Release):
        return f"Comes off hold: {decision.reason}"
    if isinstance(decision, Hold):
        return f"Goes on hold: {decision.reason}"
    if isinstance(decision, Propose):
        return f"A hold is proposed: {decision.reason}"
    if account.on_hold:
        causes = holds.causes(policy, stand)
        pay = sums({cause.currency: cause.to_pay for cause in causes})
        return f"On hold: {'; '.join(cause.words for cause in causes)}. Released when {pay} is paid."
    when = hold_from(account, policy, today, coming)
    return f"No hold; from {day(when)} if nothing is paid." if when else "No hold."
