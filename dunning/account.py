"""What a decision is made from: one customer's account on one day. It knows no ERP and no database."""

from datetime import date
from decimal import Decimal

import msgspec


class _Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class Item(_Fact, frozen=True):
    """One instalment of one invoice that is not fully settled."""

    id: str  # the invoice's reference and the instalment's place by due date, unique in the account
    number: str  # the invoice number a customer knows
    issued: date
    due: date
    amount: Decimal  # of the instalment
    open: Decimal
    currency: str
    disputed: Decimal = Decimal(0)  # the part of `open` that is contested
    level: int = 0  # highest level already given for it


class Credit(_Fact, frozen=True):
    """Money of the customer that no item has consumed: a payment on account, an open credit note."""

    id: str
    number: str
    date: date
    open: Decimal
    currency: str


class PastNotice(_Fact, frozen=True):
    """A notice that was given (a failed one does not count)."""

    date: date
    level: int


class Account(_Fact, frozen=True):
    """Everything that counts about one customer of one company."""

    customer: str
    name: str
    country: str
    language: str = ""
    consumer: bool = False
    block: str = ""  # a reason not to remind
    items: tuple[Item, ...] = ()
    credits: tuple[Credit, ...] = ()
    notices: tuple[PastNotice, ...] = ()
    on_hold: bool = False  # Solde's own hold is in force
