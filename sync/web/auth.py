"""Who may ask: a bearer token, one of those that [web.tokens] names."""

import hmac
from hashlib import sha256

from django.http import HttpRequest
from ninja.security import HttpBearer

from sync.web.desk import desk_of


class Bearer(HttpBearer):
    """Every token is compared, in constant time, so that the time taken says nothing."""

    def authenticate(self, request: HttpRequest, token: str) -> str | None:
        """The name of the token; None, which becomes 401, where there is no such token."""
        asked = sha256(token.encode()).digest()
        found = None
        for name, digest in desk_of(request).tokens.items():
            if hmac.compare_digest(asked, digest):
                found = name
        return found
