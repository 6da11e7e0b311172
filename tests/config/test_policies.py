"""The shipped policy, a company's own, and what is said about one that makes no sense."""

from decimal import Decimal
from pathlib import Path

import pytest

from config.load import load
from dunning.policy import Level
from tests.config.conftest import problems


@pytest.fixture
def policies(folder: Path) -> Path:
    (folder / "policies").mkdir()
    return folder / "policies"


MINE = """
frequency_days = 14
[minimum]
EUR = 10.10
CHF = "0.10"
JPY = 1000
[[levels]]
days = 5
name = "First"
[[levels]]
days = 30
name = "Last"
channel = "letter"
[hold]
days = 60
"""


def test_the_standard_policy_is_there_without_any_file(folder: Path) -> None:
    standard = load(folder / "solde.toml").policies["standard"]
    steps = [(level.days, level.channel) for level in standard.levels]
    assert steps == [(-3, "mail"), (5, "mail"), (20, "mail"), (40, "letter")]
    assert (standard.frequency_days, standard.working_days_only) == (7, True)
    assert standard.minimum["EUR"] == Decimal(10)
    assert standard.hold is not None
    assert (standard.hold.days, standard.hold.amount["EUR"]) == (45, Decimal(20000))


def test_a_policy_is_called_after_its_file_and_its_amounts_are_exact(policies: Path) -> None:
    (policies / "mine.toml").write_text(MINE)
    loaded = load(policies.parent / "solde.toml").policies
    assert set(loaded) == {"mine", "standard"}
    mine = loaded["mine"]
    assert mine.name == "mine"
    assert mine.minimum == {"EUR": Decimal("10.10"), "CHF": Decimal("0.10"), "JPY": Decimal(1000)}
    assert mine.levels[1] == Level(days=30, name="Last", channel="letter")


def test_a_standard_of_ones_own_replaces_the_shipped_one(policies: Path) -> None:
    (policies / "standard.toml").write_text(MINE)
    assert load(policies.parent / "solde.toml").policies["standard"].frequency_days == 14


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("days = 30", "days = 5", "levels #2.days: levels rise in days: expected more than 5, found 5"),
        ("days = 30", 'days = "30"', 'levels #2.days: expected a whole number, found "30" (write it without'),
        ("days = 30", "dayz = 30", 'levels #2.dayz: unknown key; did you mean "days"?'),
        (
            '"letter"',
            '"fax"',
            'levels #2.channel: expected one of "mail", "letter", "phone", "activity", "sms", found "fax"',
        ),
        ("frequency_days = 14", "frequency_days = -1", "frequency_days: expected 0 or more days, found -1"),
        ("frequency_days = 14", 'name = "x"', "name: a policy is called after its file; remove this line"),
        ("10.10", "-1", "minimum.EUR: expected an amount of 0 or more, found -1"),
        ("10.10", "nan", "minimum.EUR: expected an amount such as 10.50, found NaN"),
        ("10.10", '"ten"', 'minimum.EUR: expected an amount such as 10.50, found "ten"'),
        ("EUR", "EURO", "minimum.EURO: expected an ISO 4217 currency code such as EUR"),
        ("days = 60", "", "hold: this rule never holds anybody: set days or amount, or remove [hold]"),
        ("days = 60", "days = -1", "hold.days: expected 0 or more days overdue, found -1"),
    ],
)
def test_what_makes_no_sense_is_named(policies: Path, old: str, new: str, line: str) -> None:
    assert old in MINE
    (policies / "mine.toml").write_text(MINE.replace(old, new))
    (told,) = [p for p in problems(policies.parent / "solde.toml") if "missing" not in p]
    assert told.startswith(f"policies/mine.toml: {line}")


def test_a_policy_without_levels_is_refused(policies: Path) -> None:
    (policies / "mine.toml").write_text("levels = []\n")
    assert problems(policies.parent / "solde.toml") == (
        "policies/mine.toml: levels: there is no level: at least one [[levels]] is needed",
    )


def test_a_company_may_name_a_policy_that_has_problems_without_a_second_complaint(policies: Path) -> None:
    (policies / "mine.toml").write_text("frequency_days = 'x'\nlevels = [{days = 1, name = 'a'}]\n")
    path = policies.parent / "solde.toml"
    path.write_text(path.read_text().replace('letter_channel = "print"', 'policy = "mine"'))
    assert problems(path) == ('policies/mine.toml: frequency_days: expected a whole number, found "x"',)
