"""`solde dunning dossier`, as it is typed."""

import importlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from connectors.errors import Misconfigured
from sync.engine import Engine
from tests.sync.conftest import TODAY, World

command = importlib.import_module("sync.cli.dossier")
dunning = importlib.import_module("sync.cli.dunning")


@pytest.fixture
def solde(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    """The command over a world in which Officina Luce owes 120.00."""

    @contextmanager
    def opened(*args: object) -> Iterator[Engine]:
        yield world.engine

    monkeypatch.setattr(command.screen, "engine", opened)
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    world.erp.invoice(luce, number="F1", due=TODAY - timedelta(days=6), amount="120.00")
    world.run()
    yield CliRunner()


def typed(solde: CliRunner, *words: str) -> Result:
    return solde.invoke(dunning.app, ["dossier", *words])


def test_a_dossier_is_written_where_it_was_asked_for(solde: CliRunner, tmp_path: Path) -> None:
    out = tmp_path / "claim.pdf"
    result = typed(solde, "officina", "--out", str(out), "--json")
    told = json.loads(result.output)
    assert result.exit_code == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert (told["file"], told["company"]) == (str(out), "FR")
    assert told["pages"] >= 3
    assert told["claims"] == ["€120.00"]


def test_a_file_that_is_there_is_not_written_over(solde: CliRunner, tmp_path: Path) -> None:
    out = tmp_path / "claim.pdf"
    out.write_bytes(b"mine")
    assert isinstance(typed(solde, "officina", "--out", str(out)).exception, Misconfigured)
    assert out.read_bytes() == b"mine"
    assert typed(solde, "officina", "--out", str(out), "--force").exit_code == 0


def test_whom_nobody_knows_and_a_company_that_is_not_there_are_named(solde: CliRunner) -> None:
    assert "nobody" in str(typed(solde, "nobody").exception)
    wrong = typed(solde, "officina", "--company", "XX").exception
    assert isinstance(wrong, Misconfigured)
    assert "XX is not in solde.toml; there are FR" in str(wrong)
