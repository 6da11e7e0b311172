"""The fixed compensation and reminder fees: who owes them, how often, and how they go together."""

from decimal import Decimal

import pytest

from dunning.charges import Charge, Contested
from dunning.policy import Level
from tests.dunning.debts import ALL, COMPENSATION, FEE, ask, debt, of, paid, sums


def test_forty_euros_for_each_late_invoice_with_the_law_named() -> None:
    found = ask(COMPENSATION, debt("2026-03-02"), debt("2026-03-09", "12.00", number="F2"), today="2026-03-20")
    assert [(c.number, str(c.amount), c.currency) for c in found.charges] == [
        ("F1", "40.00", "EUR"),
        ("F2", "40.00", "EUR"),
    ]
    assert found.charges[0].words == (
        "Fixed compensation for late payment of F1, 40.00 EUR (code de commerce, articles L441-10 II and D441-5)."
    )


def test_it_is_not_due_on_the_due_date() -> None:
    assert ask(COMPENSATION, debt("2026-03-02"), today="2026-03-02").charges == ()


def test_it_is_asked_for_once() -> None:
    first = ask(COMPENSATION, debt("2026-03-02"), today="2026-03-20")
    second = ask(
        COMPENSATION, debt("2026-03-02"), debt("2026-03-23", number="F2"), today="2026-04-20", given=first.charges
    )
    assert [c.number for c in second.charges] == ["F2"]


@pytest.mark.parametrize("country", ["FR", "DE", "IT", "ES", "NL", "SE"])
def test_never_from_a_consumer(country: str) -> None:
    found = ask(COMPENSATION, debt("2026-03-02"), today="2026-03-20", country=country, consumer=True)
    assert (found.charges, found.notes) == ((), ("No fixed compensation: it is never due from a consumer.",))


def test_in_germany_each_instalment_is_a_debt_of_its_own_elsewhere_the_invoice_is() -> None:
    instalments = (debt("2026-03-02", "500.00", id="F1#0"), debt("2026-04-02", "500.00", id="F1#1"))
    assert sums("compensation", ask(COMPENSATION, *instalments, today="2026-04-20", country="DE")) == ["40.00", "40.00"]
    assert sums("compensation", ask(COMPENSATION, *instalments, today="2026-04-20", country="FR")) == ["40.00"]

    first = ask(COMPENSATION, *instalments, today="2026-03-20", country="DE")  # the second is not due yet
    second = ask(COMPENSATION, *instalments, today="2026-04-20", country="DE", given=first.charges)
    assert [c.item for c in (*first.charges, *second.charges)] == ["F1#0", "F1#1"]


def test_no_compensation_for_what_was_paid_in_time_or_is_disputed_as_a_whole() -> None:
    prompt = debt("2026-03-02", settled=(paid("2026-03-02", "1000.00"),))
    contested = debt("2026-03-02", number="F2", contested=(Contested(amount=Decimal("1000.00")),))
    assert ask(COMPENSATION, prompt, contested, today="2026-03-20").charges == ()


def test_what_was_paid_late_has_cost_something_too() -> None:
    late = debt("2026-03-02", settled=(paid("2026-03-03", "1000.00"),))
    assert sums("compensation", ask(COMPENSATION, late, today="2026-03-20")) == ["40.00"]


@pytest.mark.parametrize(
    ("country", "currency", "amount", "asked"),
    [
        ("SE", "SEK", "1000", ["450.00"]),  # lag (1981:739), section 4 a
        ("DK", "DKK", "1000", ["310.00"]),  # renteloven, section 9 a(3)
        ("GB", "GBP", "999.99", ["40.00"]),  # bands of the Act of 1998, section 5A
        ("GB", "GBP", "1000.00", ["70.00"]),
        ("GB", "GBP", "10000.00", ["100.00"]),
        ("FR", "USD", "1000", []),
        ("PL", "PLN", "1000", []),
    ],
)
def test_national_sums_and_none_where_none_is_known(country: str, currency: str, amount: str, asked: list[str]) -> None:
    late = debt("2026-03-02", amount, currency=currency)
    found = ask(COMPENSATION, late, today="2026-03-20", country=country)
    assert sums("compensation", found) == asked
    assert bool(found.notes) is not bool(asked)


def test_where_no_sum_is_known_it_is_said() -> None:
    found = ask(COMPENSATION, debt("2026-03-02", currency="USD"), today="2026-03-20")
    assert found.notes == ("No fixed compensation in USD for F1: none in that currency is known for FR.",)


def test_the_fee_of_a_level_in_the_currency_of_the_oldest_late_debt() -> None:
    way = Level(name="Second reminder", fee={"EUR": Decimal("15.00"), "USD": Decimal("17.00")})
    debts = (debt("2026-03-09"), debt("2026-03-02", number="F2", currency="USD"))
    assert [(c.currency, str(c.amount), c.words) for c in ask(way, *debts, today="2026-03-20").charges] == [
        ("USD", "17.00", "Reminder fee, 17.00 USD.")
    ]


def test_no_fee_before_anything_is_late() -> None:
    assert ask(FEE, debt("2026-03-02"), today="2026-02-20").charges == ()


def test_a_fee_is_asked_for_only_as_far_as_it_exceeds_the_compensation() -> None:
    """Directive 2011/7/EU, article 6(3). 40 cover the 15 of this notice; of 50, 10 remain."""
    found = ask(ALL, debt("2026-03-02"), today="2026-03-20")
    assert sums("fee", found) == []
    assert found.notes == (
        "No fee: the fixed compensation of 40.00 EUR already covers it (directive 2011/7/EU, article 6(3)).",
    )
    dear = Level(name="Last reminder", compensation=True, fee={"EUR": Decimal("50.00")})
    assert sums("fee", ask(dear, debt("2026-03-02"), today="2026-03-20")) == ["10.00"]


def test_fees_of_earlier_notices_count_towards_what_the_compensation_covers() -> None:
    """30 were asked for before; 40 of compensation now cover them and 10 of the next 15, so that 5 remain."""
    before = Charge(kind="fee", currency="EUR", amount=Decimal("30.00"), words="")
    assert sums("fee", ask(ALL, debt("2026-03-02"), today="2026-03-20", given=[before])) == ["5.00"]


def test_a_fee_alone_is_asked_for_with_each_notice() -> None:
    before = ask(FEE, debt("2026-03-02"), today="2026-03-20")
    assert sums("fee", ask(FEE, debt("2026-03-02"), today="2026-04-20", given=before.charges)) == ["15.00"]


def test_a_french_consumer_is_never_charged_for_being_reminded() -> None:
    found = ask(FEE, debt("2026-03-02"), today="2026-03-20", consumer=True)
    assert found.charges == ()
    assert found.notes[0].startswith("No fee: a consumer in FR is not charged for reminders (code des procédures")


def test_a_german_consumer_may_be_charged_and_one_elsewhere_only_where_it_is_known_to_be_allowed() -> None:
    assert sums("fee", ask(FEE, debt("2026-03-02"), today="2026-03-20", country="DE", consumer=True)) == ["15.00"]
    assert sums("fee", ask(FEE, debt("2026-03-02"), today="2026-03-20", country="IT", consumer=True)) == []


def test_totals_are_per_currency() -> None:
    found = ask(COMPENSATION, debt("2026-03-02"), debt("2026-03-02", number="F2"), today="2026-03-20")
    assert found.totals() == {"EUR": Decimal(80)}
    assert of("fee", found) == []
