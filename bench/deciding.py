"""Deciding who is reminded and held: 10,000 customers with 100,000 open items."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal

from bench.benchmark import Benchmark, Run, Watch

_CUSTOMERS, _ITEMS = 10_000, 10
_TODAY = date(2026, 11, 3)
_LEVELS = (-3, 5, 20, 40)
_Open = tuple[int, date, Decimal]


def _open_items() -> list[_Open]:
    """Customer, due date, open amount; the same on both sides."""
    dice = random.Random(1)
    return [
        (customer, _TODAY - timedelta(days=dice.randint(-40, 60)), Decimal(dice.randint(500, 90_000)) / 100)
        for customer in range(_CUSTOMERS)
        for _ in range(_ITEMS)
    ]


@contextmanager
def _ours() -> Iterator[Run]:
    from dunning import holds, reminders
    from dunning.account import Account, Credit, Item
    from dunning.policy import HoldRule, Level, Policy

    policy = Policy(
        name="standard",
        levels=tuple(Level(days=days, name=f"after {days} days") for days in _LEVELS),
        minimum={"EUR": Decimal(10)},
        hold=HoldRule(days=45, amount={"EUR": Decimal(20000)}),
    )
    of: dict[int, list[Item]] = {}
    for number, (customer, due, amount) in enumerate(_open_items()):
        of.setdefault(customer, []).append(
            Item(
                id=f"erp/1/invoice/{number}#0",
                number=f"F{number}",
                issued=due - timedelta(days=30),
                due=due,
                amount=amount,
                open=amount,
                currency="EUR",
                level=number % 3,
            )
        )
    paid = (Credit(id="erp/1/payment/1", number="P1", date=_TODAY, open=Decimal(100), currency="EUR"),)
    accounts = [
        Account(
            customer=f"erp//customer/{customer}",
            name=f"Customer {customer}",
            country=("FR", "IT", "DE")[customer % 3],
            items=tuple(items),
            credits=paid if customer % 5 == 0 else (),
            on_hold=customer % 50 == 0,
        )
        for customer, items in of.items()
    ]

    def run(watch: Watch) -> int:
        with watch:
            for account in accounts:
                reminders.decide(account, policy, _TODAY)
                holds.decide(account, policy, _TODAY)
        return _CUSTOMERS * _ITEMS

    yield run


@contextmanager
def _loop() -> Iterator[Run]:
    found = _open_items()

    def run(watch: Watch) -> int:
        with watch:
            reached: dict[int, int] = {}
            for customer, due, _ in found:
                late = (_TODAY - due).days
                for level, days in enumerate(_LEVELS, 1):
                    if late >= days:
                        reached[customer] = max(reached.get(customer, 0), level)
        return len(found)

    yield run


BENCH = Benchmark(
    title="deciding reminders and holds, 10,000 customers with 10 open items each",
    unit="item",
    sides={"solde": _ours, "a loop that compares days": _loop},
    rounds=3,
    note=(
        "The loop is the floor: it only finds the highest level by days late. It has no credits, disputes, minimum, "
        "frequency, holidays, holds or reasons, and writes nothing down."
    ),
)
