"""Who is reminded today, of what, and at which level. One notice per customer and run.

The rules, in the order in which they are asked:

1. A blocked customer is left alone, and so is one whose cap is 0.
2. What is disputed, promised or planned for later is left out; credits pay the oldest items first, per currency.
3. A currency is chased if what is missing of its due items reaches the minimum of the policy or of the level.
4. A notice needs an item that steps up (dunning/steps.py), or something that happened and calls for an answer:
   a step comes before an answer, an answer before a friendly word.
5. The limits: how often, and on which days (dunning/limits.py).

A notice shows every due item of the chased currencies, so that the customer sees the whole account; with dunning
areas, of the most urgent area alone. Friendly notices show only what falls due soon, and are not sent while
something larger than the minimum is overdue. What was handed over to lawyers is left to them.
"""

from datetime import date
from decimal import Decimal

from dunning import limits, notices, silence, state
from dunning.account import NOTHING, Account, Event
from dunning.claims import Claim, Standing, by_currency, standing, total_chase
from dunning.decisions import Keep, Notice
from dunning.notices import Draft, text_key
from dunning.policy import Policy, Reaction

# After any later notice these need no answer any more: what they freed is chased again anyway.
_OVERTAKEN = {"promise-broken", "plan-broken", "dispute-closed"}


def decide(account: Account, policy: Policy, today: date, *, stand: Standing | None = None) -> Notice | Keep:
    """The notice that `account` gets on `today` (the company's business date), or why it gets none.

    `stand` is what `claims.standing` says of the same account, policy and day, where it was asked already.
    """
    if state.blocked(account.block, account.block_until, today):
        return silence.blocked(account, today)
    if stand is None:
        stand = standing(account, policy, today)
    if not stand.ladder.top and policy.levels:
        return silence.capped(account, today)
    draft = choose(account, policy, today, stand)
    if draft is None:
        return silence.why(account, policy, today, stand)
    limit = limits.limit(account, policy, today)
    if limit is not None:
        return silence.limited(account, today, limit)
    return notices.notice(account, policy, today, draft)


def choose(account: Account, policy: Policy, today: date, stand: Standing) -> Draft | None:
    """What a notice of today would be, the limits left aside."""
    areas: dict[str, list[Claim]] = {}
    for claim in stand.claims:
        if not handed_over(claim, policy):
            areas.setdefault(claim.item.area if policy.areas else "", []).append(claim)
    since = stand.ladder.overdue_from
    steps = [d for area, found in areas.items() if (d := _step(area, found, policy, since))]
    if steps:
        return min(steps, key=_urgency)
    if policy.reactions and (answer := _answer(account, policy, today, areas, since)):
        return answer
    if _overdue_beyond_minimum(stand, policy):
        return None
    friendly = [d for area, found in areas.items() if (d := _friendly(area, found, policy))]
    return min(friendly, key=_urgency) if friendly else None


def handed_over(claim: Claim, policy: Policy) -> bool:
    """Whether the item has reached the legal level: then nothing follows from us."""
    return claim.given > 0 and policy.levels[claim.given - 1].legal


def _urgency(draft: Draft) -> tuple[int, int, str]:
    return (-draft.number, -max(c.late for c in draft.reached), draft.area)


def _step(area: str, found: list[Claim], policy: Policy, since: int) -> Draft | None:
    """The firm steps of one area with the whole due account of the chased currencies around them."""
    listed: list[Claim] = []
    reached: list[Claim] = []
    for currency, group in by_currency(c for c in found if c.late >= since).items():
        left = total_chase(group)
        if left <= 0:
            continue
        stepping = [c for c in group if c.chase and c.stands > c.given and _worth(left, currency, policy, c.stands)]
        if stepping or _worth(left, currency, policy):
            listed += shown(group)
            reached += stepping
    return _draft(area, listed, reached) if reached else None


def _friendly(area: str, found: list[Claim], policy: Policy) -> Draft | None:
    listed: list[Claim] = []
    for currency, group in by_currency(c for c in found if c.late < 0 and c.chase and c.stands > c.given).items():
        left = total_chase(group)
        listed += [c for c in group if _worth(left, currency, policy, c.stands)]
    return _draft(area, listed, listed) if listed else None


def _answer(account: Account, policy: Policy, today: date, areas: dict[str, list[Claim]], since: int) -> Draft | None:
    """The first happening that is to be answered today and of which something is missing."""
    answered = {notice.event for notice in account.notices}
    last = max((notice.date for notice in account.notices), default=date.min)
    events = sorted(state.happened(account, policy, today), key=lambda e: (e.date, e.kind, e.id))
    for reaction in policy.reactions:
        for event in events:
            age = (today - event.date).days - reaction.days
            if event.kind != reaction.on or event.id in answered or not 0 <= age <= reaction.within:
                continue
            if event.kind in _OVERTAKEN and (last - event.date).days >= reaction.days:
                continue
            for area, found in sorted(areas.items()):
                about = [c for c in found if (c.item.id in event.items if event.items else c.late >= since)]
                listed = _whole(about, found, policy, since)
                if listed:
                    return _draft(area, listed, [], event=event, reaction=reaction)
    return None


def _whole(about: list[Claim], found: list[Claim], policy: Policy, since: int) -> list[Claim]:
    """What an answer shows: what the happening is about, and once that is overdue the whole due account."""
    listed: list[Claim] = []
    for currency, group in by_currency(c for c in about if c.chase).items():
        whole = group
        if any(c.late >= since for c in group):
            ids = {c.item.id for c in group}
            whole = [c for c in found if c.item.currency == currency and (c.late >= since or c.item.id in ids)]
        if _worth(total_chase(whole), currency, policy):
            listed += shown(whole)
    return listed


def shown(group: list[Claim]) -> list[Claim]:
    """Those of which something is asked, and those that money already there pays, so that it is seen where it went."""
    return [c for c in group if c.chase or c.covered == c.asked]


def _draft(
    area: str,
    listed: list[Claim],
    reached: list[Claim],
    *,
    event: Event | None = None,
    reaction: Reaction | None = None,
) -> Draft:
    steps = {c.item.id for c in reached}
    levels = {c.item.id: c.stands if c.item.id in steps else c.given for c in listed}
    number = max(levels[c.item.id] for c in listed if c.chase)
    return Draft(
        area=area, listed=listed, reached=reached, levels=levels, number=number, event=event, reaction=reaction
    )


def _worth(left: Decimal, currency: str, policy: Policy, number: int = 0) -> bool:
    """Whether so much is worth a notice: of level `number`, whose own minimum stands before the policy's."""
    own = policy.levels[number - 1].minimum.get(currency) if number else None
    return left > 0 and left >= (policy.minimum.get(currency, NOTHING) if own is None else own)


def _overdue_beyond_minimum(stand: Standing, policy: Policy) -> bool:
    """Credits do not count here: money that comes in must never bring a customer a mail more."""
    due = by_currency(c for c in stand.claims if c.late >= stand.ladder.overdue_from)
    return any(sum(c.asked for c in group) >= policy.minimum.get(currency, NOTHING) for currency, group in due.items())


__all__ = ["decide", "text_key"]
