"""When a customer may be written to at all: how often, and on which days.

The limits hold over every channel and every company: `Account.notices` has them all.
"""

from datetime import date, timedelta

import msgspec

from dunning.account import Account
from dunning.calendar import rest_day
from dunning.policy import Policy, quiet_day

A_DAY = timedelta(days=1)
FAR = 400  # days; a policy that is quiet for longer sends nothing


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """What keeps today quiet, and the first day on which no limit does (None: none in sight)."""

    rule: str  # frequency | calendar
    reason: str
    then: date | None
    name: str = ""  # of the rest day
    last: date | None = None  # the newest notice, where the limit is of frequency


def limit(account: Account, policy: Policy, today: date) -> Limit | None:
    """The limit that forbids a notice today, None if one may leave."""
    after = earliest(account, policy, today)
    if after > today:
        last, rest = max(read(account, policy)), max(policy.frequency_days, 1)
        if last + timedelta(days=rest) > today:
            reason = f"The last notice left on {last}; the next may leave on {{then}} ({rest} days apart)."
        else:
            reason = f"{policy.most} notices left within {policy.most_days} days; the next may leave on {{then}}."
        then = possible(account, policy, after)
        return Limit(rule="frequency", reason=reason.format(then=then or "no day in sight"), then=then, last=last)
    name = closed(account, policy, today)
    if not name:
        return None
    then = possible(account, policy, today)
    where = account.country or "an unknown country"
    reason = f"{today} is a rest day in {where} ({name}); next: {then or 'no day in sight'}."
    if name == quiet_day(policy, today):
        reason = f"{today} is a quiet day of the policy ({name}); next: {then or 'no day in sight'}."
    return Limit(rule="calendar", reason=reason, then=then, name=name)


def read(account: Account, policy: Policy) -> list[date]:
    """The days on which whoever reads this customer's notices got one: a parent reads those of all its subsidiaries."""
    others = account.family_notices if policy.to_parent else ()
    return [notice.date for notice in (*account.notices, *others)]


def earliest(account: Account, policy: Policy, day: date) -> date:
    """The first day from `day` on that the limits on frequency allow. Two notices never leave on one day."""
    dates = sorted(read(account, policy))
    if dates:
        day = max(day, dates[-1] + timedelta(days=max(policy.frequency_days, 1)))
    if policy.most and len(dates) >= policy.most:
        # The first of the last `most` must be out of the window before another one may leave.
        day = max(day, dates[-policy.most] + timedelta(days=policy.most_days))
    return day


def closed(account: Account, policy: Policy, day: date) -> str:
    """Why nothing leaves on this day of the calendar: a quiet day's entry, a holiday's name, `weekend`; else empty."""
    if policy.quiet and (entry := quiet_day(policy, day)):
        return entry
    return rest_day(day, account.country, account.subdivision) if policy.working_days_only else ""


def possible(account: Account, policy: Policy, day: date) -> date | None:
    """The first day from `day` on on which a notice may leave; None if there is none within a year."""
    day = earliest(account, policy, day)
    for _ in range(FAR):
        if not closed(account, policy, day):
            return day
        day += A_DAY
    return None
