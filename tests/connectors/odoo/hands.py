"""What people do in Odoo: make records, register payments, cancel, set warnings. Never through the connector."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.connectors.odoo.servers import Server

TODAY = "2026-11-02"


class Hands:
    """Somebody at work in one company."""

    def __init__(self, server: Server, company: int) -> None:
        self.server = server
        self.company = company
        self.client = server.client

    def call(self, model: str, method: str, ids: list[int] | None = None, **named: Any) -> Any:
        extra = {"allowed_company_ids": [self.company], **named.pop("context", {})}
        return self.client.call(model, method, ids, context=extra, **named)

    def create(self, model: str, **values: Any) -> int:
        return int(self.call(model, "create", vals_list=[values])[0])

    def write(self, model: str, id_: int, **values: Any) -> None:
        self.call(model, "write", [id_], vals=values)

    def first(self, model: str, *domain: Any) -> int:
        found = self.call(model, "search", domain=list(domain), order="id", limit=1)
        assert found, f"no {model} where {domain}"
        return int(found[0])

    def country(self, code: str) -> int:
        return self.first("res.country", ["code", "=", code])

    def partner(self, name: str, country: str, **values: Any) -> int:
        """A company that buys; fields that this version lacks are left out."""
        known = self.client.fields("res.partner")
        plain = {"name": name, "is_company": True, "customer_rank": 1, "country_id": self.country(country)}
        return self.create("res.partner", **plain, **{k: v for k, v in values.items() if k in known})

    def tax(self, amount: float, *words: str) -> int:
        """The active sales tax of this company with that rate, whose name has one of the words first."""
        rows = self.client.search_read(
            "account.tax",
            [["company_id", "=", self.company], ["type_tax_use", "=", "sale"], ["amount", "=", amount],
             ["amount_type", "=", "percent"], ["active", "=", True]],
            ("name",),
        )  # fmt: skip
        for word in words:
            for row in rows:
                if word == row["name"] or (len(word) > 4 and word in row["name"]):
                    return int(row["id"])
        assert rows
        return int(rows[0]["id"])

    def invoice(
        self,
        partner: int,
        lines: list[dict[str, Any]],
        due: str = "2026-12-02",
        issued: str = TODAY,
        post: bool = True,
        **values: Any,
    ) -> int:
        """A customer invoice, posted."""
        known = self.client.fields("account.move")
        ending = {} if "invoice_payment_term_id" in values else {"invoice_date_due": due}
        id_ = self.create(
            "account.move",
            move_type=values.pop("move_type", "out_invoice"),
            partner_id=partner,
            invoice_date=issued,
            invoice_line_ids=[[0, 0, line] for line in lines],
            **ending,
            **{k: v for k, v in values.items() if k in known},
        )
        if post:
            self.call("account.move", "action_post", [id_])
        return id_

    def order(self, partner: int, lines: list[dict[str, Any]], **values: Any) -> int:
        """A confirmed sales order."""
        field = "tax_ids" if "tax_ids" in self.client.fields("sale.order.line") else "tax_id"
        rows = []
        for line in lines:
            row = dict(line)
            if "tax_ids" in row:
                row[field] = row.pop("tax_ids")
            rows.append([0, 0, row])
        id_ = self.create("sale.order", partner_id=partner, company_id=self.company, order_line=rows, **values)
        self.call("sale.order", "action_confirm", [id_])
        return id_

    def pay(self, invoice: int, amount: Decimal | None = None, on: str = "2026-11-10") -> int:
        """Register a payment on an invoice; gives the payment's id."""
        context = {"active_model": "account.move", "active_ids": [invoice]}
        values: dict[str, Any] = {"payment_date": on}
        if amount is not None:
            values["amount"] = float(amount)
        wizard = self.call("account.payment.register", "create", vals_list=[values], context=context)[0]
        action = self.call("account.payment.register", "action_create_payments", [wizard], context=context)
        return int(action["res_id"])

    def payment_on_account(self, partner: int, amount: Decimal, on: str = "2026-11-10") -> int:
        id_ = self.create(
            "account.payment",
            payment_type="inbound",
            partner_type="customer",
            partner_id=partner,
            amount=float(amount),
            date=on,
        )
        self.call("account.payment", "action_post", [id_])
        return id_

    def journal_credit(self, partner: int, amount: Decimal, on: str = "2026-11-11") -> int:
        """Money booked by hand: the receivable line's id."""
        receivable = self.account("asset_receivable")
        bank = self.account("asset_cash")
        journal = self.first("account.journal", ["company_id", "=", self.company], ["type", "=", "general"])
        move = self.create(
            "account.move",
            move_type="entry",
            date=on,
            journal_id=journal,
            line_ids=[
                [0, 0, {"account_id": receivable, "partner_id": partner, "credit": float(amount), "name": "cheque"}],
                [0, 0, {"account_id": bank, "debit": float(amount), "name": "cheque"}],
            ],
        )
        self.call("account.move", "action_post", [move])
        return self.first("account.move.line", ["move_id", "=", move], ["account_id", "=", receivable])

    def account(self, kind: str) -> int:
        field = "company_ids" if "company_ids" in self.client.fields("account.account") else "company_id"
        return self.first("account.account", ["account_type", "=", kind], [field, "in", [self.company]])

    def credit_note(self, invoice: int, on: str = "2026-11-12") -> int:
        """A posted credit note over the whole invoice."""
        context = {"active_model": "account.move", "active_ids": [invoice]}
        journal = self.client.read("account.move", [invoice], ("journal_id",))[invoice]["journal_id"][0]
        wizard = self.call(
            "account.move.reversal",
            "create",
            vals_list=[{"date": on, "reason": "returned", "journal_id": journal}],
            context=context,
        )[0]
        action = self.call("account.move.reversal", "reverse_moves", [wizard], context=context)
        id_ = int(action["res_id"])
        self.call("account.move", "action_post", [id_])
        return id_

    def cancel(self, invoice: int) -> None:
        self.call("account.move", "button_draft", [invoice])
        self.call("account.move", "button_cancel", [invoice])

    def warn(self, partner: int, text: str, kind: str = "block") -> None:
        """A sale warning set by hand."""
        values: dict[str, Any] = {"sale_warn_msg": text}
        if "sale_warn" in self.client.fields("res.partner"):
            values["sale_warn"] = kind
        self.write("res.partner", partner, **values)

    def warning(self, partner: int) -> dict[str, Any]:
        row = self.client.read("res.partner", [partner], ("sale_warn", "sale_warn_msg"))[partner]
        return {k: v for k, v in row.items() if k != "id"}


def iso(day: date) -> str:
    return day.isoformat()
