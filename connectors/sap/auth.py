"""Who we are: Basic, OAuth 2.0 client credentials (RFC 6749, 4.4), or the certificate of mutual TLS alone."""

import base64
import time
from collections.abc import Callable
from urllib.parse import urlencode

import msgspec

from connectors.errors import Misconfigured, Retry
from connectors.http import Reply, Wire, is_loopback, place, without_secrets
from connectors.sap.settings import Settings

_EARLY = 60.0  # seconds before its end a token is no longer used
_SHORT = 300.0  # how long one lives whose answer does not say


class _Token(msgspec.Struct):
    access_token: str = ""
    expires_in: float | None = None
    error: str = ""


class Auth:
    """Gives the header of each request; a token lives in memory alone."""

    def __init__(self, settings: Settings, wire: Wire, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._wire = wire
        self._clock = clock
        self._token = ""
        self._until = 0.0
        if settings.auth == "oauth2":
            _check(settings.token_url)

    @property
    def who(self) -> str:
        """How messages call us."""
        settings = self._settings
        return {
            "basic": f"the user {settings.user!r}",
            "oauth2": f"the user of client_id {settings.client_id!r}",
            "certificate": "the certificate's user",
        }[settings.auth]

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
        form = {"grant_type": "client_credentials"} | ({"scope": settings.scope} if settings.scope else {})
        secret = settings.client_secret.reveal() if settings.client_secret else ""
        headers = {
            # As they are, not form-encoded before as RFC 6749 has it: SAP's token servers do not decode them.
            "Authorization": _basic(settings.client_id, secret),
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        asked = self._clock()
        try:
            reply = self._wire.send("POST", settings.token_url, urlencode(form), headers)
        except Retry as error:  # whatever the token was for was not sent
            raise Retry(f"token_url: no token: {error}", error.after, sent=False) from error
        except Misconfigured as error:
            raise Misconfigured(f"token_url: {error}") from error
        token = self._read(reply)
        life = _SHORT if token.expires_in is None else token.expires_in
        self._token, self._until = token.access_token, asked + max(life - _EARLY, life / 2)

    def _read(self, reply: Reply) -> _Token:
        where = f"token_url: {without_secrets(self._settings.token_url)}"
        if reply.status >= 500 or reply.status == 408:
            raise Retry(f"{where} gave no token (HTTP {reply.status})", sent=False)
        try:
            token = msgspec.json.decode(reply.content, type=_Token, strict=False)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            token = _Token()
        if reply.status >= 400:
            reason = f", {token.error}" if token.error.isidentifier() else ""  # a code; its words may tell too much
            told = f"{where} gives no token (HTTP {reply.status}{reason})"
            raise Misconfigured(f"client_id, client_secret or scope: {told}")
        if not (token.access_token and token.access_token.isascii() and token.access_token.isprintable()):
            raise Misconfigured(f"{where} answers with something that is no token; is it the right address?")
        return token


def _check(token_url: str) -> None:
    """Raises `Misconfigured` for an address where the secret would travel readable, or that has one in it."""
    if "@" in token_url:
        raise Misconfigured("token_url: no user or password belongs into the address")
    try:
        tls, host, _ = place(token_url)
    except Misconfigured:
        raise Misconfigured("token_url: expected an address such as https://login.example.com/oauth/token") from None
    if not tls and not is_loopback(host):
        raise Misconfigured("token_url: a secret goes there, so it must be an https address")


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
