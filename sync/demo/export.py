"""Writes the world as an ERP's exports, one CSV file per kind."""

import csv
import io
from pathlib import Path

from sync.demo.companies import COMPANIES
from sync.demo.dirty import Row, spoil
from sync.demo.invoice_rows import instalment_rows, invoice_row, line_rows, settlement_rows, tax_row
from sync.demo.rows import company_row, customer_row, order_row, payment_row
from sync.demo.world import World


def write_csv(path: Path, rows: list[Row]) -> None:
    """UTF-8, comma, one newline per row; the columns are those of the first row."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8", newline="\n")


def export(world: World, folder: Path) -> None:
    """All files of the `files` connector, with the dirty records in them."""
    folder.mkdir(parents=True, exist_ok=True)
    buyers = {b.id: b for b in world.customers}
    docs = world.documents
    tables: dict[str, list[Row]] = {
        "companies.csv": [company_row(c) for c in COMPANIES],
        "customers.csv": [customer_row(b) for b in world.customers],
        "orders.csv": [order_row(o) for o in world.orders],
        "invoices.csv": [invoice_row(d, buyers[d.customer]) for d in docs],
        "payments.csv": [payment_row(p) for p in world.payments],
        "invoice_lines.csv": [r for d in docs for r in line_rows(d, buyers[d.customer])],
        "taxes.csv": [tax_row(d, t) for d in docs for t in d.taxes],
        "instalments.csv": [r for d in docs for r in instalment_rows(d)],
        "settlements.csv": list(settlement_rows(docs, world.payments)),
    }
    for name, rows in tables.items():
        write_csv(folder / name, spoil(name, rows))
