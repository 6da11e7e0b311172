"""Debts and ways for the stories about interest and fees. The rates are the shipped ones."""

from datetime import date
from decimal import Decimal
from typing import Any

from config import rates
from dunning.charges import Charge, Charges, Debt, Settled, charges
from dunning.policy import Level

KNOWN = rates.shipped()
ALL = Level(name="Last reminder", interest=True, compensation=True, fee={"EUR": Decimal(15)})
INTEREST = Level(name="Reminder", interest=True)
COMPENSATION = Level(name="Reminder", compensation=True)
FEE = Level(name="Reminder", fee={"EUR": Decimal(15)})


def on(text: str) -> date:
    return date.fromisoformat(text)


def debt(due: str, amount: str = "1000.00", number: str = "F1", currency: str = "EUR", **other: Any) -> Debt:
    fields: dict[str, Any] = {"id": f"{number}#0"} | other
    return Debt(number=number, due=on(due), amount=Decimal(amount), currency=currency, **fields)


def paid(day: str, amount: str, *, credit: bool = False) -> Settled:
    return Settled(date=on(day), amount=Decimal(amount), credit=credit)


def ask(way: Level, *debts: Debt, today: str, country: str = "FR", consumer: bool = False, **other: Any) -> Charges:
    options: dict[str, Any] = {"tables": KNOWN.tables} | other
    return charges(debts, way, law=KNOWN.law(country), consumer=consumer, today=on(today), **options)


def of(kind: str, found: Charges) -> list[Charge]:
    return [charge for charge in found.charges if charge.kind == kind]


def sums(kind: str, found: Charges) -> list[str]:
    return [str(charge.amount) for charge in of(kind, found)]
