"""Several instalments in a syntax that knows one due date.

EN 16931 states the first (usage note of BT-9) and leaves the rest to the payment terms (BT-20): their last line lists
every day and amount, readable in any language, and is read back:

    2026-12-02: 75.60 EUR / 2027-01-01: 75.60 EUR
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from einvoice.model import Instalment, Invoice

_LIST = re.compile(r"\d{4}-\d\d-\d\d: [\d.]+ [A-Z]{3}(?: / \d{4}-\d\d-\d\d: [\d.]+ [A-Z]{3})+", re.ASCII)


def in_order(invoice: Invoice) -> list[Instalment]:
    """The instalments as they fall due."""
    return sorted(invoice.instalments, key=lambda part: part.due)


def stated(invoice: Invoice, money: Callable[[Decimal], str]) -> tuple[date | None, str]:
    """BT-9 and BT-20; `money` writes an amount. One instalment says no more than BT-9 and BT-115 do."""
    parts = in_order(invoice)
    if len(parts) < 2:
        return invoice.due_date or (parts[0].due if parts else None), invoice.terms
    listed = " / ".join(f"{part.due.isoformat()}: {money(part.amount)} {invoice.currency}" for part in parts)
    return parts[0].due, f"{invoice.terms}\n{listed}" if invoice.terms else listed


def understood(text: str) -> tuple[str, tuple[Instalment, ...]]:
    """BT-20 without the list on its last line, and what that line lists."""
    terms, _, last = text.rpartition("\n")
    if not _LIST.fullmatch(last):
        return text, ()
    try:
        return terms, tuple(map(_one, last.split(" / ")))
    except (ValueError, ArithmeticError):  # a line that only looks like a list of days and amounts
        return text, ()


def _one(part: str) -> Instalment:
    day, amount, _ = part.split(" ")
    return Instalment(due=date.fromisoformat(day.rstrip(":")), amount=Decimal(amount))
