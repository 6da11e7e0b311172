"""Fills a SQLite store with the book of debtors, through SQL and in bulk: this part is not timed.

Customers are whole records, stored by the product's own code. Invoices and payments have their columns and their
OpenItem rows, but no JSON: deciding reads only the rows. They lie in the order of the invoices' dates, as an ERP
tells them, not by customer. Whoever was reminded has a notice with its lines.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from bench.debtors import TODAY, Debtor, customer, debtors, item

_AT = datetime(2026, 11, 1, tzinfo=UTC)
_ENTRY = (
    "INSERT INTO sync_entry (connection, company, kind, ext_id, version, digest, body, changed_at, gone, unreadable,"
    " unowed, account, name, date, state, currency, open, parent)"
    " SELECT 'erp', '1', kind, number, '1', kind || number, '', '2026-11-01 00:00:00', 0, 0, '', account, name,"
    " issued, state, 'EUR', open, '' FROM book ORDER BY issued, number"
)
_ITEM = (
    "INSERT INTO sync_openitem (entry_id, connection, company, account, item, number, issued, due, amount, open,"
    " disputed, currency, area, credit)"
    " SELECT e.id, 'erp', '1', b.account, b.item, b.name, b.issued, b.due, b.open, b.open, b.disputed, 'EUR', '',"
    " b.kind = 'payment' FROM sync_entry e CROSS JOIN book b ON b.kind = e.kind AND b.number = e.ext_id"
    " WHERE e.kind IN ('invoice', 'payment') ORDER BY e.id"
)
_BOOK = (
    "CREATE TEMP TABLE book (kind TEXT, number TEXT, account TEXT, item TEXT, name TEXT, issued TEXT, due TEXT,"
    " open TEXT, disputed TEXT, state TEXT, PRIMARY KEY (kind, number)) WITHOUT ROWID"
)


def fill(count: int) -> None:
    """So many customers; Django stands on an empty database."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute(_BOOK)
        with transaction.atomic():
            cursor.executemany(f"INSERT INTO book VALUES ({', '.join(['%s'] * 10)})", _book(debtors(count)))
            cursor.execute(_ENTRY)
            cursor.execute(_ITEM)
    book = debtors(count)
    while some := list(islice(book, 1000)):
        with transaction.atomic():
            _customers(some)
            _past(some)


def _book(found: Iterable[Debtor]) -> Iterator[tuple[Any, ...]]:
    for debtor in found:
        name = customer(debtor)
        for owed in debtor.owed:
            yield (
                "invoice", str(owed.number), name, item(owed), f"F{owed.number}", str(owed.issued), str(owed.due),
                str(owed.amount), str(owed.disputed), "open",
            )  # fmt: skip
        if debtor.on_account:
            number, day = str(debtor.number), str(TODAY - timedelta(days=3))
            yield (
                "payment", number, name, f"erp/1/payment/{number}", "", day, day,
                str(debtor.on_account), "0", "posted",
            )  # fmt: skip


def _customers(some: list[Debtor]) -> None:
    from connectors.records import Customer, Ref
    from einvoice.model import Address, Party
    from sync.store import store

    store(
        Customer(
            ref=Ref("erp", "", "customer", str(debtor.number)),
            version="1",
            changed_at=_AT,
            party=Party(
                name=f"Customer {debtor.number}",
                vat_id=f"{debtor.country}{debtor.number:011}",
                address=Address(
                    line1=f"{debtor.number} Example Street", city="Exampleton", postcode="10000", country=debtor.country
                ),
            ),
            email=f"c{debtor.number}@mail.example",
        )
        for debtor in some
    )


def _past(some: list[Debtor]) -> None:
    from sync.models import HoldCase, Notice, NoticeLine

    reminded = [debtor for debtor in some if debtor.reminded]
    notices = Notice.objects.bulk_create(
        Notice(
            company="FR",
            account=customer(debtor),
            date=debtor.reminded,
            level=max(owed.level for owed in debtor.owed),
            channel="mail",
            status=Notice.Status.GIVEN,
            reason="as in the book",
            decision={},
        )
        for debtor in reminded
    )
    NoticeLine.objects.bulk_create(
        NoticeLine(notice=notice, item=item(owed), level=owed.level, currency="EUR", open=owed.amount)
        for notice, debtor in zip(notices, reminded, strict=True)
        for owed in debtor.owed
        if owed.level
    )
    HoldCase.objects.bulk_create(
        HoldCase(account=customer(debtor), reason="as in the book", placed=True) for debtor in some if debtor.held
    )
