"""The price conditions of an item (pricing elements), sorted by what they are, each amount read once."""

from decimal import Decimal

import msgspec

from connectors.sap.values import Row, decimal, many

_PRICE, _CHANGE, _TAX = "B", "A", "D"  # ConditionClass: prices, discounts and surcharges, taxes

_YES = (True, "X", "true")


class Amount(msgspec.Struct):
    """A condition with its amount."""

    row: Row
    amount: Decimal | None


class Conditions(msgspec.Struct):
    """Those that count: neither statistical nor switched off."""

    prices: list[Row]
    changes: list[Amount]  # discounts and surcharges that are not zero
    taxes: list[Amount]
    strange: bool  # one of another class has an amount: the others do not explain the price


def of(item: Row) -> Conditions:
    """The conditions of a billing document's item."""
    prices: list[Row] = []
    changes: list[Amount] = []
    taxes: list[Amount] = []
    strange = False
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
            taxes.append(Amount(row, amount))
        elif amount != 0:
            strange = strange or kind != _CHANGE or amount is None
            changes.append(Amount(row, amount))
    return Conditions(prices, changes, taxes, strange)
