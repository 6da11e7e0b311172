"""JSON by POST over the wire that all ERPs share, and what Odoo, or a proxy before it, may answer."""

import json
import time
from collections.abc import Callable
from typing import Any

from connectors.errors import Refused, Retry
from connectors.http import Reply, Wire
from connectors.odoo.settings import Settings
from einvoice.faults import Fault


class Answer:
    """What came back: status, JSON value if it was JSON, and a short text for messages if it was not."""

    __slots__ = ("is_json", "status", "text", "value")

    def __init__(self, status: int, value: Any, text: str, is_json: bool = True) -> None:
        self.status = status
        self.value = value
        self.text = text
        self.is_json = is_json


class Http(Wire):
    """One Odoo server."""

    def __init__(
        self,
        settings: Settings,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(settings, sleep=sleep, clock=clock)

    def post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> Answer:
        """Raises `Retry` when the network or the server is not able to answer now, `Misconfigured` on TLS."""
        return self.request("POST", path, json.dumps(body).encode(), headers)

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        url = f"{self.base}/{path.lstrip('/')}"
        reply = self.send(method, url, body, {"Content-Type": "application/json", **(headers or {})})
        if not reply.is_json():
            return self._no_json(reply, len(body or b""))
        try:
            return Answer(reply.status, json.loads(reply.content), "")
        except ValueError as error:
            raise Retry(f"{self.base} answered with broken JSON (cut off?)") from error

    def _no_json(self, reply: Reply, sent: int) -> Answer:
        """A page of a proxy, of a server that is ill, or of something that is not Odoo."""
        if reply.status >= 500 or reply.status == 408:
            raise Retry(
                f"{self.base} answered HTTP {reply.status} and no JSON: Odoo or the proxy before it is not well"
            )
        if reply.status == 413:
            message = f"the server before Odoo takes no request of {sent} bytes (HTTP 413): raise its limit"
            raise Refused([Fault(code="too-large", path="", message=message, source="HTTP 413")])
        return Answer(reply.status, None, reply.text(), is_json=False)
