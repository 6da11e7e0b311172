"""Accounts and a policy for the stories. Monday 2 March 2026 is day 0: every invoice here falls due on it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from dunning import reminders
from dunning.account import Account, Credit, Event, Item, PastNotice, Plan, PlanDue, Promise
from dunning.decisions import Keep, Notice
from dunning.policy import HoldRule, Level, Policy

DUE = date(2026, 3, 2)
BEFORE, FIRST, SECOND, LAST = 1, 2, 3, 4  # the levels of POLICY

POLICY = Policy(
    name="standard",
    levels=(
        Level(days=-3, name="Friendly reminder"),
        Level(days=5, name="First reminder"),
        Level(days=15, name="Second reminder"),
        Level(days=30, name="Last reminder", channel="letter"),
    ),
    frequency_days=7,
    minimum={"EUR": Decimal(10)},
    working_days_only=False,
    hold=HoldRule(days=45, amount={"EUR": Decimal(5000)}),
)


def day(number: int) -> date:
    """So many days after the invoices fell due."""
    return DUE + timedelta(days=number)


def invoice(number: str = "F1", open: str = "120.00", due: int = 0, currency: str = "EUR", **other: Any) -> Item:
    fields: dict[str, Any] = {"amount": Decimal(open), "open": Decimal(open), "issued": day(due - 30)} | other
    return Item(id=f"{number}#0", number=number, due=day(due), currency=currency, **fields)


def credit(open: str, currency: str = "EUR", number: str = "PAY1") -> Credit:
    return Credit(id=number, number=number, date=DUE, open=Decimal(open), currency=currency)


def account(*items: Item, notices: tuple[tuple[int, int], ...] = (), **other: Any) -> Account:
    """`notices` are pairs of day number and level."""
    fields: dict[str, Any] = {"name": "Officina Luce", "country": "IT"} | other
    return Account(
        customer="erp//customer/42",
        items=items,
        notices=tuple(PastNotice(date=day(number), level=level) for number, level in notices),
        **fields,
    )


def told(who: Account, on: int, policy: Policy = POLICY) -> Notice:
    decision = reminders.decide(who, policy, day(on))
    assert isinstance(decision, Notice), decision
    return decision


def kept(who: Account, on: int, policy: Policy = POLICY) -> Keep:
    decision = reminders.decide(who, policy, day(on))
    assert isinstance(decision, Keep), decision
    return decision


def levels(notice: Notice) -> dict[str, int]:
    return {item.number: item.level for item in notice.items}


def without(**changes: object) -> Policy:
    return msgspec.structs.replace(POLICY, **changes)


def promise(amount: str = "120", by: int = 10, made: int = 2, **other: Any) -> Promise:
    """A promise to pay by a day."""
    fields: dict[str, Any] = {"currency": "EUR", "id": "P1"} | other
    return Promise(made=day(made), by=day(by), amount=Decimal(amount), **fields)


def plan(*dues: tuple[int, str], items: tuple[str, ...] = ("F1#0",), paid: str = "0", agreed: int = 1) -> Plan:
    """An instalment plan: so much on each of these days."""
    return Plan(
        id="PL1",
        agreed=day(agreed),
        currency="EUR",
        dues=tuple(PlanDue(due=day(number), amount=Decimal(amount)) for number, amount in dues),
        items=items,
        paid=Decimal(paid),
    )


def event(kind: Any, on: int, *items: str, id: str = "E1") -> Event:
    """Something that happened to some items."""
    return Event(id=id, kind=kind, date=day(on), items=items, words="")
