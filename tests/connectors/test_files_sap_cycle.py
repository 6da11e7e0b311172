"""An ECC without interfaces, from three lists to a plan of reminders, by the commands that people type."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.files import Settings, connect
from connectors.records import Invoice
from connectors.seller import Tax
from einvoice.artefacts import Artefacts, default_folder
from einvoice.emission import Emitted, emit, obligations
from einvoice.faults import errors
from einvoice.judges import Judges
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
    """A configuration and three lists: two invoices, of which one is overdue, a part payment, an order."""
    (tmp_path / "solde.toml").write_text(SETTINGS)
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
    said = json.dumps(notice)
    assert '"asked": {"EUR": "1000.00"}' in said  # of 1190 that were billed 190 are paid
    assert "90000017" in said
    assert "90000018" not in said


@pytest.fixture(scope="module")
def judges() -> Iterator[Judges]:
    """The official judges."""
    with Judges(Artefacts(default_folder())) as opened:
        yield opened


def sent(ecc: Exports, company: str, judges: Judges, taxes: dict[str, dict[str, Tax]], preset: str) -> Emitted:
    """The e-invoice that the one invoice of a folder owes."""
    ecc.write()
    out = ecc.folder.parent / "out"
    settings = Settings(folder=ecc.folder, out=out, preset=preset, idocs="idoc/*.xml", tax_codes=taxes)
    (page,) = connect("ecc", settings, {company: "ours"}).pull("invoice", None)
    (invoice,) = page.records
    assert isinstance(invoice, Invoice), invoice
    assert invoice.erp_einvoice == ""
    paper = invoice.document
    (owed,) = obligations(paper.seller, paper.buyer, paper.type_code, paper.issue_date, paper.national)
    return emit(paper, owed, judges, 1)


def test_an_idoc_and_an_open_item_make_a_valid_xrechnung(tmp_path: Path, judges: Judges) -> None:
    ecc = Exports(tmp_path / "in")
    ecc.company["de.document"] = "xrechnung-cii"
    ecc.item("1800000001", "1.190,00", **{"Billing Document": "90000017"})
    ecc.idoc("invoic_1.xml", idocs.file())
    made = sent(ecc, "1000", judges, {"DE": {"A1": Tax(category="S")}}, "sap-gui-en")
    assert errors(list(made.faults)) == []
    assert made.checked_by
    assert b"#SKONTO#TAGE=14#PROZENT=2.00#" in made.xml


def test_an_idoc_and_an_open_item_make_a_valid_fatturapa(tmp_path: Path, judges: Judges) -> None:
    ecc = Exports(tmp_path / "in")
    ecc.company |= {
        "name": "Pompe Adige S.p.A.", "street": "Via Dante 4", "postcode": "37121", "city": "Verona", "province": "VR",
        "country": "IT", "vat_id": "IT00743110157", "it.regime_fiscale": "RF01", "endpoint": "",
    }  # fmt: skip
    ecc.customers.clear()
    ecc.customer("100023", "Officina Luce S.r.l.", **{"Country": "IT", "VAT Registration No.": "IT07643520567"})
    ecc.item("1800000001", "1.220,00", **{"Billing Document": "90000017"})
    buyer = {"PARTN": "0000100023", "NAME1": "Officina Luce S.r.l.", "STRAS": "Via Roma 1", "ORT01": "Torino",
             "PSTLZ": "10121", "LAND1": "IT", "REGIO": "TO"}  # fmt: skip
    one = idocs.idoc(
        items=[idocs.item(tax="V1", rate="22.000", amount="220.00")],
        sums=("1000.00", "220.00", "1220.00"),
        buyer=buyer,
        taxes=idocs.segment("E1EDK04", MWSKZ="V1", MSATZ="22.000", MWSBT="220.00"),
    ).replace("DE136695976", "IT07643520567")
    ecc.idoc("invoic_1.xml", idocs.file(one))
    made = sent(ecc, "1000", judges, {"IT": {"V1": Tax(category="S")}}, "sap-gui-en")
    assert errors(list(made.faults)) == []
    assert b"<Descrizione>Pump, 7 bar</Descrizione>" in made.xml
    assert b"<ImportoTotaleDocumento>1220.00</ImportoTotaleDocumento>" in made.xml
