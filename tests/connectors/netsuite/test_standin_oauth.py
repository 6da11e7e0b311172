"""The door for tokens lets in only who signs as NetSuite demands, and its trail says why others are refused."""

import time

import jwt
import pytest

from tests.connectors.netsuite.asking import Asker, error
from tests.connectors.netsuite.standin import keys
from tests.connectors.netsuite.standin.account import Account
from tests.connectors.netsuite.standin.answers import Request
from tests.connectors.netsuite.standin.oauth import Integration, Logins


def test_a_good_assertion_buys_a_token_that_opens_the_doors(asker: Asker) -> None:
    answer = asker.login()
    assert answer.status_code == 200
    assert answer.json()["expires_in"] == "3600"
    assert answer.json()["token_type"] == "bearer"
    assert asker.query("SELECT id FROM customer").status_code == 200


@pytest.mark.parametrize(
    ("claims", "status", "code", "trail"),
    [
        ({"iss": "another"}, 401, "invalid_client", "the issuer is no integration"),
        ({"aud": "https://9999999.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"}, 400,
         "invalid_request", "the audience"),
        ({"scope": ["payroll"]}, 400, "invalid_scope", "ScopeMismatched"),
        ({"scope": None}, 400, "invalid_scope", "ScopeMismatched"),
        ({"exp": int(time.time()) + 4000}, 400, "invalid_request", "TokenValidityTooBroad"),
        ({"iat": int(time.time()) - 900, "exp": int(time.time()) - 600}, 400, "invalid_grant", "expired"),
        ({"iat": int(time.time()) + 600, "exp": int(time.time()) + 900}, 400, "invalid_request", "TokenNotAcceptable"),
        ({"exp": None}, 400, "invalid_request", "iat and exp"),
    ],
)  # fmt: skip
def test_a_claim_that_is_wrong_is_refused(
    asker: Asker, claims: dict[str, object], status: int, code: str, trail: str
) -> None:
    answer = asker.login(asker.assertion(**claims))
    assert (answer.status_code, answer.json()) == (status, {"error": code})
    assert trail in asker.account.server.logins.trail[-1]


def test_exactly_an_hour_is_too_long(asker: Asker) -> None:
    now = int(time.time())
    assert asker.login(asker.assertion(iat=now, exp=now + 3600)).status_code == 400
    assert asker.login(asker.assertion(iat=now, exp=now + 3599)).status_code == 200


def test_another_key_does_not_fit_the_certificate(asker: Asker) -> None:
    forged = asker.assertion(key=keys.pair("P-384")[0], algorithm="ES384")
    assert asker.login(forged).json() == {"error": "invalid_client"}
    assert asker.account.server.logins.trail == ["SignatureValidation"]


def test_a_certificate_that_nobody_mapped_is_refused(asker: Asker) -> None:
    assert asker.login(asker.assertion(kid="another")).status_code == 401
    assert asker.login(asker.assertion(kid="")).status_code == 401
    assert asker.account.server.logins.trail == ["MissingKey", "MissingKeyId"]


@pytest.mark.parametrize("algorithm", ["HS256", "RS256"])
def test_other_signatures_are_refused(asker: Asker, algorithm: str) -> None:
    key = "x" * 32 if algorithm == "HS256" else keys.pair("3072")[0]
    assert asker.login(asker.assertion(key=key, algorithm=algorithm)).json() == {"error": "invalid_request"}
    assert asker.account.server.logins.trail == ["UnsupportedAlgo"]


@pytest.mark.parametrize(("kind", "algorithm"), [("3072", "PS256"), ("P-384", "ES384"), ("P-521", "ES512")])
def test_rsa_pss_and_the_other_curves_are_taken(kind: str, algorithm: str) -> None:
    private, public = keys.pair(kind)
    door = Logins(Integration("1", "client", {"kid": public}), "https://here/token")
    now = int(time.time())
    claims = {"iss": "client", "aud": "https://here/token", "scope": "restlets,rest_webservices", "iat": now, "exp": now + 60}  # fmt: skip # noqa: E501
    assertion = jwt.encode(claims, private, algorithm=algorithm, headers={"kid": "kid"})
    form = f"grant_type=client_credentials&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={assertion}"  # noqa: E501
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert door.give(Request("POST", "", {}, headers, form.encode()), 60).status == 200


def test_the_form_has_exactly_its_three_fields(asker: Asker) -> None:
    assert asker.login(client_id="c1ient").json() == {"error": "invalid_request"}
    assert asker.login(grant_type="password").json() == {"error": "unsupported_grant_type"}
    assert asker.login(client_assertion_type="jwt").json() == {"error": "invalid_request"}
    assert asker.login("no.jwt.here").json() == {"error": "invalid_request"}


def test_without_a_live_token_every_door_is_shut(asker: Asker, account: Account) -> None:
    account.store.rule(token_life=-1.0)
    answer = asker.query("SELECT id FROM customer")
    assert error(answer)[:2] == (401, "INVALID_LOGIN")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    assert asker.record("GET", "customer/1").status_code == 401
    told = asker.restlet({"do": "about"})
    assert (told.status_code, told.json()["error"]["code"]) == (401, "INVALID_LOGIN_ATTEMPT")


def test_a_token_without_the_scope_of_a_door_does_not_open_it(asker: Asker) -> None:
    asker._token = asker.login(asker.assertion(scope=["rest_webservices"])).json()["access_token"]
    assert asker.query("SELECT id FROM customer").status_code == 200
    assert asker.restlet({"do": "about"}).status_code == 401
