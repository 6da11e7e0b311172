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
        ("days = 30", 'days = 14\nafter = "previous"', ""),
        ("days = 30", "part = 0.5", "levels #2: a level ahead of the due date stands before all those that come after"),
        ("days = 5", "days = 5\npart = 0.5", "levels #1.part: a level is reached after days or at a part of the term"),
        ("days = 5", "part = 1.5", "levels #1.part: expected a part of the term such as 0.5, from 0 to below 1, found"),
        ("days = 5", 'days = 5\nafter = "previous"', "levels #1.after: there is no level before the first one"),
        ("days = 5", 'days = -5\nafter = "issued"', "levels #1.days: expected 0 or more days after the invoice's date"),
        ("days = 5", "days = 5\nlegal = true", "levels #1.legal: nothing follows the legal level: it is the last one"),
        ("days = 5", 'days = 5\nfallback = ["mail"]', 'levels #1.fallback: "mail" is tried already; a fallback is'),
        ("days = 5", 'days = 5\nlanguage = "xx"', "levels #1.language: expected an ISO 639-1 language code such as fr"),
        ("days = 5", "days = 5\nfee = {EUR = -5}", "levels #1.fee.EUR: expected an amount of 0 or more, found -5"),
        ("frequency_days = 14", 'quiet = ["12-24/01-02", "2026-08-14"]', ""),
        ("frequency_days = 14", 'quiet = ["24.12."]', 'quiet #1: expected days such as "12-24", "2026-12-24" or'),
        ("frequency_days = 14", 'quiet = ["02-30"]', 'quiet #1: expected days such as "12-24", "2026-12-24" or'),
        ("frequency_days = 14", 'quiet = ["2026-12-24/01-02"]', "quiet #1: expected days such as"),
        ("frequency_days = 14", 'quiet = ["2026-12-24/2026-12-01"]', 'quiet #1: "2026-12-24/2026-12-01" ends before'),
        ("frequency_days = 14", "grace_days = -1", "grace_days: expected 0 or more days, found -1"),
        ("frequency_days = 14", "most = -1", "most: expected 0 or more notices, found -1"),
        ("frequency_days = 14", "most_days = 0", "most_days: expected 1 or more days, found 0"),
        (
            "frequency_days = 14",
            "check_part = 1",
            "check_part: expected a part of the term such as 0.5, from 0 to below",
        ),
        (
            "frequency_days = 14",
            "cap = {grade = {A = 3}}",
            "cap.grade.A: expected the number of a level, 0 to 2, found 3",
        ),
        ("frequency_days = 14", "tolerance = {EURO = 1}", "tolerance.EURO: expected an ISO 4217 currency code such as"),
        (
            "frequency_days = 14",
            'based_on = "mine"',
            "based_on: policies are based on each other in a circle: mine, mine",
        ),
        (
            "frequency_days = 14",
            'based_on = "standart"',
            'based_on: there is no policy "standart"; did you mean "standard"',
        ),
        ("frequency_days = 14", "based_on = 1", "based_on: expected the name of another policy"),
        (
            "[hold]",
            '[[reactions]]\non = "promise-broken"\ndays = -1\n[hold]',
            "reactions #1.days: expected 0 or more days",
        ),
        (
            "[hold]",
            '[[reactions]]\non = "moonrise"\n[hold]',
            'reactions #1.on: expected one of "invoice-issued", "promise-',
        ),
        (
            "[hold]",
            '[[reactions]]\non = "plan-broken"\n' * 2 + "[hold]",
            'reactions: "plan-broken" is answered 2 times; one',
        ),
    ],
)
def test_what_makes_no_sense_is_named(policies: Path, old: str, new: str, line: str) -> None:
    assert old in MINE
    (policies / "mine.toml").write_text(MINE.replace(old, new))
    if not line:  # it makes sense
        assert load(policies.parent / "solde.toml").policies["mine"]
        return
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


SOFT = """
based_on = "mine"
version = "7"
grace_days = 2
[minimum]
EUR = 50
"""


def test_a_policy_based_on_another_says_only_what_differs(policies: Path) -> None:
    (policies / "mine.toml").write_text('version = "3"\n' + MINE)
    (policies / "soft.toml").write_text(SOFT)
    loaded = load(policies.parent / "solde.toml").policies
    mine, soft = loaded["mine"], loaded["soft"]
    assert (soft.name, soft.grace_days, soft.frequency_days) == ("soft", 2, 14)
    assert soft.minimum == {**mine.minimum, "EUR": Decimal(50)}, "tables are joined key by key"
    assert (soft.levels, soft.hold) == (mine.levels, mine.hold)
    assert soft.version == "7, mine 3", "a change of either shows in the evidence"


def test_levels_of_ones_own_stand_in_the_place_of_the_others(policies: Path) -> None:
    (policies / "mine.toml").write_text(MINE)
    (policies / "soft.toml").write_text('based_on = "mine"\nlevels = [{days = 9, name = "Only"}]\n')
    assert [level.name for level in load(policies.parent / "solde.toml").policies["soft"].levels] == ["Only"]


def test_a_problem_of_the_policy_below_is_told_once(policies: Path) -> None:
    (policies / "mine.toml").write_text(MINE.replace("frequency_days = 14", "frequency_days = -1"))
    (policies / "soft.toml").write_text(SOFT)
    assert problems(policies.parent / "solde.toml") == (
        "policies/mine.toml: frequency_days: expected 0 or more days, found -1",
    )


def test_a_circle_of_policies_is_refused(policies: Path) -> None:
    (policies / "mine.toml").write_text('based_on = "soft"\n' + MINE)
    (policies / "soft.toml").write_text(SOFT)
    assert any("in a circle: mine, soft, mine" in told for told in problems(policies.parent / "solde.toml"))


def test_customer_groups_name_policies_that_exist(policies: Path) -> None:
    path = policies.parent / "solde.toml"
    good = path.read_text()
    path.write_text(good.replace('letter_channel = "print"', 'letter_channel = "print"\ngroups = { "Key" = "soft" }'))
    (told,) = problems(path)
    assert told == 'solde.toml: companies.FR.groups."Key": there is no "soft" among the policies (set up: standard)'
    (policies / "mine.toml").write_text(MINE)
    (policies / "soft.toml").write_text(SOFT)
    assert load(path).companies["FR"].groups == {"Key": "soft"}
