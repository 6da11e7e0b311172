"""Taking values out of Odoo's rows: whatever comes, either a clean value or a fault that names its place."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from html.parser import HTMLParser
from typing import Any

from connectors.records import Origin
from einvoice.faults import Fault

Row = dict[str, Any]
Labels = Callable[[str, str], str]  # (model, field) -> what the user interface calls it

_MENUS = {
    "account.move": "Invoicing > Customers > Invoices",
    "account.move.line": "Invoicing > Customers > Invoices",
    "account.payment": "Invoicing > Customers > Payments",
    "account.tax": "Invoicing > Configuration > Taxes",
    "res.company": "Settings > Companies",
    "res.partner": "Contacts",
    "res.partner.bank": "Contacts > Configuration > Bank Accounts",
    "sale.order": "Sales > Orders",
}
_SOURCE = "Solde's reading of Odoo"
_BLANKS = re.compile(r"[ \t\r\f\v]+")


class Reader:
    """Reads for one record of ours; keeps every fault and where each place of the model came from."""

    def __init__(self, labels: Labels) -> None:
        self.faults: list[Fault] = []
        self.origins: dict[str, Origin] = {}
        self._labels = labels

    def origin(self, path: str, model: str, row: Row, field: str, name: str = "") -> Origin:
        """Say that `path` is filled from, or is missing in, this field."""
        title = name or text_of(row.get("name")) or text_of(row.get("display_name")) or "?"
        label = self._labels(model, field) if field else ""
        place = " > ".join(part for part in (_MENUS.get(model, model), title, label) if part)
        found = Origin(erp="Odoo", place=place, record=f"{model} {row.get('id', '?')}", field=field)
        self.origins[path] = found
        return found

    def fault(self, code: str, path: str, what: str) -> None:
        """Note a fault at `path`, whose origin is known by now."""
        place = self.origins.get(path)
        message = f"{what}. {place}" if place else what
        self.faults.append(Fault(code=code, path=path, message=message, source=_SOURCE))

    def text(self, path: str, model: str, row: Row, field: str, name: str = "", missing: str = "") -> str:
        """A text; `missing` is the rule that an empty one breaks."""
        self.origin(path, model, row, field, name)
        value = row.get(field)
        if value is not None and value is not False and not isinstance(value, str):
            self.fault("garbled", path, f"{field} is {_show(value)}, which is no text")
            return ""
        found = text_of(value)
        if missing and not found:
            self.fault(missing, path, f"{field} is empty")
        return found

    def day(self, path: str, model: str, row: Row, field: str, missing: str = "") -> date | None:
        """A calendar date."""
        self.origin(path, model, row, field)
        value = row.get(field)
        if not value:
            if missing:
                self.fault(missing, path, f"{field} is empty")
            return None
        try:
            return date.fromisoformat(str(value)[:10])
        except ValueError:
            self.fault("garbled", path, f"{field} is {_show(value)}, which is no date")
            return None

    def number(
        self, path: str, model: str, row: Row, field: str, unit: Decimal | None = None, name: str = ""
    ) -> Decimal:
        """A number, never silently zero; at `unit` where it is money."""
        self.origin(path, model, row, field, name)
        value = number_of(row.get(field))
        if value is None:
            self.fault("garbled", path, f"{field} is {_show(row.get(field))}, which is no number")
            return Decimal(0)
        return at(value, unit) if unit is not None else value


def at(value: Decimal, unit: Decimal) -> Decimal:
    """Money at its minor unit; floats in JSON carry noise far behind it."""
    return value.quantize(unit)


def number_of(value: Any) -> Decimal | None:
    """A JSON number as a Decimal, None where it is none. Noise behind ten decimals is cut."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    try:
        found = Decimal(str(value))
        if not found.is_finite() or abs(found) >= Decimal(10) ** 15:
            return None
        found = found.quantize(Decimal("1e-10")).normalize()
    except InvalidOperation:
        return None
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found


def text_of(value: Any) -> str:
    """Odoo says False where a text is empty."""
    return value.strip() if isinstance(value, str) else ""


def link(value: Any) -> int:
    """The id of a many2one, 0 where there is none or where it is unreadable."""
    if isinstance(value, list | tuple) and value:
        value = value[0]
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def link_name(value: Any) -> str:
    """What a many2one calls its record."""
    return text_of(value[1]) if isinstance(value, list | tuple) and len(value) > 1 else ""


def links(value: Any) -> list[int]:
    """The ids of an x2many."""
    return [v for v in value if isinstance(v, int)] if isinstance(value, list | tuple) else []


def instant(value: Any) -> datetime:
    """A server time stamp, UTC. An unreadable one counts as the epoch: the record is then read again."""
    try:
        return datetime.fromisoformat(str(value)).replace(tzinfo=UTC)
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "p", "div", "li", "tr"):
            self.parts.append("\n")


def plain(value: Any) -> str:
    """The text of one of Odoo's HTML fields."""
    parser = _Plain()
    parser.feed(text_of(value))
    lines = (_BLANKS.sub(" ", line.replace("\xa0", " ")).strip() for line in "".join(parser.parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _show(value: Any) -> str:
    return repr(value)[:60]
