"""Stands in the stand-in's doorway: it sees what is asked, and makes trouble when told to.

The account behind it stays what it is; what goes wrong goes wrong on the way, as it would with a load balancer, a
release that is rolled out, or a line that breaks.
"""

import json
import re
import time
from collections.abc import Callable
from typing import Any

from tests.connectors.netsuite.standin.answers import Answer, Refusal, Request, encoded, refused
from tests.connectors.netsuite.standin.server import SOAP, Standin

Work = Callable[[Request], tuple[Answer, str]]  # the answer, and what the server does with it: "answer" loses it
Strike = Callable[[Work, Request], tuple[Answer, str]]


class Trouble:
    """What happens to requests that `where` matches: the first `after` of them pass, the next `times` do not."""

    def __init__(self, where: str, strike: Strike, *, after: int = 0, times: int = 1) -> None:
        self.where, self.strike, self.after, self.times = re.compile(where, re.DOTALL), strike, after, times
        self.met = 0  # how often it has struck

    def meets(self, asked: str) -> bool:
        """Whether this request is one of those."""
        if not self.where.search(asked):
            return False
        if self.after > 0:
            self.after -= 1
            return False
        if self.met >= self.times:
            return False
        self.met += 1
        return True


class Doorway:
    """Before one server."""

    def __init__(self, server: Standin) -> None:
        self._work = server.answer
        self.troubles: list[Trouble] = []
        self.asked: list[str] = []
        self.after: Callable[[str], None] | None = None  # told of each request that was carried out, not answered
        server.answer = self._answer  # type: ignore[method-assign]

    def trouble(self, where: str, strike: Strike, *, after: int = 0, times: int = 1) -> Trouble:
        """Have something go wrong."""
        made = Trouble(where, strike, after=after, times=times)
        self.troubles.append(made)
        return made

    def calm(self) -> None:
        """Nothing goes wrong any more, and counting begins anew."""
        self.troubles.clear()
        self.asked.clear()

    def _answer(self, request: Request) -> tuple[Answer, str]:
        asked = told(request)
        self.asked.append(asked)
        struck = next((each for each in self.troubles if each.meets(asked)), None)
        done = struck.strike(self._work, request) if struck else self._work(request)
        if self.after is not None:
            self.after(asked)
        return done


def told(request: Request) -> str:
    """A request as `where` sees it: method, path, the beginning of its body; of SOAP what is said and done."""
    if request.path.startswith(SOAP):
        operation = re.search(rb"Body><[^>]*?:?(add|attach|get|getList|getServerTime|search)[ >]", request.body)
        kind = re.search(rb'type="[^"]*?:(File|Folder|Note|AttachBasicReference)"', request.body)
        return " ".join(["SOAP", *(each[1].decode() for each in (operation, kind) if each)])
    return f"{request.method} {request.path} {request.body[:3000].decode(errors='replace')}"


# What may happen


def instead(answer: Answer) -> Strike:
    """This is answered, and nothing is carried out."""
    return lambda work, request: (answer, "")


def refusal(status: int, code: str, words: str = "made up by the test", **headers: str) -> Strike:
    """As NetSuite's REST doors refuse."""
    return instead(refused(status, code, words, **headers).answer if status in _KNOWN else _plain(status, code, words))


_KNOWN = (400, 401, 403, 404, 405, 429, 500, 503)


def _plain(status: int, code: str, words: str) -> Answer:
    return encoded(status, {"status": status, "o:errorDetails": [{"detail": words, "o:errorCode": code}]})


def page(status: int, words: str = "Down for maintenance", **headers: str) -> Strike:
    """A web page, as load balancers have them."""
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return instead(Answer(status, f"<html><h1>{words}</h1></html>".encode(), (("Content-Type", "text/html"), *named)))


def cut(work: Work, request: Request) -> tuple[Answer, str]:
    """The line breaks in the middle of the answer."""
    return work(request)[0], "cut"


def unheard(work: Work, request: Request) -> tuple[Answer, str]:
    """It is carried out, and nobody hears of it."""
    return work(request)[0], "answer"


def unsent(work: Work, request: Request) -> tuple[Answer, str]:
    """It never arrives."""
    return Answer(0), "request"


def malformed(work: Work, request: Request) -> tuple[Answer, str]:
    """Carried out; the answer is no JSON."""
    answer, trouble = work(request)
    return answer._replace(body=answer.body[: len(answer.body) * 2 // 3] + b'"}'), trouble


def slow(seconds: float) -> Strike:
    """Carried out at once, and answered late."""

    def strike(work: Work, request: Request) -> tuple[Answer, str]:
        done = work(request)
        time.sleep(seconds)
        return done

    return strike


def told_as(change: Callable[[dict[str, Any]], Any]) -> Strike:
    """Carried out; `change` edits the JSON that is answered in place."""

    def strike(work: Work, request: Request) -> tuple[Answer, str]:
        answer, trouble = work(request)
        value = json.loads(answer.body)
        change(value)
        return answer._replace(body=json.dumps(value).encode()), trouble

    return strike


def thrown(error: Refusal) -> Strike:
    """A refusal that the stand-in has words for."""
    return instead(error.answer)
