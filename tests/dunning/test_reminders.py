"""Who is reminded when, told as stories of one customer."""

import json
from datetime import date
from decimal import Decimal

import pytest

from dunning import reminders
from dunning.calendar import rest_day
from dunning.decisions import Keep, Notice
from dunning.policy import Level
from tests.dunning.accounts import (
    BEFORE,
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

# The levels


def test_an_account_goes_from_a_friendly_word_to_the_last_reminder() -> None:
    assert kept(account(invoice()), -4).rule == "nothing-due"
    assert told(account(invoice()), -3).level == BEFORE
    assert kept(account(invoice(level=BEFORE), notices=((-3, BEFORE),)), 4).rule == "level-given"
    assert told(account(invoice(level=BEFORE), notices=((-3, BEFORE),)), 5).level == FIRST
    assert kept(account(invoice(level=FIRST), notices=((5, FIRST),)), 14).rule == "level-given"
    assert told(account(invoice(level=FIRST), notices=((5, FIRST),)), 15).level == SECOND
    assert told(account(invoice(level=SECOND), notices=((15, SECOND),)), 30).level == LAST
    assert kept(account(invoice(level=LAST), notices=((30, LAST),)), 300).rule == "level-given"


def test_nobody_gets_the_last_reminder_first() -> None:
    assert told(account(invoice()), 100).level == FIRST
    assert told(account(invoice(level=FIRST)), 100).level == SECOND
    assert told(account(invoice(level=SECOND)), 100).level == LAST


def test_a_friendly_level_is_skipped_once_the_due_date_has_come() -> None:
    assert kept(account(invoice()), 0).rule == "nothing-due"
    assert kept(account(invoice()), 1).rule == "nothing-due"


def test_of_two_friendly_levels_the_missed_one_is_skipped() -> None:
    policy = without(levels=(Level(days=-10, name="Early"), Level(days=-2, name="Soon"), *POLICY.levels[1:]))
    assert told(account(invoice()), -9, policy).level == 1
    assert told(account(invoice()), -1, policy).level == 2
    assert kept(account(invoice(level=2)), -1, policy).rule == "nothing-due"


def test_a_level_on_the_due_date_itself_counts_from_that_day() -> None:
    policy = without(levels=(Level(days=0, name="Today"),))
    assert kept(account(invoice()), -1, policy).rule == "nothing-due"
    assert told(account(invoice()), 0, policy).level == 1


def test_a_policy_of_friendly_words_alone_is_silent_from_the_due_date_on() -> None:
    policy = without(levels=(Level(days=-3, name="Soon"),))
    assert told(account(invoice()), -1, policy).level == 1
    assert [kept(account(invoice()), on, policy).rule for on in (0, 1)] == ["nothing-due", "nothing-due"]


def test_a_policy_without_levels_reminds_nobody() -> None:
    assert kept(account(invoice()), 60, without(levels=())).rule == "nothing-due"


def test_a_policy_that_became_shorter_never_points_past_its_last_level() -> None:
    assert kept(account(invoice(level=9)), 60).rule == "level-given"
    notice = told(account(invoice(level=9), invoice("F2", due=1)), 60)
    assert levels(notice) == {"F1": LAST, "F2": FIRST}
    assert notice.level == LAST


def test_the_notice_carries_channel_and_wording_of_its_highest_level() -> None:
    assert (told(account(invoice()), -3).text, told(account(invoice()), 5).text) == ("before", "1")
    last = told(account(invoice(level=SECOND)), 30)
    assert (last.text, last.channel) == ("3", "letter")


def test_a_level_may_name_its_wording() -> None:
    policy = without(levels=(Level(days=5, name="First", text="gentle"),))
    assert told(account(invoice()), 5, policy).text == "gentle"


# What is on a notice


def test_a_notice_shows_the_whole_overdue_account() -> None:
    late = invoice("OLD", due=-20, level=SECOND)
    fresh = invoice("NEW", due=-5)
    young = invoice("YOUNG", due=-1)
    future = invoice("FUTURE", due=20)
    notice = told(account(future, invoice("TODAY"), young, fresh, late), 0)
    assert levels(notice) == {"OLD": SECOND, "NEW": FIRST, "YOUNG": 0}
    assert notice.level == SECOND
    assert [item.number for item in notice.items] == ["OLD", "NEW", "YOUNG"]


def test_a_given_level_alone_is_no_reason_to_write_again() -> None:
    assert kept(account(invoice(level=FIRST), invoice("F2", due=1)), 5).rule == "level-given"


def test_a_friendly_notice_shows_only_what_falls_due_soon() -> None:
    notice = told(account(invoice("SOON", due=3), invoice("LATER", due=4)), 0)
    assert levels(notice) == {"SOON": BEFORE}


def test_nothing_friendly_is_said_about_the_next_invoice_while_another_is_overdue() -> None:
    overdue = invoice("OLD", due=-8, level=FIRST)
    assert kept(account(overdue, invoice("SOON", due=3)), 0).rule == "level-given"


def test_a_few_overdue_cents_do_not_stop_a_friendly_word() -> None:
    notice = told(account(invoice("CENTS", "0.50", due=-8), invoice("SOON", due=3)), 0)
    assert levels(notice) == {"SOON": BEFORE}


def test_currencies_stay_apart_on_one_notice() -> None:
    notice = told(account(invoice("E", "100"), invoice("D", "70", currency="USD")), 5)
    assert notice.facts["asked"] == {"EUR": "100", "USD": "70"}
    assert {i.number: i.currency for i in notice.items} == {"E": "EUR", "D": "USD"}


# Disputes


def test_a_disputed_part_is_left_out() -> None:
    notice = told(account(invoice(open="100", disputed=Decimal(30))), 5)
    assert [item.open for item in notice.items] == [Decimal(70)]


def test_a_wholly_disputed_invoice_is_no_reason_and_is_not_shown() -> None:
    contested = invoice("F1", "100", disputed=Decimal(100))
    keep = kept(account(contested), 5)
    assert (keep.rule, keep.facts["disputed"]) == ("disputed", ["F1"])
    assert levels(told(account(contested, invoice("F2")), 5)) == {"F2": FIRST}


def test_a_dispute_about_what_is_not_due_yet_is_not_the_reason() -> None:
    assert kept(account(invoice("F1", "100", due=9, disputed=Decimal(100))), 5).rule == "nothing-due"


def test_a_dispute_larger_than_the_open_amount_does_not_pay_other_invoices() -> None:
    notice = told(account(invoice("F1", "100", disputed=Decimal(500)), invoice("F2", "50")), 5)
    assert notice.facts["asked"] == {"EUR": "50"}


# Money already there


def test_who_has_paid_on_account_is_left_alone() -> None:
    keep = kept(account(invoice(open="100"), credits=(credit("60"), credit("40", number="PAY2"))), 5)
    assert (keep.rule, keep.facts["covered"]) == ("covered", {"EUR": "100"})


def test_money_pays_the_oldest_item_first() -> None:
    old, new = invoice("OLD", "100", due=-40, level=SECOND), invoice("NEW", "80", due=-6)
    notice = told(account(new, old, credits=(credit("100"),)), 0)
    assert levels(notice) == {"OLD": SECOND, "NEW": FIRST}, "the paid item takes no step"
    assert notice.level == FIRST, "and does not sharpen the words"
    assert (notice.credits, notice.facts["asked"]) == ({"EUR": Decimal(100)}, {"EUR": "80"})


def test_a_step_of_a_paid_item_is_no_reason_to_write() -> None:
    old, new = invoice("OLD", "100", due=-40, level=FIRST), invoice("NEW", "80", due=-6, level=FIRST)
    assert kept(account(old, new, credits=(credit("100"),)), 0).rule == "level-given"


def test_a_part_payment_is_shown_and_taken_off() -> None:
    notice = told(account(invoice(open="100"), credits=(credit("30"),)), 5)
    assert notice.items[0].open - notice.credits["EUR"] == Decimal(70)


def test_money_in_one_currency_pays_nothing_in_another() -> None:
    assert told(account(invoice(open="100"), credits=(credit("100", "USD"),)), 5).credits == {}


def test_a_currency_that_is_covered_is_not_on_the_notice() -> None:
    notice = told(account(invoice("E"), invoice("D", currency="USD"), credits=(credit("500", "USD"),)), 5)
    assert levels(notice) == {"E": FIRST}


def test_an_item_with_a_negative_balance_is_money_too() -> None:
    assert kept(account(invoice(open="100"), invoice("C1", "-100", due=9)), 5).rule == "covered"


def test_a_friendly_word_is_not_for_who_has_paid_already() -> None:
    assert kept(account(invoice(open="100"), credits=(credit("100"),)), -3).rule == "covered"


def test_a_friendly_word_is_only_about_what_is_not_paid_yet() -> None:
    notice = told(account(invoice("A"), invoice("B", due=1), credits=(credit("120"),)), -2)
    assert levels(notice) == {"B": BEFORE}


def test_money_that_comes_in_never_brings_a_customer_a_mail_more() -> None:
    overdue = invoice("OLD", "100", due=-8, level=FIRST)
    assert kept(account(overdue, invoice("SOON", due=3), credits=(credit("100"),)), 0).rule == "covered"


# Minimum


def test_below_the_minimum_nobody_is_reminded() -> None:
    keep = kept(account(invoice(open="9.99")), 5)
    assert (keep.rule, keep.facts["minimum"]) == ("minimum", {"EUR": "10"})
    assert told(account(invoice(open="10")), 5).level == FIRST


def test_the_minimum_looks_at_the_sum_and_at_what_is_really_missing() -> None:
    assert told(account(invoice("A", "6"), invoice("B", "6")), 5)
    assert kept(account(invoice(open="100"), credits=(credit("95"),)), 5).rule == "minimum"


def test_a_currency_without_a_minimum_has_none() -> None:
    assert told(account(invoice(open="0.01", currency="USD")), 5).level == FIRST


def test_the_minimum_holds_for_friendly_words_too() -> None:
    assert kept(account(invoice(open="9")), -3).rule == "minimum"


# Frequency


@pytest.mark.parametrize(("on", "allowed"), [(-3, False), (11, False), (12, True)])
def test_a_week_lies_between_two_notices_of_any_level(on: int, allowed: bool) -> None:
    who = account(invoice("A", due=-10), notices=((5, BEFORE), (-20, LAST)))
    if allowed:
        assert told(who, on)
    else:
        keep = kept(who, on)
        assert (keep.rule, keep.facts["next_step"]) == ("frequency", str(day(12)))


def test_never_two_notices_on_one_day_even_without_a_limit() -> None:
    policy = without(frequency_days=0)
    assert kept(account(invoice(level=FIRST), notices=((40, FIRST),)), 40, policy).rule == "frequency"
    assert told(account(invoice(level=FIRST), notices=((40, FIRST),)), 41, policy).level == SECOND


# Working days


def test_nothing_is_sent_on_a_rest_day_of_the_customers_country() -> None:
    policy = without(working_days_only=True)
    keep = kept(account(invoice()), 5, policy)  # Saturday 7 March
    assert (keep.rule, keep.facts["rest_day"]) == ("calendar", "weekend")
    assert keep.facts["next_step"] == "2026-03-09"
    assert told(account(invoice()), 7, policy)
    assert told(account(invoice()), 5), "unless the policy does not mind"


def test_a_holiday_counts_only_in_its_own_country() -> None:
    bastille = date(2026, 7, 14)  # a Tuesday
    policy = without(working_days_only=True)
    french = reminders.decide(account(invoice(), country="FR"), policy, bastille)
    italian = reminders.decide(account(invoice()), policy, bastille)
    assert isinstance(french, Keep)
    assert french.rule == "calendar"
    assert isinstance(italian, Notice)


def test_an_unknown_country_has_weekends_only() -> None:
    assert rest_day(date(2026, 7, 11), "XX") == "weekend"
    assert rest_day(date(2026, 7, 14), "XX") == ""
    assert rest_day(date(2026, 12, 25), "") == ""


def test_a_country_has_its_own_weekend() -> None:
    friday = date(2026, 3, 6)
    assert rest_day(friday, "SA") == "weekend"
    assert rest_day(friday, "IT") == ""


def test_easter_monday_follows_easter() -> None:
    assert rest_day(date(2026, 4, 6), "fr")
    assert not rest_day(date(2026, 4, 7), "fr")


# Block, and the reasons


def test_a_block_comes_before_everything_and_gives_its_reason() -> None:
    keep = kept(account(invoice(), block="promised to pay on 12 March"), 100)
    assert keep.rule == "block"
    assert "promised to pay on 12 March" in keep.reason


def test_an_empty_account_has_nothing_due() -> None:
    keep = kept(account(), 0)
    assert (keep.rule, keep.reason, keep.facts["next_step"]) == ("nothing-due", "Nothing is due.", None)


def test_a_keep_says_when_the_next_step_is() -> None:
    assert kept(account(invoice(level=FIRST)), 6).facts["next_step"] == str(day(15))
    assert kept(account(invoice()), -20).facts["next_step"] == str(day(-3))
    assert kept(account(invoice(level=SECOND)), 6).facts["next_step"] == str(day(30))
    assert kept(account(invoice(), credits=(credit("120"),)), 6).facts["next_step"] is None


def test_the_reason_names_invoices_days_levels_and_sums() -> None:
    notice = told(account(invoice(open="1200.50"), credits=(credit("200"),)), 6)
    assert "F1 (6 days overdue) reaches level 2" in notice.reason
    assert "1000.50 EUR after 200 EUR already received" in notice.reason
    assert notice.facts["reached"] == [{"number": "F1", "days_late": 6, "from": 0, "to": FIRST}]
    assert (notice.facts["policy"], notice.facts["policy_version"]) == ("standard", "1")


def test_every_decision_is_json() -> None:
    for on in (-4, -3, 0, 5, 15):
        for who in (account(invoice()), account(invoice(open="3")), account(invoice(), credits=(credit("120"),))):
            decision = reminders.decide(who, POLICY, day(on))
            assert json.loads(json.dumps(decision.facts)) == decision.facts
