"""What must hold for the interest of every debt, whatever was paid or disputed when."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from dunning.interest import Basis, Contested, Debt, Settled, accrued, interest, rounded
from dunning.rates import Terms
from tests.dunning.debts import KNOWN

many = settings(max_examples=80, deadline=None)
FIRST, LAST = date(2020, 1, 2), date(2026, 6, 30)  # the days whose rates are known
days = st.dates(FIRST, LAST)
money = st.integers(1, 10**7).map(lambda cents: Decimal(cents).scaleb(-2))
terms = st.sampled_from(
    (
        Terms(reference="ecb", points=Decimal(10)),
        Terms(reference="de-base", points=Decimal(9)),
        Terms(reference="fr-legal", factor=Decimal(3)),
        Terms(points=Decimal("12.5")),
    )
)
bases: st.SearchStrategy[Basis] = st.sampled_from(("actual/365", "actual/360", "actual/actual"))
settled = st.builds(Settled, date=days, amount=money, credit=st.booleans())


@st.composite
def contested(draw: st.DrawFn) -> Contested:
    first, last = sorted((draw(days), draw(days)))
    return Contested(amount=draw(money), first=first, last=draw(st.sampled_from((last, None))))


debts = st.builds(
    Debt,
    id=st.just("F1#0"),
    number=st.just("F1"),
    due=days,
    amount=money,
    currency=st.just("EUR"),
    settled=st.lists(settled, max_size=4).map(tuple),
    contested=st.lists(contested(), max_size=2).map(tuple),
)


@many
@given(debts, terms, bases, days, days, days)
def test_interest_is_additive_over_split_periods(
    debt: Debt, rate: Terms, basis: Basis, one: date, two: date, three: date
) -> None:
    """Exactly so before rounding, wherever the days are split: at a rate change, within a half-year, at a payment."""
    first, cut, last = sorted((one, two, three))
    following = cut + timedelta(days=1)
    parts = [accrued(debt, a, b, rate, KNOWN.tables, basis=basis) for a, b in ((first, cut), (following, last))]
    assert sum(parts, Fraction(0)) == accrued(debt, first, last, rate, KNOWN.tables, basis=basis)


@many
@given(debts, terms, bases, days)
def test_the_lines_add_up_and_nothing_is_rounded_twice(debt: Debt, rate: Terms, basis: Basis, last: date) -> None:
    found = interest(debt, last, rate, KNOWN.tables, basis=basis)
    exact = accrued(debt, debt.due, last, rate, KNOWN.tables, basis=basis)
    assert sum((line.amount for line in found.lines), Decimal(0)) == found.amount
    assert abs(Fraction(found.amount) - exact) <= Fraction(1, 200)
    for line in found.lines:
        own = accrued(debt, line.first, line.last, rate, KNOWN.tables, basis=basis)
        assert abs(Fraction(line.amount) - own) < Fraction(1, 100) + Fraction(1, 10**9)
        assert line.days == (line.last - line.first).days + 1 and line.first > debt.due


@many
@given(debts, terms, days, st.randoms())
def test_the_order_of_what_was_entered_does_not_matter(debt: Debt, rate: Terms, last: date, random: Random) -> None:
    parts, disputes = list(debt.settled), list(debt.contested)
    random.shuffle(parts)
    random.shuffle(disputes)
    other = msgspec.structs.replace(debt, settled=tuple(parts), contested=tuple(disputes))
    assert interest(other, last, rate, KNOWN.tables) == interest(debt, last, rate, KNOWN.tables)


@many
@given(debts, terms, days, settled)
def test_more_money_never_means_more_interest(debt: Debt, rate: Terms, last: date, more: Settled) -> None:
    richer = msgspec.structs.replace(debt, settled=(*debt.settled, more))
    after, before = interest(richer, last, rate, KNOWN.tables), interest(debt, last, rate, KNOWN.tables)
    assert after.amount <= before.amount


@many
@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_rounding_is_half_up_to_the_cent(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)
    difference = Fraction(rounded(exact, "EUR")) - exact
    assert -Fraction(1, 200) < difference <= Fraction(1, 200)
