"""The rows that a credit check reads. Plain SQL: a shop waits for the answer, and these are a dozen small lookups.

Every lookup is served by an index and is the same on SQLite and PostgreSQL; what a row means is said in
sync/credit/facts.py.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection as db

from sync.accounts import COUNTS


@contextmanager
def one_view() -> Iterator[None]:
    """What is read inside is one state of the database, though somebody writes meanwhile. It locks nobody out."""
    if db.in_atomic_block:
        yield
        return
    begin = "BEGIN" if db.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with db.cursor() as cursor:
        cursor.execute(begin)
    try:
        yield
    finally:
        with db.cursor() as cursor:
            cursor.execute("ROLLBACK")


def customer(connection: str, companies: Sequence[str], ext_id: str) -> list[tuple[Any, ...]]:
    """The customer's entry."""
    return _select(
        "SELECT connection, company, ext_id, name, parent, body, changed_at, unreadable FROM sync_entry"
        " WHERE connection = %s AND company IN %s AND kind = 'customer' AND ext_id = %s AND NOT gone",
        connection,
        companies,
        ext_id,
    )


def children(parents: Collection[str]) -> list[tuple[Any, ...]]:
    """Customers whose parent is one of these."""
    return _select(
        "SELECT connection, company, ext_id, name, parent, body, changed_at, unreadable FROM sync_entry"
        " WHERE parent IN %s AND NOT (parent = '') AND kind = 'customer' AND NOT gone",
        parents,
    )


def any_links() -> bool:
    """Whether a person ever said that two accounts are one debtor."""
    return bool(_select("SELECT 1 FROM sync_said WHERE kind = 'same' AND ended_on IS NULL LIMIT 1"))


def open_items(connection: str, company: str, accounts: Collection[str]) -> list[tuple[Any, ...]]:
    """account, item, number, due, open, disputed, currency, credit, issued, amount."""
    return _select(
        "SELECT account, item, number, due, open, disputed, currency, credit, issued, amount FROM sync_openitem"
        " WHERE connection = %s AND company = %s AND account IN %s",
        connection,
        company,
        accounts,
    )


def levels(items: Collection[str]) -> dict[str, int]:
    """The highest level given for each of these items."""
    if not items:
        return {}
    found = _select(
        "SELECT l.item, MAX(l.level) FROM sync_noticeline l JOIN sync_notice n ON n.id = l.notice_id"
        " WHERE l.item IN %s AND n.status IN %s GROUP BY l.item",
        items,
        list(map(str, COUNTS)),
    )
    return dict(found)


def settled(accounts: Collection[str], since: date) -> list[tuple[Any, ...]]:
    """due, settled_on, amount, currency, issued."""
    return _select(
        "SELECT due, settled_on, amount, currency, issued FROM sync_settleditem"
        " WHERE account IN %s AND due >= %s AND settled_on IS NOT NULL",
        accounts,
        db.ops.adapt_datefield_value(since),
    )


def orders(connection: str, company: str, accounts: Collection[str]) -> list[tuple[Any, ...]]:
    """account, body."""
    found = _select(
        "SELECT connection, company, account, body FROM sync_entry WHERE account IN %s AND kind = 'order'"
        " AND open > 0 AND NOT gone AND NOT unreadable AND state IN ('confirmed', 'done', 'draft-invoice')",
        accounts,
    )
    # Compared here: without statistics SQLite would rather go through all orders of the company.
    return [row[2:] for row in found if row[:2] == (connection, company)]


def unreadable(connection: str, company: str, accounts: Collection[str]) -> bool:
    """Whether an invoice or payment of these accounts could not be read."""
    found = _select(
        "SELECT connection, company, kind FROM sync_entry WHERE account IN %s AND unreadable AND NOT gone", accounts
    )
    return any(row[:2] == (connection, company) and row[2] in {"invoice", "payment"} for row in found)


def open_holds(accounts: Collection[str]) -> list[tuple[Any, ...]]:
    """account, reason, placed, left."""
    return _select(
        'SELECT account, reason, placed, "left" FROM sync_holdcase WHERE account IN %s AND released_at IS NULL',
        accounts,
    )


def released_since(account: str, since: Any) -> bool:
    """Whether Solde took its own hold back after that instant (as the database gave it)."""
    sql = 'SELECT 1 FROM sync_holdcase WHERE account = %s AND released_at > %s AND placed AND NOT "left" LIMIT 1'
    return bool(_select(sql, account, since))


def override(account: str) -> list[tuple[Any, ...]]:
    """amount, currency, until, reason, who."""
    return _select(
        "SELECT amount, currency, until, reason, who FROM sync_creditoverride WHERE account = %s AND ended_at IS NULL",
        account,
    )


def score(account: str) -> list[tuple[Any, ...]]:
    """grade, source, words, day."""
    return _select("SELECT grade, source, words, day FROM sync_creditscore WHERE account = %s", account)


def anything_said(accounts: Collection[str]) -> bool:
    """Whether people entered something about these accounts that may count."""
    return bool(
        _select(
            "SELECT 1 FROM sync_said WHERE account IN %s AND kind IN ('dispute', 'wish') AND ended_on IS NULL LIMIT 1",
            accounts,
        )
    )


def pulled_at(connection: str) -> datetime | None:
    """When the least recent kind of record was last read from the ERP."""
    ((found,),) = _select("SELECT MIN(moved_at) FROM sync_cursor WHERE connection = %s", connection)
    if found is None or isinstance(found, datetime):
        return found
    return datetime.fromisoformat(found).replace(tzinfo=UTC)


def day(value: Any) -> date:
    """A date as any database gives it."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def _select(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows; the `%s` of a collection of values stands for all of them in brackets."""
    flat: list[Any] = []
    marks: list[str] = []
    for value in values:
        if isinstance(value, str | date):
            flat.append(value)
            marks.append("%s")
        else:
            flat += value
            marks.append(f"({', '.join(['%s'] * len(value))})")
    with db.cursor() as cursor:
        cursor.execute(sql % tuple(marks), flat)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
