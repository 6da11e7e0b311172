"""What a credit check is made from: all accounts of one debtor on one day. It knows no ERP and no database.

Amounts are in the currency that stands beside them. `account` says whose each fact is, as `str(Ref)`.
"""

from datetime import date
from decimal import Decimal

import msgspec

NOTHING = Decimal(0)


class _Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class Owed(_Fact, frozen=True):
    """One instalment that is not fully settled; a negative `open` counts as a credit."""

    account: str
    number: str
    due: date
    open: Decimal
    currency: str
    disputed: Decimal = NOTHING  # counts for the exposure, not for what is late
    level: int = 0  # the highest dunning level given for it


class Ordered(_Fact, frozen=True):
    """What an order, or an invoice that is not posted yet, still adds."""

    account: str
    number: str
    day: date  # of the delivery, where it is known, else of the order
    uninvoiced: Decimal
    currency: str
    draft: bool = False  # an invoice that is not posted yet


class Money(_Fact, frozen=True):
    """Money on account and open credit notes."""

    account: str
    open: Decimal
    currency: str


class Paid(_Fact, frozen=True):
    """One instalment that was settled in full."""

    due: date
    paid: date  # the last day on which something came in
    amount: Decimal
    currency: str
    issued: date | None = None


class Limit(_Fact, frozen=True):
    """How much credit an account has, together with the accounts that `covers` names."""

    account: str
    name: str  # whose it is, for people
    amount: Decimal
    currency: str
    covers: frozenset[str]


class Override(_Fact, frozen=True):
    """A manager's word: up to this exposure, the order included, nothing is held until that day has passed."""

    amount: Decimal
    currency: str
    until: date
    reason: str
    who: str = ""


class Score(_Fact, frozen=True):
    """What an agency thinks of the customer."""

    grade: str  # A to E
    source: str
    words: str = ""
    day: date | None = None


class Position(_Fact, frozen=True):
    """Everything that counts about one customer's credit. `today` is the company's business date."""

    customer: str
    name: str
    today: date
    id: str = ""  # in the ERP
    natural: bool = False  # a consumer or a sole trader: a person decides (GDPR article 22)
    grade: str = ""  # the ERP's customer class
    owed: tuple[Owed, ...] = ()
    ordered: tuple[Ordered, ...] = ()
    money: tuple[Money, ...] = ()
    paid: tuple[Paid, ...] = ()
    limits: tuple[Limit, ...] = ()
    score: Score | None = None
    override: Override | None = None
    foreign_hold: str = ""  # a hold that somebody set in the ERP: never lifted here
    own_hold: str = ""  # Solde's hold, and why
    unreadable: bool = False  # a record could not be read: nobody knows what is owed


class Request(_Fact, frozen=True):
    """The order that is asked about. `day` is its delivery's, `number` keeps it from counting twice."""

    amount: Decimal
    currency: str
    number: str = ""
    day: date | None = None
