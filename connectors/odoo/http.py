"""One HTTP session below both transports: TLS, time-outs, the rate limit, and what the network may answer."""

import json
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies

from connectors.errors import Misconfigured, Refused, Retry
from connectors.odoo.settings import Settings
from einvoice.faults import Fault

_MAX_BODY = 256 * 1024 * 1024  # a page of attachments at most; more is no answer of Odoo's
_CHUNK = 64 * 1024
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
        self.tls, self.host, self.port = _place(self.base)
        self.timeout = settings.timeout
        self.session = requests.Session()
        # REQUESTS_CA_BUNDLE would replace our `verify`, and .netrc the bearer key; of the environment only
        # proxies are taken over.
        self.session.trust_env = False
        self.verify = settings.verify_tls or settings.ca_file is not None
        if settings.ca_file:
            self.session.mount("https://", _Trusting(_trust(settings.ca_file)))
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
                verify=self.verify,
                proxies=get_environ_proxies(url, no_proxy=None),
                stream=True,
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
        try:
            return self._answer(response, len(body or b""))
        finally:
            response.close()

    def _answer(self, response: requests.Response, sent: int) -> Answer:
        self.server_date = response.headers.get("Date", "")
        if response.status_code in _BUSY:
            raise Retry(
                f"{self.base} is busy (HTTP {response.status_code})",
                _seconds(response.headers.get("Retry-After")),
                sent=_BUSY[response.status_code],
            )
        if 300 <= response.status_code < 400:
            where = _without_secrets(response.headers.get("Location", "elsewhere"))
            raise Misconfigured(f"url: {self.base} redirects to {where}; set the address that answers itself")
        content = self._content(response)
        if "json" not in response.headers.get("Content-Type", ""):
            return self._no_json(response.status_code, content, sent)
        try:
            return Answer(response.status_code, json.loads(content), "")
        except ValueError as error:
            raise Retry(f"{self.base} answered with broken JSON (cut off?)") from error

    def _content(self, response: requests.Response) -> bytes:
        """The body, never more of it than the limit in memory."""
        content = bytearray()
        try:
            for part in response.iter_content(_CHUNK):
                content += part
                if len(content) > _MAX_BODY:
                    raise Retry(f"{self.base} answered with more than {_MAX_BODY} bytes; lower page_size")
        except requests.exceptions.RequestException as error:
            raise Retry(f"{self.base} broke off its answer ({type(error).__name__})") from error
        return bytes(content)

    def _no_json(self, status: int, content: bytes, sent: int) -> Answer:
        """A page of a proxy, of a server that is ill, or of something that is not Odoo."""
        if status >= 500 or status == 408:
            raise Retry(f"{self.base} answered HTTP {status} and no JSON: Odoo or the proxy before it is not well")
        if status == 413:
            message = f"the server before Odoo takes no request of {sent} bytes (HTTP 413): raise its limit"
            raise Refused([Fault(code="too-large", path="", message=message, source="HTTP 413")])
        return Answer(status, None, content[:800].decode(errors="replace")[:200], is_json=False)

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


class _Trusting(HTTPAdapter):
    """Connections of a TLS context of our own, through proxies too."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__()

    def init_poolmanager(self, *args: Any, **named: Any) -> None:
        super().init_poolmanager(*args, **named, ssl_context=self._context)

    def proxy_manager_for(self, *args: Any, **named: Any) -> Any:
        return super().proxy_manager_for(*args, **named, ssl_context=self._context)


def _trust(ca_file: Path) -> ssl.SSLContext:
    """The system's certificates and those in the file; requests adds its own."""
    context = ssl.create_default_context()
    try:
        context.load_verify_locations(ca_file)
    except OSError as error:  # an SSLError is one too
        raise Misconfigured(f"ca_file: {ca_file} has no certificates that can be read") from error
    return context


def _place(base: str) -> tuple[bool, str, int]:
    """Whether TLS is spoken, host and port."""
    try:
        parts = urlsplit(base)
        host, port = parts.hostname, parts.port
    except ValueError:
        parts, host, port = urlsplit(""), None, None
    if parts.scheme not in ("http", "https") or not host:
        raise Misconfigured(f"url: {base!r} is not a web address such as https://odoo.example.com")
    return parts.scheme == "https", host, port or (443 if parts.scheme == "https" else 80)


def _without_secrets(address: str) -> str:
    """Without user information and query, which may be somebody's credentials."""
    return address.partition("?")[0].partition("#")[0].rpartition("@")[2]


def _never_connected(error: requests.exceptions.ConnectionError) -> bool:
    """Whether no connection came about, so that nothing can have been carried out."""
    reason = getattr(error.args[0], "reason", error.args[0]) if error.args else None
    return type(reason).__name__ in ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError")


def _seconds(header: str | None) -> float | None:
    try:
        return float(header) if header else None
    except ValueError:
        return None  # an HTTP date; the engine's own delay is as good
