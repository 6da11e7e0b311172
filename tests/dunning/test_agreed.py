"""What was agreed with the customer: blocks, promises, instalment plans, and what happens when they end."""

from decimal import Decimal

from dunning import state
from tests.dunning.accounts import (
    FIRST,
    POLICY,
    SECOND,
    account,
    credit,
    day,
    invoice,
    kept,
    levels,
    plan,
    promise,
    told,
    without,
)

# Blocks


def test_a_block_holds_to_its_last_day_and_ends_by_itself() -> None:
    who = account(invoice(), block="in talks", block_until=day(20))
    keep = kept(who, 20)
    assert (keep.rule, keep.facts["next_step"]) == ("block", str(day(21)))
    assert "until 2026-03-22: in talks" in keep.reason
    assert told(who, 21).level == FIRST


def test_one_blocked_item_is_left_out_and_the_others_are_not() -> None:
    waiting = invoice("WAITS", block="replacement on its way", block_until=day(20))
    assert levels(told(account(waiting, invoice("F2")), 5)) == {"F2": FIRST}
    keep = kept(account(waiting), 6)
    assert (keep.rule, keep.facts["next_step"]) == ("blocked", str(day(21)))
    assert "replacement on its way" in keep.reason
    assert levels(told(account(waiting), 21)) == {"WAITS": FIRST}


# Promises


def test_what_is_promised_is_not_chased_until_the_promise_is_broken() -> None:
    who = account(invoice(open="120"), promises=(promise("120", by=10),))
    keep = kept(who, 10)
    assert (keep.rule, keep.reason) == (
        "promised",
        "What is due is promised: 120 EUR by 2026-03-12. The next step is on 2026-03-13.",
    )
    assert told(who, 11).level == FIRST


def test_a_promise_has_days_of_grace() -> None:
    policy = without(promise_grace_days=3)
    who = account(invoice(), promises=(promise(by=10),))
    assert kept(who, 13, policy).rule == "promised"
    assert told(who, 14, policy)


def test_a_promise_of_a_part_protects_that_part_the_oldest_items_first() -> None:
    who = account(invoice("OLD", "100", due=-5), invoice("NEW", "100"), promises=(promise("150"),))
    notice = told(who, 5)
    assert levels(notice) == {"NEW": FIRST}
    assert notice.facts["asked"] == {"EUR": "50"}
    assert [item.open for item in notice.items] == [Decimal(50)]


def test_a_promise_protects_the_items_that_it_names() -> None:
    who = account(invoice("OLD", "100", due=-5), invoice("NEW", "100"), promises=(promise("100", items=("NEW#0",)),))
    assert levels(told(who, 5)) == {"OLD": FIRST}


def test_a_promise_in_another_currency_protects_nothing() -> None:
    assert told(account(invoice(), promises=(promise(currency="USD"),)), 5).level == FIRST


def test_what_came_in_and_was_matched_is_no_longer_promised() -> None:
    """100 of 300 were promised; 60 came in and were matched: 240 are open and 40 of them are promised."""
    notice = told(account(invoice(open="240"), promises=(promise("100", received=Decimal(60)),)), 5)
    assert notice.facts["asked"] == {"EUR": "200"}


def test_who_pays_what_he_promised_is_not_chased_for_it_before_it_is_matched() -> None:
    """The money is on the account and pays the older item; the promised one stays promised."""
    old, new = invoice("OLD", "200", due=-9), invoice("NEW", "100")
    said = promise("100", items=("NEW#0",), received=Decimal(50))
    notice = told(account(old, new, credits=(credit("50"),), promises=(said,)), 5)
    assert notice.facts["asked"] == {"EUR": "150"}
    assert levels(notice) == {"OLD": FIRST}


def test_a_promise_is_kept_when_the_whole_amount_came_in_time() -> None:
    for received, stands in (("120", "kept"), ("119.99", "broken")):
        who = account(invoice(), promises=(promise("120", received=Decimal(received)),))
        assert [p.state for p in state.promises(who, POLICY, day(11))] == [stands]


# Instalment plans


def test_while_a_plan_holds_nothing_of_its_items_is_late() -> None:
    who = account(invoice(open="300"), plans=(plan((10, "100"), (40, "100"), (70, "100")),))
    keep = kept(who, 6)
    assert (keep.rule, keep.reason) == (
        "planned",
        "Nothing is due: an instalment plan holds, 100 EUR of it by 2026-03-12. The next step is on 2026-03-09.",
    )
    assert levels(told(account(*who.items, invoice("F2"), plans=who.plans), 8)) == {"F2": FIRST}


def test_before_an_instalment_the_friendly_word_asks_for_it_alone() -> None:
    who = account(invoice(open="300"), plans=(plan((10, "100"), (40, "200")),))
    notice = told(who, 7)
    assert (notice.level, notice.facts["asked"]) == (1, {"EUR": "100"})
    assert notice.items[0].due == day(10)


def test_a_broken_plan_falls_back_to_the_invoices_own_dates() -> None:
    who = account(invoice(open="300"), plans=(plan((10, "100"), (40, "200")),))
    assert kept(who, 10).rule in {"planned", "nothing-due"}
    notice = told(who, 11)
    assert (notice.level, notice.facts["asked"]) == (FIRST, {"EUR": "300"})
    assert notice.facts["reached"][0]["days_late"] == 11


def test_a_paid_instalment_keeps_the_plan_and_the_next_one_counts() -> None:
    who = account(invoice(open="200"), plans=(plan((10, "100"), (40, "200"), paid="100"),))
    assert kept(who, 36).rule in {"planned", "nothing-due"}
    assert told(who, 41).facts["asked"] == {"EUR": "200"}


def test_a_plan_has_the_same_grace_as_a_promise() -> None:
    who = account(invoice(open="300", level=SECOND), plans=(plan((10, "300")),))
    policy = without(promise_grace_days=3)
    assert [p.state for p in state.plans(who, policy, day(13))] == ["running"]
    assert [p.state for p in state.plans(who, policy, day(14))] == ["broken"]
    assert kept(who, 13, policy).rule == "level-given"


def test_a_plan_that_is_paid_up_again_holds_again() -> None:
    for paid, stands in (("0", "broken"), ("99", "broken"), ("100", "running"), ("300", "kept")):
        who = account(invoice(open="200"), plans=(plan((10, "100"), (40, "200"), paid=paid),))
        assert [p.state for p in state.plans(who, POLICY, day(20))] == [stands]


def test_instalments_pay_the_oldest_items_of_the_plan_first() -> None:
    both = (invoice("OLD", "100", due=-20), invoice("NEW", "100"))
    who = account(*both, plans=(plan((10, "150"), (40, "50"), items=("NEW#0", "OLD#0")),))
    notice = told(who, 7)
    assert {i.number: i.open for i in notice.items} == {"OLD": Decimal(100), "NEW": Decimal(50)}
