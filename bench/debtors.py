"""A book of debtors as large as wanted, the same in every process: ten open items each, some disputed, some paid on
account, some reminded before. Amounts in EUR.

Most is not due yet, a third is late, few are very late; whoever was reminded has the levels of that day.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from dunning.account import NOTHING, Account, Credit, Item, PastNotice

TODAY = date(2026, 11, 3)  # a Tuesday
_DAYS = (-3, 5, 20, 40)  # of the levels of the standard policy
_LATE = ((-60, 0, 62), (1, 15, 20), (16, 40, 14), (41, 75, 4))  # days late from, to, and how many of a hundred


class Owed(NamedTuple):
    """One open item."""

    number: int
    issued: date
    due: date
    amount: Decimal
    disputed: Decimal
    level: int  # already given


class Debtor(NamedTuple):
    """One customer; `reminded` is the day of the last notice."""

    number: int
    country: str
    owed: tuple[Owed, ...]
    on_account: Decimal
    reminded: date | None
    held: bool


def debtors(count: int) -> Iterator[Debtor]:
    """So many (an even number); together they have ten times as many items."""
    dice = random.Random(1)
    spans = [(first, last) for first, last, _ in _LATE]
    weights = [weight for _, _, weight in _LATE]
    item, many = 0, 10
    for number in range(count):
        many = dice.randint(1, 19) if number % 2 == 0 else 20 - many
        reminded = TODAY - timedelta(days=dice.randint(1, 25)) if number % 3 else None
        owed = []
        for first, last in dice.choices(spans, weights, k=many):
            late = dice.randint(first, last)
            due = TODAY - timedelta(days=late)
            amount = Decimal(dice.randint(500, 90_000)) / 100
            then = (reminded - due).days if reminded else -100
            level = sum(then >= days for days in _DAYS)
            disputed = amount if item % 60 == 0 else NOTHING
            owed.append(Owed(item, due - timedelta(days=30), due, amount, disputed, level))
            item += 1
        on_account = Decimal(dice.randint(1000, 50_000)) / 100 if number % 5 == 0 else NOTHING
        late = max((TODAY - each.due).days for each in owed)
        if not any(each.level for each in owed):
            reminded = None
        yield Debtor(
            number, ("FR", "IT", "DE")[number % 3], tuple(owed), on_account, reminded, late > 46 and number % 10 > 0
        )


def account(debtor: Debtor) -> Account:
    """The account that the engine decides on."""
    return Account(
        customer=customer(debtor),
        name=f"Customer {debtor.number}",
        country=debtor.country,
        items=tuple(
            Item(
                id=item(each),
                number=f"F{each.number}",
                issued=each.issued,
                due=each.due,
                amount=each.amount,
                open=each.amount,
                currency="EUR",
                disputed=each.disputed,
                level=each.level,
                level_on=debtor.reminded if each.level else None,
            )
            for each in debtor.owed
        ),
        credits=(
            (
                Credit(
                    id=f"erp/1/payment/{debtor.number}", number="", date=TODAY, open=debtor.on_account, currency="EUR"
                ),
            )
            if debtor.on_account
            else ()
        ),
        notices=(
            (PastNotice(date=debtor.reminded, level=max(each.level for each in debtor.owed)),)
            if debtor.reminded
            else ()
        ),
        on_hold=debtor.held,
    )


def customer(debtor: Debtor) -> str:
    """Its reference."""
    return f"erp//customer/{debtor.number}"


def item(owed: Owed) -> str:
    """Its reference, as the store makes it."""
    return f"erp/1/invoice/{owed.number}#0"
