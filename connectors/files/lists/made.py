"""Files that are made from a list: rows in canonical fields, which still name the list's own columns."""

import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal

import msgspec

from connectors.files.cells import Cells
from connectors.files.settings import Settings
from connectors.files.tables import Row, Table

ZERO = Decimal(0)


def cells(settings: Settings, table: Table, row: Row, title: str) -> Cells:
    """One row of a list, read field by field."""
    return Cells(settings, table, row, title, [], {})


def wrong(read: Cells) -> str:
    """What is wrong with a row, in whole sentences."""
    return " ".join(fault.message for fault in read.faults)


def number(value: Decimal, settings: Settings) -> str:
    """A number as the files write it."""
    return format(value, "f").replace(".", settings.decimal)


def table(kind: str, source: Table, rows: Iterable[Row], fields: Mapping[str, str], *others: Table) -> Table:
    """The file that `rows` make. `fields` says which field of the list a canonical field was made from."""
    found = tuple(rows)
    titles = {field: source.columns.get(origin, origin) for field, origin in fields.items()}
    names = dict.fromkeys(field for row in found for field in row.cells)
    digest = hashlib.sha256("/".join(each.digest for each in (source, *others)).encode()).hexdigest()
    return msgspec.structs.replace(
        source, kind=kind, columns={each: each for each in names}, rows=found, titles=titles, digest=digest
    )
