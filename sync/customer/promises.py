"""A promise to pay, and an instalment plan: what was agreed about money to come."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from connectors.errors import Misconfigured
from dunning.account import NOTHING, PlanDue, Promise
from dunning.words import plain
from sync.customer.accounts import Desk, Known, company_of, currency_of, items_named, open_items, owed
from sync.customer.entries import Entered, amount_of, because, day_of, enter
from sync.customer.said import Planned, Promised, body_of, said_of
from sync.models import OpenItem
from sync.models import Said as Row

ALL = "all"


def promise(
    desk: Desk,
    known: Known,
    amount: str,
    by: str,
    *,
    invoices: Sequence[str] = (),
    currency: str = "",
    company: str = "",
    why: str = "",
) -> Entered:
    """The customer pays `amount` (or `all`) by the day `by`: on these invoices, or on the account.

    Raises Misconfigured where it does not fit what is open.
    """
    key = company_of(desk, known, company)
    today, where = desk.today[key], desk.settings.companies[key]
    rows = items_named(where, known, invoices) if invoices else open_items(where, known.account)
    money = currency_of(known, rows, currency)
    rows = [row for row in rows if row.currency == money]
    there = owed(rows)[money]
    sum_ = there if amount == ALL else amount_of(amount, money)
    day = day_of(by, today, "promised for")
    about = _numbers(rows) if invoices else ""
    if sum_ > there:
        what = about or "in all"
        raise Misconfigured(f"{plain(sum_)} {money} is more than the {plain(there)} {money} that is open ({what})")
    _not_planned(known, key, rows if invoices else [])
    _not_promised_already(desk, known, key, rows, money, sum_, named=bool(invoices))
    items = {row.item: row.open for row in rows} if invoices else {}
    body = Promised(amount=sum_, currency=money, by=day, items=items, about=about)
    on = f" on {about}" if about else ""
    told = f"Promise to pay: {plain(sum_)} {money} by {day}{on}{because(why)}."
    row = enter(known, body, told, today=today, company=key, why=why)
    return Entered(number=row.pk, message=f"{told} Until then it is not asked for; the ERP gets a note.")


def plan(
    desk: Desk,
    known: Known,
    parts: Sequence[str],
    *,
    invoices: Sequence[str] = (),
    currency: str = "",
    company: str = "",
    why: str = "",
) -> Entered:
    """Instalments (`2026-12-01:250.00`) over these invoices, or over all that is open in one currency.

    Raises Misconfigured unless they add up to what is open, with the difference.
    """
    key = company_of(desk, known, company)
    today, where = desk.today[key], desk.settings.companies[key]
    rows = items_named(where, known, invoices) if invoices else open_items(where, known.account)
    money = currency_of(known, rows, currency)
    rows = [row for row in rows if row.currency == money]
    dues = tuple(_part(part, today, money) for part in parts)
    for before, after in pairwise(dues):
        if after.due <= before.due:
            raise Misconfigured(f"the instalments must be in the order of their days: {after.due} after {before.due}")
    there, agreed = owed(rows)[money], sum((d.amount for d in dues), NOTHING)
    if agreed != there:
        word = "missing" if agreed < there else "too much"
        raise Misconfigured(
            f"the instalments add up to {plain(agreed)} {money}, open on {_numbers(rows)} is {plain(there)} {money}: "
            f"{plain(abs(there - agreed))} {money} {word}"
        )
    _not_planned(known, key, rows)
    body = Planned(currency=money, dues=dues, items={row.item: row.open for row in rows}, about=_numbers(rows))
    told = f"Instalment plan over {_numbers(rows)}: {_dues(dues, money)}{because(why)}."
    row = enter(known, body, told, today=today, company=key, why=why)
    message = f"{told} While it is kept these are not reminded; broken, they are due as before."
    return Entered(number=row.pk, message=message)


def _part(text: str, today: date, currency: str) -> PlanDue:
    day, colon, amount = text.partition(":")
    if not colon:
        raise Misconfigured(f"{text!r} is not an instalment: write it as DATE:AMOUNT, such as {today}:250.00")
    return PlanDue(due=day_of(day, today, "instalment"), amount=amount_of(amount, currency))


def _not_planned(known: Known, key: str, rows: Sequence[OpenItem]) -> None:
    wanted = {row.item: row.number for row in rows}
    for row in Row.objects.filter(account=known.account, company__in=("", key), kind="plan", ended_on=None):
        body = body_of(row)
        assert isinstance(body, Planned)
        if there := sorted({wanted[item] for item in body.items if item in wanted}):
            raise Misconfigured(f"{', '.join(there)} is in plan {row.pk} already; `end {row.pk} WHY` ends that plan")


def _not_promised_already(
    desk: Desk, known: Known, key: str, rows: Sequence[OpenItem], currency: str, amount: Decimal, *, named: bool
) -> None:
    """All running promises together may not be more than what is open on what they are about."""
    where = desk.settings.companies[key]
    said = said_of(key, where, [known.account]).get(known.account)
    running = [p for p in (said.promises if said else ()) if p.currency == currency and p.by >= desk.today[key]]
    about = {row.item for row in rows}
    if named:
        _fits([p for p in running if about.intersection(p.items)], amount, owed(rows)[currency], currency)
    _fits(running, amount, owed(open_items(where, known.account))[currency], currency)


def _fits(running: Sequence[Promise], amount: Decimal, there: Decimal, currency: str) -> None:
    promised = sum((p.amount - p.received for p in running), NOTHING)
    if running and promised + amount > there:
        told = ", ".join(f"{p.id.partition(':')[2]} ({plain(p.amount)} {currency} by {p.by})" for p in running)
        raise Misconfigured(
            f"with {plain(promised)} {currency} promised already this is more than the {plain(there)} {currency} that "
            f"is open; running: {told}. `end NUMBER WHY` takes one back"
        )


def _numbers(rows: Iterable[OpenItem]) -> str:
    return ", ".join(dict.fromkeys(row.number for row in rows))


def _dues(dues: Sequence[PlanDue], currency: str) -> str:
    return ", ".join(f"{plain(d.amount)} {currency} by {d.due}" for d in dues)
