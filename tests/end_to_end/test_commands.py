"""What a newcomer types, and what he is told."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.conftest import solde

Fresh = tuple[Path, dict[str, Any]]


@pytest.fixture
def example(fresh: Fresh, tmp_path: Path) -> Path:
    """A copy of the example company after its first run."""
    shutil.copytree(fresh[0] / "solde-demo", tmp_path / "solde-demo")
    return tmp_path / "solde-demo"


def test_without_a_configuration_it_says_how_to_make_one(tmp_path: Path) -> None:
    said = solde(tmp_path, "run")
    assert said.returncode == 2
    assert "solde init DIR" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_fresh_configuration_loads_and_check_says_what_is_missing(tmp_path: Path) -> None:
    assert solde(tmp_path, "init", "here").returncode == 0
    said = solde(tmp_path, "check", "-c", "here")
    assert said.returncode == 0, said.stderr
    assert "companies" in said.stdout
    again = solde(tmp_path, "init", "here")
    assert again.returncode == 2
    assert "exists" in again.stderr


def test_every_mistake_in_the_configuration_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "solde.toml").write_text('[mail]\nbackend = "pigeon"\nhorst = "x"\n[serve]\nevery_minutes = "often"\n')
    said = solde(tmp_path, "run")
    assert said.returncode == 2
    for place in ("mail.backend", "mail.horst", "serve.every_minutes"):
        assert place in said.stderr


def test_a_day_that_is_none_is_refused(example: Path) -> None:
    said = solde(example, "run", "--today", "yesterday")
    assert said.returncode == 2
    assert "2026-11-02" in said.stderr


def test_a_dry_run_shows_the_next_steps_and_takes_none(example: Path) -> None:
    mails = len(list((example / "data" / "mail").iterdir()))
    said = solde(example, "run", "--dry-run", "--today", "2026-11-24", "--json")
    plan = json.loads(said.stdout)
    assert said.returncode == 0, said.stderr
    assert plan["notices"]
    assert all(notice["reason"] for notice in plan["notices"])
    assert len(list((example / "data" / "mail").iterdir())) == mails


def test_explain_says_why_and_what_happened_before(example: Path) -> None:
    said = solde(example, "dunning", "explain", "CF0005", "--today", "2026-11-03", "--json")
    (account,) = json.loads(said.stdout)
    assert "hold" in account["hold"]
    assert any("notice prepared" in line for line in account["history"])
    nobody = solde(example, "dunning", "explain", "Nobody At All")
    assert nobody.returncode == 2
    assert "Nobody At All" in nobody.stderr


def test_what_lies_aside_names_the_field_and_can_be_settled(example: Path) -> None:
    listed = json.loads(solde(example, "aside", "list", "--json").stdout)
    refused = next(one for one in listed if one["stage"] == "einvoice")
    assert refused["faults"][0]["origin"].startswith("Files: ")
    settled = solde(example, "aside", "settle", str(refused["number"]))
    assert settled.returncode == 0, settled.stderr
    left = json.loads(solde(example, "aside", "list", "--json").stdout)
    assert refused["number"] not in [one["number"] for one in left]
    assert solde(example, "aside", "settle", "99999").returncode == 2


def test_the_outbox_is_empty_after_a_good_run_and_complete_with_all(example: Path) -> None:
    assert json.loads(solde(example, "outbox", "list", "--json").stdout) == []
    everything = json.loads(solde(example, "outbox", "list", "--all", "--json").stdout)
    assert {row["status"] for row in everything} <= {"done", "left", "superseded"}
    assert solde(example, "outbox", "settle", str(everything[0]["number"])).returncode == 2


def test_the_store_moves_to_an_empty_database_and_nothing_is_due_there(example: Path, tmp_path: Path) -> None:
    dump = tmp_path / "dump.jsonl"
    assert solde(example, "database", "export", str(dump)).returncode == 0
    into_full = solde(example, "database", "import", str(dump))
    assert into_full.returncode == 2
    assert "not empty" in into_full.stderr
    for file in (example / "data").glob("solde.sqlite3*"):
        file.unlink()
    assert solde(example, "database", "import", str(dump)).returncode == 0
    done = json.loads(solde(example, "run", "--json", "--today", "2026-11-02").stdout)
    assert (done["notices"], done["einvoices"], done["written_back"]) == ({}, {}, 0)


def test_validate_judges_what_was_emitted_and_refuses_what_was_altered(example: Path, tmp_path: Path) -> None:
    good = next((example / "out" / "sdi").glob("*/*.xml"))
    bad = tmp_path / "bad.xml"
    bad.write_bytes(good.read_bytes().replace(b"<Numero>", b"<Numero>" + b"Y" * 30, 1))
    rubbish = tmp_path / "rubbish.pdf"
    rubbish.write_bytes(b"%PDF-1.7 not really")
    said = solde(tmp_path, "einvoice", "validate", "--json", str(good), str(bad), str(rubbish))
    verdicts = [json.loads(line) for line in said.stdout.splitlines()]
    assert said.returncode == 1
    assert [v["status"] for v in verdicts] == ["valid", "invalid", "invalid"]
    assert verdicts[0]["checked_by"]
    assert "Traceback" not in said.stderr
