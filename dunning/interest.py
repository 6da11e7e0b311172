"""Late-payment interest: simple, from the day after the due date, per stretch of days with one principal and one rate.

- Days are differences of dates: due on 31 January and paid on 10 February is ten days late, so the day of the
  payment still counts, with the principal before it.
- A stretch ends where a part is settled, a dispute begins or ends, a half-year ends (where the rate has a
  reference), and with actual/actual where a year ends.
- Interest is exact while it accrues, so that it is additive over any split of the days. It is rounded once, half up
  to the currency's minor unit, for each debt; each line shows what it adds to the rounded sum, so that the lines add
  up to it, and none is further than one unit from its own exact value.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal

import msgspec
from babel.numbers import get_currency_precision

from dunning.rates import Applied, MissingRate, RateMissing, Tables, Terms, rate_on, starts

Basis = Literal["actual/365", "actual/360", "actual/actual"]
NOTHING = Decimal(0)
_DAY = timedelta(days=1)


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
    """One instalment of an invoice as interest sees it: its amount with tax, when it fell due, what settled it when."""

    id: str  # as `Item.id`
    number: str  # the invoice's
    due: date
    amount: Decimal
    currency: str
    settled: tuple[Settled, ...] = ()
    contested: tuple[Contested, ...] = ()
    formal_notice: date | None = None  # when a formal notice to pay was given, where the law asks for one

    def principal(self, day: date) -> Decimal:
        """What is late and undisputed on `day`; what was settled that day counts until its end."""
        left = self.amount - sum((s.amount for s in self.settled if s.date < day), NOTHING)
        for part in self.contested:
            if (part.first is None or part.first <= day) and (part.last is None or day <= part.last):
                left -= part.amount
        return max(left, NOTHING)

    @property
    def paid_on(self) -> date | None:
        """The day on which nothing was left of it; None as long as something is."""
        left = self.amount
        for part in sorted(self.settled, key=lambda s: s.date):
            left -= part.amount
            if left <= 0:
                return part.date
        return None


class Agreed(_Fact, frozen=True):
    """What a contract between businesses says about late payment; `interest` None: nothing, so the law's rate."""

    interest: Terms | None = None
    none: bool = False  # no interest is asked for
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
    words: str = ""  # how the rate is made
    table: str = ""  # of the reference rate, as in `Applied`, so that it can be said in any language
    reference: Decimal = NOTHING
    factor: Decimal = Decimal(1)


class Interest(_Fact, frozen=True):
    """The interest of one debt; `amount` is the sum of its lines. With a missing rate there are none."""

    amount: Decimal = NOTHING
    lines: tuple[InterestLine, ...] = ()
    missing: tuple[MissingRate, ...] = ()


class _Stretch(msgspec.Struct, frozen=True):
    first: date
    last: date
    principal: Decimal

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def interest(
    debt: Debt, last: date, terms: Terms, tables: Tables, *, floor: Terms | None = None, basis: Basis = "actual/365"
) -> Interest:
    """The interest of `debt` up to and with the day `last`, to the cent, with its working.

    A rate of `terms` that runs from a formal notice earns nothing before one was given.
    """
    first = start(debt, terms)
    if first is None:
        return Interest()
    rated: list[tuple[_Stretch, Applied]] = []
    missing: set[MissingRate] = set()
    for stretch in stretches(debt, first, last, halves=bool(terms.reference or floor), years=basis == "actual/actual"):
        try:
            rated.append((stretch, rate_on(stretch.first, terms, tables, floor)))
        except RateMissing as error:
            missing.add(error.missing)
    if missing:
        return Interest(missing=tuple(sorted(missing)))
    exact, shown = Fraction(0), NOTHING
    lines: list[InterestLine] = []
    for stretch, rate in rated:
        exact += _exact(stretch, rate, basis)
        so_far = rounded(exact, debt.currency)
        lines.append(
            InterestLine(
                number=debt.number,
                currency=debt.currency,
                principal=stretch.principal,
                first=stretch.first,
                last=stretch.last,
                days=stretch.days,
                percent=rate.percent,
                basis=basis,
                amount=so_far - shown,
                words=rate.words,
                table=rate.table,
                reference=rate.reference,
                factor=rate.factor,
            )
        )
        shown = so_far
    return Interest(amount=shown, lines=tuple(lines))


def accrued(
    debt: Debt,
    first: date,
    last: date,
    terms: Terms,
    tables: Tables,
    *,
    floor: Terms | None = None,
    basis: Basis = "actual/365",
) -> Fraction:
    """The exact interest of the days from `first` to `last`, both counted: unrounded, and so exactly additive.

    Raises RateMissing.
    """
    begin = start(debt, terms)
    if begin is None:
        return Fraction(0)
    found = stretches(
        debt, max(first, begin), last, halves=bool(terms.reference or floor), years=basis == "actual/actual"
    )
    return sum((_exact(s, rate_on(s.first, terms, tables, floor), basis) for s in found), Fraction(0))


def start(debt: Debt, terms: Terms) -> date | None:
    """The first day that earns interest; None where the law wants a formal notice and none was given."""
    if not terms.from_notice:
        return debt.due + _DAY
    return max(debt.due, debt.formal_notice) + _DAY if debt.formal_notice else None


def stretches(debt: Debt, first: date, last: date, *, halves: bool = False, years: bool = False) -> Iterator[_Stretch]:
    """The days from `first` to `last` on which something was late and undisputed, split where something changes."""
    if last < first:
        return
    begins = {first}
    begins.update(part.date + _DAY for part in debt.settled)
    begins.update(part.first for part in debt.contested if part.first)
    begins.update(part.last + _DAY for part in debt.contested if part.last)
    if halves:
        begins.update(starts(first, last))
    if years:
        begins.update(date(year, 1, 1) for year in range(first.year + 1, last.year + 1))
    days = sorted(day for day in begins if first <= day <= last)
    for day, following in zip(days, [*days[1:], last + _DAY], strict=True):
        if principal := debt.principal(day):
            yield _Stretch(day, following - _DAY, principal)


def _exact(stretch: _Stretch, rate: Applied, basis: Basis) -> Fraction:
    if basis == "actual/actual":
        year = date(stretch.first.year, 12, 31).timetuple().tm_yday
    else:
        year = 360 if basis == "actual/360" else 365
    return Fraction(stretch.principal) * Fraction(rate.percent) * stretch.days / (100 * year)


def rounded(exact: Fraction, currency: str) -> Decimal:
    """Half up to the minor unit of the currency."""
    unit = Decimal(1).scaleb(-get_currency_precision(currency))
    units = Fraction(exact) / Fraction(unit)
    whole = Decimal((2 * units.numerator + units.denominator) // (2 * units.denominator))
    return (whole * unit).quantize(unit, rounding=ROUND_HALF_UP)
