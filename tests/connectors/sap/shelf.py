"""An S/4HANA to read from, in memory: plain rows as in its tables, answered as OData V2 does.

Rows have ISO dates and amounts as text. The service filters, sorts by its keys, expands, gives no field that was not
selected, and cuts its pages where it likes; `meanwhile` is what happens in the system between two requests.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import msgspec

from connectors.http import Reply
from connectors.sap import answers
from connectors.sap.client import Client, Key, Query
from connectors.sap.failures import Call
from connectors.sap.settings import Settings
from tests.connectors.sap.expressions import comparable, instant, matches

Row = dict[str, Any]
_LINKS: dict[str, tuple[str, tuple[str, ...], bool]] = {  # navigation -> entity set, what joins them, to many
    "to_Customer": ("A_Customer", ("Customer",), False),
    "to_BusinessPartnerAddress": ("A_BusinessPartnerAddress", ("BusinessPartner",), True),
    "to_BusinessPartnerTax": ("A_BusinessPartnerTaxNumber", ("BusinessPartner",), True),
    "to_BuPaIdentification": ("A_BuPaIdentification", ("BusinessPartner",), True),
    "to_EmailAddress": ("A_AddressEmailAddress", ("AddressID",), True),
    "to_PhoneNumber": ("A_AddressPhoneNumber", ("AddressID",), True),
    "to_AddressUsage": ("A_BuPaAddressUsage", ("BusinessPartner", "AddressID"), True),
    "to_Item": ("*Item", ("*",), True),
    "to_Partner": ("*Partner", ("*",), True),
    "to_PricingElement": ("A_BillingDocumentItemPrcgElmnt", ("BillingDocument", "BillingDocumentItem"), True),
    "to_ScheduleLine": ("A_SalesOrderScheduleLine", ("SalesOrder", "SalesOrderItem"), True),
    "to_BillingDocument": ("A_BillingDocument", ("BillingDocument",), False),
}


class Shelf(Client):
    """`tables` are its entity sets, open to a test as to SAP's own users."""

    def __init__(self, settings: Settings, tables: dict[str, list[Row]] | None = None) -> None:
        self.settings = settings
        self.tables = tables or {}
        self.clock = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)
        self.server_time = ""
        self.asked: list[str] = []  # entity sets, one for each request
        self.at_most = 1000  # rows in an answer
        self.meanwhile: Callable[[], None] = lambda: None
        self._cut = False

    def put(self, entity: str, **row: Any) -> Row:
        self.tables.setdefault(entity, []).append(row)
        return row

    def later(self, **span: float) -> None:
        self.clock += timedelta(**span)

    def page(self, service: str, entity: str, query: Query) -> list[Any]:
        self._ask(entity)
        found = [row for row in self.tables.get(entity, []) if matches(query.filter, row)]
        found.sort(key=lambda row: [comparable(row[field]) for field in query.orderby])
        size = min(query.top or self.at_most, self.at_most)
        self._cut = len(found) > size and size == self.at_most and size < (query.top or size + 1)
        answer = [self._answer(entity, row, query.expand, query.select) for row in found[:size]]
        self.meanwhile()
        return self._taken(service, entity, answer, query)

    def cut(self) -> bool:
        return self._cut

    def lookup(
        self,
        service: str,
        entity: str,
        field: str,
        values: Iterable[str],
        query: Query = Query(),  # noqa: B008
    ) -> list[Any]:
        self._ask(entity)
        wanted = set(values)
        there = [row for row in self.tables.get(entity, []) if row.get(field) in wanted and matches(query.filter, row)]
        return self._taken(
            service, entity, [self._answer(entity, row, query.expand, query.select) for row in there], query
        )

    def _taken(self, service: str, entity: str, found: list[Row], query: Query) -> list[Any]:
        """As the client takes it from the wire."""
        content = msgspec.json.encode({"d": {"results": found}})
        return answers.rows(Call(service, entity), Reply(200, {"Content-Type": "application/json"}, content), query)[0]

    def rows(self, service: str, entity: str, query: Query) -> Iterator[list[Any]]:
        raise NotImplementedError

    def get(self, service: str, entity: str, key: Key, query: Query = Query()) -> Any:  # noqa: B008
        raise NotImplementedError

    def _ask(self, entity: str) -> None:
        self.asked.append(entity)
        self.server_time = format_datetime(self.clock, usegmt=True)

    def _answer(self, entity: str, row: Row, expand: Iterable[str], select: Iterable[str]) -> Row:
        """The row with what was selected and expanded of it."""
        plain = {field for field in select if "/" not in field}
        answer = {field: _wire(value) for field, value in row.items() if not plain or field in plain}
        for nav in {each.partition("/")[0] for each in expand}:
            target, keys, several = _LINKS[nav]
            if target.startswith("*"):
                target, keys = _beside(entity, target), (entity.removeprefix("A_"),)
            joined = [each for each in self.tables.get(target, []) if all(each.get(key) == row[key] for key in keys)]
            deeper, fields = _below(nav, expand), _below(nav, select)
            inner = [self._answer(target, each, deeper, fields) for each in joined]
            answer[nav] = {"results": inner} if several else (inner[0] if inner else None)
        return answer


def _beside(entity: str, target: str) -> str:
    """Partners of orders are those of their header; everything else has the document's own name."""
    name = entity + target.removeprefix("*")
    return "A_SalesOrderHeaderPartner" if name == "A_SalesOrderPartner" else name


def _below(nav: str, paths: Iterable[str]) -> list[str]:
    return [rest for head, _, rest in (each.partition("/") for each in paths) if head == nav and rest]


def _wire(value: Any) -> Any:
    """As the service writes it: days and instants in milliseconds."""
    at = instant(value)
    if at is None:
        return value
    millis = int((at - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))
    return f"/Date({millis}+0000)/" if "T" in value else f"/Date({millis})/"
