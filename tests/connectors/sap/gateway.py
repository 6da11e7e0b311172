"""A tiny SAP Gateway on 127.0.0.1, whose answers the test writes down beforehand.

It checks the login and the CSRF handshake itself, as SAP does; everything else is the next answer in line.
"""

import base64
import json
import ssl
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from connectors.sap.client import Client
from connectors.sap.settings import Settings
from connectors.secret import Secret

_LOGIN = "Basic " + base64.b64encode(b"robot:hunter2").decode()


class Asked(NamedTuple):
    """One request as it arrived."""

    method: str
    path: str  # below /sap/opu/odata/sap/, or the whole of another one; without options
    options: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    target: str  # path and options as they came


class Say(NamedTuple):
    """One answer."""

    status: int = 200
    body: Any = None  # bytes as they are, anything else as JSON
    headers: Mapping[str, str] = {}
    length: int | None = None  # what Content-Length says, where that is a lie
    seconds: float = 0.0  # how long SAP thinks about it


class Gateway:
    """Started with the test, closed with it. `asked` are the requests that passed login and handshake."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.asked: list[Asked] = []
        self.refused: list[Asked] = []  # at the login, or for want of a CSRF token
        self.fetched = 0  # CSRF tokens given
        self.logins = {_LOGIN}  # Authorization headers that are let in; empty: none is wanted
        self.tokens = deque[str]()  # OAuth tokens that the token endpoint gives, one after another
        self.token_answer: Say | None = None
        self._answers = deque[Say]()
        self._csrf = ""
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1
            disable_nagle_algorithm = True

            def _serve(self) -> None:
                gateway._serve(self)

            do_GET = do_POST = do_PATCH = do_HEAD = _serve

            def log_message(self, format: str, *args: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if context:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"http{'s' if context else ''}://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    # What a test does

    def say(self, *answers: Say) -> None:
        self._answers.extend(answers)

    def settings(self, **more: Any) -> Settings:
        known = {"url": self.url, "user": "robot", "password": Secret("hunter2"), "client": "100", "hold": "none"}
        return Settings(**{**known, "timeout": 5.0, **more})

    def client(self, **more: Any) -> Client:
        return Client(self.settings(**more))

    def oauth(self, **more: Any) -> Settings:
        named = {"auth": "oauth2", "token_url": f"{self.url}/oauth/token", "client_id": "SOLDE"}
        return self.settings(**named, client_secret=Secret("s3cret"), **more)

    def forget_csrf(self) -> None:
        """The session expires."""
        self._csrf = "expired"

    def done(self) -> list[str]:
        """The requests as a list of what was done."""
        return [f"{one.method} {one.path}" for one in self.asked]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    # What SAP does

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        options = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        path = unquote(parts.path).removeprefix("/sap/opu/odata/sap/")
        one = Asked(
            handler.command, path, options, {k.lower(): v for k, v in handler.headers.items()}, body, handler.path
        )
        _write(handler, self._answer(one))

    def _answer(self, one: Asked) -> Say:
        if one.path == "/oauth/token":
            self.asked.append(one)
            if self.token_answer:
                return self.token_answer
            token = self.tokens.popleft()
            self.logins = {f"Bearer {token}"}
            return Say(body={"access_token": token, "token_type": "bearer", "expires_in": 3600})
        if self.logins and one.headers.get("authorization") not in self.logins:
            self.refused.append(one)
            return Say(401, headers={"WWW-Authenticate": 'Basic realm="SAP"'})
        if one.headers.get("x-csrf-token") == "Fetch":
            self.fetched += 1
            self._csrf = f"csrf-{self.fetched}"
            cookie = f"SAP_SESSIONID_S4_100={self._csrf}; path=/"
            return Say(body={"d": {"EntitySets": []}}, headers={"X-CSRF-Token": self._csrf, "Set-Cookie": cookie})
        if one.method != "GET" and not self._knows(one):
            self.refused.append(one)
            return Say(403, b"CSRF token validation failed", {"X-CSRF-Token": "Required", "Content-Type": "text/plain"})
        self.asked.append(one)
        return self._answers.popleft() if self._answers else Say(500, error("X/001", "the test said nothing more"))

    def _knows(self, one: Asked) -> bool:
        cookie = f"SAP_SESSIONID_S4_100={self._csrf}"
        return one.headers.get("x-csrf-token") == self._csrf and cookie in one.headers.get("cookie", "")


@pytest.fixture
def sap() -> Iterator[Gateway]:
    """One without TLS, for one test."""
    gateway = Gateway()
    yield gateway
    gateway.close()


def _write(handler: BaseHTTPRequestHandler, say: Say) -> None:
    if say.seconds:
        time.sleep(say.seconds)
    raw = isinstance(say.body, bytes)
    body = say.body if raw else b"" if say.body is None else json.dumps(say.body).encode()
    headers = {"Content-Type": "application/json", "Date": handler.date_time_string(), **say.headers}
    headers["Content-Length"] = str(len(body) if say.length is None else say.length)
    try:
        handler.send_response_only(say.status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)
        handler.wfile.flush()
    except OSError:
        pass  # who asked did not wait
    handler.close_connection = say.length is not None


def rows(*found: Mapping[str, Any], then: str = "") -> Say:
    """A page of a collection."""
    return Say(body={"d": {"results": list(found)} | ({"__next": then} if then else {})})


def row(etag: str = "", **fields: Any) -> Say:
    """One record."""
    return Say(body={"d": ({"__metadata": {"etag": etag}} if etag else {}) | fields})


def error(code: str, message: str, *details: tuple[str, str, str]) -> dict[str, Any]:
    """SAP's error: code, message, and details as (code, message, severity)."""
    inner = [{"code": each, "message": said, "severity": severity} for each, said, severity in details]
    told = {"code": code, "message": {"lang": "en", "value": message}}
    return {"error": told | ({"innererror": {"errordetails": inner}} if inner else {})}


def together(*answers: Say, boundary: str = "part_7", end: bool = True) -> Say:
    """The answer of a $batch: each of these as one of its parts."""
    parts = []
    for say in answers:
        body = say.body if isinstance(say.body, bytes) else json.dumps(say.body).encode()
        length = len(body) if say.length is None else say.length
        lines = [f"HTTP/1.1 {say.status} Said", "Content-Type: application/json", f"Content-Length: {length}"]
        lines += [f"{name}: {value}" for name, value in say.headers.items()]
        head = f"--{boundary}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
        parts.append(head.encode() + "\r\n".join(lines).encode() + b"\r\n\r\n" + body + b"\r\n")
    whole = b"".join(parts) + (f"--{boundary}--\r\n".encode() if end else b"")
    return Say(202, whole, {"Content-Type": f"multipart/mixed; boundary={boundary}"})
