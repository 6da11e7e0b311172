"""Who goes on credit hold and who comes off it. There is no hysteresis: the cause alone decides."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from dunning.account import NOTHING, Account
from dunning.claims import Claim, Standing, by_currency, standing, total_left
from dunning.decisions import Hold, Propose, Release
from dunning.policy import HoldRule, Policy
from dunning.words import plain, sums


def decide(
    account: Account, policy: Policy, today: date, *, stand: Standing | None = None
) -> Hold | Propose | Release | None:
    """A hold when its cause appears, its release when the cause is gone, None when nothing changes.

    Causes, per currency and after disputes, running plans and credits: an item overdue by more than `hold.days`,
    more than `hold.amount` overdue in all, or an item that was given a level with `hold`. A block of reminders and
    a promise do not lift a hold: someone who is not written to, or who only said that he will pay, may still owe
    too much. Only Solde's own hold (`account.on_hold`) is ever released.

    Of a natural person a hold is only proposed (GDPR, Regulation (EU) 2016/679, article 22): `Propose`.
    `stand` is what `claims.standing` says of the same account, policy and day, where it was asked already.
    """
    causes = _causes(account, policy, today, stand)
    if causes and not account.on_hold:
        kind = Propose if account.sole_trader or account.consumer else Hold
        to_pay = {cause.currency: cause.to_pay for cause in causes}
        reason = f"{'; '.join(cause.words for cause in causes)}. To be released: pay {sums(to_pay)}."
        if kind is Propose:
            reason += f" {'A consumer' if account.consumer else 'A sole trader'}: a person decides."
        return kind(
            customer=account.customer,
            date=today,
            reason=reason,
            facts={**_base(policy), "causes": [cause.facts() for cause in causes]},
        )
    if account.on_hold and not causes:
        reason = "Nothing is overdue beyond the limits of the policy any more."
        if not may_hold(policy):
            reason = f"The policy {policy.name} no longer holds anybody."
        return Release(customer=account.customer, date=today, reason=reason, facts=_base(policy))
    return None


def may_hold(policy: Policy) -> bool:
    """Whether the policy holds anybody at all."""
    return policy.hold is not None or any(level.hold for level in policy.levels)


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """Why a customer is held, in one currency."""

    currency: str
    overdue: Decimal
    to_pay: Decimal  # after it, no limit is exceeded; it pays the oldest items first
    oldest: Claim
    limit: Decimal | None
    words: str

    def facts(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "currency": self.currency,
            "overdue": plain(self.overdue),
            "to_pay": plain(self.to_pay),
            "oldest": self.oldest.item.number,
            "days_late": self.oldest.late,
            "limit": None if self.limit is None else plain(self.limit),
        }


def _causes(account: Account, policy: Policy, today: date, stand: Standing | None) -> list[Cause]:
    if not may_hold(policy):
        return []
    return causes(policy, standing(account, policy, today) if stand is None else stand)


def causes(policy: Policy, stand: Standing) -> list[Cause]:
    """Why the customer is to be on hold; nothing where there is no reason."""
    rule = policy.hold or HoldRule()
    first = next((number for number, level in enumerate(policy.levels, 1) if level.hold), None)
    found = []
    for currency, group in by_currency(c for c in stand.claims if c.late > stand.ladder.grace and c.left).items():
        overdue, limit = total_left(group), rule.amount.get(currency)
        too_much = NOTHING if limit is None else max(overdue - limit, NOTHING)
        # Nobody loses credit over what is too little to be reminded of.
        worth = overdue >= policy.minimum.get(currency, NOTHING)
        too_old = [c for c in group if worth and rule.days is not None and c.late > rule.days]
        sharp = [c for c in group if first is not None and c.item.level >= first]
        if not too_old and not too_much and not sharp:
            continue
        words, oldest = [], group[0]
        if too_old:
            words.append(f"{oldest.item.number} is {oldest.late} days overdue, more than {rule.days} allowed")
        if too_much and limit is not None:
            words.append(f"{sums({currency: overdue})} is overdue, more than {sums({currency: limit})} allowed")
        if sharp:
            number = min(sharp[0].item.level, len(policy.levels))
            words.append(f"{sharp[0].item.number} has reached level {number} ({policy.levels[number - 1].name})")
        found.append(
            Cause(
                currency=currency,
                overdue=overdue,
                to_pay=max(_up_to(group, too_old + sharp), too_much),
                oldest=oldest,
                limit=limit,
                words="; ".join(words),
            )
        )
    return found


def _up_to(group: list[Claim], those: list[Claim]) -> Decimal:
    """What pays all of `those`: money goes to the oldest first, so whatever is older is paid with them."""
    ids, total, needed = {c.item.id for c in those}, NOTHING, NOTHING
    for claim in group:
        total += claim.left
        if claim.item.id in ids:
            needed = total
    return needed


def _base(policy: Policy) -> dict[str, Any]:
    return {"policy": policy.name, "policy_version": policy.version}
