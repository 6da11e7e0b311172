"""What a database looks like from below: its schema and every row, so that two moments can be compared.

SOLDE_ODOO_POSTGRES names the PostgreSQL of the test servers, without the database: `host=... port=... user=...`.
"""

import os
from collections import Counter
from typing import Any

import psycopg
import pytest
from psycopg import sql

VARIABLE = "SOLDE_ODOO_POSTGRES"
Trace = dict[str, Counter[str]]

_SCHEMA = {
    "columns": """
        select table_name, column_name, data_type, udt_name, is_nullable, column_default, character_maximum_length
          from information_schema.columns where table_schema = 'public'""",
    "constraints": """
        select conrelid::regclass, conname, pg_get_constraintdef(oid) from pg_constraint
         where connamespace = 'public'::regnamespace""",
    "indexes": "select tablename, indexname, indexdef from pg_indexes where schemaname = 'public'",
    "comments": """
        select objoid::regclass, objsubid, description from pg_description
         where classoid = 'pg_class'::regclass and objoid > 16384""",
    "views": "select viewname, definition from pg_views where schemaname = 'public'",
    "sequences": "select sequencename, data_type::text, increment_by from pg_sequences where schemaname = 'public'",
    "triggers": "select tgrelid::regclass, tgname from pg_trigger where not tgisinternal",
    "functions": "select proname, prosrc from pg_proc where pronamespace = 'public'::regnamespace",
}
# Whoever touches a row leaves the time. `arch_prev` is a view's undo buffer: at any installation Odoo writes the view
# of a user's groups anew, and what that view said before lands there. What it says now (`arch_db`) is compared.
_NOISE = {"create_date", "write_date", "create_uid", "write_uid", "arch_prev"}


def taken(database: str) -> Trace:
    """Schema and contents now: under each table's name its rows as text, ids included."""
    connection = psycopg.connect(f"{os.environ[VARIABLE]} dbname={database}")
    with connection, connection.cursor() as cursor:
        found = {f"schema: {name}": _rows(cursor, query) for name, query in _SCHEMA.items()}
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        for (table,) in cursor.fetchall():
            query = sql.SQL("select to_jsonb(t) - {noise}::text[] from {table} t").format(
                noise=sorted(_NOISE), table=sql.Identifier(table)
            )
            found[table] = _rows(cursor, query)
    return found


def _rows(cursor: psycopg.Cursor[Any], query: Any) -> Counter[str]:
    cursor.execute(query)
    return Counter(str(row) for row in cursor.fetchall())


def difference(before: Trace, after: Trace) -> dict[str, dict[str, list[str]]]:
    """By table, what came and what went; empty where nothing did."""
    found = {}
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name, Counter()), after.get(name, Counter())
        if old != new:
            found[name] = {"came": sorted((new - old).elements()), "went": sorted((old - new).elements())}
    return found


def needed() -> None:
    if VARIABLE not in os.environ:
        pytest.skip(f"no look into the database: set {VARIABLE} (see docs/odoo.md)")
