"""Who we are: Basic, OAuth 2.0 client credentials (RFC 6749, 4.4), or the certificate of mutual TLS alone."""

import base64
import time
from collections.abc import Callable
from urllib.parse import urlencode

import msgspec

from connectors.errors import Misconfigured, Retry
from connectors.http import Wire, is_loopback, place, without_secrets
from connectors.sap.settings import Settings

_EARLY = 60.0  # seconds before its end a token is no longer used
_SHORT = 300.0  # how long one lives whose answer does not say


class _Token(msgspec.Struct):
    access_token: str
    expires_in: float = _SHORT


class Auth:
    """Gives the header of each request; a token lives in memory alone."""

    def __init__(self, settings: Settings, wire: Wire, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._wire = wire
        self._clock = clock
        self._token = ""
        self._until = 0.0
        if settings.auth == "oauth2":
            tls, host, _ = place(settings.token_url)
            if not tls and not is_loopback(host):
                raise Misconfigured("token_url: a secret goes there, so it must be an https address")

    def header(self) -> dict[str, str]:
        """Raises as connectors do where a token is needed and cannot be had."""
        settings = self._settings
        if settings.auth == "oauth2":
            if not self._token or self._clock() >= self._until:
                self._fetch()
            return {"Authorization": f"Bearer {self._token}"}
        if settings.auth == "basic" and settings.password:
            return {"Authorization": _basic(settings.user, settings.password.reveal())}
        return {}

    def renew(self) -> bool:
        """After a 401: whether another try makes sense, because a token was thrown away."""
        had = bool(self._token)
        self._token = ""
        return had

    def refused(self) -> Misconfigured:
        """What to set when the server does not know us."""
        needed = {
            "basic": f"user and password: SAP does not let {self._settings.user!r} in; is it locked or expired",
            "oauth2": "client_id and client_secret: SAP does not take the token; is the communication user assigned",
            "certificate": "certificate: SAP maps it to no user",
        }
        client = f", and is {self._settings.client!r} the right sap-client" if self._settings.client else ""
        return Misconfigured(f"{needed[self._settings.auth]}{client}? (HTTP 401)")

    def _fetch(self) -> None:
        settings = self._settings
        where = without_secrets(settings.token_url)
        form = {"grant_type": "client_credentials"} | ({"scope": settings.scope} if settings.scope else {})
        secret = settings.client_secret.reveal() if settings.client_secret else ""
        headers = {
            "Authorization": _basic(settings.client_id, secret),
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        reply = self._wire.send("POST", settings.token_url, urlencode(form), headers)
        if reply.status in (400, 401, 403):
            raise Misconfigured(f"client_id, client_secret or scope: {where} gives no token (HTTP {reply.status})")
        if reply.status != 200:
            raise Retry(f"{where} gave no token (HTTP {reply.status})", sent=False)
        try:
            token = msgspec.json.decode(reply.content, type=_Token, strict=False)
        except msgspec.DecodeError as error:
            raise Retry(f"{where} answered with something that is no token", sent=False) from error
        if not token.access_token.isprintable() or not token.access_token:
            raise Retry(f"{where} answered with something that is no token", sent=False)
        self._token = token.access_token
        self._until = self._clock() + max(0.0, token.expires_in - _EARLY)


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
