"""Who goes on credit hold and who comes off it. There is no hysteresis: the cause alone decides."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from dunning.account import Account
from dunning.claims import NOTHING, Claim, by_currency, claims, plain, sums, total_left
from dunning.decisions import Hold, Release
from dunning.policy import HoldRule, Policy


def decide(account: Account, policy: Policy, today: date) -> Hold | Release | None:
    """A hold when its cause appears, its release when the cause is gone, None when nothing changes.

    Causes, per currency and after disputes and credits: an item overdue by more than `hold.days`, or more
    than `hold.amount` overdue in all. Only Solde's own hold (`account.on_hold`) is ever released. A block of
    reminders does not lift a hold: someone who is not written to may still owe too much.
    """
    causes = [] if policy.hold is None else _causes(policy.hold, claims(account, today))
    if causes and not account.on_hold:
        to_pay = {cause.currency: cause.to_pay for cause in causes}
        why = "; ".join(cause.words for cause in causes)
        return Hold(
            customer=account.customer,
            date=today,
            reason=f"{why}. To be released: pay {sums(to_pay)}.",
            facts={**_base(policy), "causes": [cause.facts() for cause in causes]},
        )
    if account.on_hold and not causes:
        reason = "Nothing is overdue beyond the limits of the policy any more."
        if policy.hold is None:
            reason = f"The policy {policy.name} no longer holds anybody."
        return Release(customer=account.customer, date=today, reason=reason, facts=_base(policy))
    return None


class _Cause(msgspec.Struct, frozen=True, kw_only=True):
    currency: str
    overdue: Decimal
    to_pay: Decimal  # after it, none of the two limits is exceeded
    oldest: Claim
    limit: Decimal | None
    words: str

    def facts(self) -> dict[str, Any]:
        return {
            "currency": self.currency,
            "overdue": plain(self.overdue),
            "to_pay": plain(self.to_pay),
            "oldest": self.oldest.item.number,
            "days_late": self.oldest.late,
            "limit": None if self.limit is None else plain(self.limit),
        }


def _causes(rule: HoldRule, found: list[Claim]) -> list[_Cause]:
    causes = []
    for currency, group in by_currency(c for c in found if c.late > 0 and c.left).items():
        overdue, limit = total_left(group), rule.amount.get(currency)
        too_old = NOTHING if rule.days is None else total_left(c for c in group if c.late > rule.days)
        too_much = NOTHING if limit is None else max(overdue - limit, NOTHING)
        if not too_old and not too_much:
            continue
        words, oldest = [], group[0]
        if too_old:
            words.append(f"{oldest.item.number} is {oldest.late} days overdue, more than {rule.days} allowed")
        if too_much and limit is not None:
            words.append(f"{sums({currency: overdue})} is overdue, more than {sums({currency: limit})} allowed")
        causes.append(
            _Cause(
                currency=currency,
                overdue=overdue,
                to_pay=max(too_old, too_much),
                oldest=oldest,
                limit=limit,
                words="; ".join(words),
            )
        )
    return causes


def _base(policy: Policy) -> dict[str, Any]:
    return {"policy": policy.name, "policy_version": policy.version}
