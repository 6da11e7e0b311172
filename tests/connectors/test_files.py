"""What exports say: their form, what changed in them, and what their records hold."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from connectors.files.fields import FIELDS, REQUIRED
from connectors.records import (
    Customer,
    Order,
    locate,
)
from tests.connectors.exporting import aside, bill, connect, erp, pulled
from tests.connectors.exports import Exports

__all__ = ["erp"]


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
