"""What orders weigh and say, what settled an invoice, and whom Odoo calls a trader: read from recorded rows."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from connectors.records import Customer, Invoice, Order, Ref, Unreadable
from tests.connectors.odoo.recorded import VERSIONS, Recorded, connector, load

Row = dict[str, Any]


@pytest.fixture(params=VERSIONS, ids=lambda v: f"odoo{v}")
def fake(request: pytest.FixtureRequest) -> Recorded:
    found = Recorded(load(request.param))
    found.content["fields"]["account.move.line"]["sale_line_ids"] = {"string": "Order lines"}
    return found


def orders(fake: Recorded, cursor: str | None = None, **changes: Any) -> dict[str, Order]:
    pages = connector(fake, **changes).pull("order", cursor)
    return {r.number: r for page in pages for r in page.records if isinstance(r, Order)}


def order(fake: Recorded) -> Order:
    return orders(fake)[fake.rows["sale.order"][0]["name"]]


def billed(fake: Recorded, state: str, amount: float, **more: Any) -> Row:
    """A line of an invoice that was made from the order."""
    of, line = fake.rows["sale.order"][0], fake.rows["sale.order.line"][0]
    move = fake._new("account.move", move_type="out_invoice", state=state, write_date="2026-11-25 20:00:00",
                     company_id=of["company_id"], name="INV/9", currency_id=of["currency_id"])  # fmt: skip
    row = fake._new("account.move.line", move_id=[move["id"], "INV/9"], parent_state=state, move_type="out_invoice",
                    price_total=amount, sale_line_ids=[line["id"]], currency_id=of["currency_id"],
                    display_type="product", **more)  # fmt: skip
    of["order_line"] = [line["id"]]
    line["invoice_lines"] = [*line.get("invoice_lines", []), row["id"]]
    return row


def draft(fake: Recorded, amount: float = 120.0) -> Row:
    """An invoice of Dubois that somebody is still writing."""
    dubois = fake.named("res.partner", "Menuiserie Dubois SARL")
    of = fake.rows["sale.order"][0]
    who = [dubois["id"], dubois["name"]]
    move = fake._new("account.move", move_type="out_invoice", state="draft", name="/", amount_total=amount,
                     partner_id=who, commercial_partner_id=who, company_id=of["company_id"],
                     currency_id=of["currency_id"], invoice_date="2026-11-20", posted_before=False,
                     write_date="2026-11-25 20:00:00")  # fmt: skip
    fake._new("account.move.line", move_id=[move["id"], "/"], parent_state="draft", move_type="out_invoice",
              price_total=amount, sale_line_ids=[], currency_id=of["currency_id"], display_type="product")  # fmt: skip
    return move


# Orders


def test_an_order_says_what_at_which_price_and_for_whom(fake: Recorded) -> None:
    found = order(fake)
    (line,) = found.lines
    assert (line.item, line.quantity, line.price, line.net, line.unit) == (
        "LAMP-1", 5, Decimal("33.33"), Decimal("166.65"), "Units"
    )  # fmt: skip
    assert (found.purchase_order, found.total, found.term_days) == ("PO-4712", Decimal("199.98"), None)
    assert found.bill_to is not None and found.bill_to.city == "Nantes"


def test_a_price_has_its_discount_taken_off(fake: Recorded) -> None:
    """5 at 40 less 10 % are 180.00: 36 each."""
    fake.rows["sale.order.line"][0].update(price_unit=40.0, price_subtotal=180.0)
    assert order(fake).lines[0].price == 36


def test_what_was_delivered_is_told_where_somebody_counts_it(fake: Recorded) -> None:
    row = fake.rows["sale.order.line"][0]
    assert order(fake).lines[0].delivered is None  # by hand, and nobody entered anything
    row.update(qty_delivered_method="stock_move", qty_delivered=3.0)
    assert order(fake).lines[0].delivered == 3
    row.update(qty_delivered=0.0)
    assert order(fake).lines[0].delivered == 0


def test_sections_and_notes_are_no_lines_and_a_down_payment_is_one_piece(fake: Recorded) -> None:
    row = fake.rows["sale.order.line"][0]
    fake._new("sale.order.line", order_id=row["order_id"], display_type="line_note", name="By the back door")
    fake._new("sale.order.line", order_id=row["order_id"], display_type=False, name="Down payment", sequence=99,
              is_downpayment=True, product_uom_qty=0.0, price_unit=60.0, price_subtotal=0.0)  # fmt: skip
    lines = order(fake).lines
    assert [(line.item, line.quantity, line.price) for line in lines][1:] == [("Down payment", 1, 60)]


def test_net_days_of_terms_that_are_that_simple(fake: Recorded) -> None:
    fake.rows["sale.order"][0]["payment_term_id"] = [4, "30 days"]
    fields = {key: {} for key in ("payment_id", "value", "delay_type", "nb_days")}
    fake.content["fields"]["account.payment.term.line"] = fields
    part = fake._new("account.payment.term.line", payment_id=[4, "30 days"], delay_type="days_after", nb_days=30)
    assert (order(fake).terms, order(fake).term_days) == ("30 days", 30)
    part["delay_type"] = "days_after_end_of_month"
    assert order(fake).term_days is None
    part["delay_type"] = "days_after"
    fake._new("account.payment.term.line", payment_id=[4, "30 days"], delay_type="days_after", nb_days=60)
    assert order(fake).term_days is None


@pytest.mark.parametrize(
    ("status", "lines", "uninvoiced"),
    [
        ("to invoice", [], "199.98"),
        ("to invoice", [("posted", 80.0)], "119.98"),  # 199.98 - 80.00
        ("to invoice", [("posted", 80.0), ("draft", 100.0)], "119.98"),  # the draft is no debt yet
        ("invoiced", [("draft", 199.98)], "199.98"),
        ("invoiced", [("posted", 100.0), ("draft", 99.98)], "99.98"),
        ("invoiced", [("posted", 190.0)], "0.00"),  # billed for less, and that was all
        ("to invoice", [("posted", 250.0)], "0.00"),
    ],
)
def test_an_order_weighs_what_is_not_on_a_posted_invoice(
    fake: Recorded, status: str, lines: list[tuple[str, float]], uninvoiced: str
) -> None:
    fake.rows["sale.order"][0]["invoice_status"] = status
    for state, amount in lines:
        billed(fake, state, amount)
    found = order(fake)
    assert str(found.uninvoiced) == uninvoiced
    assert found.state == ("done" if status == "invoiced" and uninvoiced == "0.00" else "confirmed")


def test_a_credit_note_of_the_order_makes_it_weigh_again(fake: Recorded) -> None:
    billed(fake, "posted", 199.98)
    billed(fake, "posted", 50.0)["move_type"] = "out_refund"
    assert str(order(fake).uninvoiced) == "50.00"


def test_an_order_is_read_again_when_its_invoice_changes(fake: Recorded) -> None:
    """Posting a draft leaves no trace on the order."""
    fake.rows["sale.order"][0]["write_date"] = "2026-11-20 08:00:00"
    later = fake._new("sale.order", **{**fake.rows["sale.order"][0], "id": 990, "name": "S9"})
    later["write_date"] = "2026-11-25 12:00:00"
    first = fake.rows["sale.order"][0]["name"]
    cursor = list(connector(fake).pull("order", None))[-1].cursor
    assert first not in orders(fake, cursor)
    billed(fake, "posted", 80.0)
    assert str(orders(fake, cursor)[first].uninvoiced) == "119.98"


def test_an_order_is_read_again_when_something_of_it_is_delivered(fake: Recorded) -> None:
    of, line = fake.rows["sale.order"][0], fake.rows["sale.order.line"][0]
    of.update(write_date="2026-11-20 08:00:00", order_line=[line["id"]])
    fake._new("sale.order", **{**of, "id": 990, "name": "S9", "write_date": "2026-11-25 12:00:00", "order_line": []})
    cursor = list(connector(fake).pull("order", None))[-1].cursor
    assert of["name"] not in orders(fake, cursor)
    line.update(qty_delivered_method="stock_move", qty_delivered=5.0, write_date="2026-11-25 12:30:00")
    assert orders(fake, cursor)[of["name"]].lines[0].delivered == 5


# Drafts


def test_a_draft_without_an_order_weighs_as_one(fake: Recorded) -> None:
    move = draft(fake)
    found = orders(fake)[f"draft invoice {move['id']}"]
    assert (found.state, found.uninvoiced, found.date) == ("draft-invoice", Decimal("120.00"), date(2026, 11, 20))
    assert found.customer.id == str(fake.named("res.partner", "Menuiserie Dubois SARL")["id"])


def test_a_draft_of_an_order_weighs_with_the_order_alone(fake: Recorded) -> None:
    move = draft(fake)
    fake.rows["account.move.line"][-1]["sale_line_ids"] = [fake.rows["sale.order.line"][0]["id"]]
    assert f"draft invoice {move['id']}" not in orders(fake)


def test_a_posted_draft_is_gone(fake: Recorded) -> None:
    move = draft(fake)
    pages = list(connector(fake).pull("order", None))
    move.update(state="posted", write_date="2026-11-25 20:05:00")
    after = list(connector(fake).pull("order", pages[-1].cursor))
    ref = Ref("odoo", str(move["company_id"][0]), "order", f"draft-{move['id']}")
    assert ref in [gone for page in after for gone in page.gone]
    assert not any(record.ref == ref for page in after for record in page.records)


def test_a_deleted_draft_is_missing(fake: Recorded) -> None:
    move = draft(fake)
    company = str(move["company_id"][0])
    there, gone = (Ref("odoo", company, "order", f"draft-{id_}") for id_ in (move["id"], 99999))
    real = Ref("odoo", company, "order", str(fake.rows["sale.order"][0]["id"]))
    assert connector(fake).missing("order", [there, gone, real]) == [gone]


def test_a_draft_that_cannot_be_understood_is_set_aside(fake: Recorded) -> None:
    draft(fake)["amount_total"] = "??"
    aside = [r for p in connector(fake).pull("order", None) for r in p.records if isinstance(r, Unreadable)]
    assert ["amount_total" in record.faults[0].message for record in aside] == [True]


# Settlements


def bills(fake: Recorded, **changes: Any) -> list[Invoice]:
    pages = connector(fake, **changes).pull("invoice", None)
    return [r for page in pages for r in page.records if isinstance(r, Invoice)]


def test_what_was_paid_and_credited_when(fake: Recorded) -> None:
    settled = {(bill.document.is_credit, str(bill.document.totals.payable)): bill.settlements for bill in bills(fake)}
    (part,) = settled[False, "1307.99"]
    assert (part.date, part.amount, part.credit) == (date(2026, 11, 10), Decimal("100.00"), False)
    assert part.ref.startswith("PBNK1/2026/")
    (credited,) = settled[False, "79.99"]
    assert (credited.date, credited.amount, credited.credit) == (date(2026, 11, 12), Decimal("79.99"), True)
    (used,) = settled[True, "79.99"]
    assert used.amount == Decimal("79.99")


def test_what_nobody_paid_has_no_settlement(fake: Recorded) -> None:
    assert next(bill.settlements for bill in bills(fake) if bill.open == bill.document.totals.payable) == ()


def test_settlements_cost_two_calls_whatever_the_page(fake: Recorded) -> None:
    bills(fake)
    assert [call for call in fake.calls if call == ("account.partial.reconcile", "search_read")] == [
        ("account.partial.reconcile", "search_read")
    ]


def test_the_payment_link_is_given_where_odoo_made_one_and_customers_reach_odoo(fake: Recorded) -> None:
    move = next(row for row in fake.rows["account.move"] if row["amount_residual"] == 1207.99)
    assert not any(bill.payment_url for bill in bills(fake, portal_url="https://shop.example/"))
    move["access_token"] = "invented-key"
    assert not any(bill.payment_url for bill in bills(fake))
    assert [bill.payment_url for bill in bills(fake, portal_url="https://shop.example/") if bill.payment_url] == [
        f"https://shop.example/my/invoices/{move['id']}?access_token=invented-key"
    ]


# Customers


def customers(fake: Recorded, **changes: Any) -> dict[str, Customer]:
    pages = connector(fake, **changes).pull("customer", None)
    return {r.party.name: r for page in pages for r in page.records if isinstance(r, Customer)}


def test_a_group_is_the_first_tag_or_another_field_that_was_named(fake: Recorded) -> None:
    partner = fake.named("res.partner", "Menuiserie Dubois SARL")
    for name in ("category_id", "x_class", "trust"):
        fake.content["fields"]["res.partner"][name] = {"string": name}
    fake.content["fields"]["res.partner.category"] = {"name": {"string": "Name"}}
    tags = [fake._new("res.partner.category", name=name)["id"] for name in ("Wholesale", "Craft")]
    partner.update(category_id=tags, x_class="A", trust="bad")
    assert customers(fake)["Menuiserie Dubois SARL"].group == "Craft"
    found = customers(fake, customer_group="", customer_grade="x_class", dunning_key="trust")
    dubois = found["Menuiserie Dubois SARL"]
    assert (dubois.group, dubois.grade, dubois.dunning_key) == ("", "A", "bad")


def test_a_natural_person_with_a_vat_number_is_a_trader(fake: Recorded) -> None:
    rossi = fake.named("res.partner", "Mario Rossi")
    assert (customers(fake)["Mario Rossi"].sole_trader, customers(fake)["Mario Rossi"].party.consumer) == (False, True)
    rossi["vat"] = "IT12345670017"
    trader = customers(fake)["Mario Rossi"]
    assert (trader.sole_trader, trader.party.consumer) == (True, False)
    assert not customers(fake)["Menuiserie Dubois SARL"].sole_trader
