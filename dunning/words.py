"""Amounts, days and channels in the English that reasons and explanations are written in."""

from datetime import date
from decimal import Decimal

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_BY = {"mail": "by e-mail", "letter": "by letter", "phone": "by telephone", "sms": "by text message"}


def plain(amount: Decimal) -> str:
    """A decimal as people write it in a log: no exponent, no zeros beyond the cents."""
    text = f"{amount:f}"
    whole, point, digits = text.partition(".")
    digits = digits.rstrip("0").ljust(2, "0")
    return f"{whole}.{digits}" if point else text


def sums(amounts: dict[str, Decimal]) -> str:
    """`120.00 EUR and 30.00 USD`."""
    return " and ".join(f"{plain(amount)} {currency}" for currency, amount in sorted(amounts.items()))


def lateness(late: int) -> str:
    """`3 days overdue`, `due today`, `due in 2 days`."""
    if late > 0:
        return f"{late} day{'s' if late > 1 else ''} overdue"
    return "due today" if not late else f"due in {-late} day{'s' if late < -1 else ''}"


def day(when: date) -> str:
    """`3 March 2026`."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def by(channel: str) -> str:
    """`by letter`; what no customer sees is a task in the ERP."""
    return _BY.get(channel, "as a task in the ERP")
