"""Credit policies, exchange rates, agencies and registers, the tokens of the web interface."""

import sys
import types
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import msgspec
import pytest

from config import init, plugins
from config.load import load
from dunning.credit.policy import Terms
from tests.config.conftest import problems as problems_of

Write = Callable[..., Path]


def problems(path: Path) -> list[str]:
    return list(problems_of(path))


def credit(folder: Path, text: str, name: str = "strict") -> Path:
    (folder / "credit").mkdir(exist_ok=True)
    (folder / "credit" / f"{name}.toml").write_text(text)
    return folder / "solde.toml"


def test_the_standard_policy_is_there_without_any_file(folder: Path) -> None:
    standard = load(folder / "solde.toml").credit_policies["standard"]
    assert standard.checks == ("static", "oldest", "level")
    assert (standard.oldest_days, standard.highest_level, standard.unknown) == (30, 3, "C")
    assert standard.standings["A"].late_share == Decimal("0.1")
    assert standard.classes["A"] == Terms(oldest_days=60)
    assert standard.hold is False


def test_a_company_chooses_its_policy(write: Write) -> None:
    path = write("emit_from = 2026-09-01", 'credit_policy = "strict"')
    assert problems(path) == [
        'solde.toml: companies.FR.credit_policy: there is no "strict" among the credit policies (set up: standard)'
    ]
    credit(path.parent, 'checks = ["document"]\n[document]\nEUR = 10.10\n[customers."7"]\nchecks = []\n')
    strict = load(path).credit_policies["strict"]
    assert strict.document == {"EUR": Decimal("10.10")}
    assert strict.customers == {"7": Terms(checks=())}


def test_what_makes_no_sense_is_said(folder: Path) -> None:
    path = credit(
        folder,
        """
        checks = ["oldest", "behaviour"]
        late_days = -1
        [limit]
        EURO = 5
        [classes.F]
        oldest_days = 3
        [standings]
        E = { late_days = 90 }
        """,
    )
    assert sorted(problems(path)) == [
        'credit/strict.toml: checks: "oldest" compares with nothing: set oldest_days',
        "credit/strict.toml: classes.F: expected a risk class, one of A, B, C, D, E",
        "credit/strict.toml: late_days: expected 0 or more, found -1",
        "credit/strict.toml: limit.EURO: expected an ISO 4217 currency code such as EUR",
        "credit/strict.toml: standings.E: E is the class of who reaches no other; remove this line",
    ]


def test_exchange_rates_are_dated(folder: Path) -> None:
    file = folder / "exchange.toml"
    file.write_text('[[rates]]\ncurrency = "USD"\ninto = "EUR"\nday = 2026-03-01\nvalue = 0.9\n')
    (rate,) = load(folder / "solde.toml").exchange
    assert (rate.day, rate.value) == (date(2026, 3, 1), Decimal("0.9"))
    file.write_text('[[rates]]\ncurrency = "DOLLAR"\ninto = "EUR"\nday = 2026-03-01\nvalue = 0\n')
    assert problems(folder / "solde.toml") == [
        "exchange.toml: rates #1.currency: expected an ISO 4217 currency code such as EUR",
        "exchange.toml: rates #1.value: expected a number above 0, found 0",
    ]


class AgencySettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    user: str


def test_an_agency_is_a_plug_in_with_keys_of_its_own(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType("tests_plugin_agency")
    module.Settings = AgencySettings  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    known = [*plugins.entry_points(), EntryPoint("agency", module.__name__, plugins.SCORES)]
    monkeypatch.setattr(plugins, "entry_points", EntryPoints(known).select)
    path = write(more='[credit]\nscore_days = 7\n[credit.scores]\ntype = "agency"\nuser = "solde"\n')
    found = load(path).credit
    assert found.scores is not None
    assert (found.score_days, found.scores.type, found.scores.settings.user) == (7, "agency", "solde")
    assert found.vat_check is None
    other = write(more='[credit]\nscores = "agency"\n[credit.vat_check]\ntype = "vies"\n')
    assert sorted(problems(other)) == [
        "solde.toml: credit.scores: expected a table [credit.scores]",
        'solde.toml: credit.vat_check.type: there is no VAT register of type "vies" (installed: none)',
    ]


def test_tokens_are_secrets(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP", "correct horse battery")
    loaded = load(write(more='[web]\nport = 8766\n[web.tokens]\nshop = "env:SHOP"\n')).web
    assert loaded.tokens["shop"].reveal() == "correct horse battery"
    assert "horse" not in repr(loaded)
    monkeypatch.setenv("SHOP", "short")
    assert problems(write(more='[web]\n[web.tokens]\nshop = "env:SHOP"\n')) == [
        "solde.toml: web.tokens.shop: a token has at least 16 characters"
    ]


def test_the_shipped_policy_is_what_init_writes(tmp_path: Path) -> None:
    init.write(tmp_path)
    assert (tmp_path / "credit" / "standard.toml").is_file()
    assert load(tmp_path / "solde.toml").credit_policies["standard"].unknown == "C"
