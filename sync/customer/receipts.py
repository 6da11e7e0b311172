"""Which money came in towards what was promised or agreed.

Kept is what was *received*: money, dated on the ERP's payment, from the day of the promise to the promised day.
A credit note, or older money that is only now set against an invoice, lowers what is owed but keeps no promise.
So the fall of an invoice's open amount alone proves nothing; it only says where the money that came in went:

- Where the ERP tells what settled its invoices, those payments count, with what is not yet applied.
- Elsewhere the payments count. Of a payment that is applied already nobody knows on what; towards named items it
  counts as far as their open amount fell.

One payment counts once: what one promise took is not there for the next.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import msgspec

from config.settings import Company
from connectors.records import Invoice, Payment
from dunning.account import NOTHING
from sync.models import Entry, OpenItem
from sync.store import record_of


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """Money that should come in. `items` has what was open on each when it was said; empty: on whatever it comes."""

    id: int
    account: str
    currency: str
    since: date
    until: date | None  # None: whenever it comes
    amount: Decimal
    items: Mapping[str, Decimal] = {}
    kept: bool = False  # it was kept and is over; it only says what was spent

    @property
    def invoices(self) -> set[str]:
        """`str(Ref)` of the invoices that the items are parts of."""
        return {item.rpartition("#")[0] for item in self.items}


class _Money(msgspec.Struct, kw_only=True):
    day: date
    left: Decimal  # of it, not yet counted
    applied: bool
    invoice: str = ""  # what it settled, where the ERP tells


def received(company: Company, wanted: Sequence[Expected]) -> dict[int, Decimal | None]:
    """What came in towards each, at most its amount; None where nothing of its items is open any more.

    Three queries for all of them, none if there are none.
    """
    if not wanted:
        return {}
    paid, told, open_now = _read(company, wanted)
    money = {place: _fuller(paid.get(place, []), told.get(place, [])) for place in {*paid, *told}}
    result: dict[int, Decimal | None] = {}
    for each in sorted(wanted, key=lambda e: (not e.kept, e.until is None, e.until or e.since, e.since, e.id)):
        if not each.kept and each.items and not any(open_now.get(item) for item in each.items):
            result[each.id] = None
            continue
        fall = sum((max(was - open_now.get(item, NOTHING), NOTHING) for item, was in each.items.items()), NOTHING)
        result[each.id] = _take(each, money.get((each.account, each.currency), []), fall)
    return result


def _take(each: Expected, money: list[_Money], fall: Decimal) -> Decimal:
    invoices, missing = each.invoices, each.amount
    for piece in money:
        if piece.day < each.since or (each.until is not None and piece.day > each.until):
            continue
        if each.items and piece.invoice and piece.invoice not in invoices:
            continue
        part = min(piece.left, missing)
        if each.items and piece.applied:
            part = min(part, fall)
            fall -= part
        piece.left -= part
        missing -= part
    return each.amount - missing


Place = tuple[str, str]  # account, currency


def _read(
    company: Company, wanted: Sequence[Expected]
) -> tuple[dict[Place, list[_Money]], dict[Place, list[_Money]], dict[str, Decimal]]:
    """Payments; settlements with money on account; what is open now on each item."""
    accounts = {each.account for each in wanted}
    since = min(each.since for each in wanted)
    here = Entry.objects.filter(
        connection=company.connection, company=company.id, account__in=accounts, gone=False, unreadable=False
    )
    paid: dict[Place, list[_Money]] = defaultdict(list)
    told: dict[Place, list[_Money]] = defaultdict(list)
    for entry in here.filter(kind="payment", state="posted", date__gte=since).order_by("date", "id"):
        payment: Payment = record_of(entry)
        place = (entry.account, payment.currency)
        spare = min(payment.unapplied, payment.amount)
        paid[place].append(_Money(day=payment.date, left=payment.amount - spare, applied=True))
        for view in (paid, told):
            view[place].append(_Money(day=payment.date, left=spare, applied=False))
    for entry in here.filter(kind="invoice", body__contains='"settlements":').order_by("id"):
        invoice: Invoice = record_of(entry)
        told[entry.account, invoice.document.currency] += [
            _Money(day=s.date, left=s.amount, applied=True, invoice=entry.ref)
            for s in invoice.settlements
            if s.date >= since and not s.credit and s.amount > 0
        ]
    items = OpenItem.objects.filter(connection=company.connection, company=company.id, account__in=accounts)
    return paid, told, dict(items.values_list("item", "open"))


def _fuller(paid: list[_Money], told: list[_Money]) -> list[_Money]:
    """The same money, seen on the payments or on the invoices it settled: never both, and rather what tells more."""
    better = told if sum(m.left for m in told) >= sum(m.left for m in paid) else paid
    return sorted(better, key=lambda m: m.day)
