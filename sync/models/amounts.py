"""Amounts as text: exact on every database, with the decimals that the ERP gave them, and quick to read.

SQLite would keep a decimal column as a floating-point number and Django would round what comes back; whole numbers
of a smallest unit would lose how many decimals an amount was written with. Amounts of different currencies stand in
one column, so no database is ever asked to add them up.
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _Field = models.Field[Decimal, Decimal]
else:
    _Field = models.Field


class AmountField(_Field):
    """A Decimal of at most forty characters; `120.00` stays `120.00`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 40
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """For migrations; the length is always the same."""
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        """How databases make the column."""
        return "CharField"

    def from_db_value(self, value: str | None, *_: Any) -> Decimal | None:
        """What a row gives."""
        return None if value is None else Decimal(value)

    def to_python(self, value: Any) -> Any:
        """What a form or a fixture gives."""
        return value if value is None or isinstance(value, Decimal) else Decimal(value)

    def get_prep_value(self, value: Any) -> Any:
        """What goes into a row: digits, never an exponent."""
        return None if value is None else f"{value:f}"
