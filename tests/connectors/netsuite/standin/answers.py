"""What the doors answer, and NetSuite's refusals (help: "REST API Error Messages"; /record and /query alike).

`type` and the texts are those that public code shows from live accounts.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

_TYPE = "https://www.rfc-editor.org/rfc/rfc9110.html#section-15."
_SECTION = {400: "5.1", 401: "5.2", 403: "5.4", 404: "5.5", 405: "5.6", 429: "5", 500: "6.1", 503: "6.4"}
_TITLE = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
          429: "Too Many Requests", 500: "Internal Server Error", 503: "Service Unavailable"}  # fmt: skip
LOGIN = (
    "Invalid login attempt. For more details, see the Login Audit Trail in the NetSuite UI at Setup > Users/Roles > "
    "User Management > View Login Audit Trail."
)


class Request(NamedTuple):
    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]  # names in lower case
    body: bytes


class Answer(NamedTuple):
    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


class Refusal(Exception):
    """An answer that ends the work on a request."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.body.decode(errors="replace"))
        self.answer = answer


def encoded(status: int, value: Any, kind: str = "application/json", **headers: str) -> Answer:
    """JSON, with the media type that the door uses."""
    named = [("Content-Type", kind), *((name.replace("_", "-"), text) for name, text in headers.items())]
    return Answer(status, json.dumps(value, ensure_ascii=False).encode(), tuple(named))


def refused(status: int, code: str, detail: str, *, path: str = "", param: str = "", **headers: str) -> Refusal:
    """As the REST doors refuse, with one error in the details."""
    told = {"detail": detail}
    if path:
        told["o:errorPath"] = path
    if param:
        told["o:errorQueryParam"] = param
    told["o:errorCode"] = code
    value = {"type": _TYPE + _SECTION[status], "title": _TITLE[status], "status": status, "o:errorDetails": [told]}
    return Refusal(encoded(status, value, "application/vnd.oracle.resource+json; type=error", **headers))


def query_refused(reason: str) -> Refusal:
    """As SuiteQL refuses a query."""
    said = f"Invalid search query. Detailed unprocessed description follows. {reason}."
    return refused(400, "INVALID_PARAMETER", said, param="q")


def unexpected() -> Refusal:
    """What NetSuite answers where it has no reason to give."""
    said = "An unexpected error occurred. Error ID: lqz0vy4v1m1ymw2mvkfsb"
    return refused(500, "UNEXPECTED_ERROR", said)


def no_right() -> Refusal:
    """A permission that the role lacks, as live accounts refuse it."""
    said = (
        "Your current role does not have permission to perform this action. Please contact your account administrator."
    )
    return refused(400, "USER_ERROR", said)


def script_error(status: int, code: str, message: str) -> Refusal:
    """As RESTlets refuse (help: "RESTlet Status Codes and Error Message Formats")."""
    return Refusal(encoded(status, {"error": {"code": code, "message": message}}))


def untranslated(what: str) -> Refusal:
    """Not NetSuite's: the stand-in cannot run what NetSuite may take. A test that meets it has to say more."""
    return Refusal(encoded(501, {"title": f"the stand-in does not run this: {what}", "status": 501}))
