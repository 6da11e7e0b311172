"""Cells of one row as typed values. What cannot be understood becomes a fault that names file, row and column."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache

from connectors.files.fields import path_of
from connectors.files.settings import Settings
from connectors.files.tables import Row, Table
from connectors.records import Origin
from einvoice.faults import Fault

SOURCE = "files connector, docs/files.md"
ZERO = Decimal(0)
_YES = frozenset({"yes", "true", "1", "y"})
_NO = frozenset({"no", "false", "0", "n"})
_APART = re.compile(r"[+-]?\d{1,3}(\0\d{3})+", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,28}(\.\d{1,12})?", re.ASCII)


class Cells:
    """One row, read field by field; `faults` collects everything that is wrong with it.

    `title` is what a person calls the record; it stands in each place: `customers.csv, row 17 (Officina Luce)`.
    `part` is the row's place in its document (`lines[2]`), where it is one of several. `places` takes the origin of
    each fault.
    """

    __slots__ = ("_constants", "_row", "_settings", "_table", "_values", "faults", "kind", "part", "place", "places",
                 "record", "title")  # fmt: skip

    def __init__(
        self,
        settings: Settings,
        table: Table,
        row: Row,
        title_field: str,
        faults: list[Fault],
        places: dict[Fault, Origin],
    ) -> None:
        self._settings, self._table, self._row = settings, table, row
        self.part, self.places = "", places
        self._constants = settings.constants.get(table.kind, {})
        self._values = settings.values.get(table.kind, {})
        self.faults = faults
        self.kind = table.kind
        self.title = title = self.text(title_field)
        key = "/".join(filter(None, (self.text("invoice"), self.text("id"))))
        self.place = f"{table.name}, row {row.number}" + (f" ({title})" if title else "")
        self.record = f"{table.kind} {key}" if key else f"{table.kind}, row {row.number}"
        if row.wrong:
            self.fault("", row.wrong)
        if row.damage:
            self.fault("", f"{self.place} {row.damage}: mend the export's quotation marks and delimiters.")

    def column(self, field: str) -> str:
        """What people call the column of a field."""
        return self._table.titles.get(field) or self._table.columns.get(field, field)

    def origin(self, field: str) -> Origin:
        """Where a field stands, or should."""
        column = self.column(field)
        return Origin(erp=self._settings.erp, place=self.place, record=self.record, field=column)

    def fault(self, field: str, message: str, code: str = "FILES-CELL") -> None:
        """Note what is wrong; `message` is complete."""
        fault = Fault(code=code, path=path_of(self.kind, field, self.part), message=message, source=SOURCE)
        self.faults.append(fault)
        self.places[fault] = self.origin(field or "id")

    def wrong(self, field: str, value: str, expected: str) -> None:
        """Note a value that is not what the field asks for."""
        column = self.column(field)
        said = f'is "{value}"' if value else "is empty"
        self.fault(field, f"{self.place}, column {column} {said}: expected {expected}.")

    def text(self, field: str) -> str:
        """The cell, in the canonical words; empty where there is none."""
        column = self._table.columns.get(field)
        value = self._row.cells.get(column, "") if column is not None else ""
        if not value:
            return self._constants.get(field, "")
        words = self._values.get(field)
        return words.get(value, value) if words else value

    def needed(self, field: str) -> str:
        """The cell, which must be filled."""
        value = self.text(field)
        if not value:
            self.wrong(field, "", "a value")
        return value

    def amount(self, field: str, default: Decimal | None = None) -> Decimal:
        """A number with the decimal sign of the settings; without a default it must be there."""
        value = self.text(field)
        if not value:
            if default is None:
                self.wrong(field, "", "a number")
                return ZERO
            return default
        plain = _plain(value, self._settings.decimal, self._settings.thousands)
        if not _NUMBER.fullmatch(plain):
            sign, apart = self._settings.decimal, self._settings.thousands
            others = f'"{apart}" between thousands' if apart else "no other separators"
            self.wrong(field, value, f'a number such as 1{apart}234{sign}50, with "{sign}" and {others}')
            return ZERO
        return Decimal(plain)

    def positive(self, field: str, default: Decimal | None = None) -> Decimal:
        """An amount that is not negative, as on invoices and credit notes alike."""
        amount = self.amount(field, default)
        if amount < 0:
            self.wrong(field, self.text(field), "no negative amount (a credit note has type 381)")
        return amount

    def day(self, field: str) -> date | None:
        """A date in the form of the settings, or None where the cell is empty."""
        value = self.text(field)
        if not value:
            return None
        found = _day(value, self._settings.date_format)
        if found is None:
            sample = date(2026, 1, 31).strftime(self._settings.date_format)
            self.wrong(field, value, f"a date such as {sample}")
        return found

    def needed_day(self, field: str) -> date:
        """A date that must be there."""
        found = self.day(field)
        if found is None and not self.text(field):
            self.wrong(field, "", "a date")
        return found or date.min

    def flag(self, field: str, *, default: bool = False) -> bool:
        """Yes or no."""
        value = self.text(field).lower()
        if value in _YES or value in _NO:
            return value in _YES
        if value:
            self.wrong(field, self.text(field), "yes or no")
        return default

    def choice(self, field: str, allowed: tuple[str, ...], default: str = "") -> str:
        """One of a few words."""
        value = self.text(field) or default
        if value not in allowed:
            self.wrong(field, value, f"one of {', '.join(allowed)} (or map it with values.{self._table.kind})")
            return allowed[0]
        return value

    def changed(self) -> datetime:
        """When the row changed; the file's own time where the row does not say."""
        value = self.text("changed")
        if not value:
            return self._table.written
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            self.wrong("changed", value, "an instant such as 2026-01-31T08:00:00Z")
            return self._table.written
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)

    def national(self, places: dict[str, Origin]) -> dict[str, dict[str, str]]:
        """The columns of countries' own facts: `it.regime_fiscale` -> {"IT": {"regime_fiscale": ...}}.

        Where they stand is added to `places`.
        """
        found: dict[str, dict[str, str]] = {}
        for field in sorted(self._table.columns.keys() | self._constants.keys()):
            country, dot, name = field.partition(".")
            if dot and len(country) == 2 and name and (value := self.text(field)):
                found.setdefault(country.upper(), {})[name] = value
                places[f"national.{country.upper()}.{name}"] = self.origin(field)
        return found


def _plain(value: str, decimal: str, thousands: str) -> str:
    """As Python writes it: a minus may stand behind, thousands apart; what is set wrongly stays and is refused."""
    if value.endswith("-") and value[:1] not in "+-":
        value = "-" + value[:-1].rstrip()
    if thousands and thousands in value:
        whole, point, rest = value.partition(decimal)
        if _APART.fullmatch(whole.replace(thousands, "\0")):
            value = whole.replace(thousands, "") + point + rest
    return value.replace(",", ".") if decimal == "," and "." not in value else value


@lru_cache(maxsize=4096)
def _day(value: str, form: str) -> date | None:
    try:
        if form == "%Y-%m-%d":
            return date.fromisoformat(value)
        return datetime.strptime(value, form).replace(tzinfo=UTC).date()
    except ValueError:
        return None
