"""OAuth 2.0 client credentials with a signed assertion (RFC 7523), as NetSuite's machine-to-machine flow has it.

The assertion names the certificate that the account knows (`kid`) and lives less than an hour; the token it buys lives
an hour. Nothing of either is ever written down.
"""

import time
from collections.abc import Callable
from urllib.parse import urlencode

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from connectors.errors import Misconfigured, Retry
from connectors.http import Reply, Wire
from connectors.netsuite import hosts
from connectors.netsuite.settings import Settings

_EARLY = 120.0  # seconds before its end a token is no longer used
_LIFE = 3600.0  # of one whose answer does not say
_ASSERTION = 300  # seconds that an assertion lives: long enough for clocks that differ a little; NetSuite takes < 3600
_KIND = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_CURVES = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}
_BITS = (3072, 4096)  # of RSA keys (help: "Creating a Certificate for the Client Credentials Flow")


class _Token(msgspec.Struct):
    access_token: str = ""
    expires_in: float | None = None
    error: str = ""


class Login:
    """Gives the header of each REST request."""

    def __init__(
        self,
        settings: Settings,
        wire: Wire,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._wire = wire
        self._clock = clock
        self._now = now
        self._key = settings.private_key.reveal()
        self._algorithm = algorithm(self._key)
        self._token = ""
        self._until = 0.0

    def header(self) -> dict[str, str]:
        """Raises as connectors do where no token can be had."""
        if not self._token or self._clock() >= self._until:
            self._fetch()
        return {"Authorization": f"Bearer {self._token}"}

    def forget(self) -> None:
        """The token was not taken: the next request asks for another one."""
        self._token = ""

    def assertion(self) -> str:
        """The signed JWT that asks for a token."""
        settings, issued = self._settings, int(self._now())
        claims = {
            "iss": settings.client_id,
            "scope": ["restlets", "rest_webservices"],
            "aud": hosts.base(settings.account, hosts.REST, settings.url) + hosts.TOKEN,
            "iat": issued,
            "exp": issued + _ASSERTION,
        }
        return jwt.encode(claims, self._key, algorithm=self._algorithm, headers={"kid": settings.certificate_id})

    def _fetch(self) -> None:
        address = hosts.base(self._settings.account, hosts.REST, self._settings.url) + hosts.TOKEN
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": _KIND,
            "client_assertion": self.assertion(),
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        asked = self._clock()
        try:
            reply = self._wire.send("POST", address, urlencode(form), headers)
        except Retry as error:  # whatever the token was for was not sent
            raise Retry(f"NetSuite gave no token: {error}", error.after, sent=False) from error
        token = _read(reply)
        life = _LIFE if token.expires_in is None else token.expires_in
        self._token, self._until = token.access_token, asked + max(life - _EARLY, life / 2)


def _read(reply: Reply) -> _Token:
    if reply.status >= 500 or reply.status in (408, 429):
        raise Retry(f"NetSuite gave no token (HTTP {reply.status})", sent=False)
    try:
        token = msgspec.json.decode(reply.content, type=_Token, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        token = _Token()
    if reply.status >= 400:
        reason = token.error if token.error.isidentifier() else "no reason given"  # a code; words may tell too much
        raise Misconfigured(
            f"client_id, certificate_id or private_key: NetSuite gives no token (HTTP {reply.status}, {reason}). Is "
            "the certificate mapped to the integration, a role and a user, is it in force, and is this machine's clock "
            "right? The role's login audit trail (Setup > Users/Roles > View Login Audit Trail) names the cause"
        )
    if not (token.access_token and token.access_token.isascii() and token.access_token.isprintable()):
        raise Misconfigured("account: NetSuite's address for tokens answers with something that is no token")
    return token


def algorithm(pem: str) -> str:
    """Which signature goes with the key. Raises `Misconfigured` for a key that NetSuite does not take."""
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError) as error:  # TypeError: it has a passphrase
        raise Misconfigured("private_key: expected a private key in PEM, without passphrase") from error
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size in _BITS:
        return "PS256"
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _CURVES:
        return _CURVES[key.curve.name]
    raise Misconfigured("private_key: NetSuite takes RSA of 3072 or 4096 bits, or EC P-256, P-384, P-521")
