"""An auditor's view of the example: the emitted XML against the ERP's rows, with no code of the product between."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.demo import dirty
from tests.end_to_end import independent, independent_cii, independent_fatturapa
from tests.end_to_end.conftest import solde
from tests.end_to_end.independent_rows import Row, Sale, Sheet, number, owed, read

Fresh = tuple[Path, dict[str, Any]]

# Columns that no e-invoice shows: the ledger's, the salesperson's, and keys. Everything else must be compared.
UNSEEN = {
    "invoice": {"id", "company", "customer", "state", "open", "disputed", "dispute_reason", "erp_einvoice", "changed"},
    "seller": {"id"},
    "buyer": {"id", "company", "language", "salesperson", "salesperson_name", "salesperson_email"}
    | {"credit_limit", "terms", "hold", "dunning_block", "changed"},
    "line": {"invoice"},
    "tax": {"invoice", "exemption_reason", "exemption_code"},  # taken from the lines, which say the same
    "instalment": {"invoice", "open"},
}
# What one of the two formats has no place for.
NOT_IN_FATTURAPA = {
    "invoice": {"lines_total", "orders", "process", "tax_currency", "tax_accounting"}
    | {f"delivery_{part}" for part in ("name", "street", "postcode", "city", "country")},
    "seller": {"legal_info", "contact", "phone"},
    # A consumer shows only by the number of one abroad, and the example's live in Italy.
    "buyer": {"email", "siren", "siret", "endpoint", "endpoint_scheme", "consumer"},
    "line": {"id", "unit", "discount_reason", "exemption_code"},
}
NOT_IN_FACTURX = {
    "invoice": {"it.esigibilita"},
    "seller": {"phone", "codice_fiscale"},
    "buyer": {"codice_fiscale", "codice_destinatario", "pec", "consumer", "public_body"},
}


@pytest.fixture(scope="module")
def folder(fresh: Fresh) -> Path:
    return fresh[0] / "solde-demo"


@pytest.fixture(scope="module")
def outcome(folder: Path) -> independent.Outcome:
    return independent.check(folder)


@pytest.fixture
def mine(folder: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    for part in ("erp", "erp-out", "out"):
        shutil.copytree(folder / part, tmp_path / part)
    shutil.copy(folder / "solde.toml", tmp_path)
    return tmp_path


def test_every_document_says_what_its_rows_say(fresh: Fresh, outcome: independent.Outcome) -> None:
    assert outcome.sheet.differences == [], independent.table(outcome)
    assert len(outcome.documents) == fresh[1]["einvoices_emitted"] > 300
    assert all(outcome.sheet.compared[topic] > 1000 for topic in ("seller", "buyer", "dates", "VAT", "lines", "totals"))


def test_every_kind_of_document_is_among_them(folder: Path, outcome: independent.Outcome) -> None:
    sales = [sale for sale in read(folder).sales if sale.id in outcome.documents]
    for home, other in (("FR", "USD"), ("IT", "CHF")):
        ours = [sale for sale in sales if sale.seller["country"] == home]
        assert {"380", "381"} == {sale.row["type"] for sale in ours}
        assert {"EUR", "GBP", "JPY", other} <= {sale.row["currency"] for sale in ours}
        assert {"S", "E", "AE", "K", "G"} == {line["vat_category"] for sale in ours for line in sale.lines}
        assert {"", "yes"} == {sale.buyer["consumer"] for sale in ours}
        assert any(sale.instalments for sale in ours)
    assert {"", "S"} == {sale.row["it.esigibilita"] for sale in sales}


def test_the_invoices_that_the_check_itself_finds_wrong_are_those_made_wrong(outcome: independent.Outcome) -> None:
    refused = {key for key, reason in outcome.kept.items() if not reason.startswith("the ERP has sent")}
    wrong = {d.number for d in dirty() if d.file != "payments.csv"}
    assert len(refused) == len(wrong)
    assert {key.removeprefix("FB26-").removeprefix("26") for key in refused} == {
        number.removeprefix("FB26-").removesuffix("/B/2026") for number in wrong
    }


def test_each_dirty_record_has_a_fault_that_names_its_record_and_column(folder: Path) -> None:
    listed = solde(folder.parent, "aside", "list", "-c", "solde-demo", "--json")
    assert listed.returncode == 0, listed.stderr
    asides = {each["name"]: each for each in json.loads(listed.stdout)}
    assert set(asides) == {d.number for d in dirty()}
    for d in dirty():
        aside = asides[d.number]
        [fault, *_] = [each for each in aside["faults"] if each["path"] == d.path]
        assert aside["stage"] == ("einvoice" if d.outcome == "refused" else "record")
        assert fault["origin"].startswith(f"Files: {d.file}, row "), fault
        assert fault["origin"].endswith(f" {d.record}, {d.column})"), fault
        if d.outcome == "aside":
            assert aside["ref"].endswith(f"/{d.record}")
            assert f"{d.file}, row " in fault["message"]
            assert f'column {d.column} is "{d.value}"' in fault["message"]


def spoilt(row: Row, column: str) -> Row:
    """The row with one cell changed into something as plausible."""
    value = row[column]
    try:
        changed = (date.fromisoformat(value) + timedelta(days=1)).isoformat()
    except ValueError:
        try:
            changed = str(number(value) + 1) if value and not value.startswith("0") else f"{value}1"
        except ArithmeticError:
            changed = "" if value in ("yes", "true") else f"{value}X"
    if column == "type":
        changed = {"380": "381", "381": "380"}[value]
    return {**row, column: changed}


def variants(sale: Sale) -> Iterator[tuple[str, str, Sale]]:
    """The sale with each filled cell of its rows changed in turn."""
    for table, row in (("invoice", sale.row), ("seller", sale.seller), ("buyer", sale.buyer)):
        for column in (c for c in row if row[c]):
            spoiled = spoilt(row, column)
            if table == "invoice":
                yield table, column, replace(sale, row=spoiled)
            elif table == "seller":
                yield table, column, replace(sale, seller=spoiled)
            else:
                yield table, column, replace(sale, buyer=spoiled)
    for column in (c for c in sale.lines[0] if sale.lines[0][c]):
        yield "line", column, replace(sale, lines=(spoilt(sale.lines[0], column), *sale.lines[1:]))
    for column in (c for c in sale.taxes[0] if sale.taxes[0][c]):
        yield "tax", column, replace(sale, taxes=(spoilt(sale.taxes[0], column), *sale.taxes[1:]))
    for column in (c for c in (sale.instalments[0] if sale.instalments else {})):
        first = spoilt(sale.instalments[0], column)
        yield "instalment", column, replace(sale, instalments=(first, *sale.instalments[1:]))


@pytest.mark.parametrize("home", ["FR", "IT"])
def test_the_check_sees_each_cell_that_an_e_invoice_shows(
    folder: Path, outcome: independent.Outcome, home: str
) -> None:
    """A check that cannot fail proves nothing: each column, changed in a row, must show up as a difference."""
    missed: dict[tuple[str, str], str] = {}
    seen: set[tuple[str, str]] = set()
    elsewhere = NOT_IN_FACTURX if home == "FR" else NOT_IN_FATTURAPA
    due, _ = owed(read(folder))
    for key, sale in due.items():
        if sale.seller["country"] != home:
            continue
        paper = outcome.documents[key].paper
        for table, column, changed in variants(sale):
            place = (table, column)
            if place in seen or column in UNSEEN[table] or column in elsewhere.get(table, ()):
                continue
            if home == "FR" and column.startswith("it."):
                continue
            sheet = Sheet()
            if isinstance(paper, independent_cii.Paper):
                independent_cii.compare(sheet, changed, paper)
            else:
                independent_fatturapa.compare(sheet, changed, paper)
            (seen.add(place) if sheet.differences else missed.setdefault(place, key))
    left = {place: key for place, key in missed.items() if place not in seen}
    assert left == {}, left
    assert len(seen) > 50, sorted(seen)


def test_a_missing_a_double_and_a_foreign_document_are_found(mine: Path, outcome: independent.Outcome) -> None:
    first, second, third, *_ = sorted(outcome.documents)
    paths = {
        key: mine / outcome.documents[key].path.relative_to(outcome_folder(outcome)) for key in (first, second, third)
    }
    paths[first].unlink()
    shutil.copytree(paths[second].parent, paths[second].parent.with_name("again"))
    invoices = mine / "erp" / "invoices.csv"
    kept = [row for row in invoices.read_text(encoding="utf-8").splitlines(True) if not row.startswith(f"{third},")]
    invoices.write_text("".join(kept), encoding="utf-8")
    found = {(d.invoice, d.what) for d in independent.check(mine).sheet.differences}
    assert {(first, "in the channel's folder"), (second, "in the channel's folder")} <= found
    assert (paths[third].name, "a document that nothing asks for") in found
    assert (third, "an attachment that nothing asks for") in found


def test_an_attachment_with_other_bytes_is_found(mine: Path, outcome: independent.Outcome) -> None:
    attached = sorted((mine / "erp-out" / "attachments").glob("*.xml"))[0]
    attached.write_bytes(attached.read_bytes() + b"\n")
    [difference] = independent.check(mine).sheet.differences
    assert (difference.topic, difference.what) == ("written back", "attachment")


def test_as_a_program_it_prints_a_table_and_tells_by_its_exit_code(mine: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tests.end_to_end.independent", *arguments]
        root = Path(__file__).parents[2]
        return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120, check=False)

    good = run(str(mine))
    assert good.returncode == 0, good.stdout + good.stderr
    assert "documents, one for each invoice that owes one" in good.stdout
    sdi = sorted((mine / "out" / "sdi").rglob("*.xml"))[0]
    sdi.write_text(sdi.read_text(encoding="utf-8").replace("<CAP>20123<", "<CAP>20124<"), encoding="utf-8")
    bad = run(str(mine))
    assert bad.returncode == 1
    assert "seller: 1.2.2.3: ERP '20123', document '20124'" in bad.stdout
    assert run().returncode == 2


def outcome_folder(outcome: independent.Outcome) -> Path:
    """The folder that an outcome was found in: documents lie in out/CHANNEL/MESSAGE/FILE."""
    return next(iter(outcome.documents.values())).path.parents[3]
