"""An S/4HANA in memory, behind the interface of connectors.sap.client: rows by entity set, with their ETags.

It answers in the shape of OData V2 and understands the expressions of connectors.sap.filters. `calls` says what was
asked of it, `writes` what was changed; `trouble` breaks what is to come.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from connectors.errors import Refused, Retry
from connectors.sap.client import Client, Key, Query
from connectors.sap.settings import Settings
from einvoice.faults import Fault
from tests.connectors.sap.expressions import matches

Row = dict[str, Any]
_KEYS = {
    "A_BusinessPartner": ("BusinessPartner",),
    "A_Customer": ("Customer",),
    "A_CustomerCompany": ("Customer", "CompanyCode"),
    "A_CustomerSalesArea": ("Customer", "SalesOrganization", "DistributionChannel", "Division"),
    "A_CustomerDunning": ("Customer", "CompanyCode", "DunningArea"),
    "CreditManagementAccount": ("BusinessPartner", "CreditSegment"),
    "A_SalesOrder": ("SalesOrder",),
    "A_BillingDocument": ("BillingDocument",),
}


class FakeClient(Client):
    """`tables` are its entity sets, open to a test as to SAP's own users."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.server_time = "Wed, 25 Nov 2026 10:00:00 GMT"
        self.tables: dict[str, list[Row]] = {}
        self.files: list[tuple[Row, bytes]] = []
        self.calls: list[str] = []
        self.writes: list[tuple[str, Row, Row]] = []  # entity, key, fields
        self.trouble: dict[str, list[Exception]] = {}  # "change A_SalesOrder 1" -> raised one after another
        self.lose_next_answer = False
        self.lists = True  # whether attachments can be listed
        self.meanwhile: Callable[[], None] | None = None  # what somebody does between our reading and our writing

    # What a test does

    def put(self, entity: str, **row: Any) -> Row:
        """A row; one with the same key is replaced."""
        keys = _KEYS.get(entity, ())
        table = self.tables.setdefault(entity, [])
        table[:] = [old for old in table if not keys or any(old[key] != row[key] for key in keys)]
        table.append(row)
        return row

    def row(self, entity: str, *key: str) -> Row:
        return next(r for r in self.tables[entity] if tuple(r[name] for name in _KEYS[entity]) == key)

    def delete(self, entity: str, *key: str) -> None:
        self.tables[entity].remove(self.row(entity, *key))

    # What the connector asks

    def page(self, service: str, entity: str, query: Query) -> list[Any]:
        self._said(f"page {entity}")
        found = [dict(row) for row in self.tables.get(entity, []) if matches(query.filter, row)]
        found.sort(key=lambda row: tuple(str(row.get(field)) for field in query.orderby))
        return found[: query.top] if query.top else found

    def cut(self) -> bool:
        return False

    def rows(self, service: str, entity: str, query: Query) -> Iterator[list[Any]]:
        yield self.page(service, entity, query)

    def get(self, service: str, entity: str, key: Key, query: Query = Query()) -> Any:  # noqa: B008
        self._said(f"get {entity}")
        return self._read(entity, key)

    def lookup(
        self,
        service: str,
        entity: str,
        field: str,
        values: Iterable[str],
        query: Query = Query(),  # noqa: B008
    ) -> list[Any]:
        wanted = set(values)
        return [row for row in self.page(service, entity, query) if row.get(field) in wanted]

    def function(self, service: str, name: str, **arguments: str) -> Any:
        self._said(f"function {name}")
        if not self.lists:
            return None  # 404
        there = [row for row, _ in self.files if all(row[field] == value for field, value in arguments.items())]
        return {"results": there}

    def change(
        self, service: str, entity: str, key: Key, decide: Callable[[Any], Mapping[str, Any] | None]
    ) -> tuple[Any, bool]:
        for _ in range(2):
            self._said(f"change {entity} {'/'.join(key.values())}")
            row = self._read(entity, key)
            if row is None:
                return None, False
            wanted = decide(row)
            if not wanted:
                return row, False
            etag = _etag(row)
            self._somebody_else()
            if _etag(self._read(entity, key) or {}) != etag:
                continue  # 412
            self.writes.append((entity, dict(key), dict(wanted)))
            self.row(entity, *key.values()).update(wanted)
            self._maybe_lose()
            return row, True
        raise Retry(f"{entity} {dict(key)}: changed by somebody else (412)", sent=True)

    def create(self, service: str, entity: str, fields: Mapping[str, Any]) -> Any:
        self._said(f"create {entity}")
        self.writes.append((entity, {}, dict(fields)))
        return self.put(entity, **fields)

    def upload(self, service: str, entity: str, content: bytes, mime: str, headers: Mapping[str, str]) -> Any:
        self._said(f"upload {headers['Slug']}")
        row = {
            "ArchiveDocumentID": hashlib.sha256(f"{len(self.files)}".encode()).hexdigest()[:32].upper(),
            "DocumentInfoRecordDocType": "GOS",
            "FileName": headers["Slug"],
            "FileSize": str(len(content)),
            "MimeType": mime,
            "BusinessObjectTypeName": headers["BusinessObjectTypeName"],
            "LinkedSAPObjectKey": headers["LinkedSAPObjectKey"],
        }
        self.files.append((row, content))
        self._maybe_lose()
        return row

    def download(self, service: str, entity: str, key: Key) -> bytes:
        self._said(f"download {key['ArchiveDocumentID']}")
        return next(c for row, c in self.files if row["ArchiveDocumentID"] == key["ArchiveDocumentID"])

    def close(self) -> None:
        return

    def _read(self, entity: str, key: Key) -> Row | None:
        for row in self.tables.get(entity, []):
            if all(row.get(field) == value for field, value in key.items()):
                return dict(row)
        return None

    def _said(self, call: str) -> None:
        self.calls.append(call)
        if waiting := self.trouble.get(call):
            raise waiting.pop(0)

    def _somebody_else(self) -> None:
        if self.meanwhile:
            act, self.meanwhile = self.meanwhile, None
            act()

    def _maybe_lose(self) -> None:
        if self.lose_next_answer:
            self.lose_next_answer = False
            raise Retry("the connection broke", sent=True)


def locked(number: str) -> Retry:
    """SAP's answer for a record that somebody is editing."""
    return Retry(f"A_SalesOrder {number}: currently being processed by user MEIER", sent=True)


def refused(message: str) -> Refused:
    """SAP's answer for what it will not take."""
    return Refused([Fault(code="SAP", path="", message=message, source="SAP")])


def _etag(row: Mapping[str, Any]) -> str:
    return repr(sorted(row.items(), key=lambda item: item[0]))
