"""The account's rows in an SQLite file, shared by the server and by those who work in it; and the account's clock.

Whoever opens the same file sees the same account: the server may be a process of its own.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from tests.connectors.netsuite.standin import functions, schema
from tests.connectors.netsuite.standin.rules import Rules

STAMP = "%Y-%m-%d %H:%M:%S"


class Store:
    """One connection behind a lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, cached_statements=256)
        self._db.row_factory = sqlite3.Row
        self._rules: tuple[str, Rules] = ("", Rules())
        for pragma in ("journal_mode=WAL", "synchronous=OFF", "busy_timeout=20000", "temp_store=MEMORY"):
            self._db.execute(f"PRAGMA {pragma}")
        functions.register(self._db)
        self._in = 0
        with self.change():
            schema.make(self._db)

    def close(self) -> None:
        with self.lock:
            self._db.close()

    # Rows

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        with self.lock:
            return [dict(row) for row in self._db.execute(sql, values)]

    def one(self, sql: str, values: Sequence[Any] = ()) -> dict[str, Any] | None:
        rows = self.all(sql, values)
        return rows[0] if rows else None

    def cursor(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """For those who hold the lock."""
        return self._db.execute(sql, values)

    @contextmanager
    def change(self) -> Iterator[None]:
        """All of it or nothing."""
        with self.lock:
            if self._in == 0:
                self._db.execute("BEGIN IMMEDIATE")
            self._in += 1
            try:
                yield
            except BaseException:
                self._in -= 1
                if self._in == 0:
                    self._db.execute("ROLLBACK")
                raise
            self._in -= 1
            if self._in == 0:
                self._db.execute("COMMIT")

    def insert(self, table: str, **fields: Any) -> int:
        """The rowid, which is the internal id where the table has one."""
        names = ", ".join(f'"{name}"' for name in fields)
        marks = ", ".join("?" for _ in fields)
        with self.change():
            made = self._db.execute(
                f'INSERT INTO "{table}" ({names}) VALUES ({marks})', [kept(value) for value in fields.values()]
            ).lastrowid
        return made or 0

    def bulk(self, table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Many rows, with values as they are stored."""
        listed, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" for _ in names)
        with self.change():
            self._db.executemany(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', rows)

    def update(self, table: str, where: dict[str, Any], **fields: Any) -> int:
        """How many rows were changed."""
        names = ", ".join(f'"{name}" = ?' for name in fields)
        values = [kept(value) for value in (*fields.values(), *where.values())]
        with self.change():
            return self._db.execute(f'UPDATE "{table}" SET {names} WHERE {_condition(where)}', values).rowcount

    def delete(self, table: str, where: dict[str, Any]) -> int:
        with self.change():
            values = [kept(value) for value in where.values()]
            return self._db.execute(f'DELETE FROM "{table}" WHERE {_condition(where)}', values).rowcount

    def find(self, table: str, **where: Any) -> list[dict[str, Any]]:
        values = [kept(value) for value in where.values()]
        return self.all(f'SELECT * FROM "{table}" WHERE {_condition(where)}', values)

    def get(self, table: str, **where: Any) -> dict[str, Any]:
        (row,) = self.find(table, **where)
        return row

    def empty(self) -> None:
        """No rows at all, and the rules as they were at first."""
        with self.change():
            for table in schema.names(self._db):
                self._db.execute(f'DELETE FROM "{table}"')
            schema.fill(self._db)

    # What is kept beside the rows

    def setting(self, name: str) -> str:
        row = self.one("SELECT value FROM _setting WHERE name = ?", [name])
        return row["value"] if row else ""

    def set(self, name: str, value: str) -> None:
        with self.change():
            self._db.execute("INSERT OR REPLACE INTO _setting (name, value) VALUES (?, ?)", [name, value])

    @property
    def rules(self) -> Rules:
        said = self.setting("rules")
        if said != self._rules[0]:
            self._rules = (said, msgspec.json.decode(said, type=Rules))
        return self._rules[1]

    def rule(self, **changed: Any) -> None:
        """Change some of the rules; new custom fields become columns."""
        known = msgspec.structs.replace(self.rules, **changed)
        with self.change():
            self.set("rules", msgspec.json.encode(known).decode())
            schema.add_custom(self._db, known.custom)

    # The clock

    def now(self) -> datetime:
        """The server's clock, to the second: it may be ahead, and it may stand still."""
        if stopped := self.setting("stopped"):
            return datetime.fromisoformat(stopped)
        ahead = float(self.setting("ahead") or 0)
        return (datetime.now(UTC) + timedelta(seconds=ahead)).replace(microsecond=0)

    def advance(self, by: timedelta) -> None:
        with self.change():
            self.set("ahead", str(float(self.setting("ahead") or 0) + by.total_seconds()))

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Whatever is changed meanwhile carries one time stamp."""
        self.set("stopped", self.now().isoformat())
        try:
            yield
        finally:
            self.set("stopped", "")

    def stamp(self, at: datetime | None = None) -> str:
        """An instant as it is stored: in the account's zone, in which SuiteQL shows it."""
        return (at or self.now()).astimezone(ZoneInfo(self.rules.zone)).strftime(STAMP)

    def instant(self, stamp: str) -> datetime:
        """The reverse."""
        return datetime.strptime(stamp, STAMP).replace(tzinfo=ZoneInfo(self.rules.zone)).astimezone(UTC)


def kept(value: Any) -> Any:
    """A value as it is stored: days with a time, as Oracle has them; bool as T and F; no empty text."""
    if isinstance(value, bool):
        return "T" if value else "F"
    if isinstance(value, datetime):
        raise TypeError("instants go through Store.stamp")
    if hasattr(value, "isoformat"):
        return f"{value.isoformat()} 00:00:00"
    if isinstance(value, dict | list):
        return json.dumps(value)
    if value is None or isinstance(value, int | float | str | bytes):
        return None if value == "" else value
    return str(value)  # Decimal: the column's affinity makes it a number


def _condition(where: dict[str, Any]) -> str:
    return " AND ".join(f'"{name}" IS ?' for name in where) or "1 = 1"
