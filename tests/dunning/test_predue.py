"""An invoice is held against its orders before it is due, and each difference says where the two part."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dunning.predue import Billed, BilledLine, Ordered, OrderedLine, differences


def line(name: str = "Desk", quantity: str = "10", price: str = "100.00", id: str = "1", item: str = "") -> BilledLine:
    net = Decimal(quantity) * Decimal(price)
    return BilledLine(id=id, name=name, item=item, quantity=Decimal(quantity), net=net.quantize(Decimal("0.01")))


def want(item: str = "Desk", quantity: str = "10", price: str = "100.00", delivered: str | None = None) -> OrderedLine:
    there = None if delivered is None else Decimal(delivered)
    return OrderedLine(item=item, quantity=Decimal(quantity), price=Decimal(price), delivered=there)


def invoice(*lines: BilledLine, number: str = "INV/7", **other: Any) -> Billed:
    fields: dict[str, Any] = {"issued": date(2026, 3, 2), "due": date(2026, 4, 1), "currency": "EUR"}
    fields |= {"total": sum(x.net for x in lines) * Decimal("1.2")}
    return Billed(number=number, lines=lines, **(fields | other))


def order(*lines: OrderedLine, number: str = "S00012", **other: Any) -> Ordered:
    fields: dict[str, Any] = {"currency": "EUR"}
    fields |= {"total": sum((x.quantity * x.price for x in lines), Decimal(0)) * Decimal("1.2")}
    return Ordered(number=number, lines=lines, **(fields | other))


def told(*args: Any, **options: Any) -> list[tuple[str, str]]:
    return [(d.point, d.words) for d in differences(*args, **options)]


def test_an_invoice_as_ordered_has_no_difference() -> None:
    assert told(invoice(line()), [order(want(delivered="10"))]) == []


def test_more_invoiced_than_ordered() -> None:
    billed = invoice(line("Chair", "4", "50.00"), line("Desk", "12", id="2"))
    assert told(billed, [order(want("Chair", "4", "50.00"), want())]) == [
        ("quantity", "Line 2, 'Desk': 12 invoiced, 10 ordered in S00012.")
    ]


def test_another_price_than_ordered() -> None:
    assert told(invoice(line(price="110.00")), [order(want())]) == [
        ("price", "Line 1, 'Desk': 110.00 EUR each invoiced, 100.00 EUR in S00012.")
    ]


def test_a_discount_that_was_promised_and_forgotten() -> None:
    """Ordered at 100 less 5 %: 95. Invoiced without the discount."""
    assert told(invoice(line()), [order(want(price="95.00"))])[0][0] == "price"


def test_cents_of_rounding_are_no_difference() -> None:
    """3 at 33.333 are 99.999 ordered and 100.00 invoiced."""
    billed = invoice(BilledLine(id="1", name="Desk", quantity=Decimal(3), net=Decimal("100.00")))
    assert told(billed, [order(want(quantity="3", price="33.333"))]) == []
    assert told(billed, [order(want(quantity="3", price="33.00"))]) != []
    assert told(billed, [order(want(quantity="3", price="33.00"))], tolerance=Decimal("1.20")) == []


def test_something_that_nobody_ordered() -> None:
    billed = invoice(line(), line("Carriage", "1", "25.00", id="2"))
    assert told(billed, [order(want())])[0] == ("line", "Line 2, 'Carriage': 1 invoiced, not ordered in S00012.")


def test_ordered_once_and_billed_twice() -> None:
    before = invoice(line(), number="INV/3", issued=date(2026, 2, 2))
    assert told(invoice(line()), [order(want())], [before]) == [
        ("billed-twice", "Line 1, 'Desk': 10 invoiced, and 10 already on INV/3, of 10 ordered in S00012.")
    ]


def test_partial_invoices_are_no_difference() -> None:
    before = invoice(line(quantity="6"), number="INV/3")
    assert told(invoice(line(quantity="4")), [order(want(delivered="10"))], [before]) == []


def test_a_credit_note_makes_room_for_a_new_invoice() -> None:
    """Billed, credited, and billed anew: the credit note counts as less."""
    before = [invoice(line(), number="INV/3"), invoice(line(quantity="-10"), number="RINV/1")]
    assert told(invoice(line()), [order(want())], before) == []


def test_less_delivered_than_invoiced() -> None:
    assert told(invoice(line()), [order(want(delivered="8"))]) == [
        ("delivery", "Line 1, 'Desk': 10 invoiced, 8 delivered of S00012.")
    ]


def test_where_nobody_knows_what_was_delivered_nothing_is_said() -> None:
    assert told(invoice(line()), [order(want(delivered=None))]) == []


def test_one_invoice_over_several_orders() -> None:
    orders = [order(want(quantity="4")), order(want(quantity="6"), number="S00013")]
    assert told(invoice(line()), orders) == []
    assert told(invoice(line(quantity="11")), orders) == [
        ("quantity", "Line 1, 'Desk': 11 invoiced, 10 ordered in S00012, S00013.")
    ]


def test_two_lines_of_one_article_count_together() -> None:
    billed = invoice(line(quantity="6"), line(quantity="6", id="2"))
    assert told(billed, [order(want())]) == [("quantity", "Lines 1 and 2, 'Desk': 12 invoiced, 10 ordered in S00012.")]


def test_articles_are_known_by_number_or_by_name_as_people_write_them() -> None:
    billed = invoice(line("Oak desk, 160 cm", item="D-160"), line("  oak CHAIR.", "2", "50.00", id="2"))
    assert told(billed, [order(want("D-160"), want("Oak chair", "2", "50.00"))]) == []


def test_another_unit_of_measure_for_the_same_money_is_no_difference() -> None:
    """One box of twelve at 120 was ordered, twelve pieces at 10 are invoiced."""
    assert told(invoice(line("Pens", "12", "10.00")), [order(want("Pens", "1", "120.00"))]) == []


def test_without_lines_the_totals_are_compared() -> None:
    bare = order(total=Decimal("1000.00"))
    assert told(invoice(line(), total=Decimal("1200.00")), [bare]) == [
        ("amount", "1200.00 EUR invoiced, 1000.00 EUR ordered in S00012.")
    ]
    half = invoice(line(), total=Decimal("600.00"))
    assert told(half, [bare]) == []
    assert told(half, [bare], [invoice(line(), number="INV/3", total=Decimal("600.00"))]) == [
        ("billed-twice", "600.00 EUR invoiced, and 600.00 EUR already on INV/3, 1000.00 EUR ordered in S00012.")
    ]


def test_another_currency_is_told_and_amounts_are_not_compared_then() -> None:
    assert told(invoice(line(quantity="99"), currency="USD"), [order(want())]) == [
        ("currency", "S00012 was ordered in EUR, INV/7 is in USD.")
    ]


def test_other_terms_than_agreed() -> None:
    assert told(invoice(line()), [order(want(), term_days=60)]) == [
        ("terms", "Due 30 days after the invoice's date, 60 days agreed in S00012.")
    ]
    assert told(invoice(line()), [order(want(), term_days=30)]) == []
    assert told(invoice(line(), due=None), [order(want(), term_days=60)]) == []  # instalments


def test_another_address_than_ordered() -> None:
    here, there = ("1 rue Haute", "75001 Paris"), ("2 rue Basse", "69001 Lyon")
    assert told(invoice(line(), address=here), [order(want(), address=there)]) == [
        (
            "address",
            "Sent to 1 rue Haute, 75001 Paris; ordered with the invoice address 2 rue Basse, 69001 Lyon in S00012.",
        )
    ]
    assert told(invoice(line(), address=here), [order(want(), address=("1 Rue Haute ", "", "75001 PARIS"))]) == []


@pytest.mark.parametrize(
    ("on_the_invoice", "words"),
    [
        ("PO-7", ""),
        ("our order PO-7 of March", ""),
        ("", "The invoice has no PO number, the customer gave 'PO-7' in S00012."),
        ("PO-8", "The invoice has the PO number 'PO-8', the customer gave 'PO-7' in S00012."),
    ],
)
def test_the_customers_order_number(on_the_invoice: str, words: str) -> None:
    found = told(invoice(line(), purchase_order=on_the_invoice), [order(want(), purchase_order="PO-7")])
    assert found == ([("purchase-order", words)] if words else [])


def test_without_an_order_there_is_nothing_to_compare() -> None:
    assert told(invoice(line()), []) == []


def test_several_differences_are_all_told() -> None:
    billed = invoice(line(price="110.00"), purchase_order="PO-8", address=("1 rue Haute",))
    ordered = order(want(), purchase_order="PO-7", address=("2 rue Basse",), term_days=60)
    assert [point for point, _ in told(billed, [ordered])] == ["price", "terms", "address", "purchase-order"]
