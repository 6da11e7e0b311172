"""What a late payer owes beside the invoice: interest, the fixed compensation, fees, each with its working."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from dunning.policy import Level, Reaction
from dunning.rates import Basis, Law, MissingRate, Tables, Terms


class _Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class Settled(_Fact, frozen=True):
    """A part of a debt that was settled: by money on `date`, or by a credit note of that date."""

    date: date
    amount: Decimal
    number: str = ""
    credit: bool = False


class Contested(_Fact, frozen=True):
    """A part of a debt that is or was disputed. `first` None: from the beginning; `last` None: until now."""

    amount: Decimal
    first: date | None = None
    last: date | None = None


class Debt(_Fact, frozen=True):
    """One instalment of an invoice as interest sees it: gross amount, when it fell due, what settled it when."""

    id: str  # as `Item.id`
    number: str  # the invoice's
    due: date
    amount: Decimal  # with tax
    currency: str
    settled: tuple[Settled, ...] = ()
    contested: tuple[Contested, ...] = ()
    formal_notice: date | None = None  # when a formal notice to pay was given, where the law asks for one


class Agreed(_Fact, frozen=True):
    """What the contract says about late payment; `interest` None: nothing, so the law's rate."""

    interest: Terms | None = None
    none: bool = False  # no interest at all was agreed, or the company asks for none
    basis: Basis = "actual/365"


class InterestLine(_Fact, frozen=True):
    """A stretch of days with one principal and one rate. Money in `currency`, `percent` a year."""

    number: str
    currency: str
    principal: Decimal
    first: date  # both days are counted
    last: date
    days: int
    percent: Decimal
    basis: Basis
    amount: Decimal
    words: str = ""  # how the rate is made: "ECB 2.15 + 10 (2025H2)"


class Charge(_Fact, frozen=True):
    """One sum that is asked for beside the invoices."""

    kind: Literal["interest", "compensation", "fee"]
    number: str  # of the invoice; empty for a fee, which is for the notice
    item: str = ""  # `Debt.id`; for the compensation that of the first instalment
    currency: str
    amount: Decimal
    words: str  # one English sentence with the source in law
    working: tuple[InterestLine, ...] = ()


class Charges(_Fact, frozen=True):
    """What a notice asks for beside its items. `missing` and `notes` say what it does not ask for, and why."""

    charges: tuple[Charge, ...] = ()
    missing: tuple[MissingRate, ...] = ()
    notes: tuple[str, ...] = ()

    def totals(self) -> dict[str, Decimal]:
        """The sum of the charges per currency."""
        found: dict[str, Decimal] = {}
        for charge in self.charges:
            found[charge.currency] = found.get(charge.currency, Decimal(0)) + charge.amount
        return found


def charges(
    debts: Sequence[Debt],
    way: Level | Reaction,
    *,
    law: Law,
    tables: Tables,
    consumer: bool,
    today: date,
    agreed: Agreed = Agreed(),  # noqa: B008: it is frozen
    given: Sequence[Charge] = (),
) -> Charges:
    """What a notice of `today` asks for on `debts` beside the debts themselves, as its level or reaction says.

    `given` is what earlier notices asked for. Interest is stated anew up to today, in place of what an earlier
    notice stated; a compensation that was asked for is not asked for again.
    """
    raise NotImplementedError
