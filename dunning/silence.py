"""Why nobody is written to today: which of the rules is the reason, and what comes next."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dunning import limits, state
from dunning.account import NOTHING, Account
from dunning.claims import Claim, Standing, by_currency, disputed, total_chase, total_left
from dunning.decisions import Keep
from dunning.limits import A_DAY, Limit
from dunning.policy import Policy
from dunning.words import lateness, plain, sums


def blocked(account: Account, today: date) -> Keep:
    """A person said so."""
    until = account.block_until
    end = f" until {until}" if until else ""
    facts = {"block": account.block, "next_step": str(until + A_DAY) if until else None}
    return _keep(account, today, "block", f"Reminders are blocked{end}: {account.block}.", facts)


def capped(account: Account, today: date) -> Keep:
    """The customer's cap is 0."""
    who = " ".join(f"{name} {value}" for name, value in (("grade", account.grade), ("key", account.key)) if value)
    reason = (
        f"Customers of {who} are not reminded." if who and account.cap is None else "This customer is not reminded."
    )
    return _keep(account, today, "capped", reason, {"cap": 0})


def limited(account: Account, today: date, limit: Limit) -> Keep:
    """Something would leave, on another day."""
    facts: dict[str, Any] = {"next_step": str(limit.then) if limit.then else None}
    if limit.rule == "calendar":
        facts["rest_day"] = limit.name
    else:
        facts["last_notice"] = str(limit.last)
    return _keep(account, today, limit.rule, limit.reason, facts)


def why(account: Account, policy: Policy, today: date, stand: Standing) -> Keep:
    """Nothing reaches a level: which of the rules is the reason?"""
    due = [c for c in stand.claims if c.late >= stand.ladder.overdue_from]
    due = due or [c for c in stand.claims if c.late < 0 and c.stands > c.given]  # a friendly word, else
    following = next_step(account, policy, today, stand)
    then = f" The next step is on {following}." if following else ""
    owed = {currency: left for currency, group in by_currency(due).items() if (left := total_left(group))}
    missing = {currency: left for currency, group in by_currency(due).items() if (left := total_chase(group))}
    facts: dict[str, Any] = {
        "missing": {c: plain(a) for c, a in missing.items()},
        "next_step": str(following) if following else None,
    }
    if not due:
        rule, reason = _not_due(account, today, stand, facts)
    elif not missing and not owed:
        covered = {cur: sum((c.covered for c in group), NOTHING) for cur, group in by_currency(due).items()}
        facts["covered"] = {currency: plain(amount) for currency, amount in covered.items()}
        rule, reason = "covered", f"Money already there covers {sums(covered)}."
    elif not missing:
        rule, reason = _withheld(due, stand)
    else:
        rule, reason = _level(account, policy, due, stand, facts)
    return _keep(account, today, rule, f"{reason}{then}", facts)


def _not_due(account: Account, today: date, stand: Standing, facts: dict[str, Any]) -> tuple[str, str]:
    if contested := disputed(account, today):
        facts["disputed"] = numbers = sorted(i.number for i in contested)
        return "disputed", f"All that is due is disputed: {', '.join(numbers)}."
    planned = {i for plan in stand.plans if plan.state == "running" for i in plan.plan.items}
    if any(i.id in planned and i.due <= today for i in account.items):
        coming = min(plan.rest[0] + (plan.plan.currency,) for plan in stand.plans if plan.state == "running")
        words = f"an instalment plan holds, {sums({coming[2]: coming[1]})} of it by {coming[0]}"
        return "planned", f"Nothing is due: {words}."
    return "nothing-due", "Nothing is due."


def _withheld(due: list[Claim], stand: Standing) -> tuple[str, str]:
    """Something is owed, and nothing of it may be asked for."""
    if any(c.promised for c in due):
        said = [p for p in stand.promises if p.state == "open"]
        words = " and ".join(f"{sums({p.promise.currency: p.promise.amount})} by {p.promise.by}" for p in said)
        return "promised", f"What is due is promised: {words}."
    words = ", ".join(f"{c.item.number} ({c.item.block})" for c in due if c.left)
    return "blocked", f"What is due is blocked: {words}."


def _level(
    account: Account, policy: Policy, due: list[Claim], stand: Standing, facts: dict[str, Any]
) -> tuple[str, str]:
    """Something may be asked for, and it takes no step."""
    missing = {currency: left for currency, group in by_currency(due).items() if (left := total_chase(group))}
    ours = [c for c in due if c.chase and not (c.given and policy.levels[c.given - 1].legal)]
    if not ours:
        return "legal", f"{sums(missing)} was handed over and is left to those who have it."
    least = _below(ours, policy)
    if least:
        facts["minimum"] = {currency: plain(amount) for currency, amount in least.items()}
        return "minimum", f"Only {sums(missing)} is missing, below the minimum of {sums(least)}."
    given = max(c.given for c in ours)
    oldest = max(ours, key=lambda c: c.late)
    if given == stand.ladder.top < len(policy.levels):
        facts["cap"] = given
        return "capped", f"Level {given} was given, the highest for this customer; {sums(missing)} is missing."
    if given:
        facts["level"] = given
        return (
            "level-given",
            f"Level {given} was given; {sums(missing)} is missing, {oldest.item.number} {lateness(oldest.late)}.",
        )
    return "nothing-due", f"{sums(missing)} is missing, {oldest.item.number} {lateness(oldest.late)}: no level yet."


def _below(ours: list[Claim], policy: Policy) -> dict[str, Decimal]:
    """The minimum of each currency if none of them, nor any dunning area, reaches it."""
    least: dict[str, Decimal] = {}
    for area in {c.item.area if policy.areas else "" for c in ours}:
        mine = [c for c in ours if not policy.areas or c.item.area == area]
        for currency, group in by_currency(mine).items():
            whole = policy.minimum.get(currency, NOTHING)
            steps = [policy.levels[c.stands - 1] for c in group if c.stands > c.given]
            minimum = min((level.minimum.get(currency, whole) for level in steps), default=whole)
            if total_chase(group) >= minimum:
                return {}
            least[currency] = minimum
    return least


def next_step(account: Account, policy: Policy, today: date, stand: Standing) -> date | None:
    """The first day on which something can happen, as things stand and if nothing is paid: nothing happens before.

    It is a day on which a notice may leave, and no promise that one does: what happens then is decided then.
    """
    later = [day for day in _turns(account, policy, today, stand) if day > today]
    return limits.possible(account, policy, min(later)) if later else None


def _turns(account: Account, policy: Policy, today: date, stand: Standing) -> Iterator[date]:
    ladder = stand.ladder
    # What is ripe waits for more to become due with it, up to the minimum; so does what happened.
    waiting = any(c.stands > c.given and c.late >= ladder.overdue_from for c in stand.claims)
    waiting = waiting or bool(policy.reactions and any(True for _ in state.happened(account, policy, today)))
    waiting = waiting or bool(policy.reactions and (account.promises or account.plans))
    for c in stand.claims:
        if c.left:
            yield from ladder.coming(c.item, c.due, today)
            if waiting:
                yield c.due + timedelta(days=ladder.overdue_from)
        if c.item.block_until is not None:
            yield c.item.block_until + A_DAY
    for promise in stand.promises:
        if promise.state == "open":
            yield promise.ends + A_DAY
    for plan in stand.plans:
        if plan.state == "running":
            yield plan.ends + A_DAY
            yield from (day for day, _ in plan.rest)
    if policy.reactions:
        for event in state.happened(account, policy, today):
            yield from (event.date + timedelta(days=r.days) for r in policy.reactions if r.on == event.kind)
        issuing = [r.days for r in policy.reactions if r.on == "invoice-issued"]
        yield from (item.issued + timedelta(days=days) for item in account.items for days in issuing)
        if issuing:  # a new invoice joins what was issued before it and waits for an answer
            yield from (item.issued for item in account.items)


def _keep(account: Account, today: date, rule: str, reason: str, facts: dict[str, Any]) -> Keep:
    return Keep(customer=account.customer, date=today, rule=rule, reason=reason, facts=facts)
