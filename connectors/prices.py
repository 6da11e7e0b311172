"""A price that leads exactly to a posted net (BT-146): what an ERP says where it does, else what fits."""

from decimal import ROUND_HALF_UP, Decimal

_EIGHT = Decimal("1e-8")
_ONE = Decimal(1)


def price_of(net: Decimal, quantity: Decimal, unit: Decimal, said: Decimal | None) -> tuple[Decimal, Decimal]:
    """Price and base quantity (BT-149) of a positive net and quantity: the price that the ERP said, else the net by
    the quantity, else the net itself for the whole quantity. `unit` is the currency's minor unit.
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
