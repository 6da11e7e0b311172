"""What must hold for every account, whatever it looks like."""

from datetime import date, timedelta
from decimal import Decimal

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from dunning import holds, reminders
from dunning.account import Account, Credit
from dunning.decisions import Hold, Keep, Notice, Propose, Release
from dunning.explain import explain
from dunning.forecast import forecast
from dunning.forecast import given as after
from dunning.policy import Policy
from tests.dunning.accounts import DUE, day
from tests.dunning.anything import CURRENCIES, accounts, credits_, days, policies

many = settings(max_examples=100, deadline=None)
fewer = settings(max_examples=40, deadline=None)


def sharpness(decision: Notice | Keep, policy: Policy) -> int:
    """0: silence; 1: a friendly word; 2: an answer to something that happened; more: the level of a reminder."""
    if isinstance(decision, Keep):
        return 0
    if decision.event:
        return 2
    return 1 if policy.levels[decision.level - 1].friendly else decision.level + 2


def asked(decision: Notice | Keep, currency: str) -> Decimal:
    if isinstance(decision, Keep):
        return Decimal(0)
    whole = sum((i.open for i in decision.items if i.currency == currency), Decimal(0))
    return whole - decision.credits.get(currency, Decimal(0))


@many
@given(accounts(), policies(), days, st.randoms(use_true_random=False))
def test_the_order_of_the_input_never_matters(who: Account, policy: Policy, on: int, chance: object) -> None:
    def shuffled(these: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(chance.sample(these, len(these)))  # type: ignore[attr-defined]

    names = ("items", "credits", "notices", "promises", "plans", "events")
    other = msgspec.structs.replace(who, **{name: shuffled(getattr(who, name)) for name in names})
    assert reminders.decide(who, policy, day(on)) == reminders.decide(other, policy, day(on))
    assert holds.decide(who, policy, day(on)) == holds.decide(other, policy, day(on))
    assert explain(who, policy, day(on)) == explain(other, policy, day(on))


@many
@given(accounts(), policies(), days, credits_)
def test_more_money_never_makes_it_worse(who: Account, policy: Policy, on: int, more: Credit) -> None:
    richer = msgspec.structs.replace(who, credits=(*who.credits, more))
    before, then = (reminders.decide(each, policy, day(on)) for each in (who, richer))
    assert sharpness(then, policy) <= sharpness(before, policy)
    same = isinstance(before, Notice) and isinstance(then, Notice) and (before.area, before.event) == (then.area, "")
    if same:  # another area, or another happening, is about other items
        assert all(asked(then, currency) <= asked(before, currency) for currency in CURRENCIES)
    if isinstance(holds.decide(richer, policy, day(on)), Hold | Propose):
        assert isinstance(holds.decide(who, policy, day(on)), Hold | Propose)
    if isinstance(holds.decide(who, policy, day(on)), Release):
        assert isinstance(holds.decide(richer, policy, day(on)), Release)


@many
@given(accounts(), policies(), days)
def test_a_paid_or_wholly_disputed_item_is_never_chased(who: Account, policy: Policy, on: int) -> None:
    decision = reminders.decide(who, policy, day(on))
    if isinstance(decision, Notice):
        open_ = {i.id: i.open - i.disputed for i in who.items}
        assert all(0 < item.open <= open_[item.id] for item in decision.items)


@many
@given(accounts(), policies(), days)
def test_who_paid_everything_is_left_alone_and_released(who: Account, policy: Policy, on: int) -> None:
    paid = msgspec.structs.replace(who, items=tuple(msgspec.structs.replace(i, open=Decimal(0)) for i in who.items))
    assert isinstance(reminders.decide(paid, policy, day(on)), Keep)
    decision = holds.decide(paid, policy, day(on))
    assert isinstance(decision, Release) if who.on_hold else decision is None


@many
@given(accounts(), policies(), days)
def test_what_is_asked_for_is_owed(who: Account, policy: Policy, on: int) -> None:
    decision = reminders.decide(who, policy, day(on))
    for currency in CURRENCIES:
        owed = sum((max(i.open - i.disputed, Decimal(0)) for i in who.items if i.currency == currency), Decimal(0))
        assert Decimal(0) <= asked(decision, currency) <= owed


@many
@given(accounts(), policies(), days)
def test_a_notice_is_for_one_area_and_shows_nothing_that_is_blocked(who: Account, policy: Policy, on: int) -> None:
    decision = reminders.decide(who, policy, day(on))
    if isinstance(decision, Keep):
        return
    of = {i.id: i for i in who.items}
    assert not policy.areas or {of[i.id].area for i in decision.items} == {decision.area}
    held = {i.id for i in who.items if i.block and (i.block_until is None or i.block_until >= day(on))}
    chased = sum((asked(decision, currency) for currency in CURRENCIES), Decimal(0))
    assert chased > 0
    assert all(i.id not in held or decision.credits.get(i.currency) for i in decision.items)


@many
@given(accounts(), policies(), days)
def test_no_item_steps_up_by_more_than_one(who: Account, policy: Policy, on: int) -> None:
    decision = reminders.decide(who, policy, day(on))
    if isinstance(decision, Keep):
        return
    top = policy.cap.grade.get(who.grade, len(policy.levels))
    given_ = {i.id: min(i.level, top, len(policy.levels)) for i in who.items}
    firm = [n for n, level in enumerate(policy.levels, 1) if not level.friendly]
    for item in decision.items:
        between = [n for n in firm if given_[item.id] < n <= item.level]
        assert len(between) <= 1
        assert given_[item.id] <= item.level <= top
        assert not decision.event or item.level == given_[item.id]


@many
@given(accounts(), policies())
def test_over_three_months_no_two_notices_come_within_the_limits(who: Account, policy: Policy) -> None:
    """Every notice is given at once, as the engine does it, and the next day is decided from there."""
    who = msgspec.structs.replace(who, notices=())
    sent: list[date] = []
    answered: set[str] = set()
    for number in range(-10, 80):
        today = day(number)
        decision = reminders.decide(who, policy, today)
        if isinstance(decision, Keep):
            continue
        assert not sent or today - sent[-1] >= timedelta(days=max(policy.frequency_days, 1))
        window = [each for each in sent if (today - each).days < policy.most_days]
        assert not policy.most or len(window) < policy.most
        assert decision.event not in answered, "what happened is answered once"
        answered |= {decision.event} - {""}
        sent.append(today)
        who = after(who, decision)
        assert isinstance(reminders.decide(who, policy, today), Keep), "a second run on the same day does nothing"


@many
@given(accounts(), policies(), days)
def test_nothing_happens_before_the_day_that_a_keep_names(who: Account, policy: Policy, on: int) -> None:
    keep = reminders.decide(who, policy, day(on))
    if isinstance(keep, Notice):
        return
    named = keep.facts.get("next_step")
    following = date.fromisoformat(named) if named else day(on + 90)
    assert following > day(on)
    for number in range((following - day(on)).days):
        assert isinstance(reminders.decide(who, policy, day(on + number)), Keep)


@fewer
@given(accounts(), policies(), days)
def test_the_forecast_and_the_explanation_say_what_happens_day_by_day(who: Account, policy: Policy, on: int) -> None:
    told = explain(who, policy, day(on))
    found = list(forecast(who, policy, day(on), day(on + 60)))
    steps: dict[str, date] = {}
    happened = []
    then = who
    for number in range(61):
        decision = reminders.decide(then, policy, day(on + number))
        if isinstance(decision, Notice):
            happened.append(decision)
            for item in decision.items:
                if item.level > min(next(i.level for i in who.items if i.id == item.id), len(policy.levels)):
                    steps.setdefault(item.id, decision.date)
            then = after(then, decision)
    assert found == happened
    assert [n.date for n in told.coming if n.date <= day(on + 60)] == [n.date for n in happened]
    said = {item.id: item.next_on for item in told.items if item.next_on and item.next_on <= day(on + 60)}
    assert said == steps or who.grade == "A"  # a capped customer's item may have a level above the cap


@many
@given(accounts(), policies(), st.integers(40, 120))
def test_paying_what_a_hold_asks_for_releases_and_a_cent_less_does_not(who: Account, policy: Policy, on: int) -> None:
    free = msgspec.structs.replace(who, on_hold=False)
    policy = msgspec.structs.replace(policy, minimum={})  # below it a cent less releases, too
    hold = holds.decide(free, policy, day(on))
    if hold is None:
        return
    to_pay = {cause["currency"]: Decimal(cause["to_pay"]) for cause in hold.facts["causes"]}
    for less, held in ((Decimal(0), False), (Decimal("0.01"), True)):
        if held and policy.tolerance:
            continue  # a cent is within it
        paid = tuple(
            Credit(id="p", number="p", date=DUE, open=amount - less, currency=currency)
            for currency, amount in to_pay.items()
        )
        richer = msgspec.structs.replace(free, credits=(*who.credits, *paid))
        assert isinstance(holds.decide(richer, policy, day(on)), Hold | Propose) is held


@many
@given(accounts(), policies(), days)
def test_of_a_natural_person_a_hold_is_only_proposed(who: Account, policy: Policy, on: int) -> None:
    person = msgspec.structs.replace(who, sole_trader=True, on_hold=False)
    firm = msgspec.structs.replace(who, sole_trader=False, consumer=False, on_hold=False)
    asked_of, of_firm = holds.decide(person, policy, day(on)), holds.decide(firm, policy, day(on))
    assert not isinstance(asked_of, Hold)
    assert (asked_of is None) is (of_firm is None)
    assert not isinstance(of_firm, Propose)
