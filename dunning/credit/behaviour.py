"""How a customer pays, and the risk class that follows from it."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from dunning.credit.policy import GRADES, CreditPolicy, Grade
from dunning.credit.position import NOTHING, Paid, Position

_CENT, _SHARE = Decimal("0.01"), Decimal("0.0001")


class Behaviour(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The settled items of one currency, weighted by amount. Days are calendar days."""

    currency: str
    items: int
    amount: Decimal
    late_share: Decimal  # 0 to 1
    late_days: Decimal  # between due date and payment; what was paid early counts as on time
    days_to_pay: Decimal | None = None  # between issue and payment, which is a DSO of what was paid


class Risk(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The risk class, A (best) to E, and why."""

    grade: Grade
    words: str


def history(paid: Iterable[Paid], today: date, months: int) -> dict[str, Behaviour]:
    """By currency, what was paid within so many months of 30.4375 days before `today`."""
    since = today - timedelta(days=round(months * 30.4375))
    groups: dict[str, list[Paid]] = {}
    for item in paid:
        if since <= item.paid <= today and item.amount > 0:
            groups.setdefault(item.currency, []).append(item)
    return {currency: _behaviour(currency, found) for currency, found in sorted(groups.items())}


def _behaviour(currency: str, found: list[Paid]) -> Behaviour:
    total = sum((item.amount for item in found), NOTHING)
    late = sum((item.amount for item in found if item.paid > item.due), NOTHING)
    days = sum((item.amount * max((item.paid - item.due).days, 0) for item in found), NOTHING)
    dated = [(item.amount, (item.paid - item.issued).days) for item in found if item.issued is not None]
    weight = sum((amount for amount, _ in dated), NOTHING)
    return Behaviour(
        currency=currency,
        items=len(found),
        amount=total,
        late_share=(late / total).quantize(_SHARE, ROUND_HALF_UP),
        late_days=_round(days / total),
        days_to_pay=_round(sum((a * d for a, d in dated), NOTHING) / weight) if weight else None,
    )


def _round(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)


def risk(position: Position, policy: CreditPolicy, known: dict[str, Behaviour]) -> Risk:
    """The ERP's class where the policy says so, else the worse of payment history and external score.

    Of several currencies the one that is paid worst counts. A history of fewer than `at_least` items says
    nothing; without history and score the customer is in the class `unknown`.
    """
    if policy.from_grade and position.grade in GRADES:
        return Risk(grade=position.grade, words=f"class {position.grade} in the ERP")
    found = [_of_score(position)] if position.score is not None else []
    if sum(b.items for b in known.values()) >= policy.at_least:
        found += [_of_history(policy, behaviour) for behaviour in known.values()]
    real = [risk for risk in found if risk is not None]
    if not real:
        return Risk(grade=policy.unknown, words="no payment history and no score yet")
    return max(real, key=lambda risk: risk.grade)


def _of_score(position: Position) -> Risk | None:
    score = position.score
    if score is None or score.grade not in GRADES:
        return None
    said = f" ({score.words})" if score.words else ""
    return Risk(grade=score.grade, words=f"{score.source} says {score.grade}{said}")


def _of_history(policy: CreditPolicy, behaviour: Behaviour) -> Risk | None:
    if not policy.standings:
        return None
    words = (
        f"{behaviour.items} items paid on average {behaviour.late_days} days late, "
        f"{behaviour.late_share:.0%} of the {behaviour.currency} late"
    )
    for grade in GRADES:
        standing = policy.standings.get(grade)
        if standing is None:
            continue
        if behaviour.late_days <= standing.late_days and behaviour.late_share <= standing.late_share:
            return Risk(grade=grade, words=words)
    worst = max(GRADES.index(grade) for grade in policy.standings)
    return Risk(grade=GRADES[min(worst + 1, len(GRADES) - 1)], words=words)
