"""Items of a billing document as invoice lines: the price as SAP's conditions say it, where it leads to the net."""

from decimal import ROUND_HALF_UP
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.sap.values import Row
from einvoice.model import Line, minor_unit
from tests.connectors.sap.bills import bill, change, invoice, item, price, vat


def line_of(one: Row, **header: str) -> Line:
    [line] = invoice(bill(one, **header)).lines
    return line


def follows(line: Line, unit: D = D("0.01")) -> bool:
    """BR-CO-10's ground, and what PEPPOL and XRechnung check: the net is quantity times price and its changes."""
    put_on = sum((each.amount if each.charge else -each.amount for each in line.allowances), D(0))
    gross = (line.quantity * line.price / line.base_quantity).quantize(unit, ROUND_HALF_UP)
    return gross + put_on == line.net


def test_a_price_for_one_piece() -> None:
    line = line_of(item("59.97", price("19.99"), quantity="3.000"))
    assert (line.price, line.base_quantity, line.quantity, line.unit) == (D("19.99"), D(1), D(3), "H87")
    assert (line.id, line.name, line.seller_item, line.net) == ("10", "Lamp", "L-100", D("59.97"))


def test_a_price_for_a_hundred() -> None:
    line = line_of(item("6.25", price("12.50", per="100"), quantity="50.000"))
    assert (line.price, line.base_quantity) == (D("12.5"), D(100))
    assert follows(line)


def test_a_discount_in_per_cent_is_told_with_its_base() -> None:
    line = line_of(item("90.00", price("50.00"), change("-10.00", percent="-10.000"), quantity="2.000"))
    [discount] = line.allowances
    assert (discount.charge, discount.amount, discount.percent, discount.base) == (False, D("10.00"), D(10), D("100"))
    assert (line.price, follows(line)) == (D(50), True)


def test_a_discount_in_money_and_a_surcharge() -> None:
    line = line_of(item("98.50", price("100.00"), change("-4.00"), change("2.50", ConditionType="KF00")))
    assert [(each.charge, each.amount, each.percent, each.reason_code) for each in line.allowances] == [
        (False, D("4.00"), None, "95"),
        (True, D("2.50"), None, "ABL"),
    ]
    assert follows(line)


def test_a_discount_in_the_buyers_words() -> None:
    one = item("96.00", price("100.00"), change("-4.00"))
    [line] = invoice(bill(one), conditions={"K004": "Loyalty discount"}).lines
    assert [each.reason for each in line.allowances] == ["Loyalty discount"]


def test_conditions_that_are_statistical_or_switched_off_change_nothing() -> None:
    quiet = [
        price("99.00", ConditionIsForStatistics=True),
        change("-50.00", ConditionInactiveReason="A"),
    ]
    line = line_of(item("20.00", price("10.00"), *quiet, quantity="2.000"))
    assert (line.price, line.allowances) == (D(10), ())


@pytest.mark.parametrize(
    "conditions",
    [
        [price("10.00"), price("2.00")],  # two prices
        [price("10.00", unit="KG")],  # of another unit
        [price("10.00", ConditionCurrency="USD")],  # in another currency
        [price("9.00")],  # leads elsewhere: something that Solde does not know was put on
        [price("10.00", ConditionCalculationType="A")],  # no price for a quantity
        [price("7.00"), change("3.00", ConditionClass="E")],  # a condition of a class of its own
        [],
    ],
)
def test_where_the_conditions_are_not_the_whole_story_the_price_comes_from_the_net(conditions: list[Row]) -> None:
    line = line_of(item("24.00", *conditions, quantity="2.000"))
    assert (line.price, line.base_quantity, line.allowances) == (D(12), D(1), ())


def test_a_price_that_eight_decimals_cannot_say_is_the_net_for_the_whole_quantity() -> None:
    line = line_of(item("99999999.99", quantity="700000000.000"))
    assert (line.price, line.base_quantity) == (D("99999999.99"), D(700000000))
    assert line_of(item("10.00", quantity="3.000")).price == D("3.33333333")


def test_what_is_taken_back_within_an_invoice_has_a_negative_quantity_and_never_a_negative_price() -> None:
    """BR-27. A discount of what is taken back gives less back."""
    kept = item("100.00", price("50.00"), quantity="2.000")
    back = item("-45.00", price("50.00"), change("5.00", percent="-10.000"), quantity="1.000")
    paper = invoice(bill(kept, back))
    line = paper.lines[1]
    assert (paper.type_code, line.net, line.quantity, line.price) == ("380", D("-45.00"), D(-1), D(50))
    [less] = line.allowances
    assert (less.charge, less.amount) == (True, D("5.00"))
    assert follows(line)


def test_a_value_without_quantity_is_one_of_it() -> None:
    line = line_of(item("30.00", quantity="0", unit=""))
    assert (line.quantity, line.unit, line.price, line.net) == (D(1), "C62", D(30), D("30.00"))


def test_texts_and_parts_of_a_kit_without_quantity_and_value_are_no_lines_but_free_goods_are() -> None:
    kit, part = item("80.00"), item("0.00", vat("0.00"), quantity="0", BillingDocumentItemText="Socket")
    gift = item("0.00", price("0.00"), vat("0.00"), quantity="4.000", BillingDocumentItemText="Bulb")
    paper = invoice(bill(kit, part, gift))
    assert [(line.id, line.name, line.net) for line in paper.lines] == [("10", "Lamp", 80), ("30", "Bulb", 0)]


@pytest.mark.parametrize("said", ["15000", "15000.000", "15000.00"])
def test_yen_have_no_decimals_however_sap_writes_them(said: str) -> None:
    one = item(said, price("7500", ConditionCurrency="JPY"), vat("1500"), quantity="2.000")
    paper = invoice(bill(one, TransactionCurrency="JPY"))
    line = paper.lines[0]
    assert (str(line.net), str(line.price), str(paper.totals.payable)) == ("15000", "7500", "16500")


def test_dinars_have_three_decimals() -> None:
    line = line_of(item("1.234", vat("0.000"), quantity="2.000"), TransactionCurrency="KWD")
    assert (str(line.net), str(line.price)) == ("1.234", "0.617")


def test_a_third_decimal_of_a_euro_is_kept_for_the_rules_to_refuse() -> None:
    paper = invoice(bill(item("10.125", vat("1.92"))))
    assert [str(paper.lines[0].net), str(paper.totals.lines), str(paper.totals.tax_exclusive)] == ["10.125"] * 3


@given(
    digits=st.sampled_from(["JPY", "EUR", "KWD"]),
    net=st.integers(0, 10**9),
    quantity=st.integers(1, 10**8),
    rate=st.integers(0, 10**7),
    per=st.sampled_from(["0", "1", "100", "1000"]),
    off=st.integers(-(10**5), 10**5),
    way=st.sampled_from(["net", "price"]),
)
@settings(max_examples=300)
def test_whatever_is_posted_price_quantity_and_changes_lead_to_it(
    digits: str, net: int, quantity: int, rate: int, per: str, off: int, way: str
) -> None:
    unit = minor_unit(digits)
    amount, count, each, less = net * unit, D(quantity).scaleb(-3), D(rate).scaleb(-2), off * unit
    if way == "price":  # the net that the conditions lead to
        amount = max((count * each / (D(per) or 1)).quantize(unit, ROUND_HALF_UP) + less, D(0))
    conditions = [price(str(each), per=per, ConditionCurrency=digits), change(str(less)), vat("0")]
    line = line_of(item(str(amount), *conditions, quantity=str(count)), TransactionCurrency=digits)
    assert line.net == amount
    assert line.price >= 0 and line.base_quantity > 0
    assert follows(line, unit), line
