"""The fixed compensation for the cost of recovery, and the fees of a level.

- Directive 2011/7/EU article 6: at least 40 EUR for each late payment between businesses, without a reminder; further
  cost of recovery only as far as it exceeds that sum. So a fee is asked for only as far as it exceeds the
  compensation that is, or was, asked for on the same invoices.
- Never from a consumer. In France a consumer bears no cost of recovery at all without an enforceable title (code des
  procedures civiles d'execution, article L111-8).
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import msgspec

from dunning.interest import Debt, InterestLine, rounded, stretches
from dunning.rates import Law
from dunning.words import plain

NOTHING = Decimal(0)


class Charge(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One sum that is asked for beside the invoices."""

    kind: Literal["interest", "compensation", "fee"]
    number: str = ""  # of the invoice; empty for a fee, which is for the notice
    item: str = ""  # `Debt.id`; for a compensation per invoice that of its first late instalment
    currency: str
    amount: Decimal
    words: str  # one English sentence with the source in law
    working: tuple[InterestLine, ...] = ()


def late(debt: Debt, today: date) -> bool:
    """Whether an undisputed part of it was late on any day up to and with `today`."""
    return any(True for _ in stretches(debt, debt.due, today) if _.last > debt.due)


def compensation(debt: Debt, law: Law) -> Decimal | None:
    """The fixed sum for a debt in its currency; None where the law, or Solde, knows none in it."""
    sums = [s for s in law.compensation if s.currency == debt.currency and s.least <= debt.amount]
    return rounded(Fraction(max(sums, key=lambda s: s.least).amount), debt.currency) if sums else None


def compensations(
    debts: Sequence[Debt], law: Law, *, consumer: bool, today: date, given: Sequence[Charge]
) -> tuple[list[Charge], list[str]]:
    """The compensations that were not asked for before, and why others are not asked for."""
    if consumer:
        return [], ["No fixed compensation: it is never due from a consumer."]
    asked = {_place(law, charge.number, charge.item) for charge in given if charge.kind == "compensation"}
    found: list[Charge] = []
    notes: list[str] = []
    for debt in sorted(debts, key=lambda d: (d.due, d.number, d.id)):
        place = _place(law, debt.number, debt.id)
        if place in asked or not late(debt, today):
            continue
        amount = compensation(debt, law)
        if amount is None:
            note = f"No fixed compensation in {debt.currency} for {debt.number}: "
            note += f"none in that currency is known for {law.country or 'this country'}."
            notes.append(note)
            continue
        asked.add(place)
        of = f"the instalment of {debt.number} due on {debt.due}" if law.each_instalment else debt.number
        words = f"Fixed compensation for late payment of {of}, {plain(amount)} {debt.currency}"
        words += f" ({law.compensation_source})." if law.compensation_source else "."
        found.append(
            Charge(
                kind="compensation",
                number=debt.number,
                item=debt.id,
                currency=debt.currency,
                amount=amount,
                words=words,
            )
        )
    return found, list(dict.fromkeys(notes))


def _place(law: Law, number: str, item: str) -> tuple[str, str]:
    return (number, item if law.each_instalment else "")


def fee(
    debts: Sequence[Debt],
    amounts: dict[str, Decimal],
    law: Law,
    *,
    consumer: bool,
    today: date,
    asked: Sequence[Charge],
) -> tuple[Charge | None, str]:
    """The fee of one notice, in the currency of its oldest late debt that the level has a fee in; or why there is none.

    `asked` are the compensations and fees of this and of earlier notices: what they compensate is not asked twice.
    """
    overdue = [d for d in sorted(debts, key=lambda d: (d.due, d.number, d.id)) if late(d, today)]
    currency = next((d.currency for d in overdue if amounts.get(d.currency)), "")
    if not currency:
        return None, ""
    if consumer and not law.consumer_fees:
        why = law.consumer_source or "Solde knows no rule that allows it"
        return None, f"No fee: a consumer in {law.country or 'this country'} is not charged for reminders ({why})."
    numbers = {debt.number for debt in overdue}
    mine = [c for c in asked if c.currency == currency]
    fixed = sum((c.amount for c in mine if c.kind == "compensation" and c.number in numbers), NOTHING)
    before = sum((c.amount for c in mine if c.kind == "fee"), NOTHING) if fixed else NOTHING
    whole = rounded(Fraction(amounts[currency]), currency)
    amount = min(whole, max(whole + before - fixed, NOTHING))
    if not amount:
        note = f"No fee: the fixed compensation of {plain(fixed)} {currency} already covers it "
        return None, note + "(directive 2011/7/EU, article 6(3))."
    words = f"Reminder fee, {plain(amount)} {currency}"
    if amount < whole:
        words += f": what exceeds the fixed compensation of {plain(fixed)} {currency} (directive 2011/7/EU, 6(3))"
    return Charge(kind="fee", currency=currency, amount=amount, words=f"{words}."), ""
