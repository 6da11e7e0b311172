"""A reverse proxy before an S/4HANA stand-in: it counts what is asked, and makes trouble when told to.

The server behind it stays what it is; what goes wrong goes wrong on the wire, as it would with a load balancer, a
Gateway that is restarted, or a line that breaks.
"""

import json
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, NamedTuple

Kind = Literal["status", "cut", "malformed", "elsewhere", "slow", "hang-up"]
_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host", "accept-encoding"}
_SERVICE = re.compile(r"/sap/opu/odata/sap/([^/?]+)/?([^(?/]*)")
_SAP_ERROR = {"error": {"code": "/IWBEP/CM_MGW_RT/020", "message": {"lang": "en", "value": ""}}}


class Answer(NamedTuple):
    """What the server said."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Asked(NamedTuple):
    """One request as it passed."""

    method: str
    service: str
    entity: str  # entity set, function or "$batch"
    target: str
    status: int


class Trouble:
    """What happens to requests that `where` matches: the first `after` of them pass, the next `times` do not."""

    def __init__(
        self,
        kind: Kind,
        where: str,
        *,
        method: str = "",
        after: int = 0,
        times: int = 1,
        status: int = 500,
        headers: tuple[tuple[str, str], ...] = (),
        message: str = "made up by the test",
        seconds: float = 0.0,
    ) -> None:
        self.kind, self.where, self.method = kind, re.compile(where), method
        self.after, self.times = after, times
        self.status, self.headers, self.message, self.seconds = status, headers, message, seconds
        self.met = 0  # how often it has struck

    def strikes(self, method: str, target: str) -> bool:
        """Whether this request is one of those."""
        if (self.method and self.method != method) or not self.where.search(target):
            return False
        if self.after > 0:
            self.after -= 1
            return False
        if self.times <= 0:
            return False
        self.times -= 1
        self.met += 1
        return True


class Proxy:
    """Listens on a free port of `localhost` and passes everything on to `upstream` ("localhost:5007")."""

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.troubles: list[Trouble] = []
        self.asked: list[Asked] = []
        self.after: Callable[[str, str], None] | None = None  # told of each request that was carried out, not answered
        self._lock = threading.Lock()
        self._server = _listening(_handler(self), len(upstream.rpartition(":")[2]))
        self._server.daemon_threads = True
        self.address = f"localhost:{self._server.server_address[1]}"
        self.url = f"http://{self.address}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def trouble(self, kind: Kind, where: str, **more: Any) -> Trouble:
        """Have something go wrong."""
        made = Trouble(kind, where, **more)
        self.troubles.append(made)
        return made

    def calm(self) -> None:
        """Nothing goes wrong any more, and counting begins anew."""
        self.troubles.clear()
        self.asked.clear()

    def counts(self) -> Counter[str]:
        """How often each method was used on each entity set: "GET A_SalesOrder"."""
        with self._lock:
            return Counter(f"{each.method} {each.entity or each.service}" for each in self.asked)

    def writes(self) -> list[Asked]:
        """What was to change something, and did."""
        with self._lock:
            return [each for each in self.asked if each.method in _WRITES and each.status < 300]

    def note(self, method: str, target: str, status: int) -> None:
        """Count a request."""
        found = _SERVICE.search(target)
        service, entity = (found.group(1), found.group(2)) if found else ("", "")
        with self._lock:
            self.asked.append(Asked(method, service, entity, target, status))

    def struck(self, method: str, target: str) -> Trouble | None:
        """The trouble that this request is in for."""
        with self._lock:
            return next((each for each in self.troubles if each.strikes(method, target)), None)


_WRITES = {"PUT", "PATCH", "MERGE", "POST", "DELETE"}


def _handler(proxy: Proxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            trouble = proxy.struck(self.command, self.path)
            if trouble is not None and trouble.kind == "status":
                self._send(_refusal(trouble))
                return
            if trouble is not None and trouble.kind == "slow":
                time.sleep(trouble.seconds)
            try:
                answer = _ask(proxy.upstream, self.command, self.path, dict(self.headers.items()), body)
            except (OSError, HTTPException) as gone:
                self._send(Answer(502, [("Content-Type", "text/plain")], str(gone).encode()))
                return
            if proxy.after is not None:
                proxy.after(self.command, self.path)
            if trouble is not None and trouble.kind == "hang-up":  # done, and nobody hears of it
                proxy.note(self.command, self.path, answer.status)
                self.close_connection = True
                return
            answer = answer._replace(body=answer.body.replace(proxy.upstream.encode(), proxy.address.encode()))
            self._send(_spoilt(answer, trouble), cut=trouble is not None and trouble.kind == "cut")

        def _send(self, answer: Answer, cut: bool = False) -> None:
            proxy.note(self.command, self.path, answer.status)
            try:
                self.send_response_only(answer.status)
                for name, value in answer.headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                if cut:
                    self.wfile.write(answer.body[: len(answer.body) // 2])
                    self.close_connection = True
                    return
                if self.command != "HEAD":
                    self.wfile.write(answer.body)
            except OSError:  # the client has given up waiting
                self.close_connection = True

        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_MERGE = do_DELETE = _pass

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed hangs up; that is what these tests do."""


def _listening(handler: type[BaseHTTPRequestHandler], digits: int) -> ThreadingHTTPServer:
    """On a free port of so many digits: addresses in answers are replaced, and the parts of a $batch say how long
    they are.
    """
    for port in random.sample(range(10 ** (digits - 1), min(10**digits, 65_536)), 50):
        try:
            return _Quiet(("localhost", port), handler)
        except OSError:
            continue
    raise RuntimeError("no port is free")


def _ask(upstream: str, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
    host, _, port = upstream.partition(":")
    connection = HTTPConnection(host, int(port), timeout=60)
    try:
        passed = {name: value for name, value in headers.items() if name.lower() not in _HOP}
        connection.request(method, target, body or None, {**passed, "Host": upstream})
        got = connection.getresponse()
        answered = [(name, value) for name, value in got.getheaders() if name.lower() not in _HOP]
        return Answer(got.status, answered, got.read())
    finally:
        connection.close()


def _refusal(trouble: Trouble) -> Answer:
    error = json.loads(json.dumps(_SAP_ERROR))
    error["error"]["message"]["value"] = trouble.message
    return Answer(trouble.status, [("Content-Type", "application/json"), *trouble.headers], json.dumps(error).encode())


def _spoilt(answer: Answer, trouble: Trouble | None) -> Answer:
    if trouble is None:
        return answer
    if trouble.kind == "malformed":
        return answer._replace(body=answer.body[: len(answer.body) * 2 // 3] + b'"}')
    if trouble.kind == "elsewhere":
        said = json.loads(answer.body)
        said["d"]["__next"] = "http://elsewhere.example/sap/opu/odata/sap/API_BUSINESS_PARTNER/A_Customer?$skiptoken=1"
        return answer._replace(body=json.dumps(said).encode())
    return answer
