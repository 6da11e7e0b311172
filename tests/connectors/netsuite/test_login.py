"""The signed assertion, the token it buys, and what is said when there is none."""

import re
from typing import Any

import jwt
import pytest

from connectors.errors import Misconfigured, Retry
from connectors.netsuite.login import Login, algorithm
from connectors.netsuite.settings import Settings
from connectors.secret import Secret
from tests.connectors.netsuite.fake_wire import FakeWire, reply
from tests.connectors.netsuite.keys import CERTIFICATE, CLIENT, pair, settings

HOST = "https://1234567-sb1.suitetalk.api.netsuite.com"


def login(wire: FakeWire, using: Settings | None = None, **more: Any) -> Login:
    return Login(using or settings(), wire, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "name"), [("P-256", "ES256"), ("P-521", "ES512"), ("RSA-3072", "PS256")])
def test_the_assertion_is_signed_as_the_key_can(kind: str, name: str) -> None:
    private, public = pair(kind)
    made = login(FakeWire(), settings(private_key=Secret(private)), now=lambda: 1_800_000_000.0).assertion()
    assert jwt.get_unverified_header(made) == {"alg": name, "kid": CERTIFICATE, "typ": "JWT"}
    said = jwt.decode(made, public, algorithms=[name], audience=f"{HOST}/services/rest/auth/oauth2/v1/token",
                      options={"verify_exp": False, "verify_iat": False})  # fmt: skip
    assert said["iss"] == CLIENT
    assert said["scope"] == ["restlets", "rest_webservices"]
    assert 0 < said["exp"] - said["iat"] < 3600


def test_a_token_is_asked_for_once_and_again_before_it_ends() -> None:
    wire, clock = FakeWire(), [0.0]
    mine = login(wire, clock=lambda: clock[0])
    assert mine.header() == {"Authorization": "Bearer token-1"}
    clock[0] = 3000.0
    mine.header()
    assert wire.tokens == 1
    clock[0] = 3500.0
    mine.header()
    assert wire.tokens == 2


def test_a_token_that_was_not_taken_is_forgotten() -> None:
    wire = FakeWire()
    mine = login(wire)
    mine.header()
    mine.forget()
    mine.header()
    assert wire.tokens == 2


def test_no_token_says_what_to_look_at_and_never_the_assertion() -> None:
    wire = FakeWire(token=reply({"error": "invalid_grant", "error_description": "secret words"}, 400))
    with pytest.raises(Misconfigured) as refused:
        login(wire).header()
    assert "invalid_grant" in str(refused.value)
    assert "certificate_id" in str(refused.value)
    assert "secret words" not in str(refused.value)
    assert not re.search(r"eyJ", str(refused.value))


@pytest.mark.parametrize("status", [429, 500, 503])
def test_no_token_now_is_no_fault_of_ours(status: int) -> None:
    with pytest.raises(Retry) as busy:
        login(FakeWire(token=reply({}, status))).header()
    assert not busy.value.sent


def test_what_is_no_token_is_not_used() -> None:
    with pytest.raises(Misconfigured, match="no token"):
        login(FakeWire(token=reply({"access_token": "a\r\nb"}))).header()


@pytest.mark.parametrize("bad", ["", "no key", pair("RSA-2048")[0]])
def test_a_key_that_netsuite_does_not_take_is_refused_at_once(bad: str) -> None:
    with pytest.raises(Misconfigured, match="private_key"):
        algorithm(bad)
