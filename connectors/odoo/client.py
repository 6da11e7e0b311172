"""The conversation with one database: transport and version found by asking, and typed helpers for reading."""

import threading
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from connectors.errors import Misconfigured
from connectors.odoo import failures
from connectors.odoo.extension import Extension
from connectors.odoo.http import Http
from connectors.odoo.json2 import Json2, unsuited
from connectors.odoo.jsonrpc import JsonRpc
from connectors.odoo.settings import Settings

Row = dict[str, Any]
_JSON2_FROM = 19


class Transport(Protocol):
    """A way to call a public method of a model."""

    name: str
    uid: int

    def login(self) -> int: ...

    def call(self, model: str, method: str, ids: list[int] | None, named: dict[str, Any]) -> Any: ...


class Client:
    """Nothing is asked before the first call. `version` is the major version: 17, 18, 19 ..."""

    def __init__(self, settings: Settings, companies: Sequence[int], http: Http | None = None) -> None:
        self.settings = settings
        self.extension = Extension(settings.fields)
        self.companies = list(companies)
        self.http = http or Http(settings)
        self.note = ""  # why this transport and not the other
        self.server_version = ""
        self._version = 0
        self._transport: Transport | None = None
        self._fields: dict[str, dict[str, Any]] = {}
        self._lock = threading.RLock()

    @property
    def version(self) -> int:
        self.transport()
        return self._version

    def transport(self) -> Transport:
        """The transport, chosen once. Raises `Misconfigured` where neither can work."""
        with self._lock:
            if self._transport is None:
                self._version = self._ask_version()
                self._transport = self._choose()
            return self._transport

    def _ask_version(self) -> int:
        """Up to 18 only the web client's question exists; from 19 on also a plain page."""
        answer = self.http.post(
            "/web/webclient/version_info", {"jsonrpc": "2.0", "method": "call", "params": {}, "id": 1}
        )
        found = answer.value.get("result") if isinstance(answer.value, dict) else None
        text = found.get("server_version") if isinstance(found, dict) else None
        if not text:
            page = self.http.request("GET", "/web/version")
            text = page.value.get("version") if isinstance(page.value, dict) else None
            if not text:
                raise failures.no_odoo(self.http.base, answer.status, answer.text or page.text)
        self.server_version = str(text)
        digits = "".join(c for c in self.server_version.replace("saas~", "").split(".")[0] if c.isdigit())
        if not digits:
            raise Misconfigured(f"url: {self.http.base} calls itself version {self.server_version!r}")
        return int(digits)

    def _choose(self) -> Transport:
        wanted = self.settings.transport
        if wanted == "json2" and self._version < _JSON2_FROM:
            raise Misconfigured(f"transport: Odoo {self.server_version} has no JSON-2; use auto or jsonrpc")
        if wanted == "jsonrpc" or self._version < _JSON2_FROM:
            return JsonRpc(self.settings, self.http, self.server_version)
        if reason := unsuited(self.settings):
            if wanted == "json2":
                raise Misconfigured(f"{reason}; make an API key, or set transport to jsonrpc")
            self.note = f"JSON-RPC is used, which Odoo 22 removes: {reason}"
            return JsonRpc(self.settings, self.http, self.server_version)
        json2 = Json2(self.settings, self.http)
        if wanted == "json2":
            return json2
        try:
            json2.login()
        except Misconfigured as refused:
            # A password is no bearer key. Where JSON-RPC is gone too, the refused key is what to tell.
            jsonrpc = JsonRpc(self.settings, self.http, self.server_version)
            try:
                jsonrpc.login()
            except Misconfigured:
                raise refused from None
            self.note = "the password is no API key, so JSON-RPC is used, which Odoo 22 removes: make an API key"
            return jsonrpc
        return json2

    def context(self, companies: Iterable[int] | None = None) -> dict[str, Any]:
        """English labels, archived records too, and never another company's data."""
        allowed = list(self.companies if companies is None else companies)
        return {"lang": "en_US", "tz": "UTC", "active_test": False, "allowed_company_ids": allowed}

    def call(
        self, model: str, method: str, ids: list[int] | None = None, *, context: Row | None = None, **named: Any
    ) -> Any:
        """One public method. Raises as connectors do."""
        merged = {**self.context(), **(context or {})}
        return self.transport().call(model, method, ids, {**named, "context": merged})

    def fields(self, model: str) -> dict[str, Any]:
        """The fields of a model that this user may see, asked once."""
        with self._lock:
            if model not in self._fields:
                self._fields[model] = self.call(model, "fields_get", attributes=["string", "type", "selection"])
            return self._fields[model]

    def has(self, model: str) -> bool:
        """Whether the module that brings this model is installed."""
        try:
            return bool(self.fields(model))
        except failures.NoModel:
            return False

    def choices(self, model: str, field: str) -> list[str]:
        """The values that a selection field may have here."""
        options = self.fields(model).get(field, {}).get("selection") or []
        return [option[0] for option in options]

    def wide(self, model: str, usual: tuple[str, ...]) -> tuple[str, ...]:
        """`usual` and what the configuration maps from this model. Raises `Misconfigured` for an unknown field."""
        extra = self.extension.fields_of(model)
        for field in extra:
            if field not in self.fields(model):
                raise Misconfigured(f"fields: {model} has no field {field!r} that {self.settings.user!r} may read")
        return (*usual, *extra)

    def known(self, model: str, wanted: Iterable[str]) -> list[str]:
        """Those of `wanted` that this version, its modules and the user's rights offer."""
        have = self.fields(model)
        return [name for name in wanted if name in have]

    def search_read(
        self,
        model: str,
        domain: list[Any],
        fields: Iterable[str],
        order: str = "id",
        limit: int | None = None,
        context: Row | None = None,
    ) -> list[Row]:
        """Rows of every company that Solde works for, archived ones included."""
        known = self.known(model, fields)
        rows: list[Row] = self.call(
            model, "search_read", domain=domain, fields=known, order=order, limit=limit, context=context
        )
        return rows

    def read(self, model: str, ids: Iterable[int], fields: Iterable[str]) -> dict[int, Row]:
        """By id; the ids that are gone are absent."""
        wanted = sorted(set(ids))
        if not wanted:
            return {}
        rows = self.search_read(model, [["id", "in", wanted]], fields)
        return {row["id"]: row for row in rows}

    def ids(self, model: str, domain: list[Any], limit: int | None = None) -> list[int]:
        """Ids only, in order."""
        found: list[int] = self.call(model, "search", domain=domain, order="id", limit=limit)
        return found

    def close(self) -> None:
        self.http.close()
