"""Delivering effects from the outbox: claimed, sent, acknowledged and audited, each on the disk before the next."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.benchmark import Benchmark, Run, Watch

_COUNT = 200


@contextmanager
def _ours() -> Iterator[Run]:
    from config.settings import Connection, Guard, Mail, Settings
    from connectors import memory
    from connectors.records import AddNote, SetEInvoiceStatus
    from sync.boot import boot

    with tempfile.TemporaryDirectory(prefix="solde-bench-") as name:
        settings = Settings(
            file=Path(name) / "solde.toml",
            data=Path(name) / "data",
            companies={},
            connections={"erp": Connection(type="memory", settings=memory.Settings())},
            channels={},
            policies={},
            mail=Mail(sender="solde@example.test"),
            guard=Guard(),
        )
        boot(settings)
        from django.db import transaction

        from sync import outbox
        from sync.deliver import Delivery
        from sync.engine import opened

        done = 0
        with opened(settings) as engine:
            erp = memory.store()
            customer = erp.customer()
            invoices = [erp.invoice(customer) for _ in range(_COUNT // 2)]

            def run(watch: Watch) -> int:
                nonlocal done
                with transaction.atomic():
                    for number, invoice in enumerate(invoices, done):
                        outbox.put_change(f"note:{number}", AddNote(target=invoice, text="issued"), run=None)
                        state = SetEInvoiceStatus(target=invoice, status=f"issued {number}", format="facturx")
                        outbox.put_change(f"state:{number}", state, run=None)
                done += _COUNT
                with watch:
                    delivery = Delivery(engine).all()
                if delivery.counts["erp.done"] != _COUNT:
                    raise ValueError(f"not all was delivered: {dict(delivery.counts)} {delivery.troubles}")
                return _COUNT

            yield run


@contextmanager
def _bare() -> Iterator[Run]:
    with tempfile.TemporaryDirectory(prefix="solde-bench-") as name:
        db = sqlite3.connect(Path(name) / "bare.sqlite3", isolation_level=None)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.execute("CREATE TABLE effect (id INTEGER PRIMARY KEY, key TEXT UNIQUE, status TEXT, payload TEXT)")
        db.execute("CREATE TABLE audit (id INTEGER PRIMARY KEY, key TEXT, what TEXT)")
        sent: list[str] = []

        def run(watch: Watch) -> int:
            rows = [(f"{len(sent)}-{number}", "pending", "{}") for number in range(_COUNT)]
            db.execute("BEGIN")
            db.executemany("INSERT INTO effect (key, status, payload) VALUES (?, ?, ?)", rows)
            db.execute("COMMIT")
            with watch:
                for id_, key in db.execute("SELECT id, key FROM effect WHERE status = 'pending'").fetchall():
                    db.execute("UPDATE effect SET status = 'sending' WHERE id = ? AND status = 'pending'", [id_])
                    sent.append(key)
                    db.execute("BEGIN IMMEDIATE")
                    db.execute("UPDATE effect SET status = 'done' WHERE id = ? AND status = 'sending'", [id_])
                    db.execute("INSERT INTO audit (key, what) VALUES (?, 'sent')", [key])
                    db.execute("COMMIT")
            return _COUNT

        yield run
        db.close()


BENCH = Benchmark(
    title="the outbox on SQLite, one half events and one half states",
    unit="effect",
    sides={"solde": _ours, "bare sqlite3": _bare},
    rounds=7,
    note=(
        "The bare loop is the floor of two durable commits per effect (synchronous=FULL): a claim, and the "
        "acknowledgement with its audit line. The ERP is in memory on both sides, so that only the outbox counts."
    ),
)
