"""The wire of S/4HANA's OData V2 services: the only place where requests leave.

    https://HOST/sap/opu/odata/sap/SERVICE/ENTITY?$filter=...&sap-client=100

Reading follows what the caller asks; writing goes through a CSRF token and, where SAP gives an ETag, If-Match.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

import msgspec

from connectors.errors import Misconfigured, Refused, Retry
from connectors.http import Reply, Wire
from connectors.sap import batch, failures, filters
from connectors.sap.auth import Auth
from connectors.sap.failures import Stale
from connectors.sap.settings import Settings

Row = Mapping[str, Any]
Key = Mapping[str, str]  # property -> value, unpadded; DunningArea may be ""

_ROOT = "/sap/opu/odata/sap/"
_LONGEST = 1400  # characters of a $filter: proxies cut addresses at 2,000 and more
_PARTS = 50  # GETs in one $batch
_PAGES = 100_000  # of one reading
_NO_BATCH = (404, 405, 501)
_TOKEN = "X-CSRF-Token"  # noqa: S105 (a header's name)


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """The options of one reading. `filter` is an OData expression made with connectors.sap.filters."""

    select: tuple[str, ...] = ()  # "to_Item/NetAmount" for a field of what is expanded
    filter: str = ""
    expand: tuple[str, ...] = ()
    orderby: tuple[str, ...] = ()
    top: int = 0

    def text(self) -> str:
        """As it stands in an address."""
        options = {
            "$select": ",".join(self.select),
            "$filter": self.filter,
            "$expand": ",".join(self.expand),
            "$orderby": ",".join(self.orderby),
            "$top": str(self.top or ""),
        }
        return urlencode({name: value for name, value in options.items() if value}, quote_via=quote, safe="$,/()'")


EVERYTHING = Query()


class Client:
    """Raises as connectors do: Retry, Refused, Misconfigured; messages say service, entity, key, SAP's own words."""

    def __init__(self, settings: Settings, wire: Wire | None = None) -> None:
        self.settings = settings
        chain = (settings.certificate, settings.key) if settings.certificate else None
        self.wire = wire or Wire(settings, certificate=chain)
        self.auth = Auth(settings, self.wire)
        self.server_time = ""  # the Date header of the last answer
        self._more = False
        self._csrf = ""  # the token that goes with the session's cookie
        self._without_batch: set[str] = set()

    # Reading

    def page(self, service: str, entity: str, query: Query) -> list[Row]:
        """One answer: at most `top` rows. The server may cut it shorter: the caller goes on by key, not by __next.

        Never empty where there is more: an empty page with a __next is followed to its first rows.
        """
        address = self._address(service, entity, query.text())
        for _ in range(_PAGES):
            rows, following = self._rows(self._get(address, f"{service} {entity}"), service, entity)
            self._more = bool(following)
            if rows or not following:
                return rows
            address = self._next(address, following, service)
        raise Retry(f"{service} {entity}: {_PAGES} empty pages, one after the other", sent=False)

    def cut(self) -> bool:
        """Whether the last `page` ended with a __next: there is more even if it has fewer than `top` rows."""
        return self._more

    def rows(self, service: str, entity: str, query: Query) -> Iterator[list[Row]]:
        """All rows, page by page, following __next on this host only. For what does not move while it is read."""
        address = self._address(service, entity, query.text())
        yield from self._following(address, self._get(address, f"{service} {entity}"), service, entity)

    def get(self, service: str, entity: str, key: Key, query: Query = EVERYTHING) -> Row | None:
        """One entity; None where it does not exist."""
        return self._entity(service, f"{entity}{filters.key(key)}", query)[0]

    def lookup(
        self, service: str, entity: str, field: str, values: Iterable[str], query: Query = EVERYTHING
    ) -> list[Row]:
        """All rows whose `field` is one of many values (and `query.filter`): several GETs in a $batch."""
        return self.find(service, entity, [filters.eq(field, value) for value in dict.fromkeys(values)], query)

    def find(self, service: str, entity: str, either: Iterable[str], query: Query = EVERYTHING) -> list[Row]:
        """The same for expressions, each naming a few rows: those for which one of them holds."""
        wheres = [filters.both(query.filter, part) for part in _packed(either, _LONGEST - len(query.filter))]
        asked = [msgspec.structs.replace(query, filter=where) for where in wheres]
        found: list[Row] = []
        for start in range(0, len(asked), _PARTS):
            found += self._several(service, entity, asked[start : start + _PARTS])
        return found

    def function(self, service: str, name: str, **arguments: str) -> Any:
        """A function import by GET: what stands under `d`. None where SAP answers 404."""
        asked = urlencode({key: filters.literal(value) for key, value in arguments.items()}, quote_via=quote)
        where = f"{service} {name}({', '.join(arguments.values())})"
        reply = self._get(self._address(service, name, asked), where)
        if reply.status == 404:
            return None
        return self._d(reply, where)

    def download(self, service: str, entity: str, key: Key) -> bytes:
        """The raw bytes of a media entity ($value). Raises Refused where there are none."""
        path = f"{entity}{filters.key(key)}/$value"
        reply = self._get(self._address(service, path, "", json=False), f"{service} {path}", accept="*/*")
        if reply.status == 404:
            raise failures.gone(f"{service} {path}", reply)
        return reply.content

    # Writing

    def change(
        self, service: str, entity: str, key: Key, decide: Callable[[Row], Mapping[str, Any] | None]
    ) -> tuple[Row | None, bool]:
        """Read, `decide` on the fresh row which fields to write (None: none), PATCH with its ETag echoed.

        On 412 once more from the start. Gives the row as it was read last, and whether it was written; (None, False)
        where it does not exist. Raises Retry where somebody else was quicker twice.
        """
        path = f"{entity}{filters.key(key)}"
        for _ in range(2):
            row, etag = self._entity(service, path, EVERYTHING)
            fields = decide(row) if row is not None else None
            if row is None or not fields:
                return row, False
            try:
                headers = {"If-Match": etag} if etag else {}
                reply = self._write("PATCH", service, path, msgspec.json.encode(fields), headers)
            except Stale:
                continue
            if reply.status == 404:
                return None, False
            return row, True
        raise Retry(f"{service} {path} is being changed by somebody else", sent=False)

    def create(self, service: str, entity: str, fields: Mapping[str, Any]) -> Row:
        """POST one entity; what SAP made of it."""
        reply = self._write("POST", service, entity, msgspec.json.encode(fields), {})
        return self._created(reply, service, entity)

    def upload(self, service: str, entity: str, content: bytes, mime: str, headers: Mapping[str, str]) -> Row:
        """POST raw bytes (a media entity); `headers` such as Slug. Other than ASCII goes out percent-encoded.

        Client and language travel as headers here, beside the session's cookies: some gateways take raw bytes only
        where the address has no query.
        """
        own = {"sap-client": self.settings.client, "sap-language": self.settings.language, "Content-Type": mime}
        sent = {name: _header(value) for name, value in {**headers, **own}.items() if value}
        reply = self._write("POST", service, entity, content, sent, bare=True)
        return self._created(reply, service, entity)

    def close(self) -> None:
        self.wire.close()

    # Addresses

    def _address(self, service: str, path: str, options: str, *, json: bool = True) -> str:
        """Absolute, with the client and language in which SAP is to work."""
        return f"{self.wire.base}{_ROOT}{service}/{quote(path, safe=_SAFE)}?{self._options(options, json=json)}"

    def _options(self, options: str, *, json: bool = True) -> str:
        own = {"$format": "json"} if json else {}
        if self.settings.client:
            own["sap-client"] = self.settings.client
        if self.settings.language:
            own["sap-language"] = self.settings.language
        return "&".join(filter(None, (options, urlencode(own, safe="$"))))

    def _next(self, address: str, following: str, service: str) -> str:
        """Where __next leads: on the same server and in the same service, or nowhere."""
        there = urljoin(address, following)
        asked, got = urlsplit(address), urlsplit(there)
        if (asked.scheme, asked.netloc) != (got.scheme, got.netloc):
            raise Misconfigured(
                f"url: {self.wire.base} answers with a next page on {got.scheme}://{got.hostname}, which is not "
                "followed: set the address under which SAP knows itself"
            )
        if not got.path.startswith(f"{_ROOT}{service}/"):
            raise Misconfigured(f"{service}: its next page leads to {got.path}, which is another service")
        return there

    # Requests

    def _ask(
        self, method: str, address: str, where: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """One request with our credentials; with a new token once more where the old one ended."""
        for again in (True, False):
            sent = {"Accept": "application/json", "DataServiceVersion": "2.0", **(headers or {}), **self.auth.header()}
            try:
                reply = self.wire.send(method, address, body, sent)
            except Retry as error:
                lost = method != "GET" and error.sent  # a question may be asked again, whatever became of it
                raise Retry(f"{where}: {error}", error.after, sent=lost) from error
            self.server_time = self.wire.server_date or self.server_time
            if reply.status != 401:
                return reply
            if not (again and self.auth.renew()):
                break
        raise self.auth.refused()

    def _get(self, address: str, where: str, accept: str = "application/json") -> Reply:
        reply = self._ask("GET", address, where, headers={"Accept": accept})
        failures.raise_for(reply, where, write=False)
        return reply

    def _write(
        self, method: str, service: str, path: str, body: bytes, headers: Mapping[str, str], *, bare: bool = False
    ) -> Reply:
        reply = self._send(method, service, path, body, headers, bare=bare)
        failures.raise_for(reply, f"{service} {path}", write=True)
        return reply

    def _send(
        self, method: str, service: str, path: str, body: bytes, headers: Mapping[str, str], *, bare: bool = False
    ) -> Reply:
        """With a CSRF token; a new one is fetched once where SAP wants that. `bare`: an address without a query."""
        where = f"{service} {path}"
        address = self._address(service, path, "", json=False)
        address = address.partition("?")[0] if bare else address
        for _ in range(2):
            self._csrf = self._csrf or self._token(service)
            sent = {"Content-Type": "application/json", **headers, _TOKEN: self._csrf}
            reply = self._ask(method, address, where, body, sent)
            if reply.status != 403 or reply.headers.get(_TOKEN, "").lower() != "required":
                return reply
            self._csrf = ""
        raise Retry(f"{where}: SAP gives CSRF tokens and does not take them (HTTP 403)", sent=False)

    def _token(self, service: str) -> str:
        """GET on the service with the wish for a token; the cookie that belongs to it is kept by the session."""
        reply = self._ask("GET", self._address(service, "", ""), service, headers={_TOKEN: "Fetch"})
        failures.raise_for(reply, service, write=False)
        token: str = reply.headers.get(_TOKEN, "")
        if not token:
            raise Misconfigured(f"{service}: SAP gives no CSRF token (HTTP {reply.status}), so nothing can be written")
        return token

    def _entity(self, service: str, path: str, query: Query) -> tuple[Row | None, str]:
        """A row and its ETag, which is "" where it has none."""
        where = f"{service} {path}"
        reply = self._get(self._address(service, path, query.text()), where)
        if reply.status == 404:
            return None, ""
        row = self._d(reply, where)
        if not isinstance(row, dict):
            raise Retry(f"{where}: the answer is no entity", sent=False)
        metadata = row.get("__metadata")
        told = metadata.get("etag") if isinstance(metadata, dict) else ""
        return row, str(told or reply.headers.get("ETag", ""))

    # $batch

    def _several(self, service: str, entity: str, queries: list[Query]) -> list[Row]:
        where = f"{service} {entity}"
        addresses = [self._address(service, entity, query.text()) for query in queries]
        answers = self._batch(service, [f"{entity}?{self._options(query.text())}" for query in queries])
        if answers is None:
            answers = [self._get(address, where) for address in addresses]
        found: list[Row] = []
        for address, reply in zip(addresses, answers, strict=True):
            failures.raise_for(reply, where, write=False)
            for rows in self._following(address, reply, service, entity):
                found += rows
        return found

    def _batch(self, service: str, paths: list[str]) -> list[Reply] | None:
        """None where one question is no batch, or the service does not take any."""
        if len(paths) < 2 or service in self._without_batch:
            return None
        kind, body = batch.body(paths)
        where = f"{service} $batch"
        try:
            reply = self._send("POST", service, "$batch", body, {"Content-Type": kind, "Accept": "multipart/mixed"})
            if reply.status in _NO_BATCH:
                self._without_batch.add(service)
                return None
            failures.raise_for(reply, where, write=False)
        except Retry as error:
            raise Retry(str(error), error.after, sent=False) from error  # it only asked
        return batch.replies(reply, len(paths), where)

    # Answers

    def _following(self, address: str, reply: Reply, service: str, entity: str) -> Iterator[list[Row]]:
        """The rows of an answer and of all that its __next lead to."""
        seen = {address}
        while True:
            rows, following = self._rows(reply, service, entity)
            yield rows
            if not following:
                return
            address = self._next(address, following, service)
            if address in seen or len(seen) > _PAGES:
                raise Retry(f"{service} {entity}: the next pages go round in a circle", sent=False)
            seen.add(address)
            reply = self._get(address, f"{service} {entity}")

    def _rows(self, reply: Reply, service: str, entity: str) -> tuple[list[Row], str]:
        """The rows, and the address of the next page; anything that is not that is a broken answer."""
        where = f"{service} {entity}"
        if reply.status == 404:
            raise Misconfigured(f"{where}: SAP does not know it (HTTP 404): is the service activated? See docs/sap.md")
        d = self._d(reply, where)
        found = d.get("results") if isinstance(d, dict) else d
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise Retry(f"{where}: the answer is no list of rows", sent=False)
        following = d.get("__next") if isinstance(d, dict) else ""
        return found, str(following or "")

    def _created(self, reply: Reply, service: str, entity: str) -> Row:
        if reply.status == 404:
            raise failures.gone(f"{service} {entity}", reply)
        if not reply.content:
            return {}
        d = self._d(reply, f"{service} {entity}")
        return d if isinstance(d, dict) else {}

    def _d(self, reply: Reply, where: str) -> Any:
        """What stands under `d`."""
        try:
            found = msgspec.json.decode(reply.content)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Retry(f"{where}: the answer is no JSON, or was cut off", sent=False) from error
        if not isinstance(found, dict) or "d" not in found:
            raise Retry(f"{where}: the answer is JSON, but not OData's", sent=False)
        return found["d"]


_SAFE = "/$()',="


def _packed(parts: Iterable[str], longest: int) -> Iterator[str]:
    """Expressions joined by `or` into as few as stay below a length."""
    group: list[str] = []
    length = 0
    for part in parts:
        if group and length + len(part) + 4 > longest:
            yield filters.either(*group)
            group, length = [], 0
        group.append(part)
        length += len(part) + 4
    if group:
        yield filters.either(*group)


def _header(value: str) -> str:
    """A header's value that no line can be smuggled into."""
    if any(ord(char) < 32 or ord(char) == 127 for char in value):
        raise Refused([failures.fault("header", f"{value!r:.80} has control characters in it")])
    return value if value.isascii() else quote(value, safe=" ()[]{}.,;:!@#&+=-_~'")
