"""The door of RESTlets: the script's answer to a message, or NetSuite's own error where it is not there or throws.

`Scripts` is the seam: either the script itself, run elsewhere, or scripts.py, which keeps to its protocol.
"""

import json
from typing import Any, Protocol

from tests.connectors.netsuite.standin.answers import Answer, Request, encoded, script_error
from tests.connectors.netsuite.standin.store import Store

CHANGES = ("put_file", "add_note")
_LARGEST = 10 * 1024 * 1024  # bytes of a message or an answer (help: "RESTlet Governance and Limits")


def changes(body: bytes) -> bool:
    """Whether this message changes something."""
    try:
        message = json.loads(body)
    except ValueError:
        return False
    return isinstance(message, dict) and message.get("do") in CHANGES


class Thrown(Exception):
    """What a script throws: error.create({name, message})."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name, self.message = name, message


class Scripts(Protocol):
    """The scripts that the account has deployed."""

    def post(self, store: Store, message: dict[str, Any]) -> Any:
        """The RESTlet's `post`. Raises Thrown."""

    def before_submit(self, store: Store, kind: str, mode: str, new: dict[str, Any], old: dict[str, Any]) -> None:
        """The user event on records that REST writes ("salesOrder", "create" or "edit"). Raises Thrown."""

    def reset(self) -> None:
        """Nothing is left of an account that was cleared."""

    def deployed(self, script: str, deployment: str) -> bool:
        """Whether such a RESTlet is there."""

    def changes(self, body: bytes) -> bool:
        """Whether this message changes something."""


def answer(store: Store, scripts: Scripts, request: Request) -> Answer:
    """Raises Refusal."""
    if request.method != "POST":
        raise script_error(405, "SSS_INVALID_REQUEST_METHOD", f"Method {request.method} is not allowed.")
    if "restlets" in store.rules.lacking:
        raise script_error(403, "INSUFFICIENT_PERMISSION", "You do not have permission to use this script.")
    if not scripts.deployed(request.query.get("script", ""), request.query.get("deploy", "")):
        said = "That Suitelet is invalid, disabled, or no longer exists."
        raise script_error(404, "SSS_INVALID_SCRIPTLET_ID", said)
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise script_error(415, "UNSUPPORTED_MEDIA_TYPE", "Invalid content type.")
    if len(request.body) > _LARGEST:
        raise script_error(400, "SSS_REQUEST_SIZE_EXCEEDED", "The request is larger than 10 MB.")
    try:
        message = json.loads(request.body)
    except ValueError:
        raise script_error(400, "INVALID_REQUEST", "The request could not be understood by the server.") from None
    try:
        return encoded(200, scripts.post(store, message))
    except Thrown as thrown:
        raise script_error(400, thrown.name, thrown.message) from None
