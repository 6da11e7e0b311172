"""The shipped rates are those that were published, and an operator adds to them without a release."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from config import rates
from config.load import load
from config.problems import ConfigurationErrors
from dunning.rates import RateMissing, rate_on
from tests.config.conftest import problems

Write = Callable[..., Path]

HALVES = [f"{year}H{half}" for year in range(2020, 2027) for half in (1, 2)][:-1]


@pytest.mark.parametrize(
    ("country", "buyer", "half_year", "percent"),
    [
        ("FR", "business", "2020H1", "10.00"),  # 0.00 + 10
        ("FR", "business", "2024H1", "14.50"),  # 4.50 + 10
        ("FR", "business", "2026H1", "12.15"),  # 2.15 + 10
        ("IT", "business", "2023H1", "10.50"),  # 2.50 + 8
        ("ES", "business", "2025H1", "11.15"),  # 3.15 + 8
        ("DE", "business", "2022H2", "8.12"),  # -0.88 + 9
        ("DE", "business", "2025H2", "10.27"),  # 1.27 + 9
        ("DE", "consumer", "2024H1", "8.62"),  # 3.62 + 5
        ("NL", "business", "2024H2", "12.25"),  # 4.25 + 8
        ("SE", "business", "2023H2", "11.50"),  # 3.50 + 8
        ("GB", "business", "2024H1", "13.25"),  # 5.25 + 8
        ("FR", "floor", "2024H1", "15.21"),  # 3 x 5.07
        ("AT", "consumer", "2026H2", "4"),  # fixed by the civil code: no table is needed
    ],
)
def test_statutory_rates(country: str, buyer: str, half_year: str, percent: str) -> None:
    known = rates.shipped()
    day = date(int(half_year[:4]), 1 if half_year.endswith("1") else 7, 1)
    assert rate_on(day, getattr(known.law(country), buyer), known.tables).percent == Decimal(percent)


@pytest.mark.parametrize("table", ["ecb", "de-base", "fr-legal"])
def test_each_half_year_is_there_up_to_the_last_that_is_known_and_has_its_source(table: str) -> None:
    found = rates.shipped().tables[table]
    assert list(found.rates) == HALVES
    assert all(rate.source for rate in found.rates.values()) and found.look.startswith("https://")


def test_a_rate_that_was_not_published_is_not_known_and_the_message_says_what_to_write_where() -> None:
    known = rates.shipped()
    with pytest.raises(RateMissing) as missing:
        rate_on(date(2026, 7, 1), known.law("FR").business, known.tables)  # type: ignore[arg-type]
    message = str(missing.value)
    assert "the ECB's main refinancing rate is not known for 2026H2, 2026-07-01 to 2026-12-31" in message
    assert "rates/ecb.toml beside solde.toml" in message
    assert 'half_year = "2026H2"' in message and "https://www.ecb.europa.eu" in message


def test_an_operator_adds_the_half_year_that_the_message_asked_for(write: Write) -> None:
    path = write()
    own = path.parent / "rates" / "ecb.toml"
    own.parent.mkdir()
    own.write_text('[[rate]]\nhalf_year = "2026H2"\npercent = 2.00\n')  # an invented figure

    known = load(path).rates
    terms = known.law("IT").business
    assert terms is not None
    assert rate_on(date(2026, 7, 1), terms, known.tables).percent == Decimal("10.00")  # 2.00 + 8
    assert rate_on(date(2026, 6, 30), terms, known.tables).percent == Decimal("10.15")  # shipped: 2.15 + 8
    assert known.tables["ecb"].title == "the ECB's main refinancing rate"  # kept from the shipped table
    assert "2026H2" not in rates.shipped().tables["ecb"].rates  # nobody else's configuration changed


def test_an_operators_law_takes_the_place_of_the_shipped_one(write: Write) -> None:
    path = write()
    (path.parent / "rates").mkdir()
    (path.parent / "rates" / "laws.toml").write_text("[CH.business]\npoints = 5\nsource = 'OR article 104'\n")
    known = load(path).rates
    terms = known.law("CH").business
    assert terms is not None
    assert rate_on(date(2026, 11, 25), terms, known.tables).percent == Decimal(5)
    assert known.law("FR").business is not None


def test_a_country_that_nobody_described_has_no_rate() -> None:
    assert rates.shipped().law("CH").business is None


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("ecb", '[[rate]]\nhalf_year = "2026"\npercent = 2\n', 'expected a half-year such as 2026H2, found "2026"'),
        ("ecb", '[[rate]]\nhalf_year = "2026H2"\npercent = 215\n', "expected percent a year, such as 2.15, found 215"),
        ("ecb", '[[rate]]\nhalf_year = "2026H2"\npercent = "x"\n', 'found "x"'),
        ("ecb", '[[rate]]\nhalf_year = "2026H2"\n', "percent: missing"),
        (
            "ecb",
            '[[rate]]\nhalf_year = "2026H2"\npercent = 2\n[[rate]]\nhalf_year = "2026H2"\npercent = 3\n',
            "2026H2 is here twice",
        ),
        ("laws", '[FR.business]\nreference = "ebc"\npoints = 10\n', 'there is no table "ebc"; did you mean "ecb"?'),
        ("laws", "[EU]\ncountries = 3\n", "EU.countries: expected a list"),
        ("laws", "FR = 3\n", "expected a table [FR]"),
        ("ecb", "[[rate\n", "ecb.toml: line 1"),
    ],
)
def test_a_mistake_in_a_table_is_told_with_its_place(write: Write, file: str, text: str, message: str) -> None:
    path = write()
    (path.parent / "rates").mkdir()
    (path.parent / "rates" / f"{file}.toml").write_text(text)
    with pytest.raises(ConfigurationErrors) as found:
        load(path)
    assert any(line.startswith(f"rates/{file}.toml") and message in line for line in found.value.problems)


def test_what_a_company_agreed_about_late_payment() -> None:
    assert rates.agreed("statutory").interest is None
    assert rates.agreed("none").none
    fixed, floating = rates.agreed("12.5").interest, rates.agreed("ecb + 9").interest
    assert fixed is not None and (fixed.reference, fixed.points) == ("", Decimal("12.5"))
    assert floating is not None and (floating.reference, floating.points) == ("ecb", Decimal(9))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('late_interest = "a lot"', 'companies.FR.late_interest: expected "statutory", "none", percent a year'),
        ('late_interest = "ebc + 9"', 'companies.FR.late_interest: there is no table "ebc"; did you mean "ecb"?'),
        ('late_interest_terms = { "Net 60" = "-1" }', "companies.FR.late_interest_terms.Net 60: expected"),
        ('day_count = "30/360"', 'companies.FR.day_count: expected one of "actual/365"'),
    ],
)
def test_a_mistake_in_what_was_agreed_is_told(write: Write, line: str, message: str) -> None:
    path = write('time_zone = "Europe/Paris"', f'time_zone = "Europe/Paris"\n{line}')
    assert any(message in found for found in problems(path))


def test_tables_lie_in_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    fresh: Callable[[], rates.Rates] = rates.shipped.__wrapped__
    assert set(fresh().tables) >= {"ecb", "de-base", "fr-legal"}
