"""What people agreed, as it stands today: promises, instalment plans, blocks, and what happened by itself.

A promise or a plan is broken by the calendar alone, so nobody has to notice: its breaking is an event of its own. So
is the issue of an invoice, where a policy answers it.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

import msgspec

from dunning.account import NOTHING, Account, Event, Item, Plan, Promise
from dunning.policy import Policy

A_DAY = timedelta(days=1)
_ISSUED = "invoice-issued:"


class PromiseState(msgspec.Struct, frozen=True, kw_only=True):
    """A promise today. `rest` is the part that is not chased while it is open, in the promise's currency."""

    promise: Promise
    state: Literal["open", "kept", "broken"]
    rest: Decimal
    ends: date  # the last day on which it protects


class PlanState(msgspec.Struct, frozen=True, kw_only=True):
    """A plan today. `rest` are the instalments that are still to come, what is paid taken off."""

    plan: Plan
    state: Literal["running", "kept", "broken"]
    rest: tuple[tuple[date, Decimal], ...]
    ends: date  # the last day before it breaks if nothing comes in; of a broken one the day before it broke


def blocked(block: str, until: date | None, today: date) -> bool:
    """Whether a block holds on this day; the last day counts."""
    return bool(block) and (until is None or today <= until)


def promises(account: Account, policy: Policy, today: date) -> list[PromiseState]:
    """Every promise, by the day it is for.

    Kept: received by the promised day and at least the amount. Broken: not kept `promise_grace_days` after it.
    Until then what is promised is not chased. Money that came in and is still unmatched does not use a promise
    up: it is taken off the account already, and taking it off the promise too would chase what was paid.
    """
    if not account.promises:
        return []
    found = []
    for promise in sorted(account.promises, key=lambda p: (p.by, p.made, p.id)):
        ends = promise.by + timedelta(days=policy.promise_grace_days)
        matched = max(promise.received - unmatched(account, promise.currency), NOTHING)
        if promise.received >= promise.amount:
            found.append(PromiseState(promise=promise, state="kept", rest=NOTHING, ends=ends))
        elif today > ends:
            found.append(PromiseState(promise=promise, state="broken", rest=NOTHING, ends=ends))
        else:
            rest = max(promise.amount - matched, NOTHING)
            found.append(PromiseState(promise=promise, state="open", rest=rest, ends=ends))
    return found


def unmatched(account: Account, currency: str) -> Decimal:
    """Money of the customer that no item has consumed."""
    credits = (max(c.open, NOTHING) for c in account.credits if c.currency == currency)
    negative = (-i.open for i in account.items if i.open < 0 and i.currency == currency)
    return sum(credits, NOTHING) + sum(negative, NOTHING)


def plans(account: Account, policy: Policy, today: date) -> list[PlanState]:
    """Every plan, by the day it was agreed. One that was broken holds again once it is paid up."""
    found = []
    for plan in sorted(account.plans, key=lambda p: (p.agreed, p.id)):
        paid, rest = plan.paid, []
        for due in plan.dues:
            part = min(paid, due.amount)
            paid -= part
            if due.amount > part:
                rest.append((due.due, due.amount - part))
        if not rest:
            last = plan.dues[-1].due if plan.dues else plan.agreed
            found.append(PlanState(plan=plan, state="kept", rest=(), ends=last))
            continue
        ends = rest[0][0] + timedelta(days=policy.promise_grace_days)
        state: Literal["running", "broken"] = "broken" if today > ends else "running"
        found.append(PlanState(plan=plan, state=state, rest=tuple(rest), ends=ends))
    return found


def terms(items: Iterable[Item], standing: Iterable[PlanState], today: date) -> dict[str, tuple[date, Decimal]]:
    """By the id of an item in a running plan: its due date under the plan, and how much is asked of it.

    The oldest items are paid by the first instalments. Asked for is what is due today, or else the next
    instalment; what comes later is not asked for yet. A broken plan changes nothing: the invoices' own dates hold.
    """
    there = {item.id: item for item in items}
    found: dict[str, tuple[date, Decimal]] = {}
    for each in standing:
        if each.state != "running":
            continue
        horizon = max(today, each.rest[0][0])
        dues = list(each.rest)
        mine = [there[i] for i in set(each.plan.items) if i in there and there[i].currency == each.plan.currency]
        for item in sorted(mine, key=by_age):
            found.setdefault(item.id, _under(item, dues, horizon))
    return found


def by_age(item: Item) -> tuple[date, date, str, str]:
    """The order in which items are paid, and shown: the oldest due date first."""
    return (item.due, item.issued, item.number, item.id)


def _under(item: Item, dues: list[tuple[date, Decimal]], horizon: date) -> tuple[date, Decimal]:
    """One item's share of the instalments, which are used up."""
    need = max(item.open - max(item.disputed, NOTHING), NOTHING)
    first, asked = dues[0][0], NOTHING
    while need > 0:
        day, amount = dues[0]
        last = len(dues) == 1  # whatever the plan leaves out is due with its last instalment
        part = need if last else min(need, amount)
        if day <= horizon:
            asked += part
        need -= part
        if not last:
            dues[0] = (day, amount - part)
            if part == amount:
                dues.pop(0)
    return first, asked


def happened(account: Account, policy: Policy, today: date) -> Iterator[Event]:
    """The events that were told, the promises and plans that broke by themselves, and the invoices that were issued."""
    yield from account.events
    if any(reaction.on == "invoice-issued" for reaction in policy.reactions):
        yield from _issued(account, today)
    for promise in promises(account, policy, today):
        if promise.state == "broken":
            p = promise.promise
            words = f"the promise of {p.made} to pay {p.amount} {p.currency} by {p.by} was not kept"
            yield _broken("promise-broken", f"promise-broken:{p.id}", promise.ends, p.items, words)
    for plan in plans(account, policy, today):
        if plan.state == "broken":
            day, amount = plan.rest[0]
            words = f"the instalment of {day} of the plan of {plan.plan.agreed} was not paid"
            words += f" ({amount} {plan.plan.currency} is missing)"
            yield _broken("plan-broken", f"plan-broken:{plan.plan.id}:{day}", plan.ends, plan.plan.items, words)


def _issued(account: Account, today: date) -> Iterator[Event]:
    """One event for each day on which invoices were issued that are not due yet; what is due is reminded of instead.

    A notice of new invoices names all that were issued up to its day, so that ten invoices in a week bring one mail:
    an invoice that is dated before such a notice and comes into the books only after it is not announced.
    """
    announced = max((n.date for n in account.notices if n.event.startswith(_ISSUED)), default=date.min)
    fresh = [i for i in account.items if announced < i.issued <= today <= i.due and i.open > 0]
    for day in sorted({i.issued for i in fresh}):
        items = tuple(i.id for i in sorted(fresh, key=by_age) if i.issued >= day)
        numbers = ", ".join(dict.fromkeys(i.number for i in sorted(fresh, key=by_age) if i.issued >= day))
        yield Event(id=f"{_ISSUED}{day}", kind="invoice-issued", date=day, items=items, words=f"{numbers} was issued")


def _broken(
    kind: Literal["promise-broken", "plan-broken"], id: str, ends: date, items: tuple[str, ...], words: str
) -> Event:
    return Event(id=id, kind=kind, date=ends + A_DAY, items=items, words=words)
