"""What the wire sends is what requests would send: less is merged for it, and nothing is left out."""

import pytest
import requests

from connectors.http import Wire
from connectors.sap.settings import Settings
from connectors.secret import Secret

_HERE = "https://erp.example.com"


@pytest.mark.parametrize("address", [f"{_HERE}/a?$filter=Name eq 'B&C'", "https://me:secret@erp.example.com/a"])
@pytest.mark.parametrize("body", [None, b"\xff{}", "text"])
@pytest.mark.parametrize("headers", [{}, {"accept": "*/*", "X-Token": "1"}, {"Authorization": "Bearer abc"}])
def test_a_request_is_prepared_as_requests_does(address: str, body: bytes | None, headers: dict[str, str]) -> None:
    session = Wire(Settings(url=_HERE, user="solde", password=Secret("x"), hold="none")).session
    session.cookies.set("sap-session", "ours", domain="erp.example.com")
    session.cookies.set("sap-session", "theirs", domain="other.example.com")
    asked = requests.Request("POST" if body else "GET", address, headers, data=body or {})
    ours, theirs = session.prepare_request(asked), requests.Session.prepare_request(session, asked)
    assert (ours.method, ours.url, ours.body) == (theirs.method, theirs.url, theirs.body)
    assert list(ours.headers.items()) == list(theirs.headers.items())
    assert "theirs" not in ours.headers.get("Cookie", "")
    assert "@" in address or ours.headers["Cookie"] == "sap-session=ours"
