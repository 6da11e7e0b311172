"""The price conditions of an item (pricing elements), sorted by what they are, each amount read once."""

from decimal import Decimal

import msgspec

from connectors.sap.values import Row, decimal, many

_PRICE, _CHANGE, _TAX = "B", "A", "D"  # ConditionClass: prices, discounts and surcharges, taxes
_YES = (True, "X", "true")
_ZERO = Decimal(0)


class Conditions(msgspec.Struct):
    """Those that count: neither statistical nor switched off."""

    prices: list[Row]
    changes: list[tuple[Row, Decimal]]  # discounts and surcharges that are not zero, with their amounts
    change: Decimal  # what these come to
    taxes: list[tuple[Row, Decimal | None]]
    strange: bool  # one of another class has an amount: the others do not explain the price


def of(item: Row) -> Conditions:
    """The conditions of a billing document's item."""
    prices: list[Row] = []
    changes: list[tuple[Row, Decimal]] = []
    taxes: list[tuple[Row, Decimal | None]] = []
    change, strange = _ZERO, False
    for row in many(item, "to_PricingElement"):
        statistical = row.get("ConditionIsForStatistics")
        if (statistical and statistical in _YES) or row.get("ConditionInactiveReason"):
            continue
        kind = row.get("ConditionClass")
        if kind == _PRICE:
            prices.append(row)
            continue
        amount = decimal(row.get("ConditionAmount"))
        if kind == _TAX:
            taxes.append((row, amount))
        elif amount:
            changes.append((row, amount))
            change += amount
            strange = strange or kind != _CHANGE
        elif amount is None:
            strange = True
    return Conditions(prices, changes, change, taxes, strange)
