"""The contract suite on real Odoo servers: `pytest -m odoo` with SOLDE_ODOO_URLS set (docs/odoo.md)."""

import base64
import uuid
from datetime import date
from decimal import Decimal

import msgspec
import pytest
import requests

from connectors.contract import Connector
from connectors.odoo.connector import Odoo
from connectors.odoo.http import Answer, Http
from connectors.odoo.reader import plain
from connectors.odoo.refs import Refs, number_in
from connectors.records import Ref
from tests.connectors.contract import ConnectorContract, Harness, Spoilt, StoredFile
from tests.connectors.odoo.hands import Hands, iso
from tests.connectors.odoo.servers import Server, server

__all__ = ["server"]
pytestmark = pytest.mark.odoo


class _Breaking(Http):
    """A network that can lose the next write's request or its answer, as a cable does."""

    broken = ""

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        writing = any(
            word in f"{path} {(body or b'')[:600]!r}" for word in ("message_post", "load", "activity_schedule")
        )
        if not (type(self).broken and writing):
            return super().request(method, path, body, headers)
        how, type(self).broken = type(self).broken, ""
        real = self.session.request

        def breaking(*args: object, **named: object) -> requests.Response:
            if how == "answer":
                real(*args, **named)  # type: ignore[arg-type]
            raise requests.exceptions.ReadTimeout

        self.session.request = breaking  # type: ignore[method-assign]
        try:
            return super().request(method, path, body, headers)
        finally:
            self.session.request = real  # type: ignore[method-assign]


class OdooHarness(Harness):
    """Records are made in the French company; names are unique, because the database keeps them."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.hands = Hands(server, server.french)
        self.refs = Refs("odoo")
        _Breaking.broken = ""

    def connector(self) -> Connector:
        settings = msgspec.structs.replace(self.server.settings, page_size=40, overlap_minutes=1)
        return Odoo("odoo", settings, {str(self.server.french): "atelier"}, _Breaking(settings))

    def customer(self, name: str = "Officina Luce") -> Ref:
        id_ = self.hands.partner(name, "IT", vat="IT12345670017", street="Via Po 1", city="Torino", zip="10123")
        return self.refs.customer(id_)

    def invoice(self, customer: Ref, net: Decimal = Decimal("100.00"), due: date = date(2026, 1, 31)) -> Ref:
        tax = self.hands.tax(20.0, "20% G")
        line = {"name": "Work", "quantity": 1, "price_unit": float(net), "tax_ids": [[6, 0, [tax]]]}
        id_ = self.hands.invoice(number_in(customer), [line], due=iso(due), issued="2026-01-15")
        return self._ref("invoice", id_)

    def order(self, customer: Ref, total: Decimal = Decimal("240.00")) -> Ref:
        tax = self.hands.tax(20.0, "20% G")
        product = self.hands.first("product.product", ["sale_ok", "=", True])
        line = {
            "name": "Work",
            "product_id": product,
            "product_uom_qty": 1,
            "price_unit": float(total / Decimal("1.2")),
            "tax_ids": [[6, 0, [tax]]],
        }
        return self._ref("order", self.hands.order(number_in(customer), [line]))

    def pay(self, invoice: Ref, amount: Decimal | None = None) -> Ref:
        return self._ref("payment", self.hands.pay(number_in(invoice), amount))

    def payment_on_account(self, customer: Ref, amount: Decimal) -> Ref:
        return self._ref("payment", self.hands.payment_on_account(number_in(customer), amount))

    def credit_note(self, invoice: Ref) -> Ref:
        return self._ref("invoice", self.hands.credit_note(number_in(invoice)))

    def invoice_of_another_company(self, customer: Ref) -> Ref:
        other = Hands(self.server, self.server.italian)
        line = {"name": "Work", "quantity": 1, "price_unit": 100.0, "tax_ids": [[6, 0, [other.tax(22.0, "22%")]]]}
        return Ref("odoo", str(self.server.italian), "invoice", str(other.invoice(number_in(customer), [line])))

    def cancel(self, invoice: Ref) -> None:
        self.hands.cancel(number_in(invoice))

    def rename(self, customer: Ref, name: str) -> None:
        self.hands.write("res.partner", number_in(customer), name=name)

    def delete(self, ref: Ref) -> None:
        self.hands.call("res.partner", "unlink", [number_in(ref)])

    def spoil(self) -> Spoilt:
        """Odoo insists on a name but takes a blank one."""
        ref = self.customer(" ")
        return Spoilt(kind="customer", ref=ref, words=(f"res.partner {ref.id}", "name"))

    def lose_next_answer(self) -> None:
        _Breaking.broken = "answer"

    def lose_next_request(self) -> None:
        _Breaking.broken = "request"

    def files(self, ref: Ref) -> list[StoredFile]:
        rows = self.server.client.search_read("ir.attachment", self._on(ref, "res_model"), ("name", "datas"))
        return [StoredFile(filename=row["name"], content=base64.b64decode(row["datas"])) for row in rows]

    def notes(self, ref: Ref) -> list[str]:
        rows = self.server.client.search_read("mail.message", self._on(ref, "model"), ("body",))
        return [plain(row["body"]) for row in rows]

    def tasks(self, ref: Ref) -> list[str]:
        rows = self.server.client.search_read("mail.activity", self._on(ref, "res_model"), ("summary",))
        return [row["summary"] for row in rows]

    def held(self, customer: Ref) -> bool:
        warning = self.hands.warning(number_in(customer))
        return warning["sale_warn"] == "block" if "sale_warn" in warning else bool(warning["sale_warn_msg"])

    def hold_by_hand(self, customer: Ref) -> None:
        self.hands.warn(number_in(customer), f"Ask me first ({uuid.uuid4().hex[:6]})")

    def lift_by_hand(self, customer: Ref) -> None:
        self.hands.warn(number_in(customer), "", "no-message")

    def set_previous(self, customer: Ref) -> None:
        if "sale_warn" not in self.hands.warning(number_in(customer)):
            pytest.skip("from 19 on a warning has no kind: any text is a hold")
        self.hands.warn(number_in(customer), "Pays late, but pays", "warning")

    def hold_value(self, customer: Ref) -> object:
        return self.hands.warning(number_in(customer))

    def _ref(self, kind: str, id_: int) -> Ref:
        return Ref("odoo", str(self.server.french), kind, str(id_))

    def _on(self, ref: Ref, field: str) -> list[object]:
        model = {"customer": "res.partner", "invoice": "account.move"}[ref.kind]
        return [[field, "=", model], ["res_id", "=", number_in(ref)]]


class TestOdoo(ConnectorContract):
    """The whole contract, but for what Odoo has no field for."""

    @pytest.fixture
    def harness(self, server: Server) -> Harness:  # type: ignore[override]
        return OdooHarness(server)

    def test_the_dunning_level_is_written_and_the_latest_wins(self, harness: Harness) -> None:
        pytest.skip("Odoo Community has no field for a dunning level")

    def test_the_einvoice_status_is_written_and_the_latest_wins(self, harness: Harness) -> None:
        pytest.skip("Odoo Community has no field for an e-invoice status of ours")
