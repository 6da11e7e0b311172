"""The example company: a first run, a second, and small changes in its ERP."""

import csv
import shutil
from pathlib import Path
from typing import Any

import pytest

from sync.demo import edits
from tests.end_to_end.conftest import demo, solde

Fresh = tuple[Path, dict[str, Any]]
KEYS = {
    "pulled",
    "set_aside",
    "notices",
    "holds_set",
    "holds_released",
    "einvoices_emitted",
    "einvoices_refused",
    "written_back",
    "in_doubt",
    "folder",
}


@pytest.fixture
def after(fresh: Fresh, tmp_path: Path) -> Path:
    """A copy of the example after its first run."""
    shutil.copytree(fresh[0] / "solde-demo", tmp_path / "solde-demo")
    return tmp_path


def rows(folder: Path, file: str) -> list[dict[str, str]]:
    """What was written back, as rows."""
    with (folder / "solde-demo" / "erp-out" / file).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_the_first_run_says_what_it_did(fresh: Fresh) -> None:
    _, said = fresh
    assert set(said) == KEYS
    assert said["pulled"]["customer"] == 200
    assert said["pulled"]["invoice"] > 1900
    assert 300 < said["einvoices_emitted"] < 500
    assert said["einvoices_refused"] > 0
    assert said["set_aside"] > 0
    assert said["notices"] > 0
    assert said["holds_set"] > 0
    assert said["in_doubt"] == 0


def test_a_second_run_has_no_effect(after: Path) -> None:
    said = demo(after)
    silent = ("notices", "holds_set", "holds_released", "einvoices_emitted", "written_back", "in_doubt")
    assert {key: said[key] for key in silent} == dict.fromkeys(silent, 0)


def test_a_payment_releases_the_hold_that_it_ends_and_nothing_else(after: Path) -> None:
    root = after / "solde-demo"
    held = next(row for row in rows(after, "holds.csv") if row["hold"] == "yes")
    for invoice in edits.read_csv(root / "erp" / "invoices.csv"):
        if invoice["customer"] == held["record"] and invoice["state"] == "open" and invoice["type"] == "380":
            edits.pay(root, invoice["number"])
    said = demo(after)
    assert (said["holds_released"], said["written_back"]) == (1, 1)
    assert (said["notices"], said["holds_set"], said["einvoices_emitted"]) == (0, 0, 0)


def test_an_edit_after_emission_is_a_fault_for_a_person_not_a_new_document(after: Path) -> None:
    root = after / "solde-demo"
    number = emitted_number(after)
    edits.edit_invoice(root, number)
    said = demo(after)
    assert (said["einvoices_emitted"], said["written_back"], said["notices"]) == (0, 0, 0)
    listed = solde(after, "aside", "list", "-c", "solde-demo")
    assert f"{number} was changed in the ERP after its e-invoice" in listed.stdout


def test_a_new_order_is_read_and_causes_nothing(after: Path) -> None:
    root = after / "solde-demo"
    customer = edits.read_csv(root / "erp" / "customers.csv")[0]["id"]
    edits.new_order(root, customer)
    said = demo(after)
    assert said["pulled"] == {"customer": 0, "order": 1, "invoice": 0, "payment": 0}
    assert (said["notices"], said["holds_set"], said["written_back"], said["einvoices_emitted"]) == (0, 0, 0, 0)


def emitted_number(folder: Path) -> str:
    """The number of an invoice whose e-invoice has left."""
    ids = {row["record"] for row in rows(folder, "attachments.csv")}
    invoices = edits.read_csv(folder / "solde-demo" / "erp" / "invoices.csv")
    return next(row["number"] for row in invoices if row["id"] in ids)
