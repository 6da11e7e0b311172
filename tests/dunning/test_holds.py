"""Who is held and who is released."""

from decimal import Decimal

import msgspec

from dunning import holds
from dunning.decisions import Hold, Propose, Release
from dunning.policy import HoldRule
from tests.dunning.accounts import LAST, POLICY, SECOND, account, credit, day, invoice, plan, promise


def test_held_when_overdue_by_more_days_than_allowed() -> None:
    assert holds.decide(account(invoice()), POLICY, day(45)) is None
    hold = holds.decide(account(invoice()), POLICY, day(46))
    assert isinstance(hold, Hold)
    assert hold.reason == "F1 is 46 days overdue, more than 45 allowed. To be released: pay 120.00 EUR."


def test_held_when_more_is_overdue_than_allowed() -> None:
    assert holds.decide(account(invoice(open="5000")), POLICY, day(1)) is None
    hold = holds.decide(account(invoice(open="5000.01")), POLICY, day(1))
    assert isinstance(hold, Hold)
    assert "5000.01 EUR is overdue, more than 5000 EUR allowed. To be released: pay 0.01 EUR." in hold.reason


def test_what_is_not_due_yet_holds_nobody() -> None:
    assert holds.decide(account(invoice(open="90000")), POLICY, day(0)) is None


def test_no_days_means_the_first_overdue_day_is_enough() -> None:
    policy = msgspec.structs.replace(POLICY, hold=HoldRule(days=0))
    assert holds.decide(account(invoice()), policy, day(0)) is None
    assert isinstance(holds.decide(account(invoice()), policy, day(1)), Hold)


def test_a_currency_without_a_limit_is_held_by_days_only() -> None:
    dollars = account(invoice(open="90000", currency="USD"))
    assert holds.decide(dollars, POLICY, day(45)) is None
    assert isinstance(holds.decide(dollars, POLICY, day(46)), Hold)


def test_without_days_only_the_amount_counts() -> None:
    policy = msgspec.structs.replace(POLICY, hold=HoldRule(amount={"EUR": Decimal(500)}))
    assert holds.decide(account(invoice(open="500")), policy, day(900)) is None


def test_disputes_and_money_already_there_hold_nobody() -> None:
    assert holds.decide(account(invoice(disputed=Decimal(120))), POLICY, day(90)) is None
    assert holds.decide(account(invoice(), credits=(credit("120"),)), POLICY, day(90)) is None
    assert isinstance(holds.decide(account(invoice(), credits=(credit("110"),)), POLICY, day(90)), Hold)


def test_a_block_of_reminders_does_not_keep_a_customer_from_being_held() -> None:
    assert isinstance(holds.decide(account(invoice(), block="calls first"), POLICY, day(46)), Hold)


def test_a_hold_is_set_once_and_released_when_its_cause_is_gone() -> None:
    held = account(invoice(), on_hold=True)
    assert holds.decide(held, POLICY, day(46)) is None
    paid = account(on_hold=True)
    assert isinstance(holds.decide(paid, POLICY, day(47)), Release)
    assert holds.decide(account(), POLICY, day(47)) is None, "what Solde did not set it does not release"


def test_a_policy_that_no_longer_holds_releases() -> None:
    policy = msgspec.structs.replace(POLICY, hold=None)
    release = holds.decide(account(invoice(), on_hold=True), policy, day(90))
    assert isinstance(release, Release)
    assert "standard no longer holds" in release.reason
    assert holds.decide(account(invoice()), policy, day(90)) is None


def test_two_currencies_give_two_causes_and_one_hold() -> None:
    both = account(invoice("E", "6000"), invoice("D", "70", currency="USD"))
    hold = holds.decide(both, POLICY, day(50))
    assert isinstance(hold, Hold)
    assert [cause["currency"] for cause in hold.facts["causes"]] == ["EUR", "USD"]
    assert hold.reason.endswith("To be released: pay 6000 EUR and 70 USD.")
    assert hold.facts["causes"][0] == {
        "currency": "EUR",
        "overdue": "6000",
        "to_pay": "6000",
        "oldest": "E",
        "days_late": 50,
        "limit": "5000",
    }


def test_the_reason_names_the_oldest_item_that_is_not_paid() -> None:
    old, mid = invoice("OLD", due=-20), invoice("MID", due=-10)
    hold = holds.decide(account(old, mid, credits=(credit("120"),)), POLICY, day(40))
    assert isinstance(hold, Hold)
    assert hold.reason.startswith("MID is 50 days overdue")


def test_only_what_is_too_old_must_be_paid_to_be_released() -> None:
    hold = holds.decide(account(invoice("OLD", "100", due=-50), invoice("NEW", "900")), POLICY, day(5))
    assert isinstance(hold, Hold)
    assert hold.reason.endswith("pay 100 EUR.")


def test_who_reaches_a_level_that_holds_is_held_until_that_is_paid() -> None:
    policy = msgspec.structs.replace(
        POLICY, levels=(*POLICY.levels[:3], msgspec.structs.replace(POLICY.levels[3], hold=True)), hold=None
    )
    assert holds.decide(account(invoice(level=SECOND)), policy, day(30)) is None
    hold = holds.decide(account(invoice(level=LAST)), policy, day(31))
    assert isinstance(hold, Hold)
    assert hold.reason == "F1 has reached level 4 (Last reminder). To be released: pay 120.00 EUR."
    paid = account(invoice(level=LAST), credits=(credit("120"),), on_hold=True)
    assert isinstance(holds.decide(paid, policy, day(32)), Release)
    assert holds.decide(account(invoice(level=LAST), on_hold=True), policy, day(32)) is None


def test_what_is_older_is_paid_with_it_before_a_hold_is_released() -> None:
    policy = msgspec.structs.replace(
        POLICY, levels=(*POLICY.levels[:3], msgspec.structs.replace(POLICY.levels[3], hold=True)), hold=None
    )
    hold = holds.decide(account(invoice("OLD", "50", due=-9), invoice("F1", level=LAST)), policy, day(31))
    assert isinstance(hold, Hold)
    assert hold.reason.endswith("pay 170.00 EUR.")


def test_of_a_natural_person_a_hold_is_proposed_and_not_set() -> None:
    for who, words in (
        (account(invoice(), sole_trader=True), "A sole trader: a person decides."),
        (account(invoice(), consumer=True), "A consumer: a person decides."),
    ):
        proposal = holds.decide(who, POLICY, day(46))
        assert isinstance(proposal, Propose)
        assert proposal.reason.endswith(words)


def test_a_promise_does_not_lift_a_hold_and_a_running_plan_does() -> None:
    promised = account(invoice(), promises=(promise(by=60),), on_hold=True)
    assert holds.decide(promised, POLICY, day(50)) is None
    planned = account(invoice(), plans=(plan((60, "60"), (90, "60")),), on_hold=True)
    assert isinstance(holds.decide(planned, POLICY, day(50)), Release)


def test_a_broken_plan_holds_again_by_the_invoices_own_dates() -> None:
    planned = account(invoice(), plans=(plan((60, "60"), (90, "60")),))
    assert holds.decide(planned, POLICY, day(60)) is None
    hold = holds.decide(planned, POLICY, day(61))
    assert isinstance(hold, Hold)
    assert hold.reason.startswith("F1 is 61 days overdue")


def test_within_the_days_of_grace_nobody_is_held() -> None:
    policy = msgspec.structs.replace(POLICY, hold=HoldRule(days=0), grace_days=3)
    assert holds.decide(account(invoice()), policy, day(3)) is None
    assert isinstance(holds.decide(account(invoice()), policy, day(4)), Hold)


def test_nobody_is_held_over_what_is_too_little_to_be_reminded_of() -> None:
    assert holds.decide(account(invoice(open="9.99")), POLICY, day(60)) is None
    assert isinstance(holds.decide(account(invoice(open="10.00")), POLICY, day(60)), Hold)
    assert isinstance(holds.decide(account(invoice(open="9.99"), on_hold=True), POLICY, day(60)), Release)
