"""A notice as it is written down: what is on it, how it leaves, and why, in words and in facts."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from dunning.account import NOTHING, Account, Event
from dunning.claims import Claim, by_currency
from dunning.decisions import Notice, NoticeItem
from dunning.policy import Policy, Reaction, Way, way
from dunning.words import lateness, plain, sums

MESSAGES = ("mail", "letter", "sms")  # what a customer may wish for; a call or a task is no message


class Draft(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What is to be said, before it is written down."""

    area: str
    listed: list[Claim]
    reached: list[Claim]  # those that take a step
    levels: dict[str, int]  # by item, after the notice
    number: int  # the highest of them, of the items that are not paid yet
    event: Event | None = None  # what it answers; then nothing takes a step
    reaction: Reaction | None = None


def notice(account: Account, policy: Policy, today: date, draft: Draft) -> Notice:
    """The notice of a draft."""
    event = draft.event
    how = way(policy, draft.number, event.kind if event else "")
    channels = ways_out(account, how)
    items = tuple(
        [
            NoticeItem(
                id=c.item.id,
                number=c.item.number,
                issued=c.item.issued,
                due=c.due,
                amount=c.item.amount,
                open=c.asked - c.promised if c.promised else c.asked,
                currency=c.item.currency,
                level=draft.levels[c.item.id],
            )
            for c in draft.listed
        ]
    )
    groups = by_currency(draft.listed)
    credits = {cur: covered for cur, g in groups.items() if (covered := sum((c.covered for c in g), NOTHING))}
    missing = {cur: sum((c.asked - c.promised - c.covered for c in g), NOTHING) for cur, g in groups.items()}
    return Notice(
        customer=account.customer,
        date=today,
        reason=_reason(draft, missing, credits),
        facts=_facts(account, policy, draft, missing, credits),
        level=draft.number,
        channel=channels[0],
        fallback=channels[1:],
        text=_text(policy, draft),
        items=items,
        policy=policy.name,
        credits=credits,
        area=draft.area,
        event=event.id if event else "",
        happening=event.kind if event else "",
        legal=event is None and policy.levels[draft.number - 1].legal,
    )


def ways_out(account: Account, how: Way) -> tuple[str, ...]:
    """The channels in the order in which they are tried. What failed for this customer is passed over; where
    nothing is left, a person has to look: an activity in the ERP.
    """
    wished = (account.channel,) if account.channel and how.channel in MESSAGES else ()
    order = dict.fromkeys((*wished, how.channel, *how.fallback))
    return tuple(c for c in order if c not in account.unreachable) or ("activity",)


def text_key(policy: Policy, number: int) -> str:
    """Which wording level `number` (1 for the first) uses.

    Its `text`; without one `before` for a level before the due date, else `1`, `2` ... counted from the first
    level on or after the due date, so that a friendly level in front does not sharpen the others.
    """
    level = policy.levels[number - 1]
    if level.text:
        return level.text
    if level.friendly:
        return "before"
    return str(sum(1 for each in policy.levels[:number] if not each.friendly))


def _text(policy: Policy, draft: Draft) -> str:
    if draft.reaction is not None:
        return draft.reaction.text or draft.reaction.on
    return text_key(policy, draft.number)


def _reason(draft: Draft, missing: dict[str, Decimal], credits: dict[str, Decimal]) -> str:
    if draft.event is not None:
        why = draft.event.words or draft.event.kind.replace("-", " ")
        why = f"{why[0].upper()}{why[1:]} ({draft.event.date})"
    else:
        why = ", ".join(
            [f"{c.item.number} ({lateness(c.late)}) reaches level {draft.levels[c.item.id]}" for c in draft.reached]
        )
    area = f" Dunning area {draft.area}." if draft.area else ""
    after = f" after {sums(credits)} already received" if credits else ""
    return f"{why}.{area} Asked for: {sums(missing)}{after}."


def _facts(
    account: Account, policy: Policy, draft: Draft, missing: dict[str, Decimal], credits: dict[str, Decimal]
) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "policy": policy.name,
        "policy_version": policy.version,
        "level_name": policy.levels[draft.number - 1].name if draft.number else "",
        "reached": [
            {"number": c.item.number, "days_late": c.late, "from": c.given, "to": draft.levels[c.item.id]}
            for c in draft.reached
        ],
        "asked": {currency: plain(amount) for currency, amount in missing.items()},
        "credits": {currency: plain(amount) for currency, amount in credits.items()},
        "last_notice": str(max(notice.date for notice in account.notices)) if account.notices else None,
    }
    if draft.event is not None:
        facts["event"] = {"id": draft.event.id, "kind": draft.event.kind, "date": str(draft.event.date)}
    return facts
