"""The tables of a stand-in as SAP's users see them: rows are added, changed, removed; the clock is the server's.

Everything that passes, the connector's requests too, goes through here, so that it can be recorded and replayed.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from connectors.http import Reply
from tests.connectors.sap.recorder import HERE, Tape
from tests.connectors.sap.servers import Server

Place = tuple[str, str]  # service, entity set
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_ALL = (
    *(("API_BUSINESS_PARTNER", entity) for entity in (
        "A_BusinessPartner", "A_BusinessPartnerAddress", "A_AddressEmailAddress", "A_BusinessPartnerTaxNumber",
        "A_Customer", "A_CustomerCompany", "A_CustomerDunning", "A_CustomerSalesArea")),
    ("API_CRDTMBUSINESSPARTNER", "CreditManagementAccount"),
    *(("API_SALES_ORDER_SRV", entity) for entity in ("A_SalesOrder", "A_SalesOrderItem")),
    *(("API_BILLING_DOCUMENT_SRV", entity) for entity in (
        "A_BillingDocument", "A_BillingDocumentItem", "A_BillingDocumentItemPrcgElmnt", "A_BillingDocumentPartner")),
    ("API_OPLACCTGDOCITEMCUBE_SRV", "A_OperationalAcctgDocItemCube"),
    ("API_CV_ATTACHMENT_SRV", "AttachmentContentSet"),
)  # fmt: skip


class Office:
    """A server, or the recording of one (`server` None)."""

    def __init__(self, server: Server | None, tape: Tape) -> None:
        self._server = server
        self._tape = tape
        self.url = server.url if server else HERE
        self.ahead = 0  # days by which the server's clock was moved on
        self._stopped: tuple[str, str] | None = None
        self._cap = server is None or server.engine == "cap"

    # The connector's requests

    def passed(self, method: str, url: str, body: Any, headers: Any, send: Callable[..., Reply]) -> Reply:
        """One request of the connector."""
        path = url.removeprefix(self.url)
        return self._tape.reply(method, path, body, headers or {}, lambda: send(method, url, body, headers), self.url)

    # SAP's users

    def _run(self, *statements: tuple[str, list[Any]]) -> list[list[dict[str, Any]]]:
        server = self._server
        found: list[list[dict[str, Any]]] = self._tape.said(
            statements, lambda: server.run(*statements) if server else []
        )
        return found

    def clear(self) -> None:
        """Empty tables."""
        self._run(*((f"DELETE FROM {self._table(place)}", []) for place in _ALL))

    def now(self) -> tuple[str, str]:
        """Day and time of the server's clock."""
        if self._stopped:
            return self._stopped
        ahead = f"+{self.ahead} days"
        row = self._run((f"SELECT date('now', '{ahead}') AS d, time('now') AS t", []))[0][0]
        return row["d"], row["t"]

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Whatever SAP's users change meanwhile carries one time stamp."""
        self._stopped = self.now()
        yield
        self._stopped = None

    def stamp(self) -> str:
        day, time = self.now()
        return f"{day}T{time}Z"

    def add(self, *rows: tuple[str, str, dict[str, Any]]) -> None:
        self._run(*(self._insert((service, entity), row) for service, entity, row in rows))

    def change(self, place: Place, fields: dict[str, Any], **where: Any) -> None:
        names = ", ".join(f"{name} = ?" for name in fields)
        values = [self._stored(value) for value in (*fields.values(), *where.values())]
        self._run((f"UPDATE {self._table(place)} SET {names} WHERE {_condition(where)}", values))

    def remove(self, place: Place, **where: Any) -> None:
        self._run((f"DELETE FROM {self._table(place)} WHERE {_condition(where)}", list(where.values())))

    def all(self, place: Place, **where: Any) -> list[dict[str, Any]]:
        values = [self._stored(value) for value in where.values()]
        return self._run((f"SELECT * FROM {self._table(place)} WHERE {_condition(where)}", values))[0]

    def one(self, place: Place, **where: Any) -> dict[str, Any]:
        (row,) = self.all(place, **where)
        return row

    def date_header(self, header: str) -> str:
        """The server's clock as an answer tells it."""
        told = parsedate_to_datetime(header) + timedelta(days=self.ahead)
        return format_datetime(told, usegmt=True)

    def attached(self, kind: str, key: str) -> list[tuple[str, bytes]]:
        """Names and contents of the originals of an object, oldest first."""
        return self._tape.originals((kind, key), lambda: self._server.originals(kind, key) if self._server else [])

    # How an engine keeps its values

    def _table(self, place: Place) -> str:
        return "_".join(place) if self._cap else place[1]

    def _insert(self, place: Place, row: dict[str, Any]) -> tuple[str, list[Any]]:
        marks = ", ".join("?" for _ in row)
        values = [self._stored(value) for value in row.values()]
        return f"INSERT INTO {self._table(place)} ({', '.join(row)}) VALUES ({marks})", values

    def _stored(self, value: Any) -> Any:
        if isinstance(value, bool):
            return int(value)
        if self._cap or not isinstance(value, str):
            return f"{value[:-1]}.000Z" if isinstance(value, str) and _STAMP.fullmatch(value) else value
        if _DAY.fullmatch(value):
            return f"{value}T00:00:00"
        return value[:-1] if _STAMP.fullmatch(value) else value


def _condition(where: dict[str, Any]) -> str:
    return " AND ".join(f"{name} = ?" for name in where)
