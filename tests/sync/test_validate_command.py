"""`solde einvoice validate` as people and scripts use it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from einvoice import cii, fatturapa
from einvoice.artefacts import Artefacts, default_folder
from tests.einvoice import samples

SOLDE = [sys.executable, "-c", "from sync.cli import main; main()", "einvoice", "validate"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Sound and broken invoices, in folders, with what else lies around there."""
    if faults := Artefacts(default_folder()).verify():
        pytest.skip(faults[0].message)
    (tmp_path / "b").mkdir()
    sound = cii.write(samples.export())
    (tmp_path / "a.xml").write_bytes(sound)
    (tmp_path / "b" / "c.XML").write_bytes(sound.replace(b"<ram:DuePayableAmount>", b"<ram:DuePayableAmount>1"))
    (tmp_path / "b" / "d.xml").write_bytes(fatturapa.write(samples.italian_invoice()))
    (tmp_path / "b" / "notes.txt").write_text("not looked at")
    (tmp_path / "e.xml").write_text("<RicevutaConsegna/>")
    return tmp_path


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*SOLDE, *map(str, arguments)], capture_output=True, text=True, check=False)


def test_a_folder_is_judged_to_the_bottom_and_told_in_order(folder: Path) -> None:
    done = run(folder, "--json")
    verdicts = [json.loads(line) for line in done.stdout.splitlines()]
    told = [(str(Path(v["file"]).relative_to(folder)), v["format"], v["status"], v["valid"]) for v in verdicts]
    assert told == [
        ("a.xml", "cii", "valid", True),
        ("e.xml", "", "unsupported", False),
        (str(Path("b", "c.XML")), "cii", "invalid", False),
        (str(Path("b", "d.xml")), "fatturapa", "valid", True),
    ]
    assert list(verdicts[0]) == ["file", "format", "profile", "status", "valid", "checked_by", "faults"]
    assert done.returncode == 1


def test_a_person_reads_a_summary_and_who_judged(folder: Path) -> None:
    done = run("--quiet", "--lang", "de", folder)
    assert "a.xml" not in done.stdout
    assert "ungültig" in done.stdout
    assert "BR-CO-16" in done.stdout
    assert "4 geprüft: 2 gültig, 1 ungültig, 1 nicht prüfbar" in done.stdout
    assert "CEN EN16931-CII 1.3.16" in done.stdout
    assert run(folder / "a.xml").returncode == 0


def test_a_folder_without_invoices_or_rules_is_a_wrong_use(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run(tmp_path / "empty")
    assert (done.returncode, "no .xml" in done.stderr) == (2, True)
    missing = run("--artefacts", tmp_path / "nowhere", folder / "a.xml")
    assert (missing.returncode, "solde artefacts install" in missing.stderr) == (2, True)
    assert run("--lang", "nl", folder / "a.xml").returncode == 2


@pytest.mark.slow
def test_ctrl_c_says_how_far_it_came_and_leaves_nobody_behind(folder: Path) -> None:
    for number in range(3000):
        shutil.copy(folder / "a.xml", folder / f"f{number:04}.xml")
    process = subprocess.Popen(
        [*SOLDE, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout
    for _ in range(10):
        process.stdout.readline()
    begun = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert time.monotonic() - begun < 10
    assert process.returncode == 1
    assert "Stopped after" in told
    assert "Traceback" not in told
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
