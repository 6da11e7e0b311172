"""What is special about exports: their form, half-written files, dirty rows, and results that survive a crash."""

import csv
import hashlib
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from connectors import files
from connectors.contract import Connector
from connectors.errors import Misconfigured, Refused, Retry
from connectors.files.fields import FIELDS, REQUIRED
from connectors.files.out import plain, tame
from connectors.records import (
    AddNote,
    AddTask,
    AttachFile,
    Customer,
    Invoice,
    Kind,
    Order,
    Record,
    Ref,
    SetHold,
    Unreadable,
    locate,
)
from tests.connectors.exports import Exports

NOTE = Ref("legacy", "", "customer", "C1")


@pytest.fixture
def erp(tmp_path: Path) -> Exports:
    exports = Exports(tmp_path / "exports")
    exports.customer("C1", vat_id="IT12345670017", codice_destinatario="ABC1234")
    return exports


def connect(exports: Exports, **settings: object) -> Connector:
    keys = {"folder": exports.folder, "out": exports.folder.parent / "out"} | settings
    return files.connect("legacy", files.Settings(**keys), {"1": "acme"})  # type: ignore[arg-type]


def pulled(connector: Connector, kind: Kind) -> dict[str, Record | Unreadable]:
    return {r.ref.id: r for page in connector.pull(kind, None) for r in page.records}


def bill(exports: Exports, key: str = "I1", **settings: object) -> Invoice:
    record = pulled(connect(exports, **settings), "invoice")[key]
    assert isinstance(record, Invoice), record
    return record


def aside(erp: Exports, kind: Kind, key: str) -> str:
    record = pulled(connect(erp), kind)[key]
    assert isinstance(record, Unreadable)
    return " ".join(fault.message for fault in record.faults)


def out_rows(erp: Exports, name: str) -> list[dict[str, str]]:
    with (erp.folder.parent / "out" / name).open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


# Their form


def test_an_invoice_takes_its_parties_notes_bank_and_national_facts_from_their_files(erp: Exports) -> None:
    erp.invoice("I1", "C1")
    erp.row("invoices", "I1")["it.cig"] = "Z0000000"
    erp.write()
    document = bill(erp).document
    assert document.seller.legal_id is not None
    assert document.seller.legal_id.value == "123456782"
    assert document.buyer.vat_id == "IT12345670017"
    assert document.buyer.address.subdivision == "TO"
    assert [(note.subject, note.text) for note in document.notes] == [("PMT", "40 EUR")]
    assert document.payment[0].iban == "FR7630006000011234567890189"
    assert document.national == {
        "FR": {"naf": "6201Z"},
        "IT": {"codice_destinatario": "ABC1234", "cig": "Z0000000"},
    }


def test_a_fault_in_the_document_is_traced_to_file_row_and_column(erp: Exports) -> None:
    erp.invoice("I1", "C1")
    origins = bill(erp).origins
    told = {
        path: str(locate(path, origins))
        for path in (
            "buyer.vat_id",
            "buyer.legal_id.value",
            "lines[0].vat.rate",
            "totals.tax",
            "totals.lines",
            "seller.vat_id",
            "national.IT.cig",
        )
    }
    assert told == {
        "buyer.vat_id": "Files: customers.csv, row 2 (Officina Luce) (customers C1, vat_id)",
        "buyer.legal_id.value": "Files: customers.csv, row 2 (Officina Luce) (customers C1, siren)",
        "lines[0].vat.rate": "Files: invoice_lines.csv, row 2 (Repair work) (invoice_lines I1/1, vat_rate)",
        "totals.tax": "Files: invoices.csv, row 2 (FAC/I1) (invoices I1, tax_total)",
        "totals.lines": "Files: invoices.csv, row 2 (FAC/I1) (invoices I1, net_total)",
        "national.IT.cig": "Files: invoices.csv, row 2 (FAC/I1) (invoices I1, it.*)",
        "seller.vat_id": "Files: companies.csv, row 2 (Atelier Demo) (companies 1, vat_id)",
    }


def test_another_erp_writes_semicolons_commas_and_its_own_words(tmp_path: Path) -> None:
    erp = Exports(tmp_path / "exports", delimiter=";", encoding="cp1252")
    erp.customer("C1", "Café Müller", country="DE")
    erp.invoice("I1", "C1", state="Offen", issue_date="05.01.2026", due_date="04.02.2026", total="120,50")
    erp.rows["invoices"][0] |= {"open": "120,50", "net_total": "100,00", "tax_total": "20,50"}
    erp.rows["invoice_lines"][0] |= {"price": "100,00", "net": "100,00", "vat_rate": "20,5"}
    for row in erp.rows["customers"]:
        row["Firma"] = row.pop("name")
    erp.write_file("customers.csv", erp.rows["customers"], ["id"])
    erp.write_file("invoices.csv", erp.rows["invoices"], ["id"])
    erp.write_file("invoice_lines.csv", erp.rows["invoice_lines"], ["id"])
    record = bill(
        erp,
        delimiter=";",
        encoding="cp1252",
        decimal=",",
        date_format="%d.%m.%Y",
        columns={"customers": {"name": "Firma"}},
        constants={"customers": {"language": "de"}},
        values={"invoices": {"state": {"Offen": "open"}}},
        erp="Kontor",
    )
    assert record.document.buyer.name == "Café Müller"
    assert record.document.totals.tax_inclusive == Decimal("120.50")
    assert record.document.taxes[0].tax == Decimal("20.50")
    assert (record.document.issue_date, record.state) == (date(2026, 1, 5), "open")
    assert str(record.origins["buyer.name"]).endswith("(customers C1, Firma)")


def test_json_and_json_lines_are_read_alike(erp: Exports) -> None:
    erp.invoice("I1", "C1")
    expected = bill(erp)
    (erp.folder / "customers.csv").unlink()
    (erp.folder / "customers.jsonl").write_text(
        '{"id": "C1", "name": "Officina Luce", "street": "Via Roma 1", "postcode": "10121", "city": "Torino", '
        '"province": "TO", "country": "IT", "vat_id": "IT12345670017", "codice_destinatario": "ABC1234"}\n'
    )
    (erp.folder / "invoice_lines.csv").unlink()
    (erp.folder / "lines.json").write_text(
        '[{"invoice": "I1", "id": 1, "name": "Repair work", "quantity": 1, "price": 100.00, "net": 100.00, '
        '"vat_category": "S", "vat_rate": 20, "note": null}]'
    )
    record = bill(erp, files={"customers": "customers.jsonl", "invoice_lines": "lines.json"})
    assert record.document == expected.document


def test_of_dated_exports_the_last_counts(erp: Exports) -> None:
    for day, name in (("01", "Old"), ("02", "New")):
        erp.write_file(f"customers_2026-01-{day}.csv", [{"id": "C1", "name": name}], [])
    record = pulled(connect(erp, files={"customers": "customers_*.csv"}), "customer")["C1"]
    assert isinstance(record, Customer)
    assert record.party.name == "New"


def test_several_instalments_come_from_their_own_file(erp: Exports) -> None:
    erp.invoice("I1", "C1")
    parts = [("2026-02-01", "60.00", "0.00"), ("2026-03-01", "60.00", "60.00")]
    rows = [{"invoice": "I1", "due": d, "amount": a, "open": o} for d, a, o in parts]
    erp.write_file("instalments.csv", rows, [])
    assert "instalments add up to 60.00" in aside(erp, "invoice", "I1")
    erp.row("invoices", "I1")["open"] = "60.00"
    erp.write()
    record = bill(erp)
    assert [str(due.open) for due in record.dues] == ["0.00", "60.00"]
    assert [part.due for part in record.document.instalments] == [date(2026, 2, 1), date(2026, 3, 1)]


def test_allowances_on_the_document_count_into_totals_and_taxes(erp: Exports) -> None:
    erp.invoice("I1", "C1", net_total="90.00", tax_total="18.00", total="108.00", open="108.00")
    row = {"invoice": "I1", "amount": "10.00", "reason": "Loyalty", "vat_category": "S", "vat_rate": "20"}
    erp.write_file("allowances.csv", [row], [])
    document = bill(erp).document
    assert (document.totals.lines, document.totals.allowances) == (Decimal("100.00"), Decimal("10.00"))
    assert [(str(t.base), str(t.tax)) for t in document.taxes] == [("90.00", "18.00")]


@pytest.mark.parametrize(("posted", "computed"), [("20.01", "20.00"), ("20.00", "20.00"), ("21.00", "20.00")])
def test_a_computed_tax_meets_the_posted_one_within_rounding_only(erp: Exports, posted: str, computed: str) -> None:
    erp.invoice("I1", "C1", tax_total=posted)
    extra = erp.rows["invoice_lines"][0] | {"id": "2", "price": "0", "net": "0"}
    erp.rows["invoice_lines"].append(extra)
    erp.write()
    document = bill(erp).document
    within_rounding = abs(Decimal(posted) - Decimal(computed)) <= Decimal("0.01")
    assert document.taxes[0].tax == Decimal(posted if within_rounding else computed)
    assert document.totals.tax == Decimal(posted), "what the ERP posted never changes"


# Nothing changed, little changed


def test_an_unchanged_folder_yields_nothing_and_a_touched_one_neither(erp: Exports) -> None:
    connector = connect(erp)
    cursor = list(connector.pull("customer", None))[-1].cursor
    assert list(connector.pull("customer", cursor)) == []
    erp.write()
    assert list(connect(erp).pull("customer", cursor)) == []


def test_a_row_keeps_its_version_when_rows_are_put_before_it(erp: Exports) -> None:
    before = pulled(connect(erp), "customer")["C1"].version
    erp.rows["customers"].insert(0, {"id": "C0", "name": "First"})
    erp.write()
    assert pulled(connect(erp), "customer")["C1"].version == before


def test_a_change_of_the_same_size_and_time_is_seen(erp: Exports) -> None:
    import os

    connector = connect(erp)
    cursor = list(connector.pull("customer", None))[-1].cursor
    path = erp.folder / "customers.csv"
    stat = path.stat()
    path.write_bytes(path.read_bytes().replace(b"Officina Luce", b"Officina Lucx"))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    [page] = connector.pull("customer", cursor)
    assert isinstance(page.records[0], Customer)
    assert page.records[0].party.name == "Officina Lucx"


def test_an_edit_of_the_buyer_brings_his_invoices_again(erp: Exports) -> None:
    erp.invoice("I1", "C1")
    connector = connect(erp)
    cursor = list(connector.pull("invoice", None))[-1].cursor
    erp.row("customers", "C1")["vat_id"] = ""
    erp.write()
    assert [r.ref.id for page in connector.pull("invoice", cursor) for r in page.records] == ["I1"]


def test_the_time_of_a_change_is_the_rows_own_else_the_files(erp: Exports) -> None:
    erp.row("customers", "C1")["changed"] = "2026-01-31T09:00:00+01:00"
    erp.customer("C2")
    records = pulled(connect(erp), "customer")
    assert isinstance(records["C1"], Customer)
    assert isinstance(records["C2"], Customer)
    assert records["C1"].changed_at == datetime(2026, 1, 31, 8, tzinfo=UTC)
    assert records["C2"].changed_at.tzinfo is UTC


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


# Writing back


def test_a_torn_last_row_is_taken_off_and_written_again(erp: Exports) -> None:
    connector = connect(erp)
    connector.push(AddNote(target=NOTE, text="first\nwith a second line"), "n1")
    path = erp.folder.parent / "out" / "notes.csv"
    whole = path.read_bytes()
    connector.push(AddNote(target=NOTE, text='second "quoted"\nand torn'), "n2")
    torn = path.read_bytes()
    for end in range(len(whole), len(torn)):
        path.write_bytes(torn[:end])
        again = connect(erp)
        change = AddNote(target=NOTE, text='second "quoted"\nand torn')
        assert again.find(change, "n1") is not None
        assert again.find(change, "n2") is None, f"cut at byte {end}"
    again.push(change, "n2")
    assert [(row["key"], row["text"]) for row in out_rows(erp, "notes.csv")] == [
        ("n1", "first\nwith a second line"),
        ("n2", 'second "quoted"\nand torn'),
    ]


def test_two_processes_append_to_the_same_file(erp: Exports) -> None:
    one, two = connect(erp), connect(erp)
    for number in range(3):
        one.push(AddNote(target=NOTE, text="one"), f"one-{number}")
        two.push(AddNote(target=NOTE, text="two"), f"two-{number}")
    assert len(out_rows(erp, "notes.csv")) == 6
    assert one.find(AddNote(target=NOTE, text="two"), "two-2") is not None


@pytest.mark.parametrize("text", ["=1+1", "+39 011", "-5", "@SUM(A1)", "\tx", "'=x", "plain", ""])
def test_free_text_never_becomes_a_formula_and_comes_back_as_it_was(text: str) -> None:
    assert not tame(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert plain(tame(text)) == text


def test_tasks_and_notes_are_tamed_in_the_file(erp: Exports) -> None:
    connect(erp).push(AddTask(target=NOTE, summary="=cmd", text="@x", due=date(2026, 3, 2)), "t1")
    [row] = out_rows(erp, "tasks.csv")
    assert (row["summary"], row["text"], row["due"]) == ("'=cmd", "'@x", "2026-03-02")


def test_an_attachment_stays_in_its_folder_whatever_it_is_called(erp: Exports) -> None:
    content = b"%PDF-1.7"
    digest = hashlib.sha256(content).hexdigest()
    change = AttachFile(target=NOTE, filename="../../etc/passwd", mime="application/pdf", sha256=digest)
    connect(erp).push(change, "a1", content)
    [row] = out_rows(erp, "attachments.csv")
    folder = erp.folder.parent / "out" / "attachments"
    assert [path.name for path in folder.iterdir()] == [f"C1_{digest[:12]}_etc-passwd"]
    assert (erp.folder.parent / "out" / row["path"]).read_bytes() == content


def test_bytes_that_are_not_those_that_were_decided_on_are_refused(erp: Exports) -> None:
    change = AttachFile(target=NOTE, filename="a.pdf", mime="application/pdf", sha256="0" * 64)
    with pytest.raises(Refused, match="sha256 differs"):
        connect(erp).push(change, "a1", b"other")


def test_the_erp_may_take_our_own_hold_over_into_its_exports(erp: Exports) -> None:
    connector = connect(erp)
    connector.push(SetHold(target=NOTE, on=True, reason="42 days overdue"), "h1")
    erp.row("customers", "C1")["hold"] = "Solde: 42 days overdue"
    erp.write()
    assert connect(erp).push(SetHold(target=NOTE, on=False), "h2").done
    assert [(row["record"], row["hold"]) for row in out_rows(erp, "holds.csv")] == [("C1", "no")]


def test_holds_keep_one_row_per_customer(erp: Exports) -> None:
    erp.customer("C2")
    connector = connect(erp)
    for key in ("C1", "C2", "C1"):
        target = Ref("legacy", "", "customer", key)
        connector.push(SetHold(target=target, on=True, reason=f"because of {key}"), f"h-{key}")
    assert sorted(row["record"] for row in out_rows(erp, "holds.csv")) == ["C1", "C2"]


# The ERP's own PDFs


def test_the_pdf_of_an_invoice_is_found_by_column_or_pattern(erp: Exports) -> None:
    erp.invoice("I1", "C1", pdf="pdf/one.pdf")
    erp.invoice("I2", "C1")
    erp.invoice("I3", "C1")
    (erp.folder / "pdf").mkdir()
    (erp.folder / "pdf" / "one.pdf").write_bytes(b"%PDF-1")
    (erp.folder / "pdf" / "FAC-I2.pdf").write_bytes(b"%PDF-2")
    connector = connect(erp, pdf="pdf/{number}.pdf")
    found = [connector.invoice_pdf(Ref("legacy", "1", "invoice", key)) for key in ("I1", "I2", "I3", "I9")]
    assert found == [b"%PDF-1", b"%PDF-2", None, None]


def test_a_pdf_outside_the_folder_or_that_is_none_is_refused(erp: Exports) -> None:
    (erp.folder.parent / "secret.pdf").write_bytes(b"%PDF-secret")
    (erp.folder / "text.pdf").write_bytes(b"hello")
    erp.invoice("I1", "C1", pdf="../secret.pdf")
    erp.invoice("I2", "C1", pdf="text.pdf")
    for key, said in (("I1", "leads out of the folder"), ("I2", "is no PDF")):
        with pytest.raises(Refused, match=said):
            connect(erp).invoice_pdf(Ref("legacy", "1", "invoice", key))


def test_records_of_other_companies_stay_out(erp: Exports) -> None:
    erp.customer("C2", company="2")
    erp.invoice("I1", "C1", company="2")
    connector = connect(erp)
    assert sorted(pulled(connector, "customer")) == ["C1"]
    assert pulled(connector, "invoice") == {}


def test_the_page_lists_exactly_the_fields_there_are() -> None:
    page = (Path(__file__).parents[2] / "docs" / "files.md").read_text(encoding="utf-8")
    told: dict[str, dict[str, bool]] = {}
    kind = ""
    for text in page.splitlines():
        if title := re.match(r"### `(\w+)(?:\.csv)?`", text):
            kind = title[1]
        elif text.startswith("#"):
            kind = ""
        elif kind and (row := re.match(r"\| (?!Field|---)([^|]+) \|", text)):
            names = re.findall(r"(\*\*)?([a-z_][a-z_0-9]*)(?:\*\*)?(?=,| |$)", row[1].split(" ...")[0])
            told.setdefault(kind, {}).update({name: bool(star) for star, name in names})
    for each, fields in told.items():
        fields.pop("it", None)
        assert set(fields) == set(FIELDS[each]), each
        assert {name for name, star in fields.items() if star} == set(REQUIRED[each]), each
    assert set(told) == set(FIELDS)


# Order lines, settlements, and what customers are


def an_order(erp: Exports, **cells: str) -> None:
    usual = {"company": "1", "number": "S1", "customer": "C1", "date": "2026-01-02", "state": "confirmed"}
    erp.add("orders", id="O1", **{**usual, "currency": "EUR", "total": "1200.00", "uninvoiced": "1200.00", **cells})


def test_an_order_has_its_lines_terms_and_address(erp: Exports) -> None:
    an_order(erp, terms="Net 30", term_days="30", bill_street="Via Po 1", bill_city="Torino", bill_country="it")
    erp.rows["order_lines"] = [
        {"order": "O1", "id": "1", "item": "DESK", "quantity": "10", "price": "95.00", "delivered": "8"},
        {"order": "O1", "id": "2", "item": "Carriage", "quantity": "1", "price": "50.00", "net": "50.00"},
    ]
    erp.write()
    order = pulled(connect(erp), "order")["O1"]
    assert isinstance(order, Order)
    assert [(line.item, line.net, line.delivered) for line in order.lines] == [
        ("DESK", Decimal("950.00"), Decimal(8)),
        ("Carriage", Decimal("50.00"), None),
    ]
    assert (order.terms, order.term_days) == ("Net 30", 30)
    assert order.bill_to is not None and (order.bill_to.line1, order.bill_to.country) == ("Via Po 1", "IT")


def test_a_line_that_cannot_be_understood_sets_its_order_aside(erp: Exports) -> None:
    an_order(erp)
    erp.rows["order_lines"] = [{"order": "O1", "id": "1", "item": "DESK", "quantity": "ten", "price": "95.00"}]
    erp.write()
    assert "quantity" in aside(erp, "order", "O1") and "order_lines.csv" in aside(erp, "order", "O1")


def test_an_edited_order_line_is_a_changed_order(erp: Exports) -> None:
    an_order(erp)
    erp.rows["order_lines"] = [{"order": "O1", "id": "1", "item": "DESK", "quantity": "10", "price": "95.00"}]
    erp.write()
    connector = connect(erp)
    (page,) = connector.pull("order", None)
    assert not [r for p in connector.pull("order", page.cursor) for r in p.records]
    erp.rows["order_lines"][0]["price"] = "96.00"
    erp.write()
    assert [r.ref.id for p in connect(erp).pull("order", page.cursor) for r in p.records] == ["O1"]


def test_what_settled_an_invoice_is_in_order_of_its_days(erp: Exports) -> None:
    erp.invoice("I1", "C1", open="20.00", area="service", payment_url="https://pay.example/I1")
    erp.rows["settlements"] = [
        {"invoice": "I1", "date": "2026-02-10", "amount": "30.00", "ref": "CN1", "credit": "yes"},
        {"invoice": "I1", "date": "2026-02-03", "amount": "70.00", "ref": "P1", "credit": ""},
    ]
    erp.write()
    found = bill(erp)
    assert [(s.date, str(s.amount), s.ref, s.credit) for s in found.settlements] == [
        (date(2026, 2, 3), "70.00", "P1", False),
        (date(2026, 2, 10), "30.00", "CN1", True),
    ]
    assert (found.area, found.payment_url) == ("service", "https://pay.example/I1")


def test_a_draft_invoice_is_an_order_that_is_no_debt(erp: Exports) -> None:
    an_order(erp, state="draft-invoice")
    order = pulled(connect(erp), "order")["O1"]
    assert isinstance(order, Order) and order.state == "draft-invoice"


def test_a_customer_has_a_group_a_grade_and_a_key(erp: Exports) -> None:
    cells = {"group": "Craft", "grade": "B", "dunning_key": "2", "sole_trader": "yes", "since": "2019-05-01"}
    erp.customer("C2", **cells)
    customer = pulled(connect(erp), "customer")["C2"]
    assert isinstance(customer, Customer)
    assert (customer.group, customer.grade, customer.dunning_key) == ("Craft", "B", "2")
    assert (customer.sole_trader, customer.since) == (True, date(2019, 5, 1))
