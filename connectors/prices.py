"""A price that leads exactly to a posted net (BT-146), whether an ERP says one that does or not."""

from decimal import ROUND_HALF_UP, Decimal

_EIGHT = Decimal("1e-8")
_ONE = Decimal(1)


def price_for(net: Decimal, quantity: Decimal, unit: Decimal, said: Decimal | None = None) -> tuple[Decimal, Decimal]:
    """BT-146 and BT-149 that lead exactly to `net`, which is not negative, for a positive quantity.

    The price that the ERP `said`, where it leads there; else the price of one at up to eight decimals where that,
    times the quantity, rounds to the net at the currency's minor unit; else the net itself as the price of the whole
    quantity.
    """
    if said is not None and (said * quantity).quantize(unit, ROUND_HALF_UP) == net:
        return tidy(said), _ONE
    price = (net / quantity).quantize(_EIGHT, ROUND_HALF_UP)
    if (price * quantity).quantize(unit, ROUND_HALF_UP) == net:
        return tidy(price), _ONE
    return tidy(net), tidy(quantity)


def tidy(value: Decimal) -> Decimal:
    """Without zeros that say nothing: 19.000 as 19, and 100 as it is."""
    found = value.normalize()
    return found.quantize(_ONE) if found == found.to_integral_value() else found
