"""What holds for every customer: more money never worsens an answer, a larger order never betters it."""

import random
from decimal import Decimal

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from dunning.credit.decide import Answer
from dunning.credit.policy import CreditPolicy, Terms
from dunning.credit.position import Money, Ordered, Override, Owed, Paid, Position
from dunning.credit.rates import Rate
from tests.dunning.credit.positions import ask, day, limit, luce, money, ordered, owed, paid, policy

ORDER = {"allowed": 0, "review": 1, "held": 2}
AMOUNTS = st.integers(0, 200_000).map(lambda cents: Decimal(cents) / 100)
CURRENCIES = st.sampled_from(("EUR", "EUR", "USD", "CHF"))
RATES = (
    Rate(currency="USD", into="EUR", day=day(-1), value=Decimal("0.9")),
    Rate(currency="EUR", into="GBP", day=day(0), value=Decimal("0.8")),
)


@st.composite
def positions(draw: st.DrawFn) -> Position:
    """A customer with whatever can stand in an account."""
    words: dict[str, object] = {
        "owed": tuple(
            draw(st.lists(st.builds(_owed, AMOUNTS, st.integers(-60, 90), CURRENCIES, st.integers(0, 4)), max_size=4))
        ),
        "ordered": tuple(draw(st.lists(st.builds(_ordered, AMOUNTS, st.integers(0, 200), CURRENCIES), max_size=3))),
        "money": tuple(draw(st.lists(st.builds(_money, AMOUNTS, CURRENCIES), max_size=2))),
        "paid": tuple(draw(st.lists(st.builds(_paid, AMOUNTS, st.integers(-9, 60), CURRENCIES), max_size=4))),
        "natural": draw(st.booleans()),
        "unreadable": draw(st.integers(0, 9)) == 0,
        "own_hold": draw(st.sampled_from(("", "", "", "overdue"))),
        "foreign_hold": draw(st.sampled_from(("", "", "", "fraud"))),
    }
    if draw(st.booleans()):
        words["limits"] = (limit(str(draw(AMOUNTS)), draw(CURRENCIES)),)
    if draw(st.booleans()):
        words["override"] = Override(amount=draw(AMOUNTS), currency=draw(CURRENCIES), until=day(3), reason="season")
    return luce(**words)


def _owed(open: Decimal, late: int, currency: str, level: int) -> Owed:
    return owed(str(open), late=late, currency=currency, level=level, disputed=open // 3)


def _ordered(open: Decimal, day_of: int, currency: str) -> Ordered:
    return ordered(str(open), day_of=day_of, currency=currency)


def _money(open: Decimal, currency: str) -> Money:
    return money(str(open), currency)


def _paid(amount: Decimal, late: int, currency: str) -> Paid:
    return paid(str(amount), late, currency=currency)


POLICIES: st.SearchStrategy[CreditPolicy] = st.builds(
    lambda checks, days, level, most: policy(
        checks=tuple(checks),
        oldest_days=days,
        highest_level=level,
        horizon_days=60,
        late_days=20,
        document={"EUR": most},
        classes={"D": Terms(oldest_days=0)},
    ),
    st.lists(st.sampled_from(("static", "dynamic", "oldest", "level", "document", "behaviour")), unique=True),
    st.integers(0, 60),
    st.integers(0, 4),
    AMOUNTS,
)


def asked(position: Position, amount: Decimal, chosen: CreditPolicy, currency: str) -> Answer:
    return ask(position, amount, chosen, currency=currency, rates=RATES)


@given(positions(), POLICIES, AMOUNTS, AMOUNTS, CURRENCIES, CURRENCIES)
@settings(max_examples=200, deadline=None)
def test_more_money_never_worsens_an_answer(
    position: Position, chosen: CreditPolicy, amount: Decimal, more: Decimal, currency: str, other: str
) -> None:
    richer = msgspec.structs.replace(position, money=(*position.money, _money(more, other)))
    before, after = (asked(p, amount, chosen, currency).outcome for p in (position, richer))
    assert ORDER[after] <= ORDER[before]


@given(positions(), POLICIES, AMOUNTS, AMOUNTS, CURRENCIES)
@settings(max_examples=200, deadline=None)
def test_a_larger_order_never_betters_an_answer(
    position: Position, chosen: CreditPolicy, amount: Decimal, more: Decimal, currency: str
) -> None:
    before, after = (asked(position, a, chosen, currency).outcome for a in (amount, amount + more))
    assert ORDER[after] >= ORDER[before]


@given(positions(), POLICIES, AMOUNTS, CURRENCIES, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_the_facts_does_not_matter(
    position: Position, chosen: CreditPolicy, amount: Decimal, currency: str, dice: random.Random
) -> None:
    mixed = {}
    for name in ("owed", "ordered", "money", "paid"):
        facts = list(getattr(position, name))
        dice.shuffle(facts)
        mixed[name] = tuple(facts)
    assert asked(position, amount, chosen, currency) == asked(
        msgspec.structs.replace(position, **mixed), amount, chosen, currency
    )


@given(positions(), POLICIES, AMOUNTS, CURRENCIES)
@settings(max_examples=100, deadline=None)
def test_a_natural_person_is_never_refused_and_a_foreign_hold_never_passed(
    position: Position, chosen: CreditPolicy, amount: Decimal, currency: str
) -> None:
    answer = asked(position, amount, chosen, currency)
    assert not (position.natural and answer.outcome == "held")
    assert not (position.foreign_hold and answer.outcome == "allowed")
    assert (answer.outcome == "allowed") == (answer.override is not None or not answer.reasons)
