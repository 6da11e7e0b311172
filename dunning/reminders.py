"""Who is reminded today, of what, and at which level. One notice per customer and run.

The rules, in the order in which they are asked:

1. A blocked customer is left alone.
2. The disputed part of an item is left out; credits pay the oldest items first, per currency.
3. A currency is chased if what is missing of its due items reaches the policy's minimum.
4. A notice needs an item that steps up. The levels before the due date are friendly: they are skipped once
   the day has come. From the due date on an item takes one step per notice, however late it is: nobody gets
   a last reminder who never had a first (F150 and the dunning of most ERPs advance alike).
5. At least `frequency_days` lie between two notices of any level, and never are there two on one day.
6. With `working_days_only`, nothing is sent on a rest day of the customer's country.

A notice shows every due item of the chased currencies, so that the customer sees the whole account. Friendly
notices show only what falls due soon, and are not sent while something larger than the minimum is overdue.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from dunning.account import Account
from dunning.calendar import next_working_day, rest_day
from dunning.claims import NOTHING, Claim, by_currency, claims, disputed, plain, sums, total_left
from dunning.decisions import Keep, Notice, NoticeItem
from dunning.policy import Policy


def decide(account: Account, policy: Policy, today: date) -> Notice | Keep:
    """The notice that `account` gets on `today` (the company's business date), or why it gets none."""
    if account.block:
        return _keep(account, today, "block", f"Reminders are blocked: {account.block}.", block=account.block)
    found = _steps(claims(account, today), policy)
    first = next((level.days for level in policy.levels if level.days >= 0), 1)
    due = [c for c in found if c.late >= min(first, 1)]
    chased = [c for group in by_currency(due).values() if _worth(group, policy) for c in group]
    reached = [c for c in chased if c.left and c.stands > c.given]
    if not reached and not _overdue_beyond_minimum(due, policy):
        soon = [c for c in found if c.late < 0 and c.stands > c.given]
        chased = [c for g in by_currency(soon).values() if _worth(g, policy) for c in g if c.left]
        reached, due = chased, due + soon
    if not reached:
        return _quiet(account, policy, today, due, found)
    return _too_soon(account, policy, today) or _notice(account, policy, today, chased, reached)


def text_key(policy: Policy, number: int) -> str:
    """Which wording level `number` (1 for the first) uses.

    Its `text`; without one `before` for a level before the due date, else `1`, `2` ... counted from the first
    level on or after the due date, so that a friendly level in front does not sharpen the others.
    """
    level = policy.levels[number - 1]
    if level.text:
        return level.text
    if level.days < 0:
        return "before"
    return str(sum(1 for each in policy.levels[:number] if each.days >= 0))


class _Step(Claim, frozen=True, kw_only=True):
    """A claim and the step that a notice of today would take with it."""

    given: int  # the level already given; a policy that has become shorter caps it
    stands: int  # the level after a notice: the next step if that is due, else as given


def _steps(found: list[Claim], policy: Policy) -> list[_Step]:
    steps = []
    for c in found:
        given = min(c.item.level, len(policy.levels))
        steps.append(
            _Step(
                item=c.item,
                asked=c.asked,
                covered=c.covered,
                left=c.left,
                late=c.late,
                given=given,
                stands=_stands(given, c.late, policy),
            )
        )
    return steps


def _stands(given: int, late: int, policy: Policy) -> int:
    stands = given
    for number, level in enumerate(policy.levels[given:], given + 1):
        if late < 0 and level.days <= late:
            stands = number  # a friendly level that was missed is passed over
        if late >= 0 and level.days >= 0:
            return number if level.days <= late else given
    return stands


def _worth(group: list[_Step], policy: Policy) -> bool:
    left = total_left(group)
    return left > 0 and left >= policy.minimum.get(group[0].item.currency, NOTHING)


def _overdue_beyond_minimum(due: list[_Step], policy: Policy) -> bool:
    """Credits do not count here: money that comes in must never bring a customer a mail more."""
    return any(
        sum(c.asked for c in group) >= policy.minimum.get(currency, NOTHING)
        for currency, group in by_currency(due).items()
    )


def _notice(account: Account, policy: Policy, today: date, listed: list[_Step], reached: list[_Step]) -> Notice:
    number = max(c.stands for c in listed if c.left)
    level = policy.levels[number - 1]
    items = tuple(
        NoticeItem(
            id=c.item.id,
            number=c.item.number,
            issued=c.item.issued,
            due=c.item.due,
            amount=c.item.amount,
            open=c.asked,
            currency=c.item.currency,
            level=c.stands if c.left else c.given,
        )
        for c in listed
    )
    groups = by_currency(listed)
    credits = {cur: covered for cur, g in groups.items() if (covered := sum((c.covered for c in g), NOTHING))}
    missing = {currency: total_left(group) for currency, group in groups.items()}
    steps = ", ".join(f"{c.item.number} ({_lateness(c)}) reaches level {c.stands}" for c in reached)
    reason = f"{steps}. Asked for: {sums(missing)}"
    reason += f" after {sums(credits)} already received." if credits else "."
    facts: dict[str, Any] = {
        "policy": policy.name,
        "policy_version": policy.version,
        "level_name": level.name,
        "reached": [
            {
                "number": c.item.number,
                "days_late": c.late,
                "from": c.given,
                "to": c.stands,
            }
            for c in reached
        ],
        "asked": {currency: plain(amount) for currency, amount in missing.items()},
        "credits": {currency: plain(amount) for currency, amount in credits.items()},
        "last_notice": str(_last(account)) if account.notices else None,
    }
    return Notice(
        customer=account.customer,
        date=today,
        reason=reason,
        facts=facts,
        level=number,
        channel=level.channel,
        text=text_key(policy, number),
        items=items,
        credits=credits,
    )


def _too_soon(account: Account, policy: Policy, today: date) -> Keep | None:
    if account.notices:
        last, rest = _last(account), max(policy.frequency_days, 1)
        if (today - last).days < rest:
            again = last + timedelta(days=rest)
            reason = f"The last notice left on {last}; the next may leave on {again} ({rest} days apart)."
            return _keep(account, today, "frequency", reason, last_notice=str(last), next_step=str(again))
    if policy.working_days_only and (name := rest_day(today, account.country)):
        then = next_working_day(today, account.country)
        reason = f"{today} is a rest day in {account.country or 'an unknown country'} ({name}); next: {then}."
        return _keep(account, today, "calendar", reason, rest_day=name, next_step=str(then))
    return None


def _quiet(account: Account, policy: Policy, today: date, due: list[_Step], found: list[_Step]) -> Keep:
    """Nothing reaches a level: which of the rules is the reason?"""
    groups = by_currency(due)
    missing = {cur: left for cur, group in groups.items() if (left := total_left(group))}
    chased = [c for group in groups.values() if _worth(group, policy) for c in group if c.left]
    following = _next_step(found, policy, today)
    facts: dict[str, Any] = {"missing": {c: plain(a) for c, a in missing.items()}, "next_step": following}
    then = f" The next step is on {following}." if following else ""
    if not due and (contested := disputed(account, today)):
        numbers = sorted(i.number for i in contested)
        reason = f"All that is due is disputed: {', '.join(numbers)}.{then}"
        return _keep(account, today, "disputed", reason, disputed=numbers, next_step=following)
    if not due:
        return _keep(account, today, "nothing-due", f"Nothing is due.{then}", **facts)
    if not missing:
        covered = {cur: sum((c.covered for c in group), NOTHING) for cur, group in groups.items()}
        facts["covered"] = {currency: plain(amount) for currency, amount in covered.items()}
        return _keep(account, today, "covered", f"Money already there covers {sums(covered)}.{then}", **facts)
    if not chased:
        least = {currency: policy.minimum[currency] for currency in missing}
        facts["minimum"] = {currency: plain(amount) for currency, amount in least.items()}
        reason = f"Only {sums(missing)} is missing, below the minimum of {sums(least)}.{then}"
        return _keep(account, today, "minimum", reason, **facts)
    given = max(c.given for c in chased)
    oldest = max(chased, key=lambda c: c.late)
    if given:
        reason = f"Level {given} was given; {sums(missing)} is missing, "
        reason += f"{oldest.item.number} {_lateness(oldest)}.{then}"
        return _keep(account, today, "level-given", reason, level=given, **facts)
    reason = f"{sums(missing)} is missing, {oldest.item.number} {_lateness(oldest)}: no level yet.{then}"
    return _keep(account, today, "nothing-due", reason, **facts)


def _next_step(found: Iterable[_Step], policy: Policy, today: date) -> str | None:
    """The first day on which an item can reach another level: nothing happens before it, as things stand."""
    days = [
        c.item.due + timedelta(days=level.days)
        for c in found
        if c.left
        for number, level in enumerate(policy.levels, 1)
        if number > c.given
    ]
    return str(min(later)) if (later := [d for d in days if d > today]) else None


def _last(account: Account) -> date:
    return max(notice.date for notice in account.notices)


def _lateness(claim: Claim) -> str:
    if claim.late > 0:
        return f"{claim.late} day{'s' if claim.late > 1 else ''} overdue"
    return "due today" if not claim.late else f"due in {-claim.late} day{'s' if claim.late < -1 else ''}"


def _keep(account: Account, today: date, rule: str, reason: str, **facts: Any) -> Keep:
    return Keep(customer=account.customer, date=today, rule=rule, reason=reason, facts=facts)


__all__ = ["decide", "text_key"]
