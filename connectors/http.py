"""HTTP to one server: TLS, time-outs, the rate limit, limits on what it may answer, and how trouble is told.

Nothing is repeated here: only who asked knows what may be repeated. Of the environment only proxies count:
REQUESTS_CA_BUNDLE would replace our `verify`, and .netrc the credentials.
"""

import ipaddress
import math
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies

from connectors.errors import Misconfigured, Retry

MAX_BODY = 256 * 1024 * 1024  # a page of attachments at most; more is no ERP's answer
CHUNK = 4 * 1024 * 1024
_PACKED = 64 * 1024  # of a compressed body at a time: each byte may become a thousand
BUSY = {429: False, 502: True, 503: True, 504: True}  # status -> may the request have been carried out?


class Busy(Retry):
    """The server could not take the request now; `status` says how it said so."""

    def __init__(self, message: str, after: float | None, *, sent: bool, status: int) -> None:
        super().__init__(message, after, sent=sent)
        self.status = status


class Reachable(Protocol):
    """What of a connection's settings says how its server is reached."""

    @property
    def url(self) -> str: ...
    @property
    def timeout(self) -> float: ...
    @property
    def requests_per_second(self) -> float: ...
    @property
    def verify_tls(self) -> bool: ...
    @property
    def ca_file(self) -> Path | None: ...


class Reply:
    """What came back: status, headers (their names in any case), and the bytes."""

    __slots__ = ("content", "headers", "status")

    def __init__(self, status: int, headers: Mapping[str, str], content: bytes) -> None:
        self.status = status
        self.headers = headers
        self.content = content

    def is_json(self) -> bool:
        return "json" in self.headers.get("Content-Type", "")

    def text(self) -> str:
        """A beginning of it, for messages."""
        return self.content[:800].decode(errors="replace")[:200]


class Wire:
    """A session with one server."""

    def __init__(
        self,
        settings: Reachable,
        *,
        certificate: tuple[Path, Path | None] | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.base = settings.url.rstrip("/")
        self.tls, self.host, self.port = place(self.base)
        self.timeout = settings.timeout
        self.session: requests.Session = _Session()
        self.session.trust_env = False
        self.verify = settings.verify_tls or settings.ca_file is not None
        if settings.ca_file or certificate:
            self.session.mount("https://", _Trusting(_context(settings.ca_file, certificate, self.verify)))
        self._gap = 1.0 / settings.requests_per_second if settings.requests_per_second > 0 else 0.0
        self._next = 0.0
        self._known_proxies: dict[tuple[str, str], dict[str, str]] = {}
        self.server_date = ""  # the Date header of the last answer
        self._lock = threading.Lock()
        self._sleep = sleep
        self._clock = clock

    def send(
        self, method: str, url: str, body: bytes | str | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """One request to an absolute address. Raises `Retry` when the network or the server is not able to answer
        now, `Misconfigured` for TLS and redirects; every other status is for who asked."""
        self._wait()
        try:
            response = self.session.request(
                method,
                url,
                data=body,
                headers=dict(headers or {}),
                timeout=self.timeout,
                allow_redirects=False,
                verify=self.verify,
                proxies=self._proxies(url),
                stream=True,
            )
        except requests.exceptions.SSLError as error:
            raise _tls_trouble(self.base, error) from error
        except requests.exceptions.ConnectTimeout as error:
            raise Retry(f"{self.base} did not take the connection in {self.timeout:g} s", sent=False) from error
        except requests.exceptions.Timeout as error:
            raise Retry(f"{self.base} did not answer within {self.timeout:g} s") from error
        except requests.exceptions.ConnectionError as error:
            raise Retry(f"{self.base} is not reachable", sent=not _never_connected(error)) from error
        except requests.exceptions.RequestException as error:
            raise Retry(f"{self.base}: {type(error).__name__} while talking to the server") from error
        try:
            return self._reply(response)
        finally:
            response.close()

    def _proxies(self, url: str) -> dict[str, str]:
        """Those of the environment; looked up once for each server."""
        place = url.partition("://")[0], urlsplit(url).netloc
        if place not in self._known_proxies:
            self._known_proxies[place] = get_environ_proxies(url, no_proxy=None)
        return self._known_proxies[place]

    def _reply(self, response: requests.Response) -> Reply:
        self.server_date = response.headers.get("Date", "")
        if response.status_code in BUSY:
            raise busy(self.base, response.status_code, response.headers)
        if 300 <= response.status_code < 400:
            where = without_secrets(response.headers.get("Location", "elsewhere"))
            raise Misconfigured(f"url: {self.base} redirects to {where}; set the address that answers itself")
        return Reply(response.status_code, response.headers, self._content(response))

    def _content(self, response: requests.Response) -> bytes:
        """The body, never more of it than the limit in memory, and never less than was announced."""
        parts: list[bytes] = []
        size = 0
        try:
            for part in response.iter_content(_PACKED if "Content-Encoding" in response.headers else CHUNK):
                parts.append(part)
                size += len(part)
                if size > MAX_BODY:
                    raise Retry(f"{self.base} answered with more than {MAX_BODY} bytes; lower page_size")
        except requests.exceptions.RequestException as error:
            raise Retry(f"{self.base} broke off its answer ({type(error).__name__})") from error
        return b"".join(parts)

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


def busy(who: str, status: int, headers: Mapping[str, str]) -> Busy:
    """What a status in `BUSY` means: later, after as long as the server asks for."""
    after = _seconds(headers.get("Retry-After"), headers.get("Date", ""))
    return Busy(f"{who} is busy (HTTP {status})", after, sent=BUSY[status], status=status)


class _Session(requests.Session):
    """Our requests have headers and a body; merging what else one may have would take longer than all the rest."""

    def prepare_request(self, request: requests.Request) -> requests.PreparedRequest:
        """With the session's headers, cookies and credentials."""
        made = requests.PreparedRequest()
        made.prepare_method(request.method)
        made.url = _written(request.url)
        made.prepare_headers({**self.headers, **(request.headers or {})})
        made.prepare_cookies(self.cookies)
        made.prepare_body(request.data, None)
        made.prepare_auth(request.auth or self.auth)
        return made


@lru_cache(maxsize=64)
def _written(url: str) -> str | None:
    """An address checked and written by requests; the few that are posted to come again and again."""
    made = requests.PreparedRequest()
    made.prepare_url(url, None)
    return made.url


class _Trusting(HTTPAdapter):
    """Connections of a TLS context of our own, through proxies too."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__()

    def init_poolmanager(self, *args: Any, **named: Any) -> None:
        super().init_poolmanager(*args, **named, ssl_context=self._context)

    def proxy_manager_for(self, *args: Any, **named: Any) -> Any:
        return super().proxy_manager_for(*args, **named, ssl_context=self._context)


def _context(ca_file: Path | None, certificate: tuple[Path, Path | None] | None, verify: bool) -> ssl.SSLContext:
    """The system's certificates and those in the file (requests adds its own), and who we are."""
    context = trust(ca_file)
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if certificate:
        try:
            # Without the password OpenSSL would ask for one at the terminal, and wait.
            context.load_cert_chain(certificate[0], certificate[1], password=lambda: "")
        except OSError as error:  # an SSLError is one too
            raise Misconfigured(
                f"certificate: {certificate[0]} or its key cannot be used: expected PEM, the key without passphrase"
            ) from error
    return context


def trust(ca_file: Path | None) -> ssl.SSLContext:
    """The system's certificates and those in the file."""
    context = ssl.create_default_context()
    if ca_file is None:
        return context
    try:
        context.load_verify_locations(ca_file)
    except OSError as error:  # an SSLError is one too
        raise Misconfigured(f"ca_file: {ca_file} has no certificates that can be read") from error
    return context


def place(base: str) -> tuple[bool, str, int]:
    """Whether TLS is spoken, host and port."""
    try:
        parts = urlsplit(base)
        host, port = parts.hostname, parts.port
    except ValueError:
        parts, host, port = urlsplit(""), None, None
    if parts.scheme not in ("http", "https") or not host:
        raise Misconfigured(f"url: {base!r} is not a web address such as https://erp.example.com")
    return parts.scheme == "https", host, port or (443 if parts.scheme == "https" else 80)


def is_loopback(host: str) -> bool:
    """Whether the host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def without_secrets(address: str) -> str:
    """Without user information and query, which may be somebody's credentials."""
    return address.partition("?")[0].partition("#")[0].rpartition("@")[2]


def _never_connected(error: requests.exceptions.ConnectionError) -> bool:
    """Whether no connection came about, so that nothing can have been carried out."""
    reason = getattr(error.args[0], "reason", error.args[0]) if error.args else None
    return type(reason).__name__ in ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError")


def _seconds(header: str | None, now: str) -> float | None:
    """Retry-After (RFC 9110, 10.2.3): seconds, or an HTTP date that is held against the server's own Date."""
    if not header:
        return None
    try:
        found = float(header)
    except ValueError:
        try:
            found = (parsedate_to_datetime(header) - parsedate_to_datetime(now)).total_seconds()
        except (TypeError, ValueError):
            return None  # the engine's own delay is as good
    return max(0.0, found) if math.isfinite(found) else None


def _tls_trouble(base: str, error: Exception) -> Misconfigured | Retry:
    """Whose certificate was not liked. A server that wants ours says so, or just hangs up, as a dying one does."""
    said = str(error)
    ours = "it may want a certificate of ours, or another one (certificate, key)"
    if "alert" in said.lower():
        return Misconfigured(f"{base} broke off TLS: {ours}")
    if "EOF" in said:
        return Retry(f"{base} hung up while TLS was agreed on; if it always does, {ours}")
    return Misconfigured(f"{base}: the server's certificate was not accepted; set ca_file")
