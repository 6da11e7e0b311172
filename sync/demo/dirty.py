"""Records that are wrong on purpose. The product never reads this list."""

from decimal import Decimal
from typing import Literal

import msgspec


class Dirty(msgspec.Struct, frozen=True, kw_only=True):
    """One wrong field of one row, and what is expected to come of it.

    `refused`: the e-invoice of `number` is refused with a fault at `path` that names this row and column;
    `aside`: the row itself is unreadable and is set aside.
    """

    file: str
    record: str  # the row's id
    column: str
    number: str  # the invoice that suffers; the record's id for what is no invoice
    outcome: Literal["refused", "aside"]
    path: str = ""  # in the model, of the document's fault
    value: str = ""  # what stands in the row instead of the right value
    add: Decimal | None = None  # or what was added to the right value


_WRONG = Decimal("10.00")

_DIRTY = (
    # A French business buyer without SIREN: BR-FR rules.
    Dirty(
        file="customers.csv",
        record="CF0010",
        column="siren",
        number="FB26-010",
        outcome="refused",
        path="buyer.legal_id",
    ),
    # A total without VAT that is not the lines' (BR-CO-13).
    Dirty(
        file="invoices.csv",
        record="FB26-011",
        column="net_total",
        number="FB26-011",
        outcome="refused",
        path="totals.tax_exclusive",
        add=_WRONG,
    ),
    # Goods to another Member State without the buyer's VAT number (BR-IC-02).
    Dirty(
        file="customers.csv",
        record="CF0067",
        column="vat_id",
        number="FB26-013",
        outcome="refused",
        path="buyer.vat_id",
    ),
    # An Italian buyer with neither VAT number nor codice fiscale (SdI 00417).
    Dirty(
        file="customers.csv",
        record="CI0010",
        column="vat_id",
        number="10/B/2026",
        outcome="refused",
        path="buyer.vat_id",
    ),
    # A total that is not net plus tax (BR-CO-15).
    Dirty(
        file="invoices.csv",
        record="2611",
        column="total",
        number="11/B/2026",
        outcome="refused",
        path="totals.tax_inclusive",
        add=_WRONG,
    ),
    # Chinese and Arabic names: FatturaPA takes Latin letters only, and for these there is no one reading in them.
    Dirty(
        file="customers.csv",
        record="CI0055",
        column="name",
        number="13/B/2026",
        outcome="refused",
        path="buyer.name",
        value="光华咖啡 GmbH",
    ),
    Dirty(
        file="customers.csv",
        record="CI0056",
        column="name",
        number="14/B/2026",
        outcome="refused",
        path="buyer.name",
        value="مقهى النور GmbH",
    ),
    # Rows that cannot be read.
    Dirty(
        file="invoices.csv",
        record="FB26-012",
        column="issue_date",
        number="FB26-012",
        outcome="aside",
        path="issue_date",
        value="2026-10-32",
    ),
    Dirty(
        file="invoices.csv",
        record="2612",
        column="total",
        number="12/B/2026",
        outcome="aside",
        path="totals.tax_inclusive",
        value="1O4.50",
    ),
    Dirty(
        file="payments.csv",
        record="P-BAD",
        column="amount",
        number="P-BAD",
        outcome="aside",
        path="amount",
        value="12,5.0",
    ),
)
# More of the same rows that has to be wrong with them, or a second field would still save them.
ALSO_EMPTY = (
    ("customers.csv", "CF0010", "siret"),
    ("customers.csv", "CF0010", "vat_id"),
    ("customers.csv", "CI0010", "codice_fiscale"),
)
ALSO_ADDED = (
    ("invoices.csv", "FB26-011", "total"),
    ("invoices.csv", "FB26-011", "open"),
    ("invoices.csv", "2611", "open"),
)


def dirty() -> tuple[Dirty, ...]:
    """Every record that is wrong, the same for each seed."""
    return _DIRTY


Row = dict[str, str]
_Place = tuple[str, str]  # a row's id and a column


def spoil(file: str, rows: list[Row]) -> list[Row]:
    """The rows of one file with their wrong values put in."""
    wrong: dict[_Place, str | Decimal] = {
        (d.record, d.column): d.value if d.add is None else d.add for d in _DIRTY if d.file == file
    }
    wrong |= {(record, column): "" for name, record, column in ALSO_EMPTY if name == file}
    wrong |= {(record, column): _WRONG for name, record, column in ALSO_ADDED if name == file}
    return [{c: _spoiled(v, wrong.get((row.get("id", ""), c))) for c, v in row.items()} for row in rows]


def _spoiled(value: str, wrong: str | Decimal | None) -> str:
    if wrong is None:
        return value
    return wrong if isinstance(wrong, str) else str(Decimal(value) + wrong)
