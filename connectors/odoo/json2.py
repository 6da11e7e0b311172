"""JSON-2: Odoo's API from 19 on, with an API key as a bearer token."""

from typing import Any

from connectors.errors import Misconfigured
from connectors.odoo import failures
from connectors.odoo.http import Http
from connectors.odoo.settings import Settings


def unsuited(settings: Settings) -> str:
    """Why these settings cannot go into the headers of JSON-2; empty where they can."""
    secret, ascii_only = settings.password.reveal(), "which JSON-2 carries in a header of ASCII characters"
    if not (secret.isascii() and secret.isprintable()):
        return f"password: it is no API key: it has characters beyond ASCII, {ascii_only}"
    if not (settings.database.isascii() and settings.database.isprintable()):
        return f"database: {settings.database!r} has characters beyond ASCII, {ascii_only}"
    return ""


class Json2:
    """Every call is one request, one transaction; arguments go by name."""

    name = "json2"

    def __init__(self, settings: Settings, http: Http) -> None:
        self._settings = settings
        self._http = http
        self._headers = {
            "Authorization": f"bearer {settings.password.reveal()}",
            "X-Odoo-Database": settings.database,
        }
        self.uid = 0

    def login(self) -> int:
        """The key's user; there is no session. Raises `Misconfigured` for a refused key."""
        if not self.uid:
            self.uid = int(self.call("res.users", "context_get", None, {})["uid"])
        return self.uid

    def call(self, model: str, method: str, ids: list[int] | None, named: dict[str, Any]) -> Any:
        """`ids` None means a method of the model, else of these records."""
        body = named if ids is None else {"ids": ids, **named}
        answer = self._http.post(f"/json/2/{model}/{method}", body, self._headers)
        if not answer.is_json:
            if answer.status == 404:
                raise Misconfigured(
                    f"database: {self._http.base} serves no database {self._settings.database!r} over JSON-2"
                )
            raise failures.no_odoo(self._http.base, answer.status, answer.text)
        if answer.status == 200:
            return answer.value
        if answer.status == 401:
            raise Misconfigured(failures.refused_key(self._settings.user))
        name, message = failures.error_fields(answer.value)
        failures.raise_for(name, message, model, method, self._settings.user)
