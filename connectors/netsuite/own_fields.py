"""The mapping beyond the built-in one: a country's facts from where a company keeps them in NetSuite.

    [connections.netsuite.fields]
    buyer_reference = "customer:custentity_leitweg_id"
    "national.IT.codice_destinatario" = "customer:custentity_codice_destinatario"
    project = "transaction:custbody_project"

What stands there may be SCHEME:VALUE for an identifier. An empty field in NetSuite leaves what the built-in mapping
found.
"""

from collections.abc import Mapping

import msgspec

from connectors.errors import Misconfigured
from connectors.extension import leads_somewhere, put
from connectors.netsuite.suiteql import Select
from connectors.netsuite.values import Case, Row, text
from einvoice.model import Invoice

_ALIAS = {"customer": "c", "transaction": "t"}
_PREFIX = "own_"  # of their names in a row


class OwnFields:
    """`fields` as configured. Raises `Misconfigured` for an entry that leads nowhere."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.entries: list[tuple[str, str, str]] = []
        for path, source in fields.items():
            table, _, column = source.partition(":")
            if table not in _ALIAS or not (column.isascii() and column.isidentifier()):
                raise Misconfigured(f"fields: {path} = {source!r}: write customer:COLUMN or transaction:COLUMN")
            if not leads_somewhere(path):
                raise Misconfigured(f"fields: {path!r} is no text, identifier or national fact of an invoice")
            self.entries.append((path, table, column.lower()))

    def also(self, select: Select, table: str) -> Select:
        """The select with the columns that are wanted of its table."""
        return with_columns(select, table, *(column for _, its, column in self.entries if its == table))

    def apply(self, case: Case, invoice: Invoice, document: Row, customer: Row) -> Invoice:
        """`customer` is the buyer's row. Origins are noted for empty fields too."""
        for path, table, column in self.entries:
            row = document if table == "transaction" else customer
            case.origin(path, f"{table} {text(row, 'id')}", column)
            if found := own(row, column):
                invoice = put(invoice, path, found)
        return invoice


def with_columns(select: Select, table: str, *columns: str) -> Select:
    """The select with more of its table's columns; empty names do not count."""
    more = {_PREFIX + column: f"{_ALIAS[table]}.{column}" for column in columns if column}
    return msgspec.structs.replace(select, columns={**select.columns, **more}) if more else select


def own(row: Row, column: str) -> str:
    """What a configured column says; "" for an empty one and for a box that is not ticked."""
    found = text(row, _PREFIX + column) if column else ""
    return "" if found == "F" else found
