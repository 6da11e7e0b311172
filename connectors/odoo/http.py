"""One HTTP session below both transports: TLS, time-outs, the rate limit, and what the network may answer."""

import json
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import requests

from connectors.errors import Misconfigured, Retry
from connectors.odoo.settings import Settings

_MAX_BODY = 256 * 1024 * 1024  # a page of attachments at most; more is no answer of Odoo's
_BUSY = {429: False, 502: True, 503: True, 504: True}  # status -> may the request have been carried out?


class Answer:
    """What came back: status, JSON value if it was JSON, and a short text for messages if it was not."""

    __slots__ = ("is_json", "status", "text", "value")

    def __init__(self, status: int, value: Any, text: str, is_json: bool = True) -> None:
        self.status = status
        self.value = value
        self.text = text
        self.is_json = is_json


class Http:
    """POST of JSON to one server. Nothing is repeated here: only the engine knows what may be repeated."""

    def __init__(
        self,
        settings: Settings,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.base = settings.url.rstrip("/")
        parts = urlsplit(self.base)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Misconfigured(f"url: {settings.url!r} is not a web address such as https://odoo.example.com")
        self.host = parts.hostname
        self.port = parts.port or (443 if parts.scheme == "https" else 80)
        self.tls = parts.scheme == "https"
        self.timeout = settings.timeout
        self.session = requests.Session()
        self.session.verify = str(settings.ca_file) if settings.ca_file else settings.verify_tls
        self._gap = 1.0 / settings.requests_per_second if settings.requests_per_second > 0 else 0.0
        self._next = 0.0
        self.server_date = ""  # the Date header of the last answer
        self._lock = threading.Lock()
        self._sleep = sleep
        self._clock = clock

    def post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> Answer:
        """Raises `Retry` when the network or the server is not able to answer now, `Misconfigured` on TLS."""
        return self.request("POST", path, json.dumps(body).encode(), headers)

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        self._wait()
        url = f"{self.base}/{path.lstrip('/')}"
        try:
            response = self.session.request(
                method,
                url,
                data=body,
                headers={"Content-Type": "application/json", **(headers or {})},
                timeout=self.timeout,
                allow_redirects=False,
            )
        except requests.exceptions.SSLError as error:
            raise Misconfigured(f"{self.base}: the server's certificate was not accepted; set ca_file") from error
        except requests.exceptions.ConnectTimeout as error:
            raise Retry(f"{self.base} did not take the connection in {self.timeout:g} s", sent=False) from error
        except requests.exceptions.Timeout as error:
            raise Retry(f"{self.base} did not answer within {self.timeout:g} s") from error
        except requests.exceptions.ConnectionError as error:
            raise Retry(f"{self.base} is not reachable", sent=not _never_connected(error)) from error
        except requests.exceptions.RequestException as error:
            raise Retry(f"{self.base}: {type(error).__name__} while talking to the server") from error
        return self._answer(response)

    def _answer(self, response: requests.Response) -> Answer:
        self.server_date = response.headers.get("Date", "")
        if response.status_code in _BUSY:
            raise Retry(
                f"{self.base} is busy (HTTP {response.status_code})",
                _seconds(response.headers.get("Retry-After")),
                sent=_BUSY[response.status_code],
            )
        if 300 <= response.status_code < 400:
            where = response.headers.get("Location", "elsewhere")
            raise Misconfigured(f"url: {self.base} redirects to {where}; set the address that answers itself")
        if len(response.content) > _MAX_BODY:
            raise Retry(f"{self.base} answered with more than {_MAX_BODY} bytes; lower page_size")
        if "json" not in response.headers.get("Content-Type", ""):
            return Answer(response.status_code, None, response.text[:200], is_json=False)
        try:
            return Answer(response.status_code, json.loads(response.content), "")
        except ValueError as error:
            raise Retry(f"{self.base} answered with broken JSON (cut off?)") from error

    def _wait(self) -> None:
        if not self._gap:
            return
        with self._lock:
            now = self._clock()
            pause = self._next - now
            self._next = max(now, self._next) + self._gap
        if pause > 0:
            self._sleep(pause)

    def close(self) -> None:
        self.session.close()


def _never_connected(error: requests.exceptions.ConnectionError) -> bool:
    """Whether no connection came about, so that nothing can have been carried out."""
    reason = getattr(error.args[0], "reason", error.args[0]) if error.args else None
    return type(reason).__name__ in ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError")


def _seconds(header: str | None) -> float | None:
    try:
        return float(header) if header else None
    except ValueError:
        return None  # an HTTP date; the engine's own delay is as good
