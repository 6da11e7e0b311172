"""The wire of S/4HANA's OData V2 services: the only place where requests leave.

Reading follows what the caller asks; writing goes through a CSRF token and, where SAP gives an ETag, If-Match.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from connectors.errors import Refused, Retry
from connectors.http import Reply, Wire
from connectors.sap import answers, batch, failures, filters, links
from connectors.sap.failures import Call
from connectors.sap.links import EVERYTHING, Query
from connectors.sap.session import Session
from connectors.sap.settings import Settings
from einvoice.faults import Fault

__all__ = ["EVERYTHING", "Client", "Key", "Query", "Row"]

Row = Mapping[str, Any]
Key = Mapping[str, str]  # property -> value, unpadded; DunningArea may be ""

_JSON = "$format=json"
_PARTS = 50  # GETs in one $batch
_LONG = 1900  # characters of an address, above which it travels inside a $batch: proxies cut or refuse long ones
_PAGES = 100_000  # of one reading; more is a server that goes round in circles
_NO_BATCH = (404, 405, 501)
_READ_AGAIN = (412, 428)  # somebody was quicker, or SAP wants an ETag


class Client:
    """Raises as connectors do: Retry, Refused, Misconfigured; messages say service, entity, key, SAP's own words.

    One request after the other; nothing is asked before the first call.
    """

    def __init__(self, settings: Settings, wire: Wire | None = None) -> None:
        self.settings = settings
        self.server_time = ""  # the Date header of the last answer
        self._session = Session(settings, wire)
        self._more = False
        self._without_batch = set[str]()  # services

    # Reading

    def page(self, service: str, entity: str, query: Query) -> list[Row]:
        """One answer: at most `top` rows. The server may cut it shorter: the caller goes on by key, not by __next.

        Never empty where there is more: an empty page with a __next is followed to its first rows.
        """
        for rows, more in self._pages(service, entity, query):
            if rows or not more:
                self._more = more
                return rows
        raise AssertionError("the last page has nothing behind it")

    def cut(self) -> bool:
        """Whether the last `page` ended with a __next: there is more even if it has fewer than `top` rows."""
        return self._more

    def rows(self, service: str, entity: str, query: Query) -> Iterator[list[Row]]:
        """All rows, page by page, following __next on this host only. For what does not move while it is read."""
        for rows, _ in self._pages(service, entity, query):
            yield rows

    def get(self, service: str, entity: str, key: Key, query: Query = EVERYTHING) -> Row | None:
        """One entity; None where it does not exist."""
        return self._entity(service, entity, key, query)[0]

    def lookup(
        self, service: str, entity: str, field: str, values: Iterable[str], query: Query = EVERYTHING
    ) -> list[Row]:
        """All rows whose `field` is one of many values (and `query.filter`): several GETs in a $batch."""
        return self.find(service, entity, [filters.eq(field, value) for value in dict.fromkeys(values)], query)

    def find(self, service: str, entity: str, either: Iterable[str], query: Query = EVERYTHING) -> list[Row]:
        """The same for expressions, each naming a few rows: those for which one of them holds."""
        asked = [self._reading(service, entity, one) for one in links.packed(either, query)]
        found: list[Row] = []
        for start in range(0, len(asked), _PARTS):
            some = asked[start : start + _PARTS]
            replies: Sequence[Reply | None] = [None] * len(some)
            if len(some) > 1:
                replies = self._together(Call(service, entity), some) or replies
            for address, reply in zip(some, replies, strict=True):
                for rows, _ in self._pages(service, entity, query, address, reply):
                    found += rows
        return found

    def function(self, service: str, name: str, **arguments: str) -> Any:
        """A function import by GET: what stands under `d`. None where SAP answers that there is nothing (404)."""
        told = {argument: filters.literal(value) for argument, value in arguments.items()}
        call = Call(service, f"{name}({', '.join(arguments.values())})", record=True)
        address = self._address(service, name, f"{urlencode(told, quote_via=quote)}&{_JSON}")
        reply = self._ask(call, address)
        return None if reply.status == 404 else answers.value(call, reply)

    def download(self, service: str, entity: str, key: Key) -> bytes:
        """The raw bytes of a media entity ($value). Raises Refused where there are none."""
        call = Call(service, f"{entity}{filters.key(key)}/$value", record=True)
        reply = self._ask(call, self._address(service, f"{links.place(entity, key)}/$value"), {"Accept": "*/*"})
        if reply.status == 404:
            raise failures.gone(call, reply)
        return reply.content

    # Writing

    def change(
        self, service: str, entity: str, key: Key, decide: Callable[[Row], Mapping[str, Any] | None]
    ) -> tuple[Row | None, bool]:
        """Read, `decide` on the fresh row which fields to write (None: none), PATCH with its ETag echoed.

        On 412 once more from the start. Gives the row as it was read last, and whether it was written; (None, False)
        where it does not exist. Raises Retry where somebody else was quicker twice.
        """
        call = Call(service, entity + filters.key(key), record=True, changes=True)
        address = self._address(service, links.place(entity, key))
        for last in (False, True):
            row, etag = self._entity(service, entity, key, EVERYTHING)
            fields = decide(row) if row is not None else None
            if row is None or not fields:
                return row, False
            headers = {"Content-Type": "application/json"} | ({"If-Match": etag} if etag else {})
            but = () if last else _READ_AGAIN
            reply = self._ask(call, address, headers, method="PATCH", body=msgspec.json.encode(fields), but=but)
            if reply.status == 404:
                return None, False
            if reply.status not in but:
                return row, True
        raise AssertionError("the second round returns or raises")

    def create(self, service: str, entity: str, fields: Mapping[str, Any]) -> Row:
        """POST one entity; what SAP made of it."""
        address = self._address(service, entity)
        return self._created(
            service, entity, address, msgspec.json.encode(fields), {"Content-Type": "application/json"}
        )

    def upload(self, service: str, entity: str, content: bytes, mime: str, headers: Mapping[str, str]) -> Row:
        """POST raw bytes (a media entity); `headers` such as Slug, percent-encoded beyond ASCII (RFC 5023).

        Client and language travel as headers here, beside the session's cookies: some gateways take raw bytes only
        where the address has no query.
        """
        named = {**headers, **links.common(self.settings), "Content-Type": mime}
        told = {name: _header(service, name, value) for name, value in named.items()}
        return self._created(service, entity, self._address(service, entity).partition("?")[0], content, told)

    def close(self) -> None:
        self._session.close()

    # Requests

    def _address(self, service: str, place: str, options: str = "") -> str:
        return links.address(self.settings, service, place, options)

    def _reading(self, service: str, place: str, query: Query) -> str:
        return self._address(service, place, f"{text}&{_JSON}" if (text := query.text()) else _JSON)

    def _ask(
        self,
        call: Call,
        address: str,
        headers: Mapping[str, str] | None = None,
        *,
        method: str = "GET",
        body: bytes | None = None,
        but: Collection[int] = (),
    ) -> Reply:
        """A good answer, one of the statuses in `but`, or 404 where the one record is not there."""
        reply = self._session.send(call, method, address, body, headers or {})
        self.server_time = self._session.server_time
        if reply.status not in but:
            failures.check(call, reply, self._session.auth.who)
        return reply

    def _entity(self, service: str, entity: str, key: Key, query: Query) -> tuple[Row | None, str]:
        """A row and its ETag, which is "" where it has none."""
        call = Call(service, entity + filters.key(key), record=True)
        reply = self._ask(call, self._reading(service, links.place(entity, key), query))
        return (None, "") if reply.status == 404 else answers.row(call, reply)

    def _pages(
        self, service: str, entity: str, query: Query, address: str = "", reply: Reply | None = None
    ) -> Iterator[tuple[list[Row], bool]]:
        """Each answer, and whether another follows. `reply` is the first one where it is there already."""
        address = address or self._reading(service, entity, query)
        call, seen = Call(service, entity), {address}
        while len(seen) <= _PAGES:
            rows, link = answers.rows(call, reply or self._got(call, address), query)
            yield rows, bool(link)
            if not link:
                return
            address, reply = links.following(self.settings, service, address, link), None
            if address in seen:
                break
            seen.add(address)
        raise Retry(f"{call}: the next pages go round in a circle", sent=False)

    def _got(self, call: Call, address: str) -> Reply:
        """The answer to a reading, however long its address is."""
        parts = self._together(call, [address]) if len(address) > _LONG else None
        return parts[0] if parts else self._ask(call, address)

    def _together(self, call: Call, addresses: Sequence[str]) -> list[Reply] | None:
        """The answers of one $batch; None where the service does not take any."""
        service = call.service
        if service in self._without_batch:
            return None
        origin = self._address(service, "").partition("?")[0]
        kind, body = batch.body([address.removeprefix(origin) for address in addresses])
        headers = {"Content-Type": kind, "Accept": "multipart/mixed"}
        reply = self._ask(call, self._address(service, "$batch"), headers, method="POST", body=body, but=_NO_BATCH)
        if reply.status in _NO_BATCH:
            self._without_batch.add(service)
            return None
        parts = batch.replies(reply, len(addresses), f"{call} in a $batch")
        for part in parts:
            failures.check(call, part, self._session.auth.who)
        return parts

    def _created(self, service: str, entity: str, address: str, body: bytes, headers: Mapping[str, str]) -> Row:
        call = Call(service, entity, record=True, changes=True)
        reply = self._ask(call, address, headers, method="POST", body=body)
        if reply.status == 404:
            raise failures.gone(call, reply)
        return answers.row(call, reply)[0]


def _header(service: str, name: str, value: str) -> str:
    """A header's value that no line can be smuggled into."""
    if any(ord(char) < 32 or ord(char) == 127 for char in value):
        message = f"{service}: {name} has a line break or another control character in it: {value!r:.80}"
        raise Refused([Fault(code="header", path="", message=message, source="SAP")])
    return value if value.isascii() and "%" not in value else quote(value, safe=" ()[]{}.,;:!@#&+=-_~'/")
