"""How often and on which days: limits that hold over all channels, companies and areas."""

from datetime import date

import pytest

from dunning import reminders
from dunning.calendar import rest_day
from dunning.decisions import Keep, Notice
from dunning.limits import possible
from dunning.policy import quiet_day
from tests.dunning.accounts import FIRST, SECOND, account, day, invoice, kept, told, without


def test_no_more_than_so_many_notices_within_so_many_days() -> None:
    policy = without(frequency_days=1, most=2, most_days=30)
    who = account(invoice(level=SECOND), invoice("F2", due=20), notices=((5, FIRST), (15, SECOND)))
    keep = kept(who, 30, policy)
    assert (keep.rule, keep.facts["next_step"]) == ("frequency", str(day(35)))
    assert "2 notices left within 30 days" in keep.reason
    assert told(who, 35, policy)


def test_the_later_of_two_limits_counts() -> None:
    policy = without(frequency_days=25, most=2, most_days=30)
    who = account(invoice(level=SECOND), notices=((5, FIRST), (15, SECOND)))
    assert kept(who, 36, policy).facts["next_step"] == str(day(40))


@pytest.mark.parametrize(
    ("quiet", "on", "then"),
    [
        ("2026-03-09", 7, 8),  # one day of one year
        ("03-09", 7, 8),  # every year
        ("03-05/03-11", 7, 10),  # from a day to a day
        ("02-20/03-09", 7, 8),
        ("12-24/03-09", 7, 8),  # over the new year
    ],
)
def test_nothing_leaves_on_a_quiet_day(quiet: str, on: int, then: int) -> None:
    policy = without(quiet=(quiet,))
    keep = kept(account(invoice()), on, policy)
    assert (keep.rule, keep.facts["rest_day"]) == ("calendar", quiet)
    assert keep.facts["next_step"] == str(day(then))
    assert told(account(invoice()), then, policy)


def test_a_day_of_one_year_is_quiet_in_that_year_alone() -> None:
    policy = without(quiet=("2026-08-14",))
    assert quiet_day(policy, date(2026, 8, 14)) == "2026-08-14"
    assert quiet_day(policy, date(2027, 8, 14)) == ""


def test_the_day_that_is_named_is_free_of_every_limit() -> None:
    """The week ends on Sunday 29 March; Monday is quiet: Tuesday."""
    policy = without(working_days_only=True, quiet=("2026-03-30",))
    who = account(invoice(level=FIRST), notices=((20, FIRST),))
    keep = kept(who, 26, policy)
    assert (keep.rule, keep.facts["next_step"]) == ("frequency", "2026-03-31")


def test_a_policy_that_is_always_quiet_names_no_day() -> None:
    policy = without(quiet=("01-01/12-31",))
    assert possible(account(), policy, day(0)) is None
    assert kept(account(invoice()), 5, policy).facts["next_step"] is None


def test_a_regional_holiday_counts_where_the_customer_is() -> None:
    epiphany = date(2026, 1, 6)  # in Bavaria, not in Berlin
    assert rest_day(epiphany, "DE", "BY") == "Epiphany"
    assert rest_day(epiphany, "DE", "BE") == ""
    assert rest_day(epiphany, "DE", "no such place") == ""
    policy = without(working_days_only=True)
    late = invoice(due=-80)
    bavarian = reminders.decide(account(late, country="DE", subdivision="BY"), policy, epiphany)
    berliner = reminders.decide(account(late, country="DE", subdivision="BE"), policy, epiphany)
    assert isinstance(bavarian, Keep)
    assert bavarian.rule == "calendar"
    assert isinstance(berliner, Notice)
