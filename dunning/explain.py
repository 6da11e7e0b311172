"""Why each item got what it got, what comes next and when: in plain words for a collector on the phone.

What comes next is the forecast (dunning/forecast.py): it holds if nothing is paid and nothing else happens.
"""

from datetime import date, timedelta

import msgspec

from dunning import holds, limits, reminders, state
from dunning.account import NOTHING, Account, Item
from dunning.claims import Claim, Standing, standing, sums
from dunning.decisions import Hold, Notice, Propose, Release
from dunning.forecast import forecast, hold_from
from dunning.notices import lateness
from dunning.policy import Policy

A_YEAR = timedelta(days=365)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_BY = {"mail": "by e-mail", "letter": "by letter", "phone": "by telephone", "sms": "by text message"}


class ItemTold(msgspec.Struct, frozen=True, kw_only=True):
    """One item. `next_level` and `next_on` are its next step if nothing is paid."""

    id: str
    number: str
    level: int
    words: str
    next_level: int | None = None
    next_on: date | None = None


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
            _item(item, claims.get(item.id), account, policy, stand, coming, today)
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


def day(when: date) -> str:
    """`3 March 2026`."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def _step(policy: Policy, notice: Notice) -> str:
    by = _BY.get(notice.channel, "as a task in the ERP")
    if notice.event:
        return f"answer to {notice.happening.replace('-', ' ')} {by}"
    return f"level {notice.level} '{policy.levels[notice.level - 1].name}' {by}"


def _item(
    item: Item,
    claim: Claim | None,
    account: Account,
    policy: Policy,
    stand: Standing,
    coming: list[Notice],
    today: date,
) -> ItemTold:
    words = [f"{item.number}: {sums({item.currency: abs(item.open)})}"]
    if item.open < 0:
        words[0] += " in the customer's favour."
        return ItemTold(id=item.id, number=item.number, level=item.level, words=" ".join(words))
    late = claim.late if claim else (today - item.due).days
    words[0] += f", {lateness(late)}."
    if item.level:
        level = min(item.level, len(policy.levels))
        words.append(f"Level {level} was given{f' on {day(item.level_on)}' if item.level_on else ''}.")
    words += _left_out(item, claim, policy, stand, today)
    nearest = next((n for n in coming for i in n.items if i.id == item.id and i.level > stand.ladder.given(item)), None)
    if nearest is None:
        words += _no_more(claim, account, policy, stand, today)
        return ItemTold(id=item.id, number=item.number, level=item.level, words=" ".join(words))
    reached = next(i.level for i in nearest.items if i.id == item.id)
    name, by = policy.levels[reached - 1].name, _BY.get(nearest.channel, "as a task in the ERP")
    if nearest.date == today:
        words.append(f"Today: level {reached} '{name}' {by}.")
    else:
        words.append(f"Next: level {reached} '{name}' {by} on {day(nearest.date)}, if nothing is paid.")
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
    if item.disputed >= item.open:
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


def _no_more(claim: Claim | None, account: Account, policy: Policy, stand: Standing, today: date) -> list[str]:
    """Why nothing follows for an item of which something is asked."""
    if claim is None or not claim.chase:
        return []
    if state.blocked(account.block, account.block_until, today):
        return ["Nothing follows while reminders are blocked."]
    if reminders.handed_over(claim, policy):
        return ["It was handed over: nothing follows from here."]
    if not stand.ladder.top:
        return ["This customer is not reminded."]
    if claim.given == stand.ladder.top:
        last = "the highest for this customer" if stand.ladder.top < len(policy.levels) else "the last one"
        return [f"That level is {last}: nothing follows by itself."]
    if claim.stands > claim.given:
        return ["Nothing follows: the account is below the minimum."]
    return ["Nothing follows by itself."]


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
