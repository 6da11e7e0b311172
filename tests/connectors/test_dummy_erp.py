"""The example of docs/adding-an-erp.md: it passes the contract suite, is short, and the page quotes it truly."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from connectors.contract import Connector
from connectors.records import Ref
from tests.connectors import dummy_erp
from tests.connectors.contract import ConnectorContract, Harness, Spoilt, StoredFile

PAGE = Path(__file__).parents[2] / "docs" / "adding-an-erp.md"
Row = dict[str, Any]


class TinyServer:
    """Tiny itself: tables of rows; each write is a commit with the next number."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Row]] = {}
        self.commits = 0
        self.lose: str = ""  # "answer" or "request"

    def __call__(self, question: bytes) -> bytes:
        asked = msgspec.json.decode(question)
        if asked["do"] in ("add", "write") and self.lose == "request":
            self.lose = ""
            raise ConnectionRefusedError("refused")
        answer = msgspec.json.encode(getattr(self, asked.pop("do"))(**asked))
        if "key" in asked.get("fields", {}) and self.lose == "answer":
            self.lose = ""
            raise ConnectionResetError("reset")
        return answer

    def version(self, table: str) -> str:
        return f"1.0 of {table}"

    def changes(self, table: str, after: int, limit: int) -> list[Row]:
        rows = [row for row in self.tables.get(table, {}).values() if row["seq"] > after]
        return sorted(rows, key=lambda row: int(row["seq"]))[:limit]

    def get(self, table: str, field: str, values: list[str]) -> list[Row]:
        return [row for row in self.tables.get(table, {}).values() if row.get(field) in values]

    def add(self, table: str, fields: Row) -> str:
        key = f"{table[0]}{self.commits + 1}"
        self.tables.setdefault(table, {})[key] = {"id": key}
        self.write(table, key, fields)
        return key

    def write(self, table: str, id: str, fields: Row) -> None:
        self.commits += 1
        stamp = {"seq": self.commits, "changed": "2026-01-01T08:00:00Z"}
        self.tables[table][id] |= fields | stamp


class TinyHarness(Harness):
    """Tiny's own users."""

    def __init__(self) -> None:
        self.server = TinyServer()
        dummy_erp.SERVERS["here"] = self.server

    def connector(self) -> Connector:
        return dummy_erp.connect("tiny", dummy_erp.Settings(address="here", page_size=2), {"1": "acme"})

    def add(self, kind: str, **fields: Any) -> Ref:
        company = "" if kind == "customer" else "1"
        return Ref("tiny", company, kind, self.server.add(kind, {"company": company, **fields}))

    def row(self, ref: Ref) -> Row:
        return self.server.tables[ref.kind][ref.id]

    def change(self, ref: Ref, **fields: Any) -> None:
        self.server.write(ref.kind, ref.id, fields)

    def customer(self, name: str = "Officina Luce") -> Ref:
        return self.add("customer", name=name, country="IT", hold="", hold_before="")

    def invoice(
        self, customer: Ref, net: Decimal = Decimal("100.00"), due: date = date(2026, 1, 31), **fields: str
    ) -> Ref:
        tax = (net / 5).quantize(Decimal("0.01"))
        money = {"net": str(net), "tax": str(tax), "total": str(net + tax), "open": str(net + tax)}
        facts = {"number": f"T-{self.server.commits}", "date": "2026-01-01", "due": str(due), "text": "Work"}
        more = {"currency": "EUR", "state": "open", "type": "380", "customer": customer.id, **fields}
        return self.add("invoice", buyer=self.row(customer), **{**money, **facts, **more})

    def invoice_of_another_company(self, customer: Ref) -> Ref:
        ref = self.invoice(customer)
        self.change(ref, company="2")
        return ref

    def order(self, customer: Ref, total: Decimal = Decimal("240.00")) -> Ref:
        facts = {"number": "O-1", "date": "2026-01-05", "state": "confirmed", "currency": "EUR"}
        return self.add("order", customer=customer.id, total=str(total), uninvoiced=str(total), **facts)

    def settle(self, invoice: Ref, amount: Decimal, state: str = "") -> None:
        left = Decimal(self.row(invoice)["open"]) - amount
        self.change(invoice, open=str(left), state=state or ("open" if left else "paid"))

    def pay(self, invoice: Ref, amount: Decimal | None = None) -> Ref:
        row = self.row(invoice)
        paid = Decimal(row["open"]) if amount is None else amount
        self.settle(invoice, paid)
        return self.payment(row["customer"], paid, Decimal(0), invoice.id)

    def payment(self, customer: str, amount: Decimal, unapplied: Decimal, used: str = "") -> Ref:
        facts = {"date": "2026-02-01", "currency": "EUR", "customer": customer, "used": used}
        return self.add("payment", amount=str(amount), unapplied=str(unapplied), **facts, state="posted")

    def payment_on_account(self, customer: Ref, amount: Decimal) -> Ref:
        return self.payment(customer.id, amount, amount)

    def credit_note(self, invoice: Ref) -> Ref:
        row = self.row(invoice)
        self.settle(invoice, Decimal(row["open"]), "reversed")
        customer = Ref("tiny", "", "customer", row["customer"])
        return self.invoice(customer, Decimal(row["net"]), type="381", open="0", state="paid")

    def cancel(self, invoice: Ref) -> None:
        self.settle(invoice, Decimal(self.row(invoice)["open"]), "cancelled")
        for key, row in self.server.tables.get("payment", {}).items():
            if row["used"] == invoice.id:
                self.server.write("payment", key, {"unapplied": row["amount"], "used": ""})

    def rename(self, customer: Ref, name: str) -> None:
        self.change(customer, name=name)

    def delete(self, ref: Ref) -> None:
        del self.server.tables[ref.kind][ref.id]

    def spoil(self) -> Spoilt:
        ref = self.customer()
        self.change(ref, country="")
        return Spoilt(kind="customer", ref=ref, words=(f"customer {ref.id}", "country"))

    def advance(self) -> None:
        """Nothing to wait out: commits are numbered in the order in which they become visible."""

    def lose_next_answer(self) -> None:
        self.server.lose = "answer"

    def lose_next_request(self) -> None:
        self.server.lose = "request"

    def written(self, table: str, ref: Ref) -> list[Row]:
        rows = self.server.tables.get(table, {}).values()
        return [row for row in rows if (row["on_kind"], row["on"]) == (ref.kind, ref.id)]

    def files(self, ref: Ref) -> list[StoredFile]:
        def content(row: Row) -> bytes:
            return msgspec.convert(row["content"], bytes)

        return [StoredFile(filename=r["filename"], content=content(r)) for r in self.written("AttachFile", ref)]

    def notes(self, ref: Ref) -> list[str]:
        return [row["text"] for row in self.written("AddNote", ref)]

    def tasks(self, ref: Ref) -> list[str]:
        return [row["summary"] for row in self.written("AddTask", ref)]

    def held(self, customer: Ref) -> bool:
        return str(self.row(customer)["hold"]).startswith("HELD")

    def hold_by_hand(self, customer: Ref) -> None:
        self.change(customer, hold="HELD by Anna")

    def lift_by_hand(self, customer: Ref) -> None:
        self.change(customer, hold="")

    def set_previous(self, customer: Ref) -> None:
        self.change(customer, hold="WARN")

    def hold_value(self, customer: Ref) -> object:
        return self.row(customer)["hold"]

    def dunning(self, customer: Ref) -> tuple[int, date | None]:
        state = self.row(customer)["SetDunning"]
        return state["level"], date.fromisoformat(state["notice_date"])

    def einvoice_status(self, invoice: Ref) -> str:
        return str(self.row(invoice).get("SetEInvoiceStatus", {}).get("status", ""))


class TestTiny(ConnectorContract):
    """The whole contract."""

    @pytest.fixture
    def harness(self) -> Harness:
        return TinyHarness()


def test_the_connector_is_under_150_lines() -> None:
    assert len(Path(dummy_erp.__file__).read_text(encoding="utf-8").splitlines()) < 150


def test_the_page_quotes_the_connector_as_it_is() -> None:
    source = Path(dummy_erp.__file__).read_text(encoding="utf-8")
    quoted = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(quoted) > 4
    assert [text for text in quoted if text.rstrip() not in source] == []
