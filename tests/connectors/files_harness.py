"""An ERP that can only export, and its people: the harness of the files connector."""

import csv
import errno
import os
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from connectors import files
from connectors.contract import Connector
from connectors.records import Ref
from tests.connectors.contract import Harness, Spoilt, StoredFile
from tests.connectors.exports import Exports


class FilesHarness(Harness):
    """The ERP's people change rows and export; what Solde wrote is read with the csv module."""

    company, encoding, delimiter = "1", "utf-8", ","  # the last two of what Solde writes

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch
        self.erp = Exports(folder / "exports")
        self.out = folder / "out"
        self.used: dict[str, dict[str, Decimal]] = {}
        self.count = 0

    def ref(self, kind: str, key: str) -> Ref:
        return Ref("legacy", "" if kind == "customer" else self.company, kind, key)

    def next(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count:05d}"

    def connector(self) -> Connector:
        settings = files.Settings(folder=self.erp.folder, out=self.out, page_size=2)
        return files.connect("legacy", settings, {self.company: "acme"})

    def customer(self, name: str = "Officina Luce") -> Ref:
        key = self.next("C")
        self.erp.customer(key, name)
        return self.ref("customer", key)

    def invoice(self, customer: Ref, net: Decimal = Decimal("100.00"), due: date = date(2026, 1, 31)) -> Ref:
        key = self.next("I")
        self.erp.invoice(key, customer.id, net, due_date=str(due))
        return self.ref("invoice", key)

    def invoice_of_another_company(self, customer: Ref) -> Ref:
        key = self.next("I")
        self.erp.invoice(key, customer.id, company="2")
        return Ref("legacy", "2", "invoice", key)

    def order(self, customer: Ref, total: Decimal = Decimal("240.00")) -> Ref:
        key = self.next("O")
        cells = {"number": key, "date": "2026-01-05", "state": "confirmed", "currency": "EUR"}
        money = {"total": str(total), "uninvoiced": str(total)}
        self.erp.add("orders", id=key, company=self.company, customer=customer.id, **cells, **money)
        return self.ref("order", key)

    def settle(self, invoice: Ref, amount: Decimal, state: str = "") -> None:
        row = self.erp.row("invoices", invoice.id)
        left = Decimal(row["open"]) - amount
        row["open"] = str(left)
        row["state"] = state or ("open" if left else "paid")
        self.erp.write()

    def pay(self, invoice: Ref, amount: Decimal | None = None) -> Ref:
        row = self.erp.row("invoices", invoice.id)
        paid = Decimal(row["open"]) if amount is None else amount
        self.settle(invoice, paid)
        key = self.next("P")
        self.erp.payment(key, row["customer"], paid, Decimal(0))
        self.used[key] = {invoice.id: paid}
        return self.ref("payment", key)

    def payment_on_account(self, customer: Ref, amount: Decimal) -> Ref:
        key = self.next("P")
        self.erp.payment(key, customer.id, amount, amount)
        return self.ref("payment", key)

    def credit_note(self, invoice: Ref) -> Ref:
        row = self.erp.row("invoices", invoice.id)
        key = self.next("I")
        number = {"type": "381", "preceding_number": row["number"]}
        self.erp.invoice(key, row["customer"], Decimal(row["net_total"]), **number, open="0", state="paid")
        self.settle(invoice, Decimal(row["open"]), "reversed")
        return self.ref("invoice", key)

    def cancel(self, invoice: Ref) -> None:
        self.settle(invoice, Decimal(self.erp.row("invoices", invoice.id)["open"]), "cancelled")
        for key, uses in self.used.items():
            if invoice.id in uses:
                self.erp.row("payments", key)["unapplied"] = str(uses[invoice.id])
        self.erp.write()

    def rename(self, customer: Ref, name: str) -> None:
        self.erp.row("customers", customer.id)["name"] = name
        self.erp.write()

    def delete(self, ref: Ref) -> None:
        kind = f"{ref.kind}s"
        self.erp.rows[kind] = [row for row in self.erp.rows[kind] if row["id"] != ref.id]
        self.erp.write()

    def spoil(self) -> Spoilt:
        customer = self.customer("Dirty")
        ref = self.invoice(customer)
        self.erp.row("invoices", ref.id)["total"] = "12O.00"
        self.erp.write()
        return Spoilt(kind="invoice", ref=ref, words=("invoices.csv, row 2", "FAC/", "column total", "12O.00"))

    def spoil_money(self, ref: Ref) -> None:
        column = "amount" if ref.kind == "payment" else "total"
        self.erp.row(f"{ref.kind}s", ref.id)[column] = "12O.00"
        self.erp.write()

    def break_disk(self, function: str, real: Callable[..., object]) -> None:
        def broken(*_: object) -> None:
            self.patch.setattr(os, function, real)
            raise OSError(errno.EIO, "Input/output error")

        self.patch.setattr(os, function, broken)

    def lose_next_answer(self) -> None:
        self.break_disk("fsync", os.fsync)

    def lose_next_request(self) -> None:
        self.break_disk("write", os.write)

    def written(self, name: str, ref: Ref) -> list[dict[str, str]]:
        path = self.out / f"{name}.csv"
        if not path.exists():
            return []
        with path.open(newline="", encoding=self.encoding) as stream:
            rows = list(csv.DictReader(stream, delimiter=self.delimiter))
        return [row for row in rows if (row["kind"], row["record"]) == (ref.kind, ref.id)]

    def files(self, ref: Ref) -> list[StoredFile]:
        rows = self.written("attachments", ref)
        return [StoredFile(filename=r["filename"], content=(self.out / r["path"]).read_bytes()) for r in rows]

    def notes(self, ref: Ref) -> list[str]:
        return [row["text"] for row in self.written("notes", ref)]

    def tasks(self, ref: Ref) -> list[str]:
        return [row["summary"] for row in self.written("tasks", ref)]

    def hold_value(self, customer: Ref) -> object:
        theirs = self.erp.row("customers", customer.id).get("hold", "")
        return theirs or any(row["hold"] == "yes" for row in self.written("holds", customer))

    def held(self, customer: Ref) -> bool:
        return bool(self.hold_value(customer))

    def hold_by_hand(self, customer: Ref) -> None:
        self.erp.row("customers", customer.id)["hold"] = "credit manager"
        self.erp.write()

    def lift_by_hand(self, customer: Ref) -> None:
        path, at = self.out / "holds.csv", self.delimiter
        lifted = path.read_text(encoding=self.encoding).replace(f"{at}yes{at}", f"{at}no{at}")
        path.write_text(lifted, encoding=self.encoding)

    def dunning(self, customer: Ref) -> tuple[int, date | None]:
        last = self.written("dunning", customer)[-1]
        return int(last["level"]), date.fromisoformat(last["notice_date"])

    def einvoice_status(self, invoice: Ref) -> str:
        rows = self.written("einvoices", invoice)
        return rows[-1]["status"] if rows else ""
