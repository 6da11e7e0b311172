"""A price that leads to the posted net, where SAP says none that does."""

from decimal import ROUND_HALF_UP
from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from connectors.prices import price_for
from einvoice.model import minor_unit


def test_the_price_of_one_where_that_leads_to_the_net() -> None:
    assert price_for(D("1000.00"), D(10), D("0.01")) == (D(100), D(1))
    assert price_for(D("1000.00"), D(3), D("0.01")) == (D("333.33333333"), D(1))
    assert price_for(D("0.00"), D(4), D("0.01")) == (D(0), D(1))


def test_the_price_of_the_whole_quantity_where_eight_decimals_do_not_suffice() -> None:
    quantity = D("3000000")
    assert price_for(D("1000000.01"), quantity, D("0.01")) == (D("1000000.01"), quantity)


def test_a_net_finer_than_the_currency_is_the_price_of_the_whole_quantity() -> None:
    assert price_for(D("10.125"), D(2), D("0.01")) == (D("10.125"), D(2))


@given(
    unit=st.sampled_from(["JPY", "EUR", "KWD"]).map(minor_unit),
    net=st.integers(0, 10**12),
    quantity=st.integers(1, 10**9).map(lambda n: D(n).scaleb(-3)),
)
def test_price_and_quantity_always_lead_to_the_net(unit: D, net: int, quantity: D) -> None:
    price, base = price_for(net * unit, quantity, unit)
    assert (price * quantity / base).quantize(unit, ROUND_HALF_UP) == net * unit
    assert -int(price.as_tuple().exponent) <= 8
