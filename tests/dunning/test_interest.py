"""Late-payment interest as a collector would compute it by hand. `principal x percent / 100 x days / 365`."""

from decimal import Decimal

import msgspec
import pytest

from dunning.charges import Agreed, Contested, InterestLine, late_paid
from dunning.interest import Debt
from dunning.rates import Rate, Table, Terms
from tests.dunning.debts import ALL, INTEREST, KNOWN, ask, debt, of, on, paid, sums


def working(found: tuple[InterestLine, ...]) -> list[tuple[str, str, int, str, str, str]]:
    return [(str(w.first), str(w.last), w.days, str(w.principal), str(w.percent), str(w.amount)) for w in found]


def agreed(points: str, reference: str = "", basis: str = "actual/365") -> Agreed:
    terms = Terms(points=Decimal(points), reference=reference, source="as agreed")
    return msgspec.convert({"interest": msgspec.to_builtins(terms), "basis": basis}, Agreed)


def test_a_french_invoice_paid_by_nobody_for_two_months() -> None:
    """Due 30 November 2025, asked on 30 January 2026. ECB 2.15 + 10 = 12.15 % in both half-years.

    1-31 December: 1000 x 12.15 % x 31 / 365 = 10.3191...
    1-30 January:  1000 x 12.15 % x 30 / 365 =  9.9863..., together 20.3054... = 20.31, of which 10.32 are shown before.
    """
    (charge,) = of("interest", ask(INTEREST, debt("2025-11-30"), today="2026-01-30"))
    assert working(charge.working) == [
        ("2025-12-01", "2025-12-31", 31, "1000.00", "12.15", "10.32"),
        ("2026-01-01", "2026-01-30", 30, "1000.00", "12.15", "9.99"),
    ]
    assert charge.amount == Decimal("20.31")
    assert charge.working[0].words == "the ECB's main refinancing rate 2.15 % + 10 (2025H2)"
    assert charge.words == "Interest on F1 from 2025-12-01 to 2026-01-30 (code de commerce, article L441-10 II)."


def test_a_german_part_payment_and_a_new_base_rate_each_begin_a_line() -> None:
    """10000 due 20 June 2024; 4000 came on 10 July; asked on 31 July. Base 3.62, then 3.37, + 9.

    21-30 June: 10000 x 12.62 % x 10 / 365 = 34.5753...                      -> 34.58
    1-10 July:  10000 x 12.37 % x 10 / 365 = 33.8904..., so far  68.4657...  -> 68.47
    11-31 July:  6000 x 12.37 % x 21 / 365 = 42.7019..., so far 111.1676...  -> 111.17
    """
    late = debt("2024-06-20", "10000.00", settled=(paid("2024-07-10", "4000.00"),))
    (charge,) = of("interest", ask(INTEREST, late, today="2024-07-31", country="DE"))
    assert working(charge.working) == [
        ("2024-06-21", "2024-06-30", 10, "10000.00", "12.62", "34.58"),
        ("2024-07-01", "2024-07-10", 10, "10000.00", "12.37", "33.89"),
        ("2024-07-11", "2024-07-31", 21, "6000.00", "12.37", "42.70"),
    ]
    assert charge.amount == Decimal("111.17")


def test_a_credit_note_lowers_the_principal_from_its_date() -> None:
    """2000 due 31 March 2026, credit note of 500 on 10 April, asked on 30 April; Italy: 2.15 + 8 = 10.15 %.

    1-10 April:  2000 x 10.15 % x 10 / 365 = 5.5616...                 -> 5.56
    11-30 April: 1500 x 10.15 % x 20 / 365 = 8.3424..., so far 13.9041 -> 13.90
    """
    late = debt("2026-03-31", "2000.00", settled=(paid("2026-04-10", "500.00", credit=True),))
    (charge,) = of("interest", ask(INTEREST, late, today="2026-04-30", country="IT"))
    assert [str(line.amount) for line in charge.working] == ["5.56", "8.34"]
    assert charge.amount == Decimal("13.90")


def test_nothing_is_owed_on_the_due_date_and_one_day_of_interest_the_day_after() -> None:
    """36500 x 10.15 % x 1 / 365 = 10.15."""
    late = debt("2026-03-31", "36500.00")
    assert ask(INTEREST, late, today="2026-03-31", country="ES").charges == ()
    assert sums("interest", ask(INTEREST, late, today="2026-04-01", country="ES")) == ["10.15"]


def test_a_missing_half_year_blocks_the_interest_and_nothing_else() -> None:
    """Due 1 June 2026, asked on 25 November 2026: June could be computed, July to November could not."""
    found = ask(ALL, debt("2026-06-01"), today="2026-11-25")
    assert of("interest", found) == []
    assert sums("compensation", found) == ["40.00"]
    (missing,) = found.missing
    assert (missing.table, missing.half_year) == ("ecb", "2026H2")
    assert "is never carried forward" in str(missing) and "rates/ecb.toml" in str(missing)


def test_once_the_operator_has_added_the_rate_the_interest_is_asked_for() -> None:
    """Were the ECB at 2.00 from 1 July: 36500 x 12.15 % x 29 / 365 = 352.35, then 36500 x 12 % x 2 / 365 = 24."""
    ecb = KNOWN.tables["ecb"]
    rate = Rate(half_year="2026H2", percent=Decimal("2.00"))
    tables = {**KNOWN.tables, "ecb": msgspec.structs.replace(ecb, rates={**ecb.rates, "2026H2": rate})}
    found = ask(INTEREST, debt("2026-06-01", "36500.00"), today="2026-07-02", tables=tables)
    assert found.missing == ()
    assert [str(line.amount) for line in of("interest", found)[0].working] == ["352.35", "24.00"]


def test_a_debt_that_was_settled_before_the_missing_half_year_needs_no_rate_of_it() -> None:
    """1000 due 2 March 2026, paid 1 April, asked in November: 1000 x 12.15 % x 30 / 365 = 9.9863."""
    found = ask(INTEREST, debt("2026-03-02", settled=(paid("2026-04-01", "1000.00"),)), today="2026-11-25")
    assert (sums("interest", found), found.missing) == (["9.99"], ())


def test_paying_the_principal_does_not_undo_the_interest_and_it_is_asked_for_once() -> None:
    late = debt("2026-03-02", settled=(paid("2026-04-01", "1000.00"),))
    prompt = debt("2026-03-02", number="F2", settled=(paid("2026-03-02", "1000.00"),))
    cancelled = debt("2026-03-02", number="F3", settled=(paid("2026-04-01", "1000.00", credit=True),))
    still_open = debt("2026-03-02", number="F4", settled=(paid("2026-04-01", "999.00"),))
    assert late_paid([late, prompt, cancelled, still_open]) == (late,)

    before = ask(INTEREST, late, today="2026-03-20")  # stood on a notice while it was open: 18 days of 30
    assert late_paid([late], before.charges) == (late,)
    final = ask(INTEREST, late, today="2026-05-04", given=before.charges)
    assert sums("interest", final) == ["9.99"]  # 1000 x 12.15 % x 30 / 365
    assert late_paid([late], final.charges) == ()
    assert ask(INTEREST, late, today="2026-06-01", given=final.charges).charges == ()


def test_the_disputed_part_earns_nothing_and_the_notice_says_so() -> None:
    """1000 due 31 March 2026 of which 300 are disputed; 30 days: 700 x 12.15 % x 30 / 365 = 6.9904."""
    late = debt("2026-03-31", contested=(Contested(amount=Decimal("300.00")),))
    found = ask(INTEREST, late, today="2026-04-30")
    assert sums("interest", found) == ["6.99"]
    assert found.notes == ("300.00 EUR of F1 earns no interest while it is disputed.",)


def test_a_dispute_stops_the_interest_only_while_it_lasts() -> None:
    """All of 36500 is disputed from 11 to 20 April: 10 + 10 days remain, 36500 x 12.15 % x 20 / 365 = 243.00."""
    dispute = Contested(amount=Decimal("36500.00"), first=on("2026-04-11"), last=on("2026-04-20"))
    found = ask(INTEREST, debt("2026-03-31", "36500.00", contested=(dispute,)), today="2026-04-30")
    assert [(w.first.day, w.last.day) for w in of("interest", found)[0].working] == [(1, 10), (21, 30)]
    assert sums("interest", found) == ["243.00"]


def test_in_france_a_contract_may_not_go_below_three_times_the_legal_rate() -> None:
    """Agreed 10 %. In 2024H1 the least is 3 x 5.07 = 15.21: 36500 x 15.21 % x 10 / 365 = 152.10.

    In 2026H1 it is 3 x 2.62 = 7.86, so that the 10 % hold: 36500 x 10 % x 10 / 365 = 100.00.
    """
    for due, today, interest in (("2024-03-01", "2024-03-11", "152.10"), ("2026-03-01", "2026-03-11", "100.00")):
        assert sums("interest", ask(INTEREST, debt(due, "36500.00"), today=today, agreed=agreed("10"))) == [interest]


def test_without_a_contract_the_french_rate_is_that_of_the_ecb_even_where_the_floor_is_higher() -> None:
    """2024H1: 4.50 + 10 = 14.50, less than 15.21: the floor binds contracts. 36500 x 14.50 % x 10 / 365 = 145.00."""
    assert sums("interest", ask(INTEREST, debt("2024-03-01", "36500.00"), today="2024-03-11")) == ["145.00"]


def test_a_rate_that_was_agreed_needs_no_table_but_the_french_floor_does() -> None:
    late = debt("2026-08-03", "36500.00")
    assert sums("interest", ask(INTEREST, late, today="2026-08-13", country="IT", agreed=agreed("12.5"))) == ["125.00"]
    found = ask(INTEREST, late, today="2026-08-13", country="FR", agreed=agreed("12.5"))
    assert (found.charges, [m.table for m in found.missing]) == ((), ["fr-legal"])


def test_points_on_a_reference_rate_may_be_agreed() -> None:
    """ECB 2.15 + 9 = 11.15 %: 36500 x 11.15 % x 10 / 365 = 111.50."""
    late = debt("2026-03-02", "36500.00")
    assert sums("interest", ask(INTEREST, late, today="2026-03-12", country="DE", agreed=agreed("9", "ecb"))) == [
        "111.50"
    ]


@pytest.mark.parametrize(
    ("basis", "principal", "due", "today", "interest"),
    [
        ("actual/365", "36500.00", "2026-03-02", "2026-03-12", "100.00"),  # 36500 x 10 % x 10 / 365
        ("actual/360", "36000.00", "2026-03-02", "2026-03-12", "100.00"),  # 36000 x 10 % x 10 / 360
        ("actual/actual", "36600.00", "2024-03-01", "2024-03-11", "100.00"),  # 36600 x 10 % x 10 / 366
        # Over the new year: 3660 x 10 % x 9 / 365 = 9.0246..., 3660 x 10 % x 10 / 366 = 10, together 19.0246...
        ("actual/actual", "3660.00", "2023-12-22", "2024-01-10", "19.02"),
    ],
)
def test_day_counts(basis: str, principal: str, due: str, today: str, interest: str) -> None:
    found = ask(INTEREST, debt(due, principal), today=today, country="IT", agreed=agreed("10", basis=basis))
    assert sums("interest", found) == [interest]


def test_a_german_consumer_owes_five_points_on_the_base_rate_whatever_was_agreed() -> None:
    """1.27 + 5 = 6.27 %: 36500 x 6.27 % x 10 / 365 = 62.70."""
    late = debt("2026-03-02", "36500.00")
    found = ask(INTEREST, late, today="2026-03-12", country="DE", consumer=True, agreed=agreed("18"))
    assert sums("interest", found) == ["62.70"]


def test_a_french_consumer_owes_the_legal_rate_and_only_from_a_formal_notice_on() -> None:
    """2.62 % from the day after the notice of 12 March: 36500 x 2.62 % x 10 / 365 = 26.20."""
    late = debt("2026-03-02", "36500.00")
    silent = ask(INTEREST, late, today="2026-03-22", consumer=True)
    assert silent.charges == ()
    assert silent.notes == (
        "No interest on F1: it runs from a formal notice, and none was given (code civil, article 1231-6).",
    )
    warned = msgspec.structs.replace(late, formal_notice=on("2026-03-12"))
    assert sums("interest", ask(INTEREST, warned, today="2026-03-22", consumer=True)) == ["26.20"]


def test_where_the_consumers_rate_is_not_known_none_is_asked_for_and_it_is_said() -> None:
    found = ask(INTEREST, debt("2026-03-02"), today="2026-03-22", country="IT", consumer=True)
    assert (found.charges, found.notes) == ((), ("No interest: no rate for consumers is known for IT.",))


def test_a_consumer_abroad_has_the_protection_of_the_law_at_home() -> None:
    found = ask(ALL, debt("2026-03-02"), today="2026-03-22", country="DE", consumer=True, home="AT")
    assert found.charges == ()
    assert "the law of AT protects this consumer" in found.notes[0]


def test_a_country_without_a_known_rate_gets_none_unless_one_was_agreed() -> None:
    late = debt("2026-03-02", "36500.00", currency="CHF")
    found = ask(INTEREST, late, today="2026-03-12", country="CH")
    assert (found.charges, found.notes) == (
        (),
        ("No interest: no statutory rate is known for CH; agree one (late_interest).",),
    )
    assert sums("interest", ask(INTEREST, late, today="2026-03-12", country="CH", agreed=agreed("5"))) == ["50.00"]


def test_where_no_interest_is_wanted_none_is_asked_for_and_nothing_is_said() -> None:
    found = ask(INTEREST, debt("2026-03-02"), today="2026-03-12", agreed=Agreed(none=True))
    assert (found.charges, found.notes, found.missing) == ((), (), ())


def test_yen_have_no_cents() -> None:
    """100000 JPY x 10 % x 10 / 365 = 273.97... -> 274."""
    late = debt("2026-03-02", "100000", currency="JPY")
    assert sums("interest", ask(INTEREST, late, today="2026-03-12", country="IT", agreed=agreed("10"))) == ["274"]


def test_a_negative_reference_rate_lowers_the_rate() -> None:
    """The German base rate was -0.88 in 2021: 8.12 %; 36500 x 8.12 % x 10 / 365 = 81.20."""
    late = debt("2021-03-01", "36500.00")
    assert sums("interest", ask(INTEREST, late, today="2021-03-11", country="DE")) == ["81.20"]


def test_a_table_is_needed_only_for_days_with_a_principal() -> None:
    empty = {"ecb": Table(key="ecb", title="the ECB's rate")}
    covered: Debt = debt("2026-03-02", settled=(paid("2026-03-01", "1000.00"),))
    found = ask(INTEREST, covered, today="2026-11-25", tables=empty)
    assert (found.charges, found.missing) == ((), ())
