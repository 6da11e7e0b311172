"""What would leave in the days to come if nobody paid: the same decisions, and nothing is written."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import msgspec

from dunning.forecast import forecast
from sync.accounts import open_accounts
from sync.engine import Engine
from sync.explain import accounts_of
from sync.policies import policy_of


class Simulated(msgspec.Struct, frozen=True, kw_only=True):
    """One notice of the future. `asked` is per currency; `step` is the level's name, or what would be answered."""

    date: date
    company: str
    customer: str
    name: str
    level: int
    step: str
    channel: str
    asked: dict[str, Decimal]


def simulate(engine: Engine, days: int, customer: str = "") -> Iterator[Simulated]:
    """The notices of today and the `days` after it, account by account; of one customer (id or name) if given.

    Every company is looked at alone: where one customer owes two of them, the real run keeps the limit over both.
    """
    today = engine.today()
    companies = engine.settings.companies.items()
    every = ((key, c, a) for key, c in companies if c.remind_from for a in open_accounts(key, c))
    for key, company, account in accounts_of(engine, customer) if customer else every:
        policy = policy_of(engine.settings, company, account)
        for notice in forecast(account, policy, today[key], today[key] + timedelta(days=days)):
            yield Simulated(
                date=notice.date,
                company=key,
                customer=notice.customer,
                name=account.name,
                level=notice.level,
                step=notice.happening or policy.levels[notice.level - 1].name,
                channel=notice.channel,
                asked={currency: Decimal(amount) for currency, amount in notice.facts["asked"].items()},
            )


def counted(notices: Iterator[Simulated]) -> Counter[tuple[date, int, str]]:
    """How many leave on which day, by level and step."""
    return Counter((notice.date, notice.level, notice.step) for notice in notices)
