"""NetSuite's REST doors: SuiteQL for reading, the record API for writing, RESTlets for what has no other."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from connectors.errors import Misconfigured, Retry
from connectors.http import Reply, Wire
from connectors.netsuite import columns, failures, hosts, suiteql
from connectors.netsuite.failures import Call
from connectors.netsuite.gate import Gate
from connectors.netsuite.login import Login
from connectors.netsuite.session import Session
from connectors.netsuite.settings import Settings
from connectors.netsuite.suiteql import Select

__all__ = ["Client", "Row", "Select"]

Row = Mapping[str, Any]  # names in lower case; what is null is not there
_JSON = msgspec.json.Decoder(float_hook=Decimal)  # amounts are text; a number would be exact too
_CONTENT = {"Content-Type": "application/json"}
_STRICT = {"X-NetSuite-PropertyNameValidation": "error"}  # else a misspelt field is a warning that nobody reads


class Client:
    """Raises as connectors do: Retry, Refused, Misconfigured. Nothing is asked before the first call."""

    def __init__(self, settings: Settings, wire: Wire | None = None, session: Session | None = None) -> None:
        self.settings = settings
        self._rest = hosts.base(settings.account, hosts.REST, settings.url)
        self._restlets = hosts.base(settings.account, hosts.RESTLETS, settings.url)
        self.absent = set[str]()  # expressions of optional columns that the account does not show
        self._searched = set[str]()  # what stands behind FROM in queries that failed without a name
        self._session = session or _session(settings, wire or Wire(_Reach.of(settings, self._rest)))

    @property
    def gate(self) -> Gate:
        """Shared with the SOAP door."""
        return self._session.gate

    @property
    def server_time(self) -> str:
        """The Date header of the last answer."""
        return self._session.server_time

    # Reading

    def page(self, select: Select, after: tuple[str, ...] = (), size: int = suiteql.MOST) -> tuple[list[Row], bool]:
        """At most `size` rows behind the row with these keys, and whether there are more.

        Optional columns that the account does not show are left out, now and later.
        """
        call = Call(f"SuiteQL on {select.source.partition(' ')[0]}", hint=select.hint)
        while True:
            shown = select.without(self.absent)
            reply = self._query(call, shown.text(after), size)
            refused = columns.refused(reply, shown)
            found = {refused} if refused else self._unnamed(call, reply, shown)
            if not found:
                break
            self.absent |= found
        failures.check(call, reply)
        rows, more = _items(call, reply, size)
        _in_order(shown, rows, after)
        return rows, more

    def _unnamed(self, call: Call, reply: Reply, select: Select) -> set[str]:
        """Optional columns at which NetSuite fails without a name; looked for once for each query."""
        if not columns.failed_unnamed(reply) or select.source in self._searched:
            return set()
        self._searched.add(select.source)
        found = set()
        for expression, alone in columns.suspects(select):
            answer = self._query(call, alone.text(), 1)
            if columns.failed_unnamed(answer) or columns.refused(answer, alone):
                found.add(expression)
        return found

    def ask(self, query: str, what: str) -> list[Row]:
        """The few rows of a query that is written as a whole; `what` is what messages call it."""
        call = Call(f"SuiteQL on {what}")
        reply = self._query(call, query, suiteql.MOST)
        failures.check(call, reply)
        return _items(call, reply, suiteql.MOST)[0]

    def _query(self, call: Call, query: str, size: int) -> Reply:
        body = msgspec.json.encode({"q": query})
        address = f"{self._rest}{hosts.QUERY}?limit={size}"
        return self._session.send(call, "POST", address, body, {**_CONTENT, "Prefer": "transient"})

    def rows(self, select: Select, size: int = suiteql.MOST) -> Iterator[list[Row]]:
        """All rows, page by page, by key."""
        after: tuple[str, ...] = ()
        while True:
            rows, more = self.page(select, after, size)
            if rows:
                yield rows
            if not more:
                return
            after = keys_of(select, rows[-1])

    def lookup(self, select: Select, column: str, ids: Iterable[str]) -> list[Row]:
        """All rows whose `column`, an expression, is one of many internal ids. What is none has no row."""
        wanted = [each for each in dict.fromkeys(ids) if suiteql.is_number(each)]
        found: list[Row] = []
        for start in range(0, len(wanted), suiteql.IN):
            some = select.also(suiteql.among(column, wanted[start : start + suiteql.IN]))
            for rows in self.rows(some):
                found += rows
        return found

    def record(self, kind: str, id_: str, fields: Iterable[str], *, whole: bool = False) -> Row | None:
        """Some fields of one record, `whole` with its sublists; None where it does not exist.

        For few records: NetSuite opens each as for editing.
        """
        call = Call(f"{kind} {id_}", record=True)
        options = {"fields": ",".join(fields)} | ({"expandSubResources": "true"} if whole else {})
        address = f"{self._record(kind, id_)}?{urlencode(options)}"
        reply = self._session.send(call, "GET", address)
        if failures.missing(reply):
            return None
        failures.check(call, reply)
        return _decoded(call, reply)

    # Writing

    def patch(self, kind: str, id_: str, fields: Mapping[str, Any]) -> bool:
        """Write these fields of one record; False where it does not exist."""
        call = Call(f"{kind} {id_}", record=True, changes=True)
        body = msgspec.json.encode(fields)
        reply = self._session.send(call, "PATCH", self._record(kind, id_), body, {**_CONTENT, **_STRICT})
        if failures.missing(reply):
            return False
        failures.check(call, reply)
        return True

    def upsert(self, kind: str, external: str, fields: Mapping[str, Any]) -> None:
        """Make the record with this external id, or write its fields: twice is once."""
        call = Call(f"{kind} with the external id {external}", record=True, changes=True)
        place = self._record(kind, f"eid:{quote(external, safe='')}")
        reply = self._session.send(call, "PUT", place, msgspec.json.encode(fields), {**_CONTENT, **_STRICT})
        failures.check(call, reply)

    def restlet(self, call: Call, message: Mapping[str, Any]) -> Any:
        """What the script answers to this message. Raises Misconfigured where it is not deployed."""
        script, _, deployment = self.settings.restlet.partition(":")
        address = f"{self._restlets}{hosts.RESTLET}?{urlencode({'script': script, 'deploy': deployment})}"
        reply = self._session.send(call, "POST", address, msgspec.json.encode(message), _CONTENT)
        failures.check(call, reply)
        try:
            return _JSON.decode(reply.content)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise Retry(f"{call}: the script answered with broken JSON (cut off?)", sent=call.changes) from None

    def close(self) -> None:
        self._session.close()

    def _record(self, kind: str, id_: str) -> str:
        return f"{self._rest}{hosts.RECORD}/{kind}/{id_}"


class _Reach(msgspec.Struct, frozen=True):
    """What of the settings the wire needs."""

    url: str
    timeout: float
    requests_per_second: float
    verify_tls: bool
    ca_file: Any

    @classmethod
    def of(cls, settings: Settings, url: str) -> "_Reach":
        return cls(url, settings.timeout, settings.requests_per_second, settings.verify_tls, settings.ca_file)


def keys_of(select: Select, row: Row) -> tuple[str, ...]:
    """Where a row stands. Raises `Retry` where a key is no number: then nothing can follow it."""
    try:
        return tuple(suiteql.number(str(row.get(key))) for key in select.keys)
    except ValueError as error:
        raise Retry(f"NetSuite, {select.source}: a row without its keys: {error}", sent=False) from None


def _items(call: Call, reply: Reply, size: int) -> tuple[list[Row], bool]:
    """The rows of an answer, and whether there are more. What is not whole must never look like fewer rows."""
    value = _decoded(call, reply)
    items, more = value.get("items"), value.get("hasMore") is True
    if not isinstance(items, list) or not all(isinstance(each, dict) for each in items):
        raise Retry(f"{call}: JSON without items", sent=False)
    if len(items) > size or (more and not items) or value.get("count", len(items)) != len(items):
        raise Retry(f"{call}: {len(items)} rows where {size} were asked for", sent=False)
    return items, more


def _in_order(select: Select, rows: list[Row], after: tuple[str, ...]) -> None:
    """What follows a page is asked for by its last key: rows in another order would be passed over, and one that was
    given already would never end.
    """
    before = [int(key) for key in after]
    for place, row in enumerate(rows):
        keys = [int(key) for key in keys_of(select, row)]
        if keys < before or (place == 0 and keys == before):
            table = select.source.partition(" ")[0]
            raise Retry(f"NetSuite, {table}: rows are not in the order of their keys", sent=False)
        before = keys


def _session(settings: Settings, wire: Wire) -> Session:
    return Session(wire, Login(settings, wire), Gate(settings.account, settings.concurrency, settings.slots))


def _decoded(call: Call, reply: Reply) -> dict[str, Any]:
    if "html" in reply.headers.get("Content-Type", ""):
        raise Misconfigured(f"account: {call} was answered with a web page; is the account id right?")
    try:
        value = _JSON.decode(reply.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Retry(f"{call}: broken JSON (cut off?)", sent=call.changes) from None
    if not isinstance(value, dict):
        raise Retry(f"{call}: JSON that is no record", sent=call.changes)
    return value
