"""On real servers: what an order still weighs, what settled an invoice when, and whom Odoo calls a trader."""

import time
import uuid
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from connectors.odoo.connector import Odoo
from connectors.records import Customer, Invoice, Order, Ref
from tests.connectors.odoo.hands import Hands
from tests.connectors.odoo.servers import Server, addresses, label, opened

pytestmark = pytest.mark.odoo


class Shop:
    """A French company with a customer, an article, and terms of 30 days."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.hands = Hands(server, server.french)
        self.erp = Odoo("odoo", server.settings, {str(server.french): "atelier"})
        name = f"Menuiserie {uuid.uuid4().hex[:8]}"
        tag = self.hands.create("res.partner.category", name=f"Wholesale {name[-8:]}")
        self.customer = self.hands.partner(
            name, "FR", street="1 rue Haute", zip="75001", city="Paris", category_id=[[6, 0, [tag]]]
        )
        self.desk = self.hands.create(
            "product.product", name="Desk", default_code=f"D-{name[-8:]}", type="service", invoice_policy="order"
        )
        self.tax = self.hands.tax(20.0, "20%")
        self.term = self.hands.create(
            "account.payment.term",
            name=f"30 net {name[-8:]}",
            line_ids=[[0, 0, {"value": "percent", "value_amount": 100.0, "delay_type": "days_after", "nb_days": 30}]],
        )

    def order(self, **values: Any) -> int:
        line = {"product_id": self.desk, "product_uom_qty": 10, "price_unit": 100.0, "discount": 5.0}
        return self.hands.order(
            self.customer,
            [line | {"tax_ids": [[6, 0, [self.tax]]]}],
            payment_term_id=self.term,
            client_order_ref="PO-7",
            **values,
        )

    def invoice(self, order: int) -> int:
        """A draft invoice made from an order."""
        context = {"active_model": "sale.order", "active_ids": [order], "active_id": order}
        values = {"advance_payment_method": "delivered", "sale_order_ids": [[6, 0, [order]]]}
        wizard = self.hands.call("sale.advance.payment.inv", "create", vals_list=[values], context=context)[0]
        self.hands.call("sale.advance.payment.inv", "create_invoices", [wizard], context=context)
        return self.hands.first("account.move", ["invoice_origin", "=", self.number(order)])

    def bill(self, *, post: bool = True) -> int:
        """An invoice without an order: a desk at 100.00 and 20 % of tax."""
        line = {"product_id": self.desk, "name": "Desk", "quantity": 1, "price_unit": 100.0}
        return self.hands.invoice(self.customer, [line | {"tax_ids": [[6, 0, [self.tax]]]}], post=post)

    def number(self, order: int) -> str:
        return str(self.server.client.read("sale.order", [order], ("name",))[order]["name"])

    def post(self, invoice: int, issued: str = "2026-11-02") -> None:
        self.hands.write("account.move", invoice, invoice_date=issued)
        self.hands.call("account.move", "action_post", [invoice])

    def pulled(self, kind: Any, id_: str, cursor: str | None = None) -> tuple[Any, str, tuple[Ref, ...]]:
        """The record as a pull gives it last, the cursor after it, and what is gone."""
        found, gone = None, ()
        for page in self.erp.pull(kind, cursor):
            cursor, gone = page.cursor, (*gone, *page.gone)
            found = next((r for r in page.records if r.ref.id == id_), found)
        return found, str(cursor), gone


@pytest.fixture(params=addresses() or [""], ids=label)
def shop(request: pytest.FixtureRequest) -> Iterator[Shop]:
    yield Shop(opened(request.param))


def test_an_order_with_its_lines_terms_and_address(shop: Shop) -> None:
    order, _, _ = shop.pulled("order", str(shop.order()))
    assert isinstance(order, Order)
    (line,) = order.lines
    assert (line.item[:2], line.quantity, line.price, line.net) == ("D-", 10, 95, Decimal("950.00"))
    assert line.delivered is None  # a service that nobody counts
    assert (order.total, order.uninvoiced, order.state) == (Decimal("1140.00"), Decimal("1140.00"), "confirmed")
    assert (order.term_days, order.purchase_order) == (30, "PO-7")
    assert order.bill_to is not None
    assert (order.bill_to.line1, order.bill_to.city) == ("1 rue Haute", "Paris")


def test_an_order_weighs_until_its_invoice_is_posted_and_the_delta_says_so(shop: Shop) -> None:
    id_ = shop.order()
    invoice = shop.invoice(id_)
    order, cursor, _ = shop.pulled("order", str(id_))
    assert (order.state, order.uninvoiced) == ("confirmed", Decimal("1140.00"))
    shop.post(invoice)
    order, _, _ = shop.pulled("order", str(id_), cursor)
    assert (order.state, order.uninvoiced) == ("done", Decimal("0.00"))
    assert shop.pulled("order", f"draft-{invoice}")[0] is None  # it was the order's: never counted twice


def test_an_order_whose_invoice_is_posted_long_after_is_read_again(shop: Shop) -> None:
    """The order's own time stamp must not matter: here the overlap is none, so that it lies before the cursor."""
    id_ = shop.order()
    invoice = shop.invoice(id_)
    time.sleep(1.1)
    other = shop.order()
    shop.erp = Odoo(
        "odoo", msgspec.structs.replace(shop.server.settings, overlap_minutes=0), {str(shop.server.french): "a"}
    )
    order, cursor, _ = shop.pulled("order", str(id_))
    assert order.uninvoiced == Decimal("1140.00") and other
    time.sleep(1.1)
    shop.post(invoice)
    order, _, _ = shop.pulled("order", str(id_), cursor)
    assert order is not None and order.uninvoiced == 0


def test_an_order_is_read_again_when_something_of_it_is_delivered(shop: Shop) -> None:
    id_ = shop.order()
    time.sleep(1.1)
    shop.order()
    settings = msgspec.structs.replace(shop.server.settings, overlap_minutes=0)
    shop.erp = Odoo("odoo", settings, {str(shop.server.french): "a"})
    _, cursor, _ = shop.pulled("order", str(id_))
    time.sleep(1.1)
    line = shop.hands.first("sale.order.line", ["order_id", "=", id_])
    shop.hands.write("sale.order.line", line, qty_delivered=4)
    order, _, _ = shop.pulled("order", str(id_), cursor)
    assert order is not None and order.lines[0].delivered == 4


def test_a_draft_without_an_order_weighs_and_is_gone_when_posted(shop: Shop) -> None:
    invoice = shop.bill(post=False)
    draft, cursor, _ = shop.pulled("order", f"draft-{invoice}")
    assert isinstance(draft, Order)
    assert (draft.state, draft.uninvoiced, draft.customer.id) == (
        "draft-invoice", Decimal("120.00"), str(shop.customer)
    )  # fmt: skip
    assert shop.erp.missing("order", [draft.ref]) == []
    shop.hands.call("account.move", "action_post", [invoice])
    after, _, gone = shop.pulled("order", f"draft-{invoice}", cursor)
    assert (after, draft.ref in gone) == (None, True)


def test_a_deleted_draft_is_missing(shop: Shop) -> None:
    invoice = shop.bill(post=False)
    draft, _, _ = shop.pulled("order", f"draft-{invoice}")
    shop.hands.call("account.move", "unlink", [invoice])
    assert shop.erp.missing("order", [draft.ref]) == [draft.ref]


def test_what_settled_an_invoice_and_when(shop: Shop) -> None:
    """120.00: 50.00 paid on 10 November. Another, credited as a whole on the 12th."""
    paid, wrong = shop.bill(), shop.bill()
    shop.hands.pay(paid, Decimal("50.00"))
    note = shop.hands.credit_note(wrong)
    invoice, _, _ = shop.pulled("invoice", str(paid))
    assert isinstance(invoice, Invoice)
    assert [(s.date, s.amount, s.credit) for s in invoice.settlements] == [
        (date(2026, 11, 10), Decimal("50.00"), False)
    ]
    assert invoice.open == Decimal("70.00")
    credited, _, _ = shop.pulled("invoice", str(wrong))
    assert [(s.date, s.amount, s.credit) for s in credited.settlements] == [
        (date(2026, 11, 12), Decimal("120.00"), True)
    ]
    assert shop.pulled("invoice", str(note))[0].settlements[0].amount == Decimal("120.00")


def test_groups_and_sole_traders(shop: Shop) -> None:
    hands = shop.hands
    france = hands.country("FR")
    trader = hands.create(
        "res.partner", name="Ada Riva", is_company=False, customer_rank=1, country_id=france, vat="FR65912345675"
    )
    person = hands.create("res.partner", name="Mario Rossi", is_company=False, customer_rank=1, country_id=france)
    people = shop.erp.reread([Ref("odoo", "", "customer", str(id_)) for id_ in (shop.customer, trader, person)])
    known = {c.ref.id: c for c in people.customers if isinstance(c, Customer)}
    assert known[str(shop.customer)].group.startswith("Wholesale ")
    assert [known[str(id_)].sole_trader for id_ in (shop.customer, trader, person)] == [False, True, False]
    assert [known[str(id_)].party.consumer for id_ in (shop.customer, trader, person)] == [False, False, True]
