"""What happened and calls for a notice of its own."""

import msgspec
import pytest

from dunning.account import Account, PastNotice
from dunning.policy import Policy, Reaction
from tests.dunning.accounts import (
    FIRST,
    SECOND,
    account,
    credit,
    day,
    event,
    invoice,
    kept,
    plan,
    promise,
    told,
    without,
)


def answering(*happenings: str, **fields: object) -> Policy:
    return without(reactions=tuple(msgspec.convert({"on": each, **fields}, Reaction) for each in happenings))


def reminded(**fields: object) -> Account:
    """Level 1 was given, nothing steps up before day 15."""
    return account(invoice(level=FIRST, level_on=day(5)), notices=((5, FIRST),), **fields)


def test_a_broken_promise_is_answered_once() -> None:
    who = reminded(promises=(promise(by=11),))
    policy = answering("promise-broken", channel="phone")
    assert kept(who, 11, policy).rule == "promised"
    notice = told(who, 12, policy)
    assert (notice.event, notice.happening, notice.channel) == ("promise-broken:P1", "promise-broken", "phone")
    assert notice.text == "promise-broken"
    assert (notice.level, notice.items[0].level) == (FIRST, FIRST), "it steps nothing up"
    assert notice.reason.startswith("The promise of 2026-03-04 to pay 120 EUR by 2026-03-13 was not kept")
    answered = msgspec.structs.replace(
        who, notices=(*who.notices, PastNotice(date=day(12), level=FIRST, event=notice.event))
    )
    assert kept(answered, 14, without(reactions=policy.reactions, frequency_days=1)).rule == "level-given"


def test_a_broken_plan_is_answered_too() -> None:
    who = reminded(plans=(plan((12, "60"), (40, "60")),))
    notice = told(who, 13, answering("plan-broken"))
    assert notice.event == f"plan-broken:PL1:{day(12)}"
    assert "the instalment of 2026-03-14 of the plan of 2026-03-03 was not paid" in notice.reason.lower()


@pytest.mark.parametrize("happening", ["dispute-closed", "delivery-failed"])
def test_what_others_tell_is_answered_with_the_items_that_it_is_about(happening: str) -> None:
    who = account(invoice("F1", due=20), invoice("F2", due=25), events=(event(happening, 1, "F2#0"),))
    notice = told(who, 2, answering(happening))
    assert ([i.number for i in notice.items], notice.level) == (["F2"], 0)
    assert kept(who, 2).rule == "nothing-due", "a policy without a reaction does not answer"


def test_an_answer_may_wait_some_days_and_a_stale_event_is_not_answered_any_more() -> None:
    who = reminded(events=(event("dispute-closed", 6, "F1#0"),))
    policy = answering("dispute-closed", days=7, within=2)
    policy = msgspec.structs.replace(policy, levels=policy.levels[:2])
    assert kept(who, 12, policy).facts["next_step"] == str(day(13))
    assert told(who, 13, policy).event == "E1"
    assert told(who, 15, policy).event == "E1"
    assert kept(who, 16, policy).rule == "level-given"


def test_the_limits_hold_for_answers_as_for_all_notices() -> None:
    who = reminded(events=(event("dispute-closed", 6, "F1#0"),))
    keep = kept(who, 7, answering("dispute-closed"))
    assert (keep.rule, keep.facts["next_step"]) == ("frequency", str(day(12)))


def test_a_step_comes_before_an_answer_and_makes_it_needless() -> None:
    who = reminded(events=(event("dispute-closed", 14, "F1#0"),))
    policy = answering("dispute-closed")
    step = told(who, 15, policy)
    assert (step.level, step.event) == (SECOND, "")
    after = account(invoice(level=SECOND, level_on=day(15)), notices=((5, FIRST), (15, SECOND)), events=who.events)
    assert kept(after, 22, policy).rule == "level-given"


def test_what_is_paid_or_blocked_is_not_answered() -> None:
    closed = (event("dispute-closed", 10, "F1#0"),)
    policy = answering("dispute-closed")
    assert kept(reminded(events=closed, credits=(credit("120"),)), 13, policy).rule == "covered"
    assert kept(reminded(events=closed, block="in talks"), 13, policy).rule == "block"


def test_about_an_overdue_item_the_answer_shows_the_whole_due_account() -> None:
    two = account(
        invoice("F1", level=FIRST),
        invoice("F2", level=FIRST),
        notices=((5, FIRST),),
        events=(event("dispute-closed", 10, "F1#0"),),
    )
    assert [i.number for i in told(two, 13, answering("dispute-closed")).items] == ["F1", "F2"]


def test_new_invoices_are_announced_once_all_in_one_mail() -> None:
    policy = without(reactions=(Reaction(on="invoice-issued", channel="mail", attach_invoices=True),), minimum={})
    who = account(invoice("F1", issued=day(-30)), invoice("F2", due=1, issued=day(-29)))
    assert kept(account(*who.items), -31, policy).rule == "nothing-due", "before it is issued nobody knows of it"
    first = told(who, -29, policy)
    assert ([i.number for i in first.items], first.level, first.text) == (["F1", "F2"], 0, "invoice-issued")
    assert first.reason.startswith("F1, F2 was issued (2026-01-31)")
    past = PastNotice(date=day(-29), level=0, event=first.event)
    after = msgspec.structs.replace(who, notices=(past,))
    assert kept(after, -10, policy).rule == "nothing-due", "once is enough"
    third = msgspec.structs.replace(after, items=(*who.items, invoice("F3", due=10, issued=day(-20))))
    assert [i.number for i in told(third, -19, policy).items] == ["F3"]


def test_what_is_due_already_is_reminded_of_and_not_announced() -> None:
    policy = without(reactions=(Reaction(on="invoice-issued"),))
    assert kept(account(invoice("F1", issued=day(-3))), 1, policy).rule == "nothing-due"
    assert kept(account(invoice("F1", issued=day(-3))), 0, without()).rule == "nothing-due", "nor without a reaction"
