"""What a late payer owes beside the invoices: interest, the fixed compensation, a fee, each with its working."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import msgspec

from dunning import fees
from dunning.fees import Charge
from dunning.interest import Agreed, Basis, Contested, Debt, InterestLine, Settled, interest
from dunning.policy import Level, Reaction
from dunning.rates import Law, MissingRate, Tables, Terms
from dunning.words import plain

NOTHING = Decimal(0)
_NOTHING_AGREED = Agreed()


class Charges(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a notice asks for beside its items. `missing` and `notes` say what it does not ask for, and why."""

    charges: tuple[Charge, ...] = ()
    missing: tuple[MissingRate, ...] = ()
    notes: tuple[str, ...] = ()

    def totals(self) -> dict[str, Decimal]:
        """The sum of the charges per currency."""
        found: dict[str, Decimal] = {}
        for charge in self.charges:
            found[charge.currency] = found.get(charge.currency, NOTHING) + charge.amount
        return found


def charges(
    debts: Sequence[Debt],
    way: Level | Reaction,
    *,
    law: Law,
    tables: Tables,
    consumer: bool,
    today: date,
    home: str = "",
    agreed: Agreed = _NOTHING_AGREED,
    given: Sequence[Charge] = (),
) -> Charges:
    """What a notice of `today` asks for on `debts` beside the debts themselves, as its level or reaction says.

    `law` is that of the creditor's country, `home` the debtor's country. `given` is what earlier notices asked for:
    the interest of an open debt is stated anew up to today, in place of what an earlier notice stated; that of a debt
    that was paid is asked for once, and so is a compensation. Settled debts may be among `debts` (`late_paid`).
    """
    if consumer and home and home != law.country:
        note = f"No interest, compensation or fee: the law of {home} protects this consumer, not that of {law.country}."
        return Charges(notes=(note,) if way.interest or way.compensation or way.fee else ())
    parts = _interests(debts, law, tables, consumer, today, agreed, given) if way.interest else []
    found = [charge for part in parts for charge in part.charges]
    notes = [note for part in parts for note in part.notes]
    if way.compensation:
        sums, why_not = fees.compensations(debts, law, consumer=consumer, today=today, given=given)
        found += sums
        notes += why_not
    if way.fee:
        one, why = fees.fee(debts, way.fee, law, consumer=consumer, today=today, asked=[*given, *found])
        found += [one] if one else []
        notes += [why] if why else []
    missing = {gap for part in parts for gap in part.missing}
    return Charges(charges=tuple(found), missing=tuple(sorted(missing)), notes=tuple(notes))


def late_paid(debts: Sequence[Debt], given: Sequence[Charge] = ()) -> tuple[Debt, ...]:
    """Those that were paid in full, but late, and whose interest no notice has asked for to its last day.

    Paying the principal does not undo the interest that accrued. What credit notes alone settled was never owed.
    """
    return tuple(
        debt
        for debt in debts
        if debt.paid_on
        and debt.paid_on > debt.due
        and not all(s.credit for s in debt.settled)
        and not _asked(debt, given)
    )


def _asked(debt: Debt, given: Sequence[Charge]) -> bool:
    """Whether the whole interest of a debt that was paid stood on an earlier notice."""
    return debt.paid_on is not None and any(
        charge.kind == "interest" and charge.item == debt.id and charge.working[-1].last >= debt.paid_on
        for charge in given
        if charge.working
    )


def _terms(law: Law, agreed: Agreed, *, consumer: bool) -> tuple[Terms | None, Terms | None, str]:
    """The rate, the least that it may be, and why there is none. What businesses agree does not bind consumers."""
    country = law.country or "this country"
    if consumer:
        return law.consumer, None, f"No interest: no rate for consumers is known for {country}."
    if agreed.interest is not None:
        return agreed.interest, law.floor, ""
    return law.business, None, f"No interest: no statutory rate is known for {country}; agree one (late_interest)."


def _interests(
    debts: Sequence[Debt],
    law: Law,
    tables: Tables,
    consumer: bool,
    today: date,
    agreed: Agreed,
    given: Sequence[Charge],
) -> list[Charges]:
    """One part for each debt, the oldest due first."""
    if agreed.none:
        return []
    rate, floor, why = _terms(law, agreed, consumer=consumer)
    if rate is None:
        return [Charges(notes=(why,))]
    order = sorted(debts, key=lambda d: (d.due, d.number, d.id))
    return [_interest(d, rate, floor, tables, today, agreed.basis) for d in order if not _asked(d, given)]


def _interest(debt: Debt, rate: Terms, floor: Terms | None, tables: Tables, today: date, basis: Basis) -> Charges:
    if debt.due >= today:
        return Charges()
    if rate.from_notice and debt.formal_notice is None:
        note = f"No interest on {debt.number}: it runs from a formal notice, and none was given ({rate.source})."
        return Charges(notes=(note,))
    result = interest(debt, today, rate, tables, floor=floor, basis=basis)
    disputed = sum((c.amount for c in debt.contested if c.last is None or c.last > debt.due), NOTHING)
    note = f"{plain(disputed)} {debt.currency} of {debt.number} earns no interest while it is disputed."
    notes = (note,) if disputed else ()
    if not result.amount:
        return Charges(missing=result.missing, notes=notes)
    words = f"Interest on {debt.number} from {result.lines[0].first} to {result.lines[-1].last}"
    charge = Charge(
        kind="interest",
        number=debt.number,
        item=debt.id,
        currency=debt.currency,
        amount=result.amount,
        words=f"{words} ({rate.source})." if rate.source else f"{words}.",
        working=result.lines,
    )
    return Charges(charges=(charge,), notes=notes)


__all__ = [
    "Agreed",
    "Charge",
    "Charges",
    "Contested",
    "Debt",
    "InterestLine",
    "Settled",
    "charges",
    "late_paid",
]
