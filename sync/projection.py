"""What is open and what was paid, as rows beside the entries: made from a record, and made anew whenever it changes."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from connectors.records import Due, Invoice, Payment, Record
from sync.models import Entry, OpenItem, SettledItem

NOTHING = Decimal(0)
_MANY = 500


def project(changed: Iterable[tuple[Entry, Record]]) -> None:
    """Bring the rows of these stored entries up to their records; call it in the transaction that stores them."""
    owed = [(entry, record) for entry, record in changed if isinstance(record, Invoice | Payment)]
    withdraw([entry.pk for entry, _ in owed])
    opened = [OpenItem(entry_id=entry.pk, **values) for entry, record in owed for values in open_rows(record)]
    settled = [SettledItem(entry_id=entry.pk, **values) for entry, record in owed for values in settled_rows(record)]
    OpenItem.objects.bulk_create(opened, batch_size=_MANY)
    SettledItem.objects.bulk_create(settled, batch_size=_MANY)


def withdraw(entries: list[int]) -> None:
    """Nothing is open or settled on these any more: they are gone, or cannot be read."""
    for start in range(0, len(entries), _MANY):
        piece = entries[start : start + _MANY]
        OpenItem.objects.filter(entry__in=piece).delete()
        SettledItem.objects.filter(entry__in=piece).delete()


def open_rows(record: Invoice | Payment) -> Iterator[dict[str, Any]]:
    """The values of its OpenItem rows: none unless it is posted and something is open."""
    if isinstance(record, Payment):
        if record.state == "posted" and record.unapplied > 0:
            yield {
                **_place(record),
                "item": str(record.ref),
                "number": _text(record.memo) or record.ref.id,
                "issued": record.date,
                "due": record.date,
                "amount": record.amount,
                "open": record.unapplied,
                "disputed": NOTHING,
                "currency": record.currency,
                "credit": True,
            }
        return
    if record.state != "open" or record.open <= 0:
        return
    whole = {
        **_place(record),
        "number": _text(record.document.number),
        "issued": record.document.issue_date,
        "currency": record.document.currency,
        "area": _text(record.area)[:100],
    }
    if record.document.is_credit:
        amount, day = record.document.totals.payable, record.document.issue_date
        yield {
            **whole,
            "item": str(record.ref),
            "due": day,
            "amount": amount,
            "open": record.open,
            "disputed": NOTHING,
            "credit": True,
        }
        return
    disputed = record.disputed
    for number, due in enumerate(_in_order(record)):
        if due.open <= 0:
            continue
        contested = max(min(due.open, disputed), NOTHING)  # a dispute takes the earliest instalments first
        disputed -= contested
        yield {
            **whole,
            "item": f"{record.ref}#{number}",
            "due": due.date,
            "amount": due.amount,
            "open": due.open,
            "disputed": contested,
        }


def settled_rows(record: Invoice | Payment) -> Iterator[dict[str, Any]]:
    """The values of its SettledItem rows. What credit notes alone have settled says nothing about paying.

    The ERP tells when money came, not for which instalment: it fills the earliest ones first.
    """
    if isinstance(record, Payment) or record.document.is_credit or record.state not in {"open", "paid"}:
        return
    if record.settlements and all(settlement.credit for settlement in record.settlements):
        return
    reached, running = [], NOTHING
    for settlement in sorted(record.settlements, key=lambda settlement: settlement.date):
        running += settlement.amount
        reached.append((running, settlement.date))
    document, due_until_now = record.document, NOTHING
    whole = Due(date=document.due_date or document.issue_date, amount=document.totals.payable, open=NOTHING)
    for due in _in_order(record) or [whole]:
        due_until_now += due.amount
        if due.amount <= 0 or (record.state != "paid" and due.open > 0):
            continue
        days = [day for sum_, day in reached if sum_ >= due_until_now]
        last = reached[-1][1] if reached else None
        yield {
            **_place(record),
            "issued": document.issue_date,
            "due": due.date,
            "settled_on": days[0] if days else last,
            "amount": due.amount,
            "currency": document.currency,
        }


def _in_order(record: Invoice) -> list[Due]:
    return sorted(record.dues, key=lambda due: (due.date, due.amount))


def _place(record: Invoice | Payment) -> dict[str, Any]:
    ref = record.ref
    return {"connection": ref.connection, "company": ref.company, "account": str(record.customer)}


def _text(text: str) -> str:
    return text.replace("\0", "")[:400]
