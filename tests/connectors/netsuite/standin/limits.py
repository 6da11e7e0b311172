"""How many requests an account takes at a time over all doors, and trouble that a test orders.

Help: "Concurrency Governance for Integrations"; the refusals are those of "REST API Error Messages" and "RESTlet
Status Codes". The door for tokens does not count: nothing public says that it does.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.connectors.netsuite.standin.answers import Answer, Refusal, encoded, refused, script_error, unexpected
from tests.connectors.netsuite.standin.store import Store

FAULTS = ("answer", "request", "cut", "garbled", "html", "401", "429", "500", "503", "locked", "slow")
DOORS = ("any", "token", "query", "read", "write", "restlet", "soap")  # "write": whatever changes something


class Traffic:
    """Requests under way."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._now = 0
        self.most = 0
        self.turned_away = 0

    @contextmanager
    def place(self, restlet: bool) -> Iterator[None]:
        """While a request is worked on. Raises Refusal where the account is full."""
        rules = self._store.rules
        with self._lock:
            if self._now >= rules.limit:
                self.turned_away += 1
                raise full(restlet)
            self._now += 1
            if self._now > self.most:
                self.most = self._now
                self._store.set("most", str(self.most))  # for those who look from another process
        try:
            if rules.latency:
                time.sleep(rules.latency)
            yield
        finally:
            with self._lock:
                self._now -= 1


def full(restlet: bool) -> Refusal:
    """Too many at a time: nothing was carried out. No Retry-After is documented."""
    if restlet:
        return script_error(400, "SSS_REQUEST_LIMIT_EXCEEDED", "Request limit exceeded. Request blocked.")
    return refused(429, "CONCURRENCY_LIMIT_EXCEEDED", "Concurrent request limit exceeded. Request blocked.")


def order(store: Store, what: str, door: str = "any", times: int = 1) -> None:
    """The next requests at this door meet trouble."""
    if what not in FAULTS or door not in DOORS:
        raise ValueError(f"no such trouble: {what} at {door}")
    with store.change():
        for _ in range(times):
            store.insert("_fault", door=door, what=what)


def taken(store: Store, *doors: str) -> str:
    """The trouble that this request meets; "" mostly."""
    marks = ", ".join("?" for _ in doors)
    if not (row := store.one(f"SELECT * FROM _fault WHERE door IN ('any', {marks}) ORDER BY number LIMIT 1", doors)):
        return ""
    store.delete("_fault", {"number": row["number"]})
    return str(row["what"])


def spoilt(what: str, answer: Answer) -> Answer:
    """An answer as it arrives when something is wrong with it; "answer" and "cut" are the server's to carry out."""
    if what == "garbled":
        return answer._replace(body=b'{"items": [{"id": "1", ' + answer.body[:20])
    if what == "html":
        return Answer(200, b"<html><body>Scheduled maintenance</body></html>", (("Content-Type", "text/html"),))
    return answer


def instead(what: str, restlet: bool) -> Refusal | None:
    """The refusal that stands for the work."""
    if what == "429":
        return full(restlet)
    if what == "401":
        words = "Invalid login attempt."
        return script_error(401, "INVALID_LOGIN_ATTEMPT", words) if restlet else refused(401, "INVALID_LOGIN", words)
    if what == "500":
        return script_error(500, "UNEXPECTED_ERROR", "An unexpected error occurred.") if restlet else unexpected()
    if what == "locked":
        words = "This record has been locked by a user defined workflow."
        if restlet:
            return script_error(400, "RCRD_LOCKED_BY_WF", words)
        return refused(400, "USER_ERROR", f"Error while accessing a resource. {words}")
    if what == "503":
        return Refusal(encoded(503, {"title": "Service Unavailable", "status": 503}))
    return None
