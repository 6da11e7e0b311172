"""Changes to the exports as the ERP would make them: a payment, an edited invoice, a new order."""

import csv
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sync.demo.companies import TODAY
from sync.demo.dirty import Row
from sync.demo.export import write_csv


def read_csv(path: Path) -> list[Row]:
    """The rows of one export."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _now(folder: Path) -> str:
    """One minute after the newest change: the ERP's clock goes on without ours."""
    files = ("customers.csv", "orders.csv", "invoices.csv", "payments.csv")
    newest = max(r["changed"] for f in files for r in read_csv(folder / "erp" / f))
    moment = datetime.fromisoformat(newest) + timedelta(minutes=1)
    return moment.isoformat().replace("+00:00", "Z")


def _change(folder: Path, file: str, column: str, key: str, change: Callable[[Row], None]) -> Row:
    path = folder / "erp" / file
    rows = read_csv(path)
    found = next((r for r in rows if r[column] == key), None)
    if found is None:
        raise LookupError(f"{file} has no row whose {column} is {key}")
    change(found)
    write_csv(path, rows)
    return found


def pay(folder: Path, number: str, amount: Decimal | None = None, *, on: date = TODAY) -> Row:
    """The customer pays the invoice, all that is open or `amount` of it; returns the row of the payment."""
    now = _now(folder)
    path = folder / "erp" / "invoices.csv"
    invoice = next((r for r in read_csv(path) if r["number"] == number), None)
    if invoice is None:
        raise LookupError(f"invoices.csv has no invoice {number}")
    paid = Decimal(invoice["open"]) if amount is None else amount
    if not 0 < paid <= Decimal(invoice["open"]):
        raise ValueError(f"{number} has {invoice['open']} {invoice['currency']} open, not {paid}")

    def settle(row: Row) -> None:
        rest = Decimal(row["open"]) - paid
        row.update(open=str(rest), state="open" if rest else "paid", changed=now)
        if Decimal(row["disputed"] or 0) > rest:
            row["disputed"] = str(rest) if rest else ""

    _change(folder, "invoices.csv", "number", number, settle)
    _settle_instalments(folder, invoice["id"], paid)
    payments = read_csv(folder / "erp" / "payments.csv")
    payment: Row = {
        "id": f"P-E{len(payments) + 1}",
        "company": invoice["company"],
        "customer": invoice["customer"],
        "date": str(on),
        "currency": invoice["currency"],
        "amount": str(paid),
        "unapplied": "",
        "state": "posted",
        "memo": number,
        "changed": now,
    }
    write_csv(folder / "erp" / "payments.csv", [*payments, payment])
    return payment


def _settle_instalments(folder: Path, invoice: str, paid: Decimal) -> None:
    path = folder / "erp" / "instalments.csv"
    rows = read_csv(path)
    for row in rows:
        if row["invoice"] == invoice:
            taken = min(paid, Decimal(row["open"]))
            row["open"] = str(Decimal(row["open"]) - taken)
            paid -= taken
    write_csv(path, rows)


def edit_invoice(folder: Path, number: str, **columns: str) -> Row:
    """Somebody changes columns of a posted invoice, its purchase order if none are named; returns the row."""
    now = _now(folder)
    changes = columns or {"purchase_order": "PO-EDITED"}

    def edit(row: Row) -> None:
        unknown = sorted(set(changes) - set(row))
        if unknown:
            raise LookupError(f"invoices.csv has no column {unknown[0]}")
        row.update(changes, changed=now)

    return _change(folder, "invoices.csv", "number", number, edit)


def edit_customer(folder: Path, customer: str, **columns: str) -> Row:
    """Somebody changes columns of a customer (mends a missing VAT number, sets a hold); returns the row."""
    now = _now(folder)

    def edit(row: Row) -> None:
        unknown = sorted(set(columns) - set(row))
        if unknown:
            raise LookupError(f"customers.csv has no column {unknown[0]}")
        row.update(columns, changed=now)

    return _change(folder, "customers.csv", "id", customer, edit)


def new_order(folder: Path, customer: str, total: Decimal = Decimal("500.00"), *, on: date = TODAY) -> Row:
    """The customer orders; returns the row of the order."""
    now = _now(folder)
    buyer = next((r for r in read_csv(folder / "erp" / "customers.csv") if r["id"] == customer), None)
    if buyer is None:
        raise LookupError(f"customers.csv has no customer {customer}")
    path = folder / "erp" / "orders.csv"
    rows = read_csv(path)
    number = f"{buyer['company'][:2]}-SO-N{len(rows) + 1:04d}"
    order: Row = {
        "id": number,
        "company": buyer["company"],
        "number": number,
        "customer": customer,
        "date": str(on),
        "state": "confirmed",
        "currency": "EUR",
        "total": str(total),
        "uninvoiced": str(total),
        "purchase_order": "",
        "changed": now,
    }
    write_csv(path, [*rows, order])
    return order
