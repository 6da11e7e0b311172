"""The price conditions of an item (pricing elements), sorted by what they are, each amount read once."""

from decimal import Decimal

import msgspec

from connectors.sap.bill_rows import BillItem, Condition
from connectors.sap.values import decimal

_PRICE, _CHANGE, _TAX = "B", "A", "D"  # ConditionClass: prices, discounts and surcharges, taxes
_YES = (True, "X", "true")
_ZERO = Decimal(0)


class Conditions(msgspec.Struct, gc=False):
    """Those that count: neither statistical nor switched off."""

    prices: list[Condition]
    changes: list[tuple[Condition, Decimal]]  # discounts and surcharges that are not zero, with their amounts
    change: Decimal  # what these come to
    taxes: list[tuple[Condition, Decimal | None]]
    strange: bool  # one of another class has an amount: the others do not explain the price


def of(item: BillItem) -> Conditions:
    """The conditions of a billing document's item."""
    prices: list[Condition] = []
    changes: list[tuple[Condition, Decimal]] = []
    taxes: list[tuple[Condition, Decimal | None]] = []
    change, strange = _ZERO, False
    for each in item.conditions.results if item.conditions else ():
        if (each.statistical and each.statistical in _YES) or each.inactive:
            continue
        kind = each.kind
        if kind == _PRICE:
            prices.append(each)
            continue
        amount = decimal(each.amount)
        if kind == _TAX:
            taxes.append((each, amount))
        elif amount:
            changes.append((each, amount))
            change += amount
            strange = strange or kind != _CHANGE
        elif amount is None:
            strange = True
    return Conditions(prices, changes, change, taxes, strange)
