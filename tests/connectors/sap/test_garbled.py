"""Every field of every row that SAP answers with, garbled in turn: a fault that a person understands, or a good record.

Never a crash, never a record that cannot be kept, and nothing of anybody else is lost.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import msgspec
import pytest

from connectors.errors import Misconfigured, Refused, Retry
from connectors.records import KINDS, Invoice, Page, Payment, Record, Ref, Unreadable
from connectors.sap.client import Client
from connectors.sap.connector import Sap
from connectors.sap.settings import Settings
from tests.connectors.sap.hands import settings
from tests.connectors.sap.shelf import Row, Shelf
from tests.connectors.sap.world_sales import COMPANY, Size, company
from tests.connectors.sap.world_seed import rows_of

RUBBISH: tuple[Any, ...] = (
    None, "", "??", "x" * 10_000, "\x00\x1b[31m", -7, 7.5, True, [], {"a": 1}, "1E999", "NaN", "1,234.56",
    "/Date(99999999999999999)/", "/Date()/", "9999-99-99",
)  # fmt: skip
SMALL = Size(customers=4, orders=8, billed=6)


@lru_cache(maxsize=1)
def world() -> dict[str, list[Row]]:
    """Nobody changes its rows."""
    return {name.partition("-")[2]: [dict(row) for row in rows] for name, rows in rows_of(company(SMALL)).items()}


class Garbled(Shelf):
    """One field of one entity set is rubbish, wherever its rows are answered, in the first `times` rows."""

    entity = field = ""
    value: Any = None

    def _answer(self, entity: str, row: Row, expand: Iterable[str], select: Iterable[str]) -> Row:
        answer = super()._answer(entity, row, expand, select)
        self.fields.setdefault(entity, set()).update(name for name in answer if not name.startswith("to_"))
        if entity == self.entity and self.field in answer:
            answer = {**answer, self.field: self.value}
        return answer

    def __init__(self, known: Settings) -> None:
        super().__init__(known, world())
        self.fields: dict[str, set[str]] = {}


def through(client: Client, known: Settings) -> list[Record | Unreadable]:
    """Everything that a first pull and a re-read give."""
    sap = Sap("sap", known, {COMPANY: "kontor"}, client)
    found: list[Record | Unreadable] = []
    for kind in KINDS:
        pages: list[Page] = list(sap.pull(kind, None))
        found += [record for page in pages for record in page.records]
    customers = {record.customer for record in found if isinstance(record, Invoice | Payment)}
    again = sap.reread(sorted(customers) or [Ref("sap", "", "customer", "1")])
    return [*found, *again.customers, *again.invoices, *again.payments]


@lru_cache(maxsize=1)
def whole() -> tuple[dict[str, set[str]], int]:
    """Which fields are answered at all, and how many records there are."""
    known = settings("http://localhost:4004")
    client = Garbled(known)
    return (client.fields, len(through(client, known)))


def cases() -> list[tuple[str, str]]:
    return sorted((entity, field) for entity, fields in whole()[0].items() for field in fields)


def test_the_world_is_read_without_a_fault() -> None:
    known = settings("http://localhost:4004")
    found = through(Garbled(known), known)
    assert [record for record in found if isinstance(record, Unreadable)] == []
    assert {type(record).__name__ for record in found} == {"Customer", "Order", "Invoice", "Payment"}


@pytest.mark.parametrize(("entity", "field"), cases()[::9])
def test_rubbish_in_some_fields_is_a_fault_or_does_no_harm(entity: str, field: str) -> None:
    look_at(entity, field, RUBBISH[len(field) % 4 :: 4])


@pytest.mark.slow
@pytest.mark.parametrize(("entity", "field"), cases())
def test_rubbish_in_any_field_is_a_fault_or_does_no_harm(entity: str, field: str) -> None:
    look_at(entity, field, RUBBISH)


def look_at(entity: str, field: str, values: Iterable[Any]) -> None:
    """Read the world with each of these values in the field."""
    known = settings("http://localhost:4004")
    for value in values:
        client = Garbled(known)
        client.entity, client.field, client.value = entity, field, value
        try:
            found = through(client, known)
        except (Retry, Refused, Misconfigured) as error:
            assert str(error), f"{entity}.{field} = {value!r:.40}"
            continue
        for record in found:
            assert msgspec.json.encode(record)
            if isinstance(record, Unreadable):
                assert record.faults
                assert all(fault.message for fault in record.faults)
