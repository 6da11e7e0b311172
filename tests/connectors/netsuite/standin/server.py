"""The stand-in as a server on a free port: all doors of one account, as its REST and RESTlet hosts have them."""

import socket
import threading
import time
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.connectors.netsuite.standin import limits, records, restlet, suiteql
from tests.connectors.netsuite.standin.answers import Answer, Refusal, Request, no_right, refused, unexpected
from tests.connectors.netsuite.standin.limits import Traffic
from tests.connectors.netsuite.standin.oauth import Integration, Logins
from tests.connectors.netsuite.standin.restlet import Scripts
from tests.connectors.netsuite.standin.soap import Soap
from tests.connectors.netsuite.standin.store import Store

TOKEN = "/services/rest/auth/oauth2/v1/token"
QUERY = "/services/rest/query/v1/suiteql"
RECORD = "/services/rest/record/v1/"
RESTLET = "/app/site/hosting/restlet.nl"
SOAP = "/services/NetSuitePort_"


class Standin:
    """Runs until it is closed."""

    def __init__(
        self, store: Store, known: Integration, scripts: Scripts, port: int = 0, soap: Soap | None = None
    ) -> None:
        self.store, self.scripts, self.soap = store, scripts, soap
        self.traffic = Traffic(store)
        self.asked: list[tuple[str, str]] = []  # method and path of every request
        self.queries: list[str] = []
        self.failures: list[str] = []  # where the stand-in itself broke
        self._server = _Server(("127.0.0.1", port), _handler(self))
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.logins = Logins(known, self.url + TOKEN)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def forget(self) -> None:
        """What was asked, given and seen so far; tokens are worth nothing any more."""
        self.logins.revoke()
        self.traffic.most = self.traffic.turned_away = self.logins.given = 0
        for seen in (self.asked, self.queries, self.failures, self.logins.trail):
            seen.clear()

    def answer(self, request: Request) -> tuple[Answer, str]:
        """What is answered, and the trouble on its way."""
        self.asked.append((request.method, request.path))
        scripted = request.path == RESTLET
        trouble = limits.taken(self.store, *self._doors(request))
        try:
            if trouble == "request":
                return Answer(0), trouble
            if trouble == "slow":
                time.sleep(2.0)
            if self.soap and request.path.startswith(SOAP):
                answer = self._soap(self.soap, request, trouble)
            elif refusal := limits.instead(trouble, scripted):
                raise refusal
            else:
                answer = self._worked(request, scripted)
        except Refusal as refusal:
            answer = refusal.answer
        except Exception as error:  # told to the test, and to NetSuite's caller as NetSuite tells it
            self.failures.append(f"{request.method} {request.path}: {type(error).__name__}: {error}")
            answer = unexpected().answer
        return limits.spoilt(trouble, answer), trouble

    def _soap(self, soap: Soap, request: Request, trouble: str) -> Answer:
        """Limited together with the other doors; it has words of its own for an account that is full."""
        try:
            if trouble == "429":
                raise limits.full(restlet=False)
            with self.traffic.place(restlet=False):
                return soap.answer(request.body)
        except Refusal:
            return soap.full()

    def _doors(self, request: Request) -> tuple[str, ...]:
        if request.path.startswith(SOAP):
            return ("soap", "write") if self.soap and self.soap.changes(request) else ("soap",)
        if request.path == TOKEN:
            return ("token",)
        if request.path == QUERY:
            return ("query",)
        if request.path == RESTLET:
            return ("restlet", "write") if self.scripts.changes(request.body) else ("restlet",)
        return ("read",) if request.method == "GET" else ("write",)

    def _worked(self, request: Request, scripted: bool) -> Answer:
        if request.path == TOKEN:
            if request.method != "POST":
                raise refused(405, "INVALID_METHOD", "Method Not Allowed")
            return self.logins.give(request, self.store.rules.token_life)
        with self.traffic.place(scripted):
            self.logins.check(request, "restlets" if scripted else "rest_webservices")
            if scripted:
                return restlet.answer(self.store, self.scripts, request)
            if request.path == QUERY:
                if "analytics" in self.store.rules.lacking:
                    raise no_right()
                self.queries.append(request.body.decode(errors="replace"))
                return suiteql.answer(self.store, request, self.url + QUERY)
            if request.path.startswith(RECORD):
                return records.answer(self.store, self.scripts, request, self.url)
            raise refused(404, "NOT_FOUND", "The requested resource was not found.")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def server_bind(self) -> None:
        """Without looking up a name for the address."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "localhost", self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Callers that go away are no trouble of the stand-in."""


def _handler(standin: Standin) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle_request(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, unquote(parts.path), dict(parse_qsl(parts.query)), headers, body)
            answer, trouble = standin.answer(request)
            if trouble in ("request", "answer"):
                self.close_connection = True
                return
            head = [f"HTTP/1.1 {answer.status} {self.responses.get(answer.status, ('',))[0]}"]
            named = (*answer.headers, ("Date", format_datetime(standin.store.now(), usegmt=True)),
                     ("Content-Length", str(len(answer.body))))  # fmt: skip
            head += [f"{name}: {value}" for name, value in named]
            whole = "\r\n".join((*head, "", "")).encode() + answer.body
            if trouble == "cut":
                self.close_connection = True
                whole = whole[: len(whole) - len(answer.body) // 2 - 1]
            self.wfile.write(whole)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = handle_request

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    return Handler
