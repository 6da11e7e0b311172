"""What a collector is told on the phone."""

from decimal import Decimal

import msgspec

from dunning.account import Account, Item, PastNotice
from dunning.explain import Told, explain
from dunning.policy import Cap, HoldRule, Level, Policy, Reaction
from tests.dunning.accounts import (
    FIRST,
    LAST,
    POLICY,
    SECOND,
    account,
    credit,
    day,
    event,
    invoice,
    plan,
    promise,
    without,
)


def said(who: Account, on: int, policy: Policy = POLICY) -> Told:
    return explain(who, policy, day(on))


def item(who: Account, on: int, policy: Policy = POLICY) -> str:
    return said(who, on, policy).items[0].words


def test_an_item_says_how_late_it_is_what_it_got_and_what_comes_next() -> None:
    who = account(invoice(level=SECOND, level_on=day(15)), notices=((15, SECOND),))
    told = said(who, 20)
    assert told.items[0].words == (
        "F1: 120.00 EUR, 20 days overdue. Level 3 was given on 17 March 2026. "
        "Next: level 4 'Last reminder' by letter on 1 April 2026, if nothing is paid."
    )
    assert (told.items[0].next_level, told.items[0].next_on) == (LAST, day(30))
    assert [c.words for c in told.coming] == ["level 4 'Last reminder' by letter on 1 April 2026"]


def test_instalments_are_called_as_they_are_named_to_solde_customer() -> None:
    def part(place: int, number: str = "F1") -> Item:
        return msgspec.structs.replace(invoice(number, due=30 * place), id=f"{number}#{place}")

    both = said(account(part(0), part(1), invoice("F2")), 5)
    assert [told.words.partition(":")[0] for told in both.items] == ["F1#1", "F2", "F1#2"], "by due date"
    last = said(account(part(2)), 70)  # the first two are paid
    assert last.items[0].words.startswith("F1#3: ")


def test_what_leaves_today_says_so() -> None:
    told = said(account(invoice()), 5)
    assert told.rule == "notice"
    assert told.today.startswith("level 2 'First reminder' by e-mail. F1 (5 days overdue) reaches level 2.")
    assert "Today: level 2 'First reminder' by e-mail." in told.items[0].words


def test_next_days_follow_the_limits_and_the_calendar() -> None:
    """Level 1 was given on a Friday; the week ends on Friday 20 March, which is quiet: Monday."""
    who = account(invoice(level=FIRST, level_on=day(11)), notices=((11, FIRST),))
    told = said(who, 16, without(working_days_only=True, quiet=("2026-03-20",)))
    assert told.items[0].next_on == day(21)
    assert told.limits == ("The last notice left on 2026-03-13; the next may leave on 2026-03-23 (7 days apart).",)


def test_the_disputed_part_is_named() -> None:
    assert "30 EUR of it is disputed and left out." in item(account(invoice(disputed=Decimal(30))), 6)
    whole = item(account(invoice(disputed=Decimal(120))), 6)
    assert "All of it is disputed: it is left out until the dispute is closed." in whole
    assert "Next" not in whole


def test_a_promise_is_told_with_the_day_it_breaks() -> None:
    told = said(account(invoice(), promises=(promise(by=10),)), 6)
    assert told.rule == "promised"
    assert told.promises == (
        "120 EUR by 12 March 2026, promised on 4 March 2026: open, 0 EUR received; broken on 13 March 2026.",
    )
    assert "It is promised and not chased while the promise is open." in told.items[0].words
    assert told.items[0].next_on == day(11), "when the promise is broken the reminders go on"


def test_a_plan_is_told_with_its_next_instalment() -> None:
    who = account(invoice(open="300", level=FIRST), plans=(plan((10, "100"), (40, "200")),))
    told = said(who, 8)
    assert told.plans == (
        "Plan of 3 March 2026: running, 100 EUR by 12 March 2026; broken on 13 March 2026 if it is not paid.",
    )
    assert "Part of the instalment plan of 3 March 2026: 100 EUR by 12 March 2026." in told.items[0].words
    broken = said(who, 11)
    assert broken.plans[0].endswith("100 EUR by 12 March 2026 is missing; the invoices' own dates hold again.")


def test_money_already_there_is_told() -> None:
    who = account(invoice(), credits=(credit("50"),))
    assert "Money already there pays 50 EUR of it." in item(who, 6)
    paid = account(invoice(), credits=(credit("120"),))
    assert item(paid, 6) == "F1: 120.00 EUR, 6 days overdue. Money already there pays it."


def test_a_block_is_told_with_its_end() -> None:
    waiting = account(invoice(block="replacement on its way", block_until=day(20)))
    assert "Blocked until 22 March 2026: replacement on its way." in item(waiting, 6)
    told = said(account(invoice(), block="in talks", block_until=day(20)), 6)
    assert told.today == "Reminders are blocked until 2026-03-22: in talks."
    assert told.items[0].next_on == day(21)
    forever = item(account(invoice(), block="in talks"), 6)
    assert forever.endswith("Nothing follows while reminders are blocked.")


def test_cents_caps_minimum_and_the_end_of_the_levels_are_told() -> None:
    cents = without(tolerance={"EUR": Decimal(1)})
    assert item(account(invoice(open="0.80")), 6, cents).endswith("No more than 1 EUR is left: it counts as settled.")
    capped = without(cap=Cap(grade={"A": FIRST}))
    assert "the highest for this customer" in item(account(invoice(level=FIRST), grade="A"), 6, capped)
    never = without(cap=Cap(grade={"A": 0}))
    assert item(account(invoice(), grade="A"), 6, never).endswith("This customer is not reminded.")
    assert item(account(invoice(open="9")), 6).endswith("Nothing follows: the account is below the minimum.")
    assert "That level is the last one" in item(account(invoice(level=LAST)), 60)
    legal = without(levels=(*POLICY.levels, Level(days=60, name="Handover", legal=True)))
    assert item(account(invoice(level=5)), 90, legal).endswith("It was handed over: nothing follows from here.")


def test_what_happened_is_told_and_when_it_was_answered() -> None:
    policy = without(reactions=(Reaction(on="dispute-closed", channel="phone"),))
    who = account(invoice(level=FIRST), events=(event("dispute-closed", 6, "F1#0"),))
    told = said(who, 7, policy)
    assert told.events == ("8 March 2026: dispute closed.",)
    assert told.today.startswith("answer to dispute closed by telephone.")
    answer = PastNotice(date=day(7), level=FIRST, event="E1")
    later = said(msgspec.structs.replace(who, notices=(answer,)), 8, policy)
    assert later.events == ("8 March 2026: dispute closed; answered on 9 March 2026.",)


def test_a_hold_is_told_before_it_comes_and_what_releases_it() -> None:
    assert said(account(invoice()), 6).hold == "No hold; from 17 April 2026 if nothing is paid."
    assert said(account(invoice()), 46).hold.startswith("Goes on hold: F1 is 46 days overdue")
    held = said(account(invoice(), on_hold=True), 50)
    assert held.hold == "On hold: F1 is 50 days overdue, more than 45 allowed. Released when 120.00 EUR is paid."
    assert said(account(on_hold=True), 50).hold.startswith("Comes off hold")
    person = said(account(invoice(), sole_trader=True), 46).hold
    assert person.startswith("A hold is proposed")
    assert person.endswith("A sole trader: a person decides.")
    assert said(account(invoice()), 6, without(hold=None)).hold == "No hold."


def test_a_level_that_holds_is_foreseen() -> None:
    levels = (*POLICY.levels[:3], Level(days=30, name="Last", hold=True))
    policy = without(levels=levels, hold=HoldRule(days=90))
    who = account(invoice(level=SECOND, level_on=day(15)), notices=((15, SECOND),))
    assert said(who, 16, policy).hold == "No hold; from 2 April 2026 if nothing is paid."


def test_a_credit_item_is_told_as_the_customers() -> None:
    assert item(account(invoice("C1", "-50"), invoice("F2", due=3)), 2) == "C1: 50 EUR in the customer's favour."
