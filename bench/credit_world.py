"""A store with 100,000 customers and an ERP that never stops: `python -m bench.credit_world FILE fill|pull`."""

import random
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

CUSTOMERS = 100_000
OPEN, PAID = 3, 3  # invoices of each customer; and one order
TODAY = datetime.now(UTC).date()
_NOW = datetime.now(UTC)
_PAGE = 100

CONFIG = """
[connections.erp]
type = "memory"

[companies.FR]
connection = "erp"
id = "1"
name = "Atelier Exemple"
country = "FR"
time_zone = "Europe/Paris"

[web]
port = {port}
threads = 4
[web.tokens]
bench = "env:SOLDE_BENCH_TOKEN"
"""


def customer(number: int, version: int = 0) -> Any:
    from connectors.records import Customer, Ref
    from einvoice.model import Address, Party

    return Customer(
        ref=Ref("erp", "", "customer", str(number)),
        version=str(version),
        changed_at=_NOW,
        party=Party(name=f"Customer {number}", address=Address(city="Lyon", country="FR")),
        email=f"c{number}-{version}@example.com",
        language=("fr", "it", "de", "en")[number % 4],
        credit_limit=Decimal(20_000),
    )


def order(number: int, version: int = 0) -> Any:
    from connectors.records import Order, Ref

    return Order(
        ref=Ref("erp", "1", "order", str(number)),
        version=str(version),
        changed_at=_NOW,
        number=f"SO{number}",
        customer=Ref("erp", "", "customer", str(number)),
        date=TODAY,
        state="confirmed",
        currency="EUR",
        total=Decimal(900 + version),
        uninvoiced=Decimal(900 + version),
    )


class Invoices:
    """Invoices that differ in number, amount and dates; the document is made once."""

    def __init__(self) -> None:
        from connectors.memory.papers import invoice_document, party

        self._document = invoice_document(
            "F0", TODAY, TODAY, party("Atelier Exemple", country="FR"), party("Customer", country="FR"),
            total=None, net=Decimal(1000), rate=Decimal(20), currency="EUR",
        )  # fmt: skip

    def one(self, number: int, who: int, due: date, *, paid: bool, version: int = 0) -> Any:
        import msgspec

        from connectors.records import Due, Invoice, Ref, Settlement

        amount = Decimal(1200)
        document = msgspec.structs.replace(
            self._document, number=f"F{number}", issue_date=due - timedelta(days=30), due_date=due
        )
        on = due + timedelta(days=number % 12)
        return Invoice(
            ref=Ref("erp", "1", "invoice", str(number)),
            version=str(version),
            changed_at=_NOW,
            customer=Ref("erp", "", "customer", str(who)),
            state="paid" if paid else "open",
            document=document,
            open=Decimal(0) if paid else amount,
            dues=(Due(date=due, amount=amount, open=Decimal(0) if paid else amount),),
            disputed=Decimal(version % 100),
            settlements=(Settlement(date=on, amount=amount),) if paid else (),
        )


def fill(file: Path) -> None:
    """Everything straight into the tables, as the store would have put it there."""
    from django.db import transaction

    from config.load import load
    from sync.boot import boot
    from sync.models import Cursor

    boot(load(file))
    from sync import store
    from sync.models import Entry, OpenItem, SettledItem
    from sync.projection import open_rows, settled_rows

    dice, invoices, key = random.Random(1), Invoices(), 0
    for start in range(0, CUSTOMERS, 2000):
        entries: list[Entry] = []
        rows: dict[type[Any], list[Any]] = {OpenItem: [], SettledItem: []}
        for who in range(start, start + 2000):
            records = [customer(who), order(who)]
            for place in range(OPEN + PAID):
                paid = place >= OPEN
                # One in five has something that is too old.
                late = dice.randint(31, 90) if who % 5 == 0 and not place else dice.randint(-30, 20)
                due = TODAY - timedelta(days=dice.randint(40, 300) if paid else late)
                records.append(invoices.one(who * 10 + place, who, due, paid=paid))
            for record in records:
                key += 1
                body = store._ENCODER.encode(record).decode()
                entry = store._fill(Entry(pk=key), record, body, "")  # the digest only tells what is known
                entries.append(entry)
                if entry.kind == "invoice":
                    rows[OpenItem] += [OpenItem(entry_id=key, **values) for values in open_rows(record)]
                    rows[SettledItem] += [SettledItem(entry_id=key, **values) for values in settled_rows(record)]
        with transaction.atomic():
            Entry.objects.bulk_create(entries)
            for model, made in rows.items():
                model.objects.bulk_create(made)
    for kind in ("customer", "order", "invoice", "payment"):
        Cursor.objects.create(connection="erp", kind=kind, value="0")


class Restless:
    """An ERP of which a page of records has changed whenever it is asked."""

    def __init__(self) -> None:
        self.written = 0
        self._dice = random.Random(2)
        self._invoices = Invoices()

    def pull(self, kind: str, cursor: str | None) -> Iterator[Any]:
        """Some pages of each kind, and of invoices without end."""
        from connectors.records import Page

        pages = 20 if kind in {"customer", "order"} else 0 if kind == "payment" else sys.maxsize
        for number in range(pages):
            those = self._dice.sample(range(CUSTOMERS), _PAGE)
            version = self.written // _PAGE + 1
            if kind == "customer":
                records = [customer(who, version) for who in those]
            elif kind == "order":
                records = [order(who, version) for who in those]
            else:
                records = [self._changed(who, version) for who in those]
            self.written += len(records)
            yield Page(records=tuple(records), cursor=str(number))

    def _changed(self, who: int, version: int) -> Any:
        place = self._dice.randrange(OPEN + PAID)
        due = TODAY - timedelta(days=self._dice.randint(-30, 20))
        return self._invoices.one(who * 10 + place, who, due, paid=place >= OPEN, version=version)

    def missing(self, kind: str, ids: Sequence[Any]) -> list[Any]:
        """Nothing is ever deleted."""
        return []


def pull(file: Path) -> None:
    """Write pages until standard input ends; says then how many records and pages a second."""
    import threading

    from config.load import load
    from sync.boot import boot

    boot(load(file), migrate=False)
    from sync.pull import Stopped
    from sync.pull import pull as pull_all

    over = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    erp, began = Restless(), time.perf_counter()
    with suppress(Stopped):
        pull_all("erp", erp, stop=over.is_set)  # type: ignore[arg-type]
    seconds = time.perf_counter() - began
    print(f"{erp.written} {erp.written / seconds:.0f} {erp.written / _PAGE / seconds:.1f}", flush=True)


if __name__ == "__main__":
    from sync.boot import prepare

    prepare()
    {"fill": fill, "pull": pull}[sys.argv[2]](Path(sys.argv[1]))
