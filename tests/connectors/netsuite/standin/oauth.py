"""The door for tokens: OAuth 2.0 client credentials with a signed assertion, checked as NetSuite checks it.

Help: "OAuth 2.0 Client Credentials Flow", "POST Request to the Token Endpoint and the Access Token Response". Errors
have the short form `{"error": ...}`; the true reason is in the login audit trail (`trail`), under the words that the
help lists for it.
"""

import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import jwt
import msgspec

from tests.connectors.netsuite.standin.answers import LOGIN, Answer, Refusal, Request, encoded, refused, script_error

_ALGORITHMS = ("PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
_KIND = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_SCOPES = {"rest_webservices", "restlets", "suite_analytics"}
_LONGEST = 3600  # seconds between iat and exp
_FORM = {"grant_type", "client_assertion_type", "client_assertion"}


class Integration(msgspec.Struct):
    """What the account knows of who may log in."""

    account: str
    client_id: str
    certificates: dict[str, str]  # certificate id -> public key, PEM
    scopes: tuple[str, ...] = ("rest_webservices", "restlets")  # ticked on the integration record


class _Token(msgspec.Struct):
    until: float
    scopes: frozenset[str]


class Logins:
    """Tokens that were given, and why others were not."""

    def __init__(self, known: Integration, address: str, now: Callable[[], float] = time.time) -> None:
        self.known = known
        self.address = address  # of this door: the audience
        self.trail: list[str] = []
        self.given = 0
        self._now = now
        self._tokens: dict[str, _Token] = {}

    def give(self, request: Request, life: float) -> Answer:
        """A token. Raises Refusal."""
        form = {name: values[0] for name, values in parse_qs(request.body.decode(errors="replace")).items()}
        if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            raise self._no(400, "invalid_request", "the body is no form")
        if form.get("grant_type") not in ("client_credentials", None):
            raise self._no(400, "unsupported_grant_type", "GrantType")
        if set(form) != _FORM or form["client_assertion_type"] != _KIND:
            raise self._no(400, "invalid_request", f"expected exactly {sorted(_FORM)}")
        scopes = self._checked(form["client_assertion"])
        token = secrets.token_urlsafe(24)
        self._tokens[token] = _Token(self._now() + life, scopes)
        self.given += 1
        return encoded(200, {"access_token": token, "expires_in": "3600", "token_type": "bearer"})

    def check(self, request: Request, scope: str) -> None:
        """Raises Refusal where a request has no live token of this scope."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        held = self._tokens.get(token) if kind.lower() == "bearer" else None
        if held is not None and held.until > self._now() and scope in held.scopes:
            return
        told = f'Bearer realm="{self.known.account}", error="invalid_token", error_description="Invalid login attempt."'
        if scope == "restlets":
            refusal = script_error(401, "INVALID_LOGIN_ATTEMPT", "Invalid login attempt.")
        else:
            refusal = refused(401, "INVALID_LOGIN", LOGIN)
        raise Refusal(refusal.answer._replace(headers=(*refusal.answer.headers, ("WWW-Authenticate", told))))

    def revoke(self) -> None:
        """No token is worth anything any more."""
        self._tokens.clear()

    def _checked(self, assertion: str) -> frozenset[str]:
        try:
            header = jwt.get_unverified_header(assertion)
        except jwt.InvalidTokenError:
            raise self._no(400, "invalid_request", "the assertion is no JWT") from None
        if header.get("alg") not in _ALGORITHMS:
            raise self._no(400, "invalid_request", "UnsupportedAlgo")
        if not header.get("kid"):
            raise self._no(401, "invalid_client", "MissingKeyId")
        key = self.known.certificates.get(header["kid"])
        if key is None:
            raise self._no(401, "invalid_client", "MissingKey")
        return self._claims(self._verified(assertion, key))

    def _verified(self, assertion: str, key: str) -> dict[str, Any]:
        options = {"verify_aud": False, "verify_exp": False, "verify_iat": False, "verify_nbf": False}
        try:
            claims: dict[str, Any] = jwt.decode(assertion, key, algorithms=list(_ALGORITHMS), options=options)
        except (jwt.InvalidTokenError, jwt.InvalidKeyError, ValueError):
            raise self._no(401, "invalid_client", "SignatureValidation") from None
        return claims

    def _claims(self, claims: dict[str, Any]) -> frozenset[str]:
        issued, ends, now = claims.get("iat"), claims.get("exp"), self._now()
        if not isinstance(issued, int) or not isinstance(ends, int):
            raise self._no(400, "invalid_request", "iat and exp are needed")
        if ends - issued >= _LONGEST:
            raise self._no(400, "invalid_request", "TokenValidityTooBroad")
        if ends <= now:
            raise self._no(400, "invalid_grant", "the assertion expired")
        if issued > now + 30:
            raise self._no(400, "invalid_request", "TokenNotAcceptable")
        if claims.get("iss") != self.known.client_id:
            raise self._no(401, "invalid_client", "the issuer is no integration")
        if claims.get("aud") != self.address:
            raise self._no(400, "invalid_request", f"the audience is not {self.address}")
        scope = claims.get("scope")
        scopes = frozenset(scope if isinstance(scope, list) else str(scope or "").replace(" ", "").split(","))
        if not scopes or not scopes <= _SCOPES or not scopes <= set(self.known.scopes):
            raise self._no(400, "invalid_scope", "ScopeMismatched")
        return scopes

    def _no(self, status: int, error: str, detail: str) -> Refusal:
        self.trail.append(detail)
        headers = {"WWW_Authenticate": f'Basic realm="{self.known.account}"'} if status == 401 else {}
        return Refusal(encoded(status, {"error": error}, **headers))
