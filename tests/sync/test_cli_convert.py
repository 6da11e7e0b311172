"""`solde einvoice convert` as a person uses it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from connectors.errors import Misconfigured
from einvoice import cii
from einvoice.artefacts import Artefacts, default_folder
from sync.cli.einvoice import app
from tests.einvoice import samples

runner = CliRunner()


@pytest.fixture
def invoice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if faults := Artefacts(default_folder()).verify():
        pytest.skip(faults[0].message)
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "received.xml"
    path.write_bytes(cii.write(samples.french_invoice()))
    return path


def test_the_new_document_lies_beside_you_and_has_been_judged(invoice: Path) -> None:
    done = runner.invoke(app, ["convert", str(invoice), "--to", "ubl"])
    assert done.exit_code == 0, done.output
    assert "valid" in done.output
    assert "nothing is lost" in done.output
    assert Path("FA-2026-0412.xml").read_bytes().startswith(b"<?xml")


def test_what_is_lost_is_said_to_machines_too(invoice: Path) -> None:
    done = runner.invoke(app, ["convert", str(invoice), "--to", "cii", "--profile", "MINIMUM", "-o", "m.xml", "--json"])
    told = json.loads(done.output)
    assert (told["file"], told["profile"], told["valid"]) == ("m.xml", "MINIMUM", True)
    assert {fault["code"] for fault in told["faults"]} == {"SOLDE-LOST"}
    assert all("cannot be said in cii MINIMUM" in fault["message"] for fault in told["faults"])


def test_nothing_is_written_over(invoice: Path) -> None:
    before = invoice.read_bytes()
    done = runner.invoke(app, ["convert", str(invoice), "--to", "ubl", "-o", str(invoice)])
    assert done.exception is not None
    assert "there already" in str(done.exception)
    assert invoice.read_bytes() == before
    assert runner.invoke(app, ["convert", str(invoice), "--to", "ubl", "-o", str(invoice), "--force"]).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--to", "edifact"], "there is no format 'edifact'"),
        (["--to", "cii", "--profile", "GOLD"], "there is no profile 'GOLD'"),
        (["--to", "ubl", "--profile", "BASIC"], "ubl has no option profile"),
    ],
)
def test_a_wrong_wish_is_explained(invoice: Path, arguments: list[str], said: str) -> None:
    done = runner.invoke(app, ["convert", str(invoice), *arguments])
    assert said in str(done.exception)


def test_a_file_that_is_no_invoice_is_refused_and_nothing_written(tmp_path: Path, invoice: Path) -> None:
    (tmp_path / "list.xml").write_text("<list/>")
    done = runner.invoke(app, ["convert", "list.xml", "--to", "ubl"])
    assert done.exit_code == 1
    assert "SOLDE-FILE" in done.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["list.xml", "received.xml"]


def test_a_folder_that_is_not_there_is_a_wrong_wish(invoice: Path) -> None:
    for wish in (["convert", "--to", "ubl"], ["show"]):
        done = runner.invoke(app, [*wish, str(invoice), "-o", "nowhere/x"])
        assert isinstance(done.exception, Misconfigured), wish
        assert str(done.exception) == "nowhere/x cannot be written: No such file or directory"


@pytest.mark.parametrize(("name", "page"), [("01.02a-bill.xml", "01.02a-bill.html"), ("bill.xml.P7M", "bill.html")])
def test_a_page_is_called_as_its_document(invoice: Path, name: str, page: str) -> None:
    Path(name).write_bytes(invoice.read_bytes())
    assert runner.invoke(app, ["show", name]).exit_code == 0
    assert Path(page).is_file()


def test_a_notice_of_sdi_is_named_when_it_is_to_be_converted(invoice: Path) -> None:
    name = "http://www.fatturapa.gov.it/sdi/messaggi/v1.0"
    Path("notice.xml").write_text(f'<n:NotificaScarto xmlns:n="{name}" versione="1.0"/>')
    done = runner.invoke(app, ["convert", "notice.xml", "--to", "ubl", "--lang", "de"])
    assert done.exit_code == 1
    assert "Ein Dokument der Art SdI NS wird erkannt" in done.output
