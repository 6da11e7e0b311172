"""JSON-RPC through odoorpc: up to Odoo 18, and still on 19 to 21 (deprecated there)."""

import io
import json
import logging
from typing import Any, cast
from urllib.parse import urlsplit
from urllib.request import Request

import odoorpc

from connectors.errors import Misconfigured, Retry
from connectors.odoo import failures
from connectors.odoo.http import Http
from connectors.odoo.settings import Settings

# Methods whose first argument Odoo up to 18 looks at by position.
_POSITIONAL = {"create": ("vals_list",), "write": ("vals",), "load": ("fields", "data")}


# odoorpc writes the arguments of every call, the password among them, to this logger at DEBUG.
logging.getLogger("odoorpc.rpc.jsonrpclib").addFilter(lambda record: False)


class _Opener:
    """What odoorpc opens its requests with: our session, so that limits and errors are the same everywhere."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def open(self, request: Request, timeout: float | None = None) -> io.BytesIO:
        path = urlsplit(request.full_url).path
        data = cast(bytes | None, request.data)
        answer = self._http.request("POST", path, data)
        if not answer.is_json:
            raise failures.no_odoo(self._http.base, answer.status, answer.text)

        return io.BytesIO(json.dumps(answer.value).encode())


class JsonRpc:
    """One login; `call` is one transaction in Odoo."""

    name = "jsonrpc"

    def __init__(self, settings: Settings, http: Http, version: str) -> None:
        self._settings = settings
        self._http = http
        self._version = version
        self._odoo: Any = None
        self.uid = 0

    def login(self) -> int:
        """The user's id. Raises `Misconfigured` for a refused login or an unknown database."""
        if self._odoo is None:
            odoo = odoorpc.ODOO(
                self._http.host,
                protocol="jsonrpc+ssl" if self._http.tls else "jsonrpc",
                port=self._http.port,
                timeout=self._settings.timeout,
                version=self._version,
                opener=_Opener(self._http),
            )
            try:
                odoo.login(self._settings.database, self._settings.user, self._settings.password.reveal())
            except odoorpc.error.RPCError as error:
                self._explain(error, "res.users", "login")
            self.uid = int(odoo.env.uid)
            self._odoo = odoo
        return self.uid

    def call(self, model: str, method: str, ids: list[int] | None, named: dict[str, Any]) -> Any:
        """`ids` None means a method of the model, else of these records."""
        self.login()
        named = dict(named)
        args: list[Any] = [] if ids is None else [ids]
        args += [named.pop(name) for name in _POSITIONAL.get(method, ()) if name in named]
        try:
            return self._odoo.execute_kw(model, method, args, named)
        except odoorpc.error.RPCError as error:
            self._explain(error, model, method)
        except (ValueError, KeyError, TypeError) as error:
            raise Retry(f"{self._http.base}: an answer that odoorpc cannot read") from error

    def _explain(self, error: Any, model: str, method: str) -> None:
        user = self._settings.user
        if not isinstance(error.info, dict):  # odoorpc's own words for a refused login
            raise Misconfigured(failures.refused_key(user)) from None
        name, message = failures.error_fields(error.info)
        failures.raise_for(name, message, model, method, user)
