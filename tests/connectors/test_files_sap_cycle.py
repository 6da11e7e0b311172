"""An ECC without interfaces, from three lists to a plan of reminders, by the commands that people type."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.connectors import idocs
from tests.connectors.sap_lists import Exports
from tests.end_to_end.conftest import solde

SETTINGS = """
[connections.ecc]
type = "files"
preset = "sap-gui-en"
folder = "in"
out = "out"
idocs = "idoc/*.xml"
files = { order_items = "VA05*.txt", billing = "VF05*.txt" }

[connections.ecc.tax_codes.DE]
A1 = { category = "S" }

[companies.weser]
connection = "ecc"
id = "1000"
name = "Pumpenbau Weser AG"
country = "DE"
time_zone = "Europe/Berlin"
currency = "EUR"
remind_from = 2026-09-01
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a configuration and three lists: two invoices, of which one is overdue, a part payment, an order."""
    assert solde(tmp_path, "init", ".").returncode == 0
    with (tmp_path / "solde.toml").open("a") as file:
        file.write(SETTINGS)
    ecc = Exports(tmp_path / "in")
    ecc.item("1800000001", "1.190,00", **{"Billing Document": "90000017"})
    ecc.item("1800000002", "357,00", **{"Billing Document": "90000018", "Net due date": "30.11.2026"})
    ecc.item("1400000001", "190,00-", "DZ", **{"Invoice reference": "1800000001"})
    ecc.item("1500000001", "500,00-", "DZ", **{"Special G/L ind.": "A"})
    ecc.bill("90000017", "1.000,00", "190,00")
    ecc.bill("90000018", "300,00", "57,00")
    ecc.order("1234", "1.000,00")
    ecc.write()
    ecc.idoc("invoic_1.xml", idocs.file())
    return tmp_path


def done(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command that goes well."""
    said = solde(place, *arguments)
    assert said.returncode == 0, said.stderr + said.stdout
    return said


def test_from_three_lists_to_a_plan_of_reminders(place: Path) -> None:
    said = done(place, "check").stdout
    assert "FBL5N.txt" in said
    assert "1 items with a special G/L indicator are kept apart" in said
    assert "IDocs of 1 invoices" in said
    done(place, "pull")
    plan = json.loads(done(place, "run", "--dry-run", "--today", "2026-11-20", "--json").stdout)
    (notice,) = plan["notices"]
    assert "Hafenwerk Nord GmbH" in json.dumps(notice)
    assert "1000" in json.dumps(notice)  # of 1190 that were billed 190 are paid
    assert "90000018" not in json.dumps(notice)
