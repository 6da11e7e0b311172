"""The tables behind the catalogue, their indexes, and what of a record SuiteQL does not show (names with "_")."""

import sqlite3
from collections.abc import Mapping

import msgspec

from tests.connectors.netsuite.standin.catalogue import Column, Table, tables
from tests.connectors.netsuite.standin.rules import CUSTOM, Rules

_TYPES = {"id": "INTEGER", "number": "NUMERIC", "text": "TEXT", "bool": "TEXT", "date": "TEXT", "instant": "TEXT"}
_LINKS = "previoustransactionlinelink"  # the one that holds rows
_HEAD = f"""SELECT previousdoc, nextdoc, linktype, SUM(foreignamount) AS foreignamount
            FROM {_LINKS} GROUP BY previousdoc, nextdoc, linktype"""
VIEWS = {
    "nexttransactionlinelink": f"SELECT * FROM {_LINKS}",
    "previoustransactionlink": _HEAD,
    "nexttransactionlink": _HEAD,
    "customeraddressbookentityaddress": "SELECT * FROM entityaddress",
    "transactionbillingaddress": "SELECT * FROM entityaddress",
    "transactionshippingaddress": "SELECT * FROM entityaddress",
}
_BESIDE = """
CREATE TABLE _setting (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE _fault (number INTEGER PRIMARY KEY, door TEXT, what TEXT);
CREATE TABLE _task (id INTEGER PRIMARY KEY, externalid TEXT UNIQUE, title TEXT, message TEXT, status TEXT,
                    company INTEGER, "transaction" INTEGER, assigned INTEGER, duedate TEXT, lastmodifieddate TEXT);
CREATE TABLE _content (file INTEGER PRIMARY KEY, bytes BLOB);
CREATE TABLE _attached (file INTEGER, type TEXT, record INTEGER, PRIMARY KEY (file, type, record));
CREATE TABLE _note (id INTEGER PRIMARY KEY, type TEXT, record INTEGER, title TEXT, note TEXT, externalid TEXT);
"""
_INDEXES = (
    ("transaction", "lastmodifieddate, id"),
    ("transaction", "entity, id"),
    ("transaction", "type, lastmodifieddate"),
    ("transaction", "type, status"),
    ("transaction", "externalid"),
    ("transactionline", '"transaction", id'),
    ("transactionline", "createdfrom"),
    (_LINKS, "previousdoc, linktype"),
    (_LINKS, "nextdoc, linktype"),
    ("customer", "lastmodifieddate, id"),
    ("customer", "parent"),
    ("customer", "externalid"),
    ("customeraddressbook", "entity"),
    ("invoiceinstallment", "invoice"),
    ("transactionaccountingline", '"transaction"'),
    ("transactiontaxdetail", '"transaction"'),
    ("deletedrecord", "deleteddate"),
)


def make(db: sqlite3.Connection) -> None:
    """All tables, where they are not there yet."""
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = '_setting'").fetchone():
        return
    for table in tables().values():
        if table.name not in VIEWS:
            columns = ", ".join(_column(table, column) for column in table.stored())
            db.execute(f'CREATE TABLE "{table.name}" ({columns})')
    for name, query in VIEWS.items():
        db.execute(f'CREATE VIEW "{name}" AS {query}')
    for statement in _BESIDE.split(";"):
        db.execute(statement)
    for number, (name, columns) in enumerate(_INDEXES):
        db.execute(f'CREATE INDEX "_index{number}" ON "{name}" ({columns})')
    add_custom(db, CUSTOM)
    fill(db)


def fill(db: sqlite3.Connection) -> None:
    """What is there in an empty account."""
    db.execute("INSERT INTO dual (dummy) VALUES ('X')")
    rules = msgspec.json.encode(Rules()).decode()
    db.execute("INSERT OR REPLACE INTO _setting (name, value) VALUES ('rules', ?)", [rules])


def names(db: sqlite3.Connection) -> list[str]:
    """Tables with rows."""
    return [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]


def add_custom(db: sqlite3.Connection, fields: Mapping[str, str]) -> None:
    """A column for each custom field."""
    for table in ("customer", "transaction"):
        there = {row[1] for row in db.execute(f'PRAGMA table_info("{table}")')}
        for name, kind in fields.items():
            if place(name) == table and name not in there:
                db.execute(f'ALTER TABLE "{table}" ADD COLUMN "{name}" {_TYPES[kind]}')


def place(custom: str) -> str:
    """The table of a custom field, by how its script id begins."""
    if custom.startswith("custentity"):
        return "customer"
    return "transaction" if custom.startswith("custbody") else ""


def _column(table: Table, column: Column) -> str:
    key = " PRIMARY KEY AUTOINCREMENT" if column.name == table.key and column.kind == "id" else ""  # never given twice
    return f'"{column.name}" {_TYPES[column.kind]}{key}'
