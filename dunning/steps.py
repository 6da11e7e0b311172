"""When a level is reached, and which one an item takes next. Dates only: amounts and limits come later.

Levels before the due date are friendly: they are passed over once that day has come. From then on an item takes
one step per notice, however late it is: nobody gets a last reminder who never had a first (F150 and the dunning
of most ERPs advance alike).
"""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_FLOOR

from dunning.account import Account, Item
from dunning.policy import Level, Policy, highest


class Ladder:
    """The levels of a policy as one account may climb them."""

    __slots__ = ("friendly", "grace", "levels", "overdue_from", "top", "whole")

    def __init__(self, policy: Policy, account: Account) -> None:
        self.whole = policy.levels
        self.top = highest(policy, account)
        self.levels = policy.levels[: self.top]
        self.friendly = tuple(level.friendly for level in self.levels)
        self.grace = policy.grace_days
        first = next((level for level in policy.levels if not level.friendly), None)
        # From so many days after its due date on an item is shown and counts as overdue.
        self.overdue_from = self.grace + 1 if self.grace or first is None else min(max(first.days, 0), 1)

    def given(self, item: Item) -> int:
        """The level it has; a policy that became shorter, or a cap, lowers it."""
        return min(item.level, self.top)

    def stands(self, item: Item, due: date, late: int, today: date) -> int:
        """The level after a notice of today: the next step if its day has come, else the level it has."""
        given = stands = self.given(item)
        for number in range(given, self.top):
            level = self.levels[number]
            if self.friendly[number]:
                if late < 0 and (level.days <= late if _plain(level) else self.day(number + 1, item, due) <= today):
                    stands = number + 1
            elif late < 0 or (self.grace and late <= self.grace):
                return stands
            else:
                ripe = level.days <= late if _plain(level) else self.day(number + 1, item, due) <= today
                return number + 1 if ripe else given
        return stands

    def day(self, number: int, item: Item, due: date) -> date:
        """The first day on which level `number` can be reached; the step before it may still be missing."""
        level = self.levels[number - 1]
        if level.part is not None:
            term = max((due - item.issued).days, 0)
            return item.issued + timedelta(days=int((level.part * term).to_integral_value(ROUND_FLOOR)))
        base = due
        if level.after == "issued":
            base = item.issued
        elif level.after == "month-end":
            base = due.replace(day=calendar.monthrange(due.year, due.month)[1])
        elif level.after == "previous" and item.level_on is not None:
            base = item.level_on
        ripe = base + timedelta(days=level.days)
        if self.friendly[number - 1]:
            return ripe
        return max(ripe, due + timedelta(days=self.grace + 1 if self.grace else 0))

    def coming(self, item: Item, due: date, today: date) -> Iterator[date]:
        """The days after today on which it can take a step: the friendly ones, and the next firm one."""
        for number in range(self.given(item) + 1, self.top + 1):
            day = self.day(number, item, due)
            if self.friendly[number - 1]:
                if today < day < due:
                    yield day
                continue
            if day > today:
                yield day
            return


def _plain(level: Level) -> bool:
    return level.after == "due" and level.part is None
