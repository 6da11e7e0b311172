"""Token-based access: the header that signs each SOAP request.

The signature is HMAC-SHA256 over account, consumer key, token, nonce and timestamp, joined by "&"; its key is the
consumer secret and the token secret, joined by "&" (help: "The Signature for Web Services and RESTlets"). NetSuite
takes a nonce once, so every attempt has its own.
"""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from typing import Any

from connectors.errors import Misconfigured
from connectors.netsuite.settings import Settings
from connectors.secret import Secret

ALGORITHM = "HMAC-SHA256"
_NONCE = 20  # characters; NetSuite takes 6 to 64 (help: "TokenPassport Complex Type")


class Passport:
    """Gives the fields of a TokenPassport, new ones each time."""

    def __init__(
        self,
        settings: Settings,
        *,
        nonce: Callable[[], str] = lambda: secrets.token_hex(_NONCE // 2),
        now: Callable[[], float] = time.time,
    ) -> None:
        if settings.consumer_secret is None or settings.token_secret is None:
            names = "consumer_key, consumer_secret, token_id, token_secret"
            raise Misconfigured(f"{names}: needed for SOAP with token-based access")
        # A sandbox is 1234567_SB1 here, in capitals; its host name is not.
        self._names = (settings.account.upper(), settings.consumer_key, settings.token_id)
        self._secrets: tuple[Secret, Secret] = (settings.consumer_secret, settings.token_secret)
        self._nonce = nonce
        self._now = now

    def fields(self) -> dict[str, Any]:
        """What zeep makes a TokenPassport of."""
        account, consumer, token = self._names
        nonce, timestamp = self._nonce(), int(self._now())
        signed = sign((*self._names, nonce, str(timestamp)), self._secrets)
        return {
            "account": account,
            "consumerKey": consumer,
            "token": token,
            "nonce": nonce,
            "timestamp": timestamp,
            "signature": {"_value_1": signed, "algorithm": ALGORITHM},
        }


def sign(parts: tuple[str, ...], keys: tuple[Secret, Secret]) -> str:
    """The signature over `parts`, base64."""
    key = "&".join(each.reveal() for each in keys)
    return base64.b64encode(hmac.digest(key.encode(), "&".join(parts).encode(), hashlib.sha256)).decode()
