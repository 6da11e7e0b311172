"""A wire whose answers a test writes down beforehand; it keeps what was asked."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from connectors.http import Reply

TOKEN = {"access_token": "token-1", "expires_in": "3600", "token_type": "Bearer"}
Answer = Reply | Exception | Callable[["Asked"], Reply]


class Asked:
    """One request."""

    def __init__(self, method: str, url: str, body: bytes | str | None, headers: Mapping[str, str]) -> None:
        self.method, self.url, self.body, self.headers = method, url, body, headers


class FakeWire:
    """Answers tokens by itself, and everything else from `answers` in their order."""

    def __init__(self, *answers: Answer, token: Answer | None = None) -> None:
        self.answers = list(answers)
        self.token = token or reply(TOKEN)
        self.asked: list[Asked] = []
        self.tokens = 0
        self.server_date = "Mon, 02 Nov 2026 08:00:00 GMT"

    def send(
        self, method: str, url: str, body: bytes | str | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        asked = Asked(method, url, body, headers or {})
        if url.endswith("/oauth2/v1/token"):
            self.tokens += 1
            return given(self.token, asked)
        self.asked.append(asked)
        assert self.answers, f"nobody expected {method} {url}"
        return given(self.answers.pop(0), asked)

    def close(self) -> None:
        """Nothing is open."""


def given(answer: Answer, asked: Asked) -> Reply:
    if isinstance(answer, Exception):
        raise answer
    return answer if isinstance(answer, Reply) else answer(asked)


def reply(value: Any, status: int = 200) -> Reply:
    return Reply(status, {"Content-Type": "application/json"}, json.dumps(value).encode())


def error(status: int, code: str, words: str = "in NetSuite's words") -> Reply:
    """As the REST doors say it."""
    return reply(
        {"title": "Error", "status": status, "o:errorDetails": [{"detail": words, "o:errorCode": code}]}, status
    )
