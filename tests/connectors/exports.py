"""An ERP that can only export: rows in memory, written as files after every change. For tests."""

import csv
import io
from decimal import Decimal
from pathlib import Path

Row = dict[str, str]


class Exports:
    """`rows[kind]` are the rows of a file, by column; `write()` exports them."""

    def __init__(self, folder: Path, delimiter: str = ",", encoding: str = "utf-8") -> None:
        self.folder = folder
        self.delimiter = delimiter
        self.encoding = encoding
        self.rows: dict[str, list[Row]] = {
            "companies": [
                {
                    "id": "1",
                    "name": "Atelier Demo",
                    "street": "12 rue des Lilas",
                    "postcode": "69003",
                    "city": "Lyon",
                    "country": "FR",
                    "vat_id": "FR11123456782",
                    "siren": "123456782",
                    "iban": "FR76 3000 6000 0112 3456 7890 189",
                    "note_pmt": "40 EUR",
                    "fr.naf": "6201Z",
                }
            ],
            "customers": [],
            "orders": [],
            "invoices": [],
            "invoice_lines": [],
            "payments": [],
        }
        folder.mkdir(parents=True, exist_ok=True)
        self.write()

    def add(self, kind: str, **cells: str) -> Row:
        """A new row, exported at once."""
        self.rows[kind].append(cells)
        self.write()
        return cells

    def row(self, kind: str, key: str) -> Row:
        """The row with this id, to be changed; call `write()` afterwards."""
        return next(row for row in self.rows[kind] if row["id"] == key)

    def customer(self, key: str, name: str = "Officina Luce", **cells: str) -> Row:
        """A row of customers.csv."""
        where = {"street": "Via Roma 1", "postcode": "10121", "city": "Torino", "province": "TO", "country": "IT"}
        return self.add("customers", id=key, name=name, **{**where, **cells})

    def invoice(self, key: str, customer: str, net: Decimal = Decimal("100.00"), **cells: str) -> Row:
        """A row of invoices.csv with one line at 20 %."""
        tax = (net / 5).quantize(Decimal("0.01"))
        line = {"invoice": key, "id": "1", "name": "Repair work", "quantity": "1", "price": str(net)}
        self.rows["invoice_lines"].append({**line, "net": str(net), "vat_category": "S", "vat_rate": "20"})
        usual = {
            "company": "1",
            "number": f"FAC/{key}",
            "issue_date": "2026-01-01",
            "due_date": "2026-01-31",
            "currency": "EUR",
            "state": "open",
            "net_total": str(net),
            "tax_total": str(tax),
            "total": str(net + tax),
            "open": str(net + tax),
        }
        return self.add("invoices", id=key, customer=customer, **{**usual, **cells})

    def payment(self, key: str, customer: str, amount: Decimal, unapplied: Decimal) -> Row:
        """A row of payments.csv."""
        money = {"currency": "EUR", "amount": str(amount), "unapplied": str(unapplied)}
        return self.add("payments", id=key, company="1", customer=customer, date="2026-02-01", **money)

    def write(self) -> None:
        """Export all files."""
        for kind, rows in self.rows.items():
            self.write_file(f"{kind}.csv", rows, HEADERS.get(kind, []))

    def write_file(self, name: str, rows: list[Row], header: list[str]) -> None:
        """One CSV file with the columns that any row has."""
        columns = list(dict.fromkeys([*header, *(column for row in rows for column in row)]))
        out = io.StringIO()
        writer = csv.DictWriter(out, columns, delimiter=self.delimiter, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        (self.folder / name).write_bytes(out.getvalue().encode(self.encoding))


_MONEY = ["net_total", "tax_total", "total", "open"]
HEADERS = {
    "companies": ["id", "name"],
    "customers": ["id", "name", "hold"],
    "orders": ["id", "company", "number", "customer", "date", "state", "currency", "total", "uninvoiced"],
    "invoices": ["id", "company", "number", "customer", "issue_date", "currency", "state", *_MONEY],
    "invoice_lines": ["invoice", "id", "name", "quantity", "price", "net", "vat_category", "vat_rate"],
    "payments": ["id", "company", "customer", "date", "currency", "amount"],
}
