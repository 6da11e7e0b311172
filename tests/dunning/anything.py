"""Accounts and policies of every kind, for what must hold whatever they look like."""

from decimal import Decimal

import msgspec
from hypothesis import strategies as st

from dunning.account import Account, Credit, Event, Item, PastNotice, Plan, PlanDue, Promise
from dunning.policy import Cap, HoldRule, Level, Policy, Reaction
from tests.dunning.accounts import DUE, day

CURRENCIES = ("EUR", "USD")
money = st.integers(0, 600000).map(lambda cents: Decimal(cents).scaleb(-2))
little = st.integers(0, 100000).map(lambda cents: Decimal(cents).scaleb(-2))
days = st.integers(min_value=-10, max_value=70)
seldom = st.sampled_from((True, False, False, False))


@st.composite
def items(draw: st.DrawFn) -> Item:
    number, due, open_ = draw(st.integers(1, 10**6)), draw(days), draw(money)
    level = draw(st.sampled_from((0, 0, 0, 1, 2, 5)))
    return Item(
        id=str(number),
        number=f"F{number}",
        issued=day(due - draw(st.integers(0, 60))),
        due=day(due),
        amount=open_ + draw(money),
        open=open_,
        currency=draw(st.sampled_from(CURRENCIES)),
        disputed=draw(st.sampled_from((Decimal(0), Decimal(0), Decimal(0), open_ / 2, open_))),
        level=level,
        level_on=day(draw(days)) if level and draw(st.booleans()) else None,
        area=draw(st.sampled_from(("", "", "parts", "rent"))),
        block="waits" if draw(seldom) else "",
        block_until=day(draw(days)) if draw(st.booleans()) else None,
    )


credits_ = st.builds(
    Credit,
    id=st.text("abc", max_size=3),
    number=st.just("PAY"),
    date=st.just(DUE),
    open=little,
    currency=st.sampled_from(CURRENCIES),
)


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    """Owing something; often with an agreement and with something that happened."""
    found = draw(st.lists(items(), min_size=1, max_size=6, unique_by=lambda i: i.id))
    some = st.lists(st.sampled_from([i.id for i in found]), max_size=3, unique=True).map(tuple)
    promises, plans, events = [], [], []
    for number in range(draw(st.sampled_from((0, 0, 1, 2)))):
        made, amount = draw(days), draw(little)
        promises.append(
            Promise(
                id=f"P{number}",
                made=day(made),
                by=day(made + draw(st.integers(0, 20))),
                amount=amount,
                currency=draw(st.sampled_from(CURRENCIES)),
                received=draw(st.sampled_from((Decimal(0), amount / 2, amount))),
                items=draw(some),
            )
        )
    if draw(seldom):
        first, steps = draw(days), draw(st.integers(1, 3))
        dues = tuple(PlanDue(due=day(first + 10 * n), amount=draw(little) + 1) for n in range(steps))
        paid = draw(st.sampled_from((Decimal(0), dues[0].amount, dues[0].amount / 2)))
        mine = draw(some)
        plans.append(Plan(id="PL", agreed=day(first - 9), currency="EUR", dues=dues, items=mine, paid=paid))
    for number in range(draw(st.sampled_from((0, 0, 1, 2)))):
        kind = draw(st.sampled_from(("dispute-closed", "delivery-failed")))
        events.append(Event(id=f"E{number}", kind=kind, date=day(draw(days)), items=draw(some)))
    past = st.builds(PastNotice, date=days.map(day), level=st.integers(1, 4))
    return Account(
        customer="c",
        name="C",
        country=draw(st.sampled_from(("FR", "IT", ""))),
        grade=draw(st.sampled_from(("", "", "A", "B"))),
        block="in talks" if draw(seldom) else "",
        block_until=day(draw(days)) if draw(st.booleans()) else None,
        items=tuple(found),
        credits=tuple(draw(st.lists(credits_, max_size=3))),
        notices=tuple(draw(st.lists(past, max_size=2))),
        promises=tuple(promises),
        plans=tuple(plans),
        events=tuple(events),
        on_hold=draw(st.booleans()),
        sole_trader=draw(seldom),
    )


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """With friendly levels, firm ones of every way to count, and all limits."""
    friendly = draw(st.sampled_from(((), (Level(days=-5, name="soon"),), (Level(part=Decimal("0.5"), name="half"),))))
    firm: list[Level] = []
    for number, step in enumerate(sorted(draw(st.sets(st.integers(0, 50), max_size=4)))):
        after = draw(st.sampled_from(("due", "due", "month-end", "previous")))
        least = draw(st.sampled_from(({}, {}, {"EUR": Decimal(2000)}, {"EUR": Decimal(1)})))
        hold = draw(seldom)
        firm.append(Level(days=max(step, after == "previous"), name=str(number), after=after, minimum=least, hold=hold))
    if firm and draw(seldom):
        firm[-1] = msgspec.structs.replace(firm[-1], legal=True)
    kinds = draw(st.sets(st.sampled_from(("promise-broken", "plan-broken", "dispute-closed", "invoice-issued"))))
    return Policy(
        name="any",
        levels=(*friendly, *firm) or (Level(days=5, name="only"),),
        reactions=tuple(Reaction(on=kind, days=draw(st.integers(0, 3))) for kind in sorted(kinds)),
        frequency_days=draw(st.integers(0, 14)),
        most=draw(st.integers(0, 2)),
        most_days=draw(st.integers(1, 40)),
        minimum={"EUR": Decimal(10)},
        tolerance=draw(st.sampled_from(({}, {"EUR": Decimal(1)}))),
        grace_days=draw(st.sampled_from((0, 0, 3))),
        promise_grace_days=draw(st.sampled_from((0, 2))),
        working_days_only=draw(st.booleans()),
        quiet=draw(st.sampled_from(((), ("03-10/03-20",)))),
        cap=draw(st.sampled_from((Cap(), Cap(), Cap(grade={"A": 1}), Cap(grade={"A": 0})))),
        areas=draw(st.booleans()),
        hold=draw(st.sampled_from((None, HoldRule(days=45, amount={"EUR": Decimal(5000)}), HoldRule(days=0)))),
    )
