"""What must hold for every account, whatever it looks like."""

from datetime import date, timedelta
from decimal import Decimal

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from dunning import holds, reminders
from dunning.account import Account, Credit, Item, PastNotice
from dunning.decisions import Hold, Keep, Notice, Release
from dunning.policy import Level, Policy
from tests.dunning.accounts import DUE, POLICY, day

many = settings(max_examples=60, deadline=None)

CURRENCIES = ("EUR", "USD")
money = st.integers(0, 600000).map(lambda cents: Decimal(cents).scaleb(-2))
little = st.integers(0, 100000).map(lambda cents: Decimal(cents).scaleb(-2))
days = st.integers(min_value=-10, max_value=70)


@st.composite
def items(draw: st.DrawFn) -> Item:
    number, due, open_ = draw(st.integers(1, 10**6)), draw(days), draw(money)
    return Item(
        id=str(number),
        number=f"F{number}",
        issued=day(due - 30),
        due=day(due),
        amount=open_ + draw(money),
        open=open_,
        currency=draw(st.sampled_from(CURRENCIES)),
        disputed=draw(st.sampled_from((Decimal(0), Decimal(0), Decimal(0), open_ / 2, open_))),
        level=draw(st.sampled_from((0, 0, 0, 1, 2, 5))),
    )


credits_ = st.builds(
    Credit,
    id=st.text("abc", max_size=3),
    number=st.just("PAY"),
    date=st.just(DUE),
    open=little,
    currency=st.sampled_from(CURRENCIES),
)
accounts = st.builds(
    Account,
    customer=st.just("c"),
    name=st.just("C"),
    country=st.sampled_from(("FR", "IT", "")),
    items=st.lists(items(), min_size=1, max_size=6, unique_by=lambda i: i.id).map(tuple),
    credits=st.lists(credits_, max_size=3).map(tuple),
    notices=st.lists(st.builds(PastNotice, date=days.map(day), level=st.integers(1, 4)), max_size=1).map(tuple),
    on_hold=st.booleans(),
)
policies = st.builds(
    lambda steps, frequency, working: msgspec.structs.replace(
        POLICY,
        levels=tuple(Level(days=step, name=str(step)) for step in sorted(steps)),
        frequency_days=frequency,
        working_days_only=working,
    ),
    st.sets(st.integers(-8, 50), min_size=1, max_size=5),
    st.integers(0, 14),
    st.booleans(),
)


def sharpness(decision: Notice | Keep, policy: Policy) -> int:
    """0: silence; 1: a friendly word; more: the level of a reminder."""
    if isinstance(decision, Keep):
        return 0
    return 1 if policy.levels[decision.level - 1].days < 0 else decision.level + 1


def asked(decision: Notice | Keep, currency: str) -> Decimal:
    if isinstance(decision, Keep):
        return Decimal(0)
    whole = sum((i.open for i in decision.items if i.currency == currency), Decimal(0))
    return whole - decision.credits.get(currency, Decimal(0))


@many
@given(accounts, policies, days, st.randoms(use_true_random=False))
def test_the_order_of_the_input_never_matters(who: Account, policy: Policy, on: int, chance: object) -> None:
    shuffled = msgspec.structs.replace(
        who,
        items=tuple(chance.sample(who.items, len(who.items))),  # type: ignore[attr-defined]
        credits=tuple(reversed(who.credits)),
        notices=tuple(reversed(who.notices)),
    )
    assert reminders.decide(who, policy, day(on)) == reminders.decide(shuffled, policy, day(on))
    assert holds.decide(who, policy, day(on)) == holds.decide(shuffled, policy, day(on))


@many
@given(accounts, policies, days, credits_)
def test_more_money_never_makes_it_worse(who: Account, policy: Policy, on: int, more: Credit) -> None:
    richer = msgspec.structs.replace(who, credits=(*who.credits, more))
    before, after = (reminders.decide(each, policy, day(on)) for each in (who, richer))
    assert sharpness(after, policy) <= sharpness(before, policy)
    assert all(asked(after, currency) <= asked(before, currency) for currency in CURRENCIES)
    if isinstance(holds.decide(richer, policy, day(on)), Hold):
        assert isinstance(holds.decide(who, policy, day(on)), Hold)
    if isinstance(holds.decide(who, policy, day(on)), Release):
        assert isinstance(holds.decide(richer, policy, day(on)), Release)


@many
@given(accounts, policies, days)
def test_a_paid_or_wholly_disputed_item_is_never_chased(who: Account, policy: Policy, on: int) -> None:
    decision = reminders.decide(who, policy, day(on))
    if isinstance(decision, Notice):
        open_ = {i.id: i.open - i.disputed for i in who.items}
        assert all(0 < item.open == open_[item.id] for item in decision.items)


@many
@given(accounts, policies, days)
def test_who_paid_everything_is_left_alone_and_released(who: Account, policy: Policy, on: int) -> None:
    paid = msgspec.structs.replace(who, items=tuple(msgspec.structs.replace(i, open=Decimal(0)) for i in who.items))
    assert isinstance(reminders.decide(paid, policy, day(on)), Keep)
    decision = holds.decide(paid, policy, day(on))
    assert isinstance(decision, Release) if who.on_hold else decision is None


@many
@given(accounts, policies, days)
def test_what_is_asked_for_is_owed(who: Account, policy: Policy, on: int) -> None:
    decision = reminders.decide(who, policy, day(on))
    for currency in CURRENCIES:
        owed = sum((max(i.open - i.disputed, Decimal(0)) for i in who.items if i.currency == currency), Decimal(0))
        paid = sum((c.open for c in who.credits if c.currency == currency), Decimal(0))
        assert asked(decision, currency) <= max(owed - paid, Decimal(0))


@many
@given(accounts, policies, days)
def test_no_item_steps_up_by_more_than_one(who: Account, policy: Policy, on: int) -> None:
    decision = reminders.decide(who, policy, day(on))
    if isinstance(decision, Keep):
        return
    given_ = {i.id: min(i.level, len(policy.levels)) for i in who.items}
    firm = [n for n, level in enumerate(policy.levels, 1) if level.days >= 0]
    for item in decision.items:
        between = [n for n in firm if given_[item.id] < n <= item.level]
        assert len(between) <= 1
        assert item.level >= given_[item.id]
        if item.level > given_[item.id]:
            assert policy.levels[item.level - 1].days <= (day(on) - item.due).days


@many
@given(accounts, policies)
def test_over_two_months_no_two_notices_come_within_the_limit(who: Account, policy: Policy) -> None:
    """Every notice is given at once, as the engine does it, and the next day is decided from there."""
    who = msgspec.structs.replace(who, notices=())
    last: date | None = None
    for number in range(-10, 50):
        today = day(number)
        decision = reminders.decide(who, policy, today)
        if isinstance(decision, Keep):
            continue
        assert last is None or today - last >= timedelta(days=max(policy.frequency_days, 1))
        last = today
        reached = {i.id: i.level for i in decision.items}
        who = msgspec.structs.replace(
            who,
            items=tuple(msgspec.structs.replace(i, level=max(i.level, reached.get(i.id, 0))) for i in who.items),
            notices=(*who.notices, PastNotice(date=today, level=decision.level)),
        )
        assert isinstance(reminders.decide(who, policy, today), Keep), "a second run on the same day does nothing"


@many
@given(accounts, policies, days)
def test_nothing_happens_before_the_day_that_a_keep_names(who: Account, policy: Policy, on: int) -> None:
    keep = reminders.decide(who, policy, day(on))
    if isinstance(keep, Notice) or not keep.facts.get("next_step"):
        return
    following = date.fromisoformat(keep.facts["next_step"])
    assert following > day(on)
    for number in range((following - day(on)).days):
        assert isinstance(reminders.decide(who, policy, day(on + number)), Keep)


@many
@given(accounts, policies, st.integers(40, 120))
def test_paying_what_a_hold_asks_for_releases_and_a_cent_less_does_not(who: Account, policy: Policy, on: int) -> None:
    free = msgspec.structs.replace(who, on_hold=False)
    hold = holds.decide(free, policy, day(on))
    if not isinstance(hold, Hold):
        return
    to_pay = {cause["currency"]: Decimal(cause["to_pay"]) for cause in hold.facts["causes"]}
    for less, held in ((Decimal(0), False), (Decimal("0.01"), True)):
        paid = tuple(
            Credit(id="p", number="p", date=DUE, open=amount - less, currency=currency)
            for currency, amount in to_pay.items()
        )
        after = msgspec.structs.replace(free, credits=(*who.credits, *paid))
        assert isinstance(holds.decide(after, policy, day(on)), Hold) is held
