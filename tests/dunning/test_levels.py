"""How a level is counted, and who may reach it: triggers, grace, tolerance, minimum, caps, areas, the legal level."""

from decimal import Decimal

import pytest

from dunning.policy import Cap, Level, Policy
from tests.dunning.accounts import (
    FIRST,
    LAST,
    POLICY,
    SECOND,
    account,
    credit,
    day,
    invoice,
    kept,
    levels,
    told,
    without,
)


def ladder(*steps: Level, **changes: object) -> Policy:
    return without(levels=steps, **changes)


# What a level counts from


def test_a_level_may_count_from_the_end_of_the_month_of_the_due_date() -> None:
    policy = ladder(Level(name="First", days=10, after="month-end"))  # due on 2 March: 10 April, day 39
    assert kept(account(invoice()), 38, policy).rule == "nothing-due"
    assert told(account(invoice()), 39, policy).level == 1
    assert told(account(invoice(due=28)), 39, policy).level == 1, "whatever day of March it was due on"


def test_a_level_may_count_from_the_invoices_date_and_is_then_a_friendly_word() -> None:
    policy = ladder(Level(name="Half way", days=15, after="issued"), *POLICY.levels[1:])
    assert kept(account(invoice()), -16, policy).rule == "nothing-due"
    notice = told(account(invoice()), -15, policy)
    assert (notice.level, notice.text) == (1, "before")
    assert kept(account(invoice()), 0, policy).rule == "nothing-due", "passed over once it is due"


@pytest.mark.parametrize(("term", "on"), [(30, -15), (60, -30), (45, -23)])
def test_a_level_may_stand_at_a_part_of_the_term(term: int, on: int) -> None:
    """Half of net 30 is day 15, of net 45 day 22: the day is rounded down."""
    policy = ladder(Level(name="Half way", part=Decimal("0.5")), *POLICY.levels[1:])
    who = account(invoice(issued=day(-term)))
    assert kept(who, on - 1, policy).rule == "nothing-due"
    assert told(who, on, policy).level == 1


def test_a_level_may_count_from_the_day_the_level_before_was_given() -> None:
    policy = ladder(Level(name="First", days=5), Level(name="Second", days=14, after="previous"))
    late = account(invoice(level=1, level_on=day(50)), notices=((50, 1),))
    assert kept(late, 63, policy).rule == "level-given"
    assert kept(late, 60, policy).facts["next_step"] == str(day(64))
    assert told(late, 64, policy).level == 2


# Grace and tolerance


def test_within_the_days_of_grace_nothing_is_overdue() -> None:
    policy = ladder(Level(name="First", days=0), grace_days=3)
    assert kept(account(invoice()), 3, policy).rule == "nothing-due"
    assert kept(account(invoice()), 1, policy).facts["next_step"] == str(day(4))
    assert told(account(invoice()), 4, policy).level == 1


def test_an_item_within_the_days_of_grace_is_not_on_the_notice_of_another() -> None:
    notice = told(account(invoice("OLD", due=-20), invoice("NEW", due=-2)), 0, without(grace_days=3))
    assert levels(notice) == {"OLD": FIRST}


def test_an_item_with_no_more_than_the_tolerance_left_counts_as_settled() -> None:
    policy = without(tolerance={"EUR": Decimal(1)}, minimum={})
    assert kept(account(invoice(open="1.00")), 60, policy).rule == "nothing-due"
    assert told(account(invoice(open="1.01")), 60, policy).level == FIRST


def test_what_money_leaves_within_the_tolerance_counts_as_settled_too() -> None:
    policy = without(tolerance={"EUR": Decimal(1)}, minimum={})
    assert kept(account(invoice(open="100"), credits=(credit("99"),)), 60, policy).rule == "covered"
    both = account(invoice("OLD", "100", due=-9), invoice("NEW", "80"), credits=(credit("99"),))
    assert levels(told(both, 5, policy)) == {"NEW": FIRST}


# Minimum of a level


def test_a_level_may_have_a_minimum_of_its_own() -> None:
    policy = ladder(POLICY.levels[1], Level(days=15, name="Letter", channel="letter", minimum={"EUR": Decimal(200)}))
    keep = kept(account(invoice(open="199", level=1)), 20, policy)
    assert (keep.rule, keep.facts["minimum"]) == ("minimum", {"EUR": "200"})
    assert told(account(invoice(open="200", level=1)), 20, policy).level == 2


def test_a_level_may_ask_for_less_than_the_policys_minimum() -> None:
    policy = ladder(Level(days=5, name="First", minimum={"EUR": Decimal(2)}))
    assert told(account(invoice(open="3")), 5, policy).level == 1
    assert kept(account(invoice(open="1")), 5, policy).rule == "minimum"


# Caps


def test_a_grade_may_cap_the_level() -> None:
    policy = without(cap=Cap(grade={"A": FIRST}))
    keep = kept(account(invoice(level=FIRST), grade="A"), 60, policy)
    assert (keep.rule, keep.facts["cap"]) == ("capped", FIRST)
    assert told(account(invoice(level=FIRST), grade="B"), 60, policy).level == SECOND


def test_a_dunning_key_may_cap_the_level_and_the_lower_cap_counts() -> None:
    policy = without(cap=Cap(grade={"A": SECOND}, key={"public": FIRST}))
    assert kept(account(invoice(level=FIRST), grade="A", key="public"), 60, policy).rule == "capped"
    assert told(account(invoice(level=FIRST), grade="A"), 60, policy).level == SECOND


def test_a_cap_of_nothing_means_that_nobody_reminds_them() -> None:
    policy = without(cap=Cap(key={"none": 0}))
    keep = kept(account(invoice(), key="none"), 60, policy)
    assert (keep.rule, keep.reason) == ("capped", "Customers of key none are not reminded.")
    assert kept(account(invoice(), cap=0), 60).rule == "capped", "a customer may have a cap of its own"


# Dunning areas


def test_each_dunning_area_gets_a_notice_of_its_own_the_most_urgent_first() -> None:
    parts, rent = invoice("PARTS", area="parts", level=SECOND), invoice("RENT", area="rent")
    policy = without(areas=True)
    first = told(account(parts, rent), 40, policy)
    assert (first.area, levels(first)) == ("parts", {"PARTS": LAST})
    after = account(invoice("PARTS", area="parts", level=LAST), rent, notices=((40, LAST),))
    assert kept(after, 46, policy).rule == "frequency", "the limit holds for all areas together"
    second = told(after, 47, policy)
    assert (second.area, levels(second)) == ("rent", {"RENT": FIRST})


def test_without_areas_in_the_policy_one_notice_shows_everything() -> None:
    notice = told(account(invoice("PARTS", area="parts"), invoice("RENT", area="rent")), 5)
    assert (notice.area, levels(notice)) == ("", {"PARTS": FIRST, "RENT": FIRST})


def test_the_minimum_counts_in_each_area_alone() -> None:
    both = account(invoice("A", "6", area="parts"), invoice("B", "6", area="rent"))
    assert kept(both, 5, without(areas=True)).rule == "minimum"
    assert told(both, 5)


# The legal level

HANDOVER = (*POLICY.levels, Level(days=60, name="Handover", channel="activity", legal=True))


def test_the_legal_level_hands_the_account_over() -> None:
    notice = told(account(invoice(level=LAST)), 60, without(levels=HANDOVER))
    assert (notice.legal, notice.level, notice.channel) == (True, 5, "activity")
    assert not told(account(invoice(level=SECOND)), 60, without(levels=HANDOVER)).legal


def test_nothing_follows_the_legal_level() -> None:
    policy = without(levels=HANDOVER)
    handed = invoice("OLD", level=5, level_on=day(60))
    assert kept(account(handed, notices=((60, 5),)), 300, policy).rule == "legal"
    notice = told(account(handed, invoice("NEW", due=60), notices=((60, 5),)), 70, policy)
    assert levels(notice) == {"NEW": FIRST}, "what came later goes its own way, without what was handed over"
    assert notice.facts["asked"] == {"EUR": "120.00"}
