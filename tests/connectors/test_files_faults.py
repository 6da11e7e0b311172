"""Exports that are dirty, half-written, missing or in another form."""

from decimal import Decimal
from pathlib import Path

import pytest

from connectors import files
from connectors.errors import Misconfigured, Retry
from connectors.records import (
    Ref,
    Unreadable,
    locate,
)
from tests.connectors.exporting import aside, bill, connect, erp, pulled
from tests.connectors.exports import Exports

__all__ = ["erp"]


# What cannot be understood


def test_every_fault_of_a_row_is_told_not_only_the_first(erp: Exports) -> None:
    erp.invoice("I1", "C1", total="1.234,50", issue_date="31/01/2026", state="posted", currency="")
    told = aside(erp, "invoice", "I1")
    for word in ('total is "1.234,50"', 'issue_date is "31/01/2026"', 'state is "posted"', "currency is empty"):
        assert word in told
    record = pulled(connect(erp), "invoice")["I1"]
    assert isinstance(record, Unreadable)
    assert record.name == "FAC/I1"
    assert {fault.path for fault in record.faults} == {"totals.tax_inclusive", "issue_date", "state", "currency"}


def test_a_line_that_cannot_be_understood_sets_its_invoice_aside_only(erp: Exports) -> None:
    erp.invoice("I1", "C1")
    erp.invoice("I2", "C1")
    erp.rows["invoice_lines"][0]["quantity"] = "two"
    erp.write()
    assert "invoice_lines.csv, row 2 (Repair work), column quantity" in aside(erp, "invoice", "I1")
    assert bill(erp, "I2").open == Decimal("120.00")


def test_what_is_set_aside_says_where_each_fault_stands(erp: Exports) -> None:
    erp.invoice("I1", "C1", total="1.234,50")
    erp.rows["invoice_lines"][0]["quantity"] = "two"
    erp.rows["invoice_lines"].append(erp.rows["invoice_lines"][0] | {"id": "2", "quantity": "1", "vat_rate": "x"})
    erp.write()
    record = pulled(connect(erp), "invoice")["I1"]
    assert isinstance(record, Unreadable)
    assert {fault.path: str(locate(fault.path, record.origins)) for fault in record.faults} == {
        "totals.tax_inclusive": "Files: invoices.csv, row 2 (FAC/I1) (invoices I1, total)",
        "lines[0].quantity": "Files: invoice_lines.csv, row 2 (Repair work) (invoice_lines I1/1, quantity)",
        "lines[1].vat.rate": "Files: invoice_lines.csv, row 3 (Repair work) (invoice_lines I1/2, vat_rate)",
    }


def test_two_broken_rows_of_one_invoice_lead_to_the_invoice(erp: Exports) -> None:
    erp.invoice("I1", "C1")
    path = erp.folder / "invoice_lines.csv"
    path.write_text(path.read_text() + "I1,2" + "," * 40 + "\nI1,3" + "," * 40 + "\n")
    record = pulled(connect(erp), "invoice")["I1"]
    assert isinstance(record, Unreadable)
    assert [fault.path for fault in record.faults].count("") == 2
    assert str(record.origins[""]) == "Files: invoices.csv, row 2 (FAC/I1) (invoices I1, id)"


def test_a_row_with_a_column_too_many_is_set_aside_and_the_rest_goes_on(erp: Exports) -> None:
    path = erp.folder / "customers.csv"
    path.write_text(path.read_text() + "C2,Rossi, figli e nipoti,,,,,,,,,,,\nC3,Bianchi,,,,,,,,\n")
    told = aside(erp, "customer", "C2")
    assert "customers.csv, row 3" in told
    assert "columns where the first row has" in told
    assert "C1" in pulled(connect(erp), "customer")


def test_an_id_that_is_there_twice_is_nobodys(erp: Exports) -> None:
    erp.customer("C1", "Another one")
    told = aside(erp, "customer", "C1")
    assert "row 3 (Another one) has the same id as customers.csv, row 2 (Officina Luce)" in told


def test_an_invoice_of_nobody_is_set_aside(erp: Exports) -> None:
    erp.invoice("I1", "C9")
    assert 'column customer is "C9": expected the id of a row in customers.csv' in aside(erp, "invoice", "I1")


def test_an_invoice_whose_customer_cannot_be_understood_says_why(erp: Exports) -> None:
    erp.row("customers", "C1")["name"] = ""
    erp.invoice("I1", "C1")
    assert "customers.csv, row 2, column name is empty" in aside(erp, "invoice", "I1")


def test_a_line_whose_invoice_cannot_be_told_is_set_aside_too(erp: Exports) -> None:
    erp.invoice("I1", "C1")
    erp.rows["invoice_lines"].append({"invoice": "", "id": "1", "name": "Lost"})
    erp.write()
    assert "column invoice is empty" in aside(erp, "invoice", "invoice_lines row 3")
    assert bill(erp).document.lines


def test_an_account_with_a_payment_that_cannot_be_understood_has_failed(erp: Exports) -> None:
    erp.customer("C2")
    for key in ("C1", "C2"):
        erp.payment(f"P-{key}", key, Decimal("5.00"), Decimal("5.00"))
    erp.row("payments", "P-C1")["amount"] = "5,O0"
    erp.write()
    refs = [Ref("legacy", "", "customer", key) for key in ("C1", "C2")]
    assert connect(erp).reread(refs).failed == (refs[0],)


# Files that are not there, or not complete


@pytest.mark.parametrize("content", ["", "id,name\nC1,Offic", "id,name\nC1,Officina Luce"])
def test_a_half_written_file_is_waited_for(erp: Exports, content: str) -> None:
    (erp.folder / "customers.csv").write_text(content)
    with pytest.raises(Retry, match=r"customers\.csv .* still being written") as waiting:
        pulled(connect(erp), "customer")
    assert not waiting.value.sent
    assert waiting.value.after


def test_an_erp_that_never_ends_its_last_line_is_told_so(erp: Exports) -> None:
    (erp.folder / "customers.csv").write_text("id,name\nC1,Officina Luce")
    assert "C1" in pulled(connect(erp, final_newline=False), "customer")


def test_a_marker_says_when_an_export_is_complete(erp: Exports) -> None:
    with pytest.raises(Retry, match="DONE is not there"):
        pulled(connect(erp, ready="DONE"), "customer")
    (erp.folder / "DONE").touch()
    assert "C1" in pulled(connect(erp, ready="DONE"), "customer")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("customers.csv", b"id,name\nC1,M\xfcller\n", "customers.csv is not utf-8: the byte at position 12"),
        ("customers.csv", b'id,name\nC1,"M\n', "a quotation mark is opened and not closed"),
        ("customers.csv", b"id;name\nC1;M\n", 'customers.csv has no column "id", "name"'),
        ("customers.csv", b"id,name,name\nC1,M,N\n", "the column name is there twice"),
        ("customers.json", b'{"id": "C1"}', "expected a list of flat objects"),
        ("customers.jsonl", b'{"id": "C1", "name": ["x"]}\n', '"name" holds a list'),
    ],
)
def test_a_file_in_another_form_says_what_to_set(erp: Exports, name: str, content: bytes, said: str) -> None:
    (erp.folder / name).write_bytes(content)
    connector = connect(erp, files={"customers": name})
    with pytest.raises(Misconfigured) as told:
        list(connector.pull("customer", None))
    assert said in str(told.value)
    assert [said in finding.message for finding in connector.check()] == [True]


def test_a_file_that_is_missing_is_named_and_can_be_left_out_on_purpose(erp: Exports) -> None:
    (erp.folder / "orders.csv").unlink()
    with pytest.raises(Misconfigured, match=r"has no file orders\.csv: .* set files\.orders"):
        pulled(connect(erp), "order")
    assert pulled(connect(erp, files={"orders": ""}), "order") == {}


def test_a_folder_that_is_missing_is_named(erp: Exports) -> None:
    with pytest.raises(Misconfigured, match="nowhere does not exist"):
        pulled(connect(erp, folder=erp.folder / "nowhere"), "order")


def test_the_settings_tell_every_mistake_at_once(tmp_path: Path) -> None:
    with pytest.raises(ValueError) as told:
        files.Settings(
            folder=tmp_path,
            out=tmp_path / "out",
            delimiter=";;",
            decimal="'",
            encoding="latin-99",
            files={"clients": "x.csv", "customers": "../x.csv", "invoices": ""},
            columns={"customers": {"nom": "Nom"}},
        )
    for word in (
        "out: must not lie inside",
        "delimiter",
        "decimal",
        "latin-99",
        '"clients"',
        "files.customers",
        "files.invoices: cannot be left out",
        '"nom"',
    ):
        assert word in str(told.value)


def test_the_check_counts_rows_and_names_companies_that_are_missing(erp: Exports) -> None:
    erp.rows["invoice_lines"].append({"invoice": "I9", "id": "1"})
    erp.write()
    settings = files.Settings(folder=erp.folder, out=erp.folder.parent / "out")
    found = files.connect("legacy", settings, {"1": "acme", "2": "other"}).check()
    assert ("customers.csv", "1 rows") in [(f.subject, f.message[:6]) for f in found if f.level == "ok"]
    assert ['no row with the id "2"' in f.message for f in found if f.level == "error"] == [True]
    assert ["1 rows belong to no invoice" in f.message for f in found if f.level == "warning"] == [True]
