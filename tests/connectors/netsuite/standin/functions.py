"""Oracle's functions as SQLite gets them. Dates are texts with a time in them, as they are stored."""

import re
import sqlite3
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

STAMP = "%Y-%m-%d %H:%M:%S"
_PARTS = {"YYYY": "%Y", "MM": "%m", "DD": "%d", "HH24": "%H", "MI": "%M", "SS": "%S", "YY": "%y", "HH": "%I"}
_FORMAT = re.compile(r"YYYY|HH24|YY|MM|DD|HH|MI|SS|[-/:., ]|T|\"[^\"]*\"")
STATUS = {
    "CustInvc": {"A": "Open", "B": "Paid In Full", "D": "Pending Approval", "E": "Rejected", "V": "Voided"},
    "CustCred": {"A": "Open", "B": "Fully Applied", "V": "Voided"},
    "CustPymt": {"A": "Unapproved Payment", "B": "Not Deposited", "C": "Deposited", "V": "Voided"},
    "CustDep": {"A": "Not Deposited", "B": "Deposited", "C": "Fully Applied", "D": "Unapproved Payment"},
    "Journal": {"A": "Pending Approval", "B": "Approved for Posting"},
    "SalesOrd": {"A": "Pending Approval", "B": "Pending Fulfillment", "C": "Cancelled", "D": "Partially Fulfilled",
                 "E": "Pending Billing/Partially Fulfilled", "F": "Pending Billing", "G": "Billed", "H": "Closed"},
}  # fmt: skip
NAMES = {"CustInvc": "Invoice", "CustCred": "Credit Memo", "CustPymt": "Payment", "CustDep": "Customer Deposit",
         "CustRfnd": "Customer Refund", "Journal": "Journal", "SalesOrd": "Sales Order", "CashSale": "Cash Sale",
         "DepAppl": "Deposit Application"}  # fmt: skip


def register(db: sqlite3.Connection) -> None:
    """For one connection."""
    functions: tuple[tuple[str, int, Callable[..., Any]], ...] = (
        ("ns_to_char", 2, to_char),
        ("ns_text", 1, to_text),
        ("ns_day", 2, lambda value, form: to_char(value, pattern(form))),
        ("ns_status", 2, status),
        ("ns_trunc", 1, trunc),
        ("ns_substr", 3, substr),
    )
    for name, count, function in functions:
        db.create_function(name, count, function, deterministic=True)


@lru_cache(64)
def pattern(form: str) -> str:
    """Oracle's format as strftime has it. Raises ValueError for what is not known here."""
    parts, place = [], 0
    while place < len(form):
        found = _FORMAT.match(form.upper(), place)
        if not found:
            raise ValueError(f"the date format {form!r}")
        parts.append(_PARTS.get(found[0], found[0].strip('"')))
        place = found.end()
    return "".join(parts)


def parsed(text: str, form: str) -> datetime:
    """A time without a zone, as rows have it."""
    return datetime.strptime(text, form)  # noqa: DTZ007 (it is the account's)


def to_char(value: Any, form: str) -> str | None:
    """TO_CHAR of a date, with a format of strftime."""
    if value is None:
        return None
    return parsed(str(value)[:19], STAMP).strftime(form)


def to_text(value: Any) -> str | None:
    """A number as text, never with an exponent."""
    if not isinstance(value, float):
        return None if value is None else str(value)
    said = f"{value:.15g}"
    return said if "e" not in said else f"{value:f}".rstrip("0").rstrip(".")


def status(kind: str | None, letter: str | None) -> str | None:
    """BUILTIN.DF of a status, in English."""
    said = STATUS.get(kind or "", {}).get(letter or "")
    return f"{NAMES.get(kind or '', kind)} : {said}" if said else None


def trunc(value: Any) -> Any:
    """TRUNC of a date to its day, or of a number to its whole part."""
    return value[:10] + " 00:00:00" if isinstance(value, str) else None if value is None else int(value)


def substr(value: str | None, start: int, length: int) -> str | None:
    """SUBSTR; an empty text is null in Oracle."""
    if value is None:
        return None
    begin = start - 1 if start > 0 else max(len(value) + start, 0) if start < 0 else 0
    return value[begin : begin + length] or None
