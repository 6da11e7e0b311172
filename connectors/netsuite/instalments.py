"""Instalments of invoices. SuiteQL has no table for those of invoices: of terms that the settings call so, the record
is asked, one by one (REST, `installment`).
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from connectors.netsuite.values import day, decimal
from connectors.netsuite.world import World

Part = tuple[Decimal, Decimal]  # amount, and what is open of it
Split = dict[date, Part]  # by due date


def of(world: World, invoices: Iterable[str]) -> dict[str, Split]:
    """By invoice; nothing for one that has none."""
    found = {}
    for id_ in invoices:
        row = world.client.record("invoice", id_, ("installment",), whole=True)
        items = _items(row.get("installment") if row else None)
        if split := _split(items):
            found[id_] = split
    return found


def _items(value: Any) -> list[dict[str, Any]]:
    items = value.get("items") if isinstance(value, dict) else None
    return [each for each in items if isinstance(each, dict)] if isinstance(items, list) else []


def _split(items: list[dict[str, Any]]) -> Split:
    found: Split = {}
    for each in items:
        try:
            due = day(str(each.get("dueDate") or "")[:10])
        except ValueError:
            return {}
        amount, left = decimal(each.get("amount")), decimal(each.get("amountDue"))
        if due is None or amount is None:
            return {}
        before = found.get(due, (Decimal(0), Decimal(0)))
        found[due] = before[0] + amount, before[1] + (amount if left is None else left)
    return found
