"""What the NetSuite account holds, read from its rows without Solde."""

import hashlib
from decimal import Decimal
from typing import Any, NamedTuple

from tests.connectors.netsuite.standin.store import Store
from tests.end_to_end.netsuite_shop import DAY, HOLD, LEVEL, STATUS

_CENTS = "CAST(ROUND({} * 100) AS INTEGER)"
# What an invoice or a credit is worth and what is linked to it: not the columns of open amounts that Solde reads.
_LEFT = f"""
SELECT t.id, t.entity, t.type, {_CENTS.format("ABS(t.foreigntotal)")} - COALESCE(s.cents, 0) AS cents
FROM "transaction" t LEFT JOIN (
  SELECT previousdoc AS id, SUM({_CENTS.format("foreignamount")}) AS cents FROM previoustransactionlinelink
  WHERE linktype = 'Payment' GROUP BY previousdoc
  UNION ALL
  SELECT nextdoc, SUM({_CENTS.format("foreignamount")}) FROM previoustransactionlinelink
  WHERE linktype = 'Payment' GROUP BY nextdoc
) s ON s.id = t.id WHERE t.type IN ('CustInvc', 'CustCred', 'CustPymt') AND t.voided = 'F'
"""


def owed(store: Store) -> dict[str, tuple[Decimal, Decimal]]:
    """By customer what is open on invoices, and what is free of payments and credit memos; nobody with neither."""
    query = f"""
    SELECT entity, SUM(CASE type WHEN 'CustInvc' THEN cents ELSE 0 END) AS owed,
      SUM(CASE type WHEN 'CustInvc' THEN 0 ELSE cents END) AS free
    FROM ({_LEFT}) GROUP BY entity
    """
    rows = store.all(query)
    return {
        str(row["entity"]): (_money(row["owed"]), _money(row["free"])) for row in rows if row["owed"] or row["free"]
    }


def left(store: Store, id_: int) -> Decimal:
    """What is open on this invoice, or free of this payment or credit memo."""
    (row,) = store.all(f"SELECT cents FROM ({_LEFT}) WHERE id = ?", [id_])
    return _money(row["cents"])


def nets(store: Store) -> dict[str, tuple[int, Decimal]]:
    """By invoice, credit memo and order how many lines it has, and what they come to before tax."""
    rows = store.all(
        f"SELECT t.id, COUNT(*) AS lines, ABS(SUM({_CENTS.format('l.foreignamount')})) AS cents "
        'FROM "transaction" t JOIN transactionline l ON l."transaction" = t.id '
        "WHERE t.type IN ('CustInvc', 'CustCred', 'SalesOrd') AND l.mainline = 'F' AND l.taxline = 'F' GROUP BY t.id"
    )
    return {str(row["id"]): (row["lines"], _money(row["cents"])) for row in rows}


def _money(cents: int) -> Decimal:
    return Decimal(cents) / 100


class File(NamedTuple):
    """An attachment."""

    type: str
    record: int
    name: str
    sha256: str


class Books(NamedTuple):
    """Everything that Solde may have written."""

    holds: dict[int, tuple[str, str]]  # customer -> creditHoldOverride, and the words why
    levels: dict[int, tuple[int, str]]  # customer -> dunning level and day
    states: dict[int, str]  # document -> state of its e-invoice
    orders: dict[int, str]  # order -> status
    files: list[File]
    notes: list[tuple[str, int, str]]
    tasks: list[tuple[int, str]]

    def of(self, type_: str, record: int) -> list[File]:
        """What is attached to a record."""
        return [file for file in self.files if (file.type, file.record) == (type_, record)]


def books(store: Store) -> Books:
    """All of it."""
    people = store.all(f"SELECT id, creditholdoverride, {HOLD}, {LEVEL}, {DAY} FROM customer")
    papers = store.all(f'SELECT id, type, status, {STATUS} FROM "transaction"')
    files = store.all(
        "SELECT a.type, a.record, f.name, c.bytes FROM _attached a JOIN file f ON f.id = a.file "
        "JOIN _content c ON c.file = f.id ORDER BY f.id"
    )
    return Books(
        {row["id"]: (row["creditholdoverride"], row[HOLD] or "") for row in people
         if row["creditholdoverride"] != "AUTO" or row[HOLD]},
        {row["id"]: (int(row[LEVEL] or 0), str(row[DAY] or "")[:10]) for row in people if row[LEVEL] or row[DAY]},
        {row["id"]: row[STATUS] for row in papers if row[STATUS]},
        {row["id"]: row["status"] for row in papers if row["type"] == "SalesOrd"},
        [File(row["type"], row["record"], row["name"], _sha256(row["bytes"])) for row in files],
        sorted((row["type"], row["record"], row["note"]) for row in store.find("_note")),
        sorted((row["company"], row["title"]) for row in store.find("_task")),
    )  # fmt: skip


def _sha256(content: Any) -> str:
    return hashlib.sha256(content).hexdigest()
