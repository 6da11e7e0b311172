"""Customers for the stories. Monday 2 March 2026 is the day of every check; amounts are EUR unless said."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dunning.credit.decide import Answer, decide
from dunning.credit.policy import CreditPolicy, Standing
from dunning.credit.position import Limit, Money, Ordered, Owed, Paid, Position, Request
from dunning.credit.rates import Rate, Rates

TODAY = date(2026, 3, 2)
LUCE = "erp//customer/7"
POLICY = CreditPolicy(
    name="standard",
    checks=("static",),
    standings={
        "A": Standing(late_days=3, late_share=Decimal("0.1")),
        "B": Standing(late_days=10, late_share=Decimal("0.4")),
        "C": Standing(late_days=30),
    },
)


def policy(**changes: Any) -> CreditPolicy:
    """The policy with something else in it."""
    values = {name: getattr(POLICY, name) for name in POLICY.__struct_fields__}
    return CreditPolicy(**{**values, **changes})


def day(number: int) -> date:
    """So many days after the day of the check."""
    return TODAY + timedelta(days=number)


def limit(amount: str, currency: str = "EUR", account: str = LUCE, covers: tuple[str, ...] = ()) -> Limit:
    name = {LUCE: "Officina Luce"}.get(account, "Gruppo Luce")
    return Limit(
        account=account, name=name, amount=Decimal(amount), currency=currency, covers=frozenset({account, *covers})
    )


def owed(open: str, late: int = -30, number: str = "F1", currency: str = "EUR", **other: Any) -> Owed:
    fields: dict[str, Any] = {"account": LUCE} | other
    return Owed(number=number, due=day(-late), open=Decimal(open), currency=currency, **fields)


def ordered(uninvoiced: str, day_of: int = 0, number: str = "S1", currency: str = "EUR", **other: Any) -> Ordered:
    fields: dict[str, Any] = {"account": LUCE} | other
    return Ordered(number=number, day=day(day_of), uninvoiced=Decimal(uninvoiced), currency=currency, **fields)


def money(open: str, currency: str = "EUR") -> Money:
    return Money(account=LUCE, open=Decimal(open), currency=currency)


def paid(amount: str, late: int, ago: int = 20, currency: str = "EUR") -> Paid:
    """Paid `ago` days ago, `late` days after it was due."""
    return Paid(due=day(-ago - late), paid=day(-ago), amount=Decimal(amount), currency=currency, issued=day(-ago - 40))


def luce(**facts: Any) -> Position:
    """Officina Luce with a limit of 1,000 EUR unless told otherwise."""
    values: dict[str, Any] = {"limits": (limit("1000"),)} | facts
    return Position(customer=LUCE, name="Officina Luce", id="7", today=TODAY, **values)


def ask(
    position: Position,
    amount: str | Decimal = "100",
    chosen: CreditPolicy = POLICY,
    *,
    currency: str = "EUR",
    rates: tuple[Rate, ...] = (),
    **order: Any,
) -> Answer:
    """The answer to an order of this amount."""
    request = Request(amount=Decimal(amount), currency=currency, **order)
    return decide(position, chosen, request, Rates(rates, position.today))
