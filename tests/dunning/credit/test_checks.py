"""What an order is answered, told as stories: one for every check."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from dunning.credit.decide import above_limit
from dunning.credit.policy import Terms
from dunning.credit.position import Override
from dunning.credit.rates import Rate, Rates
from dunning.credit.words import LANGUAGES, sentence
from tests.dunning.credit.positions import LUCE, TODAY, ask, day, limit, luce, money, ordered, owed, paid, policy

USD = Rate(currency="USD", into="EUR", day=day(-1), value=Decimal("0.90"))
GROUP = "erp//customer/1"


def test_open_items_orders_and_drafts_count_and_money_on_account_is_taken_off() -> None:
    position = luce(owed=(owed("500"),), ordered=(ordered("300"), ordered("200", draft=True)), money=(money("150"),))
    exposure = ask(position).exposures[0]
    assert (exposure.items, exposure.orders, exposure.drafts, exposure.credits) == (500, 300, 200, 150)
    assert exposure.total == 850
    assert ask(position, "150").outcome == "allowed"
    assert ask(position, "150.01").outcome == "held"


def test_the_employee_reads_the_working_and_the_customer_nothing_of_it() -> None:
    answer = ask(luce(owed=(owed("950"),)))
    assert answer.words == (
        "Held: The exposure with this order is 1050 EUR, over the limit of 1000 EUR. "
        "Exposure: 950 EUR (950 open items). Risk class C: no payment history and no score yet."
    )
    for language in LANGUAGES:
        shown = sentence(answer.outcome, language)
        assert not any(sign.isdigit() for sign in shown)
    assert sentence("held", "nl") == sentence("held", "en")
    assert sentence("held", "it-IT").startswith("Non possiamo")


def test_without_a_limit_the_exposure_holds_nobody() -> None:
    assert ask(luce(limits=(), owed=(owed("90000"),))).outcome == "allowed"


def test_where_the_erp_names_no_limit_the_policy_s_counts() -> None:
    own = policy(limit={"EUR": Decimal(1000)})
    assert ask(luce(limits=(), owed=(owed("950"),)), chosen=own).outcome == "held"
    assert ask(luce(limits=(limit("5000"),), owed=(owed("950"),)), chosen=own).outcome == "allowed"


def test_the_order_that_is_asked_about_does_not_count_twice() -> None:
    position = luce(ordered=(ordered("900", number="S7"),))
    assert ask(position, "900").outcome == "held"
    assert ask(position, "900", number="S7").outcome == "allowed"


def test_orders_beyond_the_horizon_do_not_count() -> None:
    position = luce(ordered=(ordered("950", day_of=91),))
    assert ask(position).outcome == "held", "the static check looks at all orders"
    dynamic = policy(checks=("dynamic",), horizon_days=90)
    assert ask(position, chosen=dynamic).outcome == "allowed"
    assert ask(luce(ordered=(ordered("950", day_of=90),)), chosen=dynamic).outcome == "held"
    assert ask(luce(), "5000", dynamic, day=day(91)).outcome == "allowed"
    assert ask(luce(), "5000", dynamic, day=day(90)).outcome == "held"


def test_the_oldest_open_item_holds_when_it_is_too_late() -> None:
    strict = policy(checks=("oldest",), oldest_days=30)
    assert ask(luce(owed=(owed("10", late=30),)), chosen=strict).outcome == "allowed"
    held = ask(luce(owed=(owed("10", late=31, number="F9"), owed("10", late=5))), chosen=strict)
    assert held.outcome == "held"
    assert held.reasons == ("F9 is 31 days overdue, 30 allowed.",)


def test_what_money_on_account_covers_is_not_late() -> None:
    strict = policy(checks=("oldest", "level"), oldest_days=30, highest_level=1)
    late = (owed("100", late=60, level=3),)
    assert ask(luce(owed=late), chosen=strict).outcome == "held"
    assert ask(luce(owed=late, money=(money("99.99"),)), chosen=strict).outcome == "held"
    assert ask(luce(owed=late, money=(money("100"),)), chosen=strict).outcome == "allowed"


def test_what_is_disputed_is_not_late_but_still_at_risk() -> None:
    strict = policy(checks=("static", "oldest"), oldest_days=30)
    disputed = luce(owed=(owed("800", late=60, disputed=Decimal(800)),))
    assert ask(disputed, chosen=strict).outcome == "allowed"
    assert ask(disputed, "201", strict).outcome == "held"


def test_the_highest_dunning_level_holds() -> None:
    strict = policy(checks=("level",), highest_level=2)
    assert ask(luce(owed=(owed("10", level=2),)), chosen=strict).outcome == "allowed"
    held = ask(luce(owed=(owed("10", level=3, number="F3"), owed("10", level=1))), chosen=strict)
    assert held.reasons == ("F3 has dunning level 3, 2 allowed.",)


def test_one_order_may_be_too_large_in_itself() -> None:
    strict = policy(checks=("document",), document={"EUR": Decimal(500)})
    assert ask(luce(), "500", strict).outcome == "allowed"
    assert ask(luce(), "500.01", strict).outcome == "held"
    assert ask(luce(), "9000", strict, currency="CHF").outcome == "allowed", "no greatest value is set in CHF"


def test_who_pays_late_is_held() -> None:
    strict = policy(checks=("behaviour",), late_share=Decimal("0.5"), late_days=10)
    half = luce(paid=(paid("100", late=20), paid("100", late=0)))
    assert ask(half, chosen=strict).outcome == "allowed", "half of it late, ten days on average"
    worse = luce(paid=(paid("101", late=20), paid("100", late=0)))
    assert ask(worse, chosen=strict).outcome == "held"
    assert "50% of the EUR was paid late, on average 10.05 days" in ask(worse, chosen=strict).words
    long_ago = luce(paid=(paid("100", late=90, ago=400),))
    assert ask(long_ago, chosen=strict).outcome == "allowed", "only the last twelve months count"


def test_how_long_a_customer_takes_to_pay_is_told() -> None:
    answer = ask(luce(paid=(paid("300", late=0), paid("100", late=4))))
    assert answer.behaviour[0].days_to_pay == 40
    assert answer.behaviour[0].late_days == 1


def test_a_check_that_is_switched_off_is_not_made() -> None:
    off = policy(checks=())
    assert ask(luce(owed=(owed("9000", late=300, level=4),)), "90000", off).outcome == "allowed"


def test_the_group_s_limit_holds_what_the_subsidiary_s_own_would_let_pass() -> None:
    owes = (owed("950", account=GROUP),)
    own = luce(limits=(limit("1000"),), owed=owes)
    assert ask(own).outcome == "allowed"
    both = luce(limits=(limit("1000"), limit("1000", account=GROUP, covers=(LUCE,))), owed=owes)
    answer = ask(both)
    assert answer.outcome == "held"
    assert answer.reasons == ("The exposure with this order is 1050 EUR, over the limit of Gruppo Luce of 1000 EUR.",)


def test_currencies_stay_apart_without_a_rate_and_a_person_decides() -> None:
    position = luce(owed=(owed("100", currency="USD"),))
    answer = ask(position)
    assert answer.outcome == "review"
    assert answer.reasons == (
        "What is owed in USD cannot be compared with the limit in EUR: there is no exchange rate for 2026-03-02.",
    )
    assert ask(position, rates=(USD,)).outcome == "allowed"
    assert ask(luce(owed=(owed("1000.01", currency="USD"),)), rates=(USD,)).outcome == "held"


def test_an_order_in_another_currency_needs_a_rate_of_these_days() -> None:
    assert ask(luce(), currency="USD").outcome == "review"
    assert ask(luce(), currency="USD", rates=(USD,)).outcome == "allowed"
    later = Rate(currency="USD", into="EUR", day=day(1), value=Decimal(1))
    old = Rate(currency="USD", into="EUR", day=day(-32), value=Decimal(1))
    assert ask(luce(), currency="USD", rates=(later, old)).outcome == "review"


def test_money_left_over_in_one_currency_pays_nothing_in_another() -> None:
    position = luce(owed=(owed("950"),), money=(money("500", currency="USD"),))
    assert ask(position, rates=(USD,)).outcome == "held"


def test_a_rate_is_read_in_both_directions() -> None:
    rates = Rates((Rate(currency="EUR", into="CHF", day=TODAY, value=Decimal("0.95")),), TODAY)
    assert rates.convert(Decimal(95), "CHF", "EUR") == 100
    assert rates.convert(Decimal(100), "EUR", "CHF") == 95
    assert rates.convert(Decimal(1), "EUR", "USD") is None


def test_nothing_is_refused_to_a_natural_person_without_a_person() -> None:
    answer = ask(luce(natural=True, owed=(owed("950"),)))
    assert answer.outcome == "review"
    assert "natural person" in answer.words
    assert ask(luce(natural=True)).outcome == "allowed"


def test_an_account_that_cannot_be_read_is_for_a_person() -> None:
    assert ask(luce(unreadable=True)).outcome == "review"
    assert ask(luce(unreadable=True, owed=(owed("950"),))).outcome == "held"


def word(amount: str = "5000", until: int = 0) -> Override:
    return Override(amount=Decimal(amount), currency="EUR", until=day(until), reason="Christmas stock", who="rossi")


def test_a_manager_s_override_lets_pass_what_is_within_it() -> None:
    owes = (owed("950", late=90),)
    strict = policy(checks=("static", "oldest"), oldest_days=30)
    assert ask(luce(owed=owes), chosen=strict).outcome == "held"
    answer = ask(luce(owed=owes, override=word()), chosen=strict)
    assert answer.outcome == "allowed"
    assert answer.words.startswith("Allowed by a manager's override by rossi up to 5000 EUR until 2026-03-02")
    assert ask(luce(owed=owes, override=word()), "4050.01", strict).outcome == "held"


def test_an_override_expires_by_itself() -> None:
    owes = (owed("950"),)
    assert ask(luce(owed=owes, override=word(until=0))).outcome == "allowed", "its last day"
    assert ask(luce(owed=owes, override=word(until=-1))).outcome == "held"


def test_a_hold_that_somebody_else_set_is_never_lifted() -> None:
    assert ask(luce(foreign_hold="fraud")).outcome == "held"
    assert ask(luce(foreign_hold="fraud", override=word()), chosen=policy(checks=())).outcome == "held"


def test_solde_s_own_hold_holds_orders_too_until_a_manager_says_otherwise() -> None:
    held = ask(luce(own_hold="F1 is 50 days overdue."))
    assert held.reasons == ("The customer is on credit hold: F1 is 50 days overdue.",)
    assert ask(luce(own_hold="F1 is 50 days overdue.", override=word())).outcome == "allowed"


def test_the_customer_goes_before_the_risk_class_and_that_before_the_company() -> None:
    nested = policy(
        checks=("oldest",),
        oldest_days=10,
        unknown="B",
        classes={"B": Terms(oldest_days=20), "D": Terms(oldest_days=1)},
    )
    late = luce(owed=(owed("10", late=20),))
    assert ask(late, chosen=nested).outcome == "allowed"
    assert ask(luce(owed=(owed("10", late=21),)), chosen=nested).outcome == "held"
    own = policy(
        checks=("oldest",), oldest_days=10, unknown="B", classes=nested.classes, customers={"7": Terms(oldest_days=60)}
    )
    assert ask(luce(owed=(owed("10", late=60),)), chosen=own).outcome == "allowed"
    assert ask(luce(owed=(owed("10", late=61),)), chosen=own).outcome == "held"


def test_an_exposure_above_the_limit_holds_the_customer_where_the_policy_says_so() -> None:
    over, within = luce(owed=(owed("1000.01"),)), luce(owed=(owed("1000"),))
    none = Rates((), TODAY)
    assert above_limit(over, policy(), none) == ""
    assert above_limit(within, policy(hold=True), none) == ""
    assert above_limit(over, policy(hold=True), none) == (
        "The exposure of 1000.01 EUR is over the credit limit of 1000 EUR."
    )


@pytest.mark.parametrize("days", [0, 31])
def test_a_rate_lasts_a_month(days: int) -> None:
    rates = Rates((Rate(currency="USD", into="EUR", day=TODAY - timedelta(days=days), value=Decimal(2)),), TODAY)
    assert rates.convert(Decimal(1), "USD", "EUR") == 2


def test_what_is_converted_has_the_decimals_of_the_currency_it_is_in() -> None:
    rates = Rates([Rate(currency="EUR", into="JPY", day=date(2026, 1, 1), value=Decimal("163.457"))], date(2026, 1, 2))
    assert rates.together({"EUR": Decimal("10.01")}, "JPY") == (Decimal(1636), ())  # 1636.20: yen have no cents
    assert rates.together({"JPY": Decimal(1000)}, "EUR") == (Decimal("6.12"), ())
