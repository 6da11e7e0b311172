"""The credit checks, one function each: passed, failed, or unclear where nobody can say, with a sentence and facts."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

import msgspec

from dunning.credit.behaviour import Behaviour
from dunning.credit.exposure import Exposure, exposures, unpaid
from dunning.credit.policy import Terms
from dunning.credit.position import NOTHING, Limit, Position, Request
from dunning.credit.rates import Rates
from dunning.words import plain, sums

Verdict = Literal["passed", "failed", "unclear"]


class Checked(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One check and what came of it; `words` is a sentence for an employee, `facts` the same for a machine."""

    check: str
    verdict: Verdict
    words: str
    facts: dict[str, Any] = {}


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What every check looks at."""

    position: Position
    request: Request
    terms: Terms
    rates: Rates
    behaviour: dict[str, Behaviour]
    limits: tuple[Limit, ...]


def static(case: Case) -> list[Checked]:
    """The whole exposure, this order included, within each limit that covers the customer."""
    return _against_limits(case, "static", None)


def dynamic(case: Case) -> list[Checked]:
    """The same with the orders up to the horizon alone; an order for a later day does not count either."""
    horizon = case.position.today + timedelta(days=case.terms.horizon_days or 0)
    return _against_limits(case, "dynamic", horizon)


def _against_limits(case: Case, check: str, until: date | None) -> list[Checked]:
    if not case.limits:
        return [Checked(check=check, verdict="passed", words="No credit limit is set.")]
    return [_against(case, check, limit, until) for limit in case.limits]


def _against(case: Case, check: str, limit: Limit, until: date | None) -> Checked:
    request = case.request
    found = exposures(case.position, accounts=limit.covers, until=until, without=request.number)
    asked = NOTHING if until and request.day and request.day > until else request.amount
    total, apart = with_order(found, asked, request.currency, limit.currency, case.rates)
    amount = limit.amount
    facts: dict[str, Any] = {
        "exposure": plain(total),
        "limit": plain(amount),
        "currency": limit.currency,
        "account": limit.account,
        "parts": {currency: working(part) for currency, part in found.items()},
    }
    horizon = f" by {until:%Y-%m-%d}" if until else ""
    if until:
        facts["horizon"] = until.isoformat()
    whose = "" if limit.account == case.position.customer else f" of {limit.name}"
    said = f"exposure with this order{horizon} is {sums({limit.currency: total})}"
    if total > amount:
        words = f"The {said}, over the limit{whose} of {sums({limit.currency: amount})}."
        return Checked(check=check, verdict="failed", words=words, facts=facts)
    if apart:
        facts["not_comparable"] = list(apart)
        words = (
            f"What is owed in {' and '.join(apart)} cannot be compared with the limit{whose} in {limit.currency}: "
            f"there is no exchange rate for {case.position.today:%Y-%m-%d}."
        )
        return Checked(check=check, verdict="unclear", words=words, facts=facts)
    words = f"The {said}, within the limit{whose} of {sums({limit.currency: amount})}."
    return Checked(check=check, verdict="passed", words=words, facts=facts)


def with_order(
    found: dict[str, Exposure], asked: Decimal, currency: str, into: str, rates: Rates
) -> tuple[Decimal, tuple[str, ...]]:
    """The exposure with an order in the currency `into`, and the currencies that could not be brought into it.

    Money that is left over in another currency does not pay for this one.
    """
    totals = {known: exposure.total for known, exposure in found.items()}
    totals[currency] = totals.get(currency, NOTHING) + asked
    kept = {known: total if known == into else max(total, NOTHING) for known, total in totals.items()}
    return rates.together({known: total for known, total in kept.items() if total}, into)


def working(part: Exposure) -> dict[str, str]:
    """How an exposure adds up."""
    return {
        "items": plain(part.items),
        "orders": plain(part.orders),
        "drafts": plain(part.drafts),
        "credits": plain(part.credits),
        "total": plain(part.total),
    }


def oldest(case: Case) -> list[Checked]:
    """How many days the oldest item that is really unpaid is overdue."""
    allowed = case.terms.oldest_days or 0
    left = unpaid(case.position)
    days = (case.position.today - left[0].due).days if left else 0
    facts: dict[str, Any] = {"days": max(days, 0), "allowed": allowed}
    if days <= 0:
        return [Checked(check="oldest", verdict="passed", words="Nothing is overdue.", facts=facts)]
    facts["number"] = left[0].number
    words = f"{left[0].number} is {days} days overdue, {allowed} allowed."
    return [Checked(check="oldest", verdict="failed" if days > allowed else "passed", words=words, facts=facts)]


def level(case: Case) -> list[Checked]:
    """The highest dunning level of an item that is really unpaid."""
    allowed = case.terms.highest_level or 0
    left = unpaid(case.position)
    worst = max(left, key=lambda item: (item.level, -item.due.toordinal(), item.number), default=None)
    reached = worst.level if worst is not None else 0
    facts: dict[str, Any] = {"level": reached, "allowed": allowed}
    if worst is None or not reached:
        return [Checked(check="level", verdict="passed", words="No open item has been reminded.", facts=facts)]
    facts["number"] = worst.number
    words = f"{worst.number} has dunning level {reached}, {allowed} allowed."
    return [Checked(check="level", verdict="failed" if reached > allowed else "passed", words=words, facts=facts)]


def document(case: Case) -> list[Checked]:
    """The value of this order alone."""
    request = case.request
    most = (case.terms.document or {}).get(request.currency)
    facts: dict[str, Any] = {"amount": plain(request.amount), "currency": request.currency}
    if most is None:
        words = f"No greatest order value is set in {request.currency}."
        return [Checked(check="document", verdict="passed", words=words, facts=facts)]
    facts["allowed"] = plain(most)
    over = request.amount > most
    words = (
        f"The order is {sums({request.currency: request.amount})}, "
        f"{'more than' if over else 'within'} the {sums({request.currency: most})} that one order may have."
    )
    return [Checked(check="document", verdict="failed" if over else "passed", words=words, facts=facts)]


def behaviour(case: Case) -> list[Checked]:
    """How late was paid, in the currency in which it was latest."""
    share, days = case.terms.late_share, case.terms.late_days
    if not case.behaviour:
        return [Checked(check="behaviour", verdict="passed", words="There is no payment history.")]
    return [_behaved(found, share, days) for found in case.behaviour.values()]


def _behaved(found: Behaviour, share: Decimal | None, days: int | None) -> Checked:
    facts = {"currency": found.currency, "late_share": str(found.late_share), "late_days": str(found.late_days)}
    facts |= {} if found.days_to_pay is None else {"days_to_pay": str(found.days_to_pay)}
    bad = (share is not None and found.late_share > share) or (days is not None and found.late_days > days)
    allowed = [f"{share:.0%}"] if share is not None else []
    allowed += [f"{days} days"] if days is not None else []
    words = (
        f"{found.late_share:.0%} of the {found.currency} was paid late, on average {found.late_days} days"
        f" ({' and '.join(allowed)} allowed)."
    )
    return Checked(check="behaviour", verdict="failed" if bad else "passed", words=words, facts=facts)


ALL: dict[str, Callable[[Case], list[Checked]]] = {
    "static": static,
    "dynamic": dynamic,
    "oldest": oldest,
    "level": level,
    "document": document,
    "behaviour": behaviour,
}
