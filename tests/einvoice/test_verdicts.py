"""What `validate` says of other people's documents is what the official artefacts say of them."""

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from einvoice.artefacts import Artefacts, default_folder
from einvoice.batch import validate_all
from einvoice.judges import Judges, workers_here
from tests.einvoice.corpora import ABSENT, CORPORA

HERE = Path(__file__).parent
TABLE = tomllib.loads((HERE / "verdicts.toml").read_text())
pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason=ABSENT)


@pytest.fixture(scope="module")
def judges() -> Iterator[Judges]:
    if faults := Artefacts(default_folder()).verify():
        pytest.skip(faults[0].message)
    with Judges(Artefacts(default_folder()), workers_here()) as shared:
        yield shared


def test_the_table_has_every_document_of_the_corpora() -> None:
    there = {p.relative_to(CORPORA).as_posix() for p in CORPORA.rglob("*") if p.suffix.lower() in {".xml", ".p7m"}}
    assert set(TABLE) == there
    assert sum(name.startswith("xrechnung/") for name in TABLE) == 86


def test_every_verdict_is_the_official_one(judges: Judges) -> None:
    found = {}
    for name, answer in zip(TABLE, validate_all([CORPORA / n for n in TABLE], judges, workers_here()), strict=True):
        fatal = {f.code for f in answer.faults if f.severity == "error" and not f.code.startswith("SOLDE-")}
        found[name] = {"format": answer.format, "status": answer.status, "fatal": sorted(fatal)}
        assert bool(answer.checked_by) == (answer.status != "unsupported")
    assert found == TABLE


def test_the_known_invalid_sample_is_refused_with_the_place_and_both_figures(judges: Judges) -> None:
    place = CORPORA / "fatturapa" / "good" / "IT01234567890_FPR02.xml"
    [answer] = validate_all([place], judges, 1)
    refusal = answer.faults[0]
    assert (answer.status, refusal.code, refusal.path) == ("invalid", "00422", "taxes[0].base")
    assert "25.00" in refusal.message
    assert "27.00" in refusal.message


@pytest.mark.slow
def test_the_table_is_what_the_official_artefacts_say_today(judges: Judges) -> None:
    command = [sys.executable, str(HERE / "derive_verdicts.py"), str(CORPORA)]
    derived = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert derived == (HERE / "verdicts.toml").read_text()
