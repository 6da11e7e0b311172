"""Who we are to SAP: a password, a token that ends, or a certificate; and never a secret in a message."""

import shutil
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from connectors.errors import Misconfigured, Refused, Retry
from connectors.http import Wire
from connectors.sap.auth import Auth
from connectors.sap.client import Client, Query
from connectors.sap.settings import Settings
from connectors.secret import Secret
from tests.connectors.sap.gateway import Gateway, Say, error, row, rows, sap

__all__ = ["sap"]

ORDERS, ORDER, KEY = "API_SALES_ORDER_SRV", "A_SalesOrder", {"SalesOrder": "1"}
_SECRETS = ("hunter2", "s3cret", "token-1", "token-2")


def _told(error: BaseException) -> str:
    """All that a log could show of it."""
    said, at = "", error
    while at is not None:
        said, at = f"{said} {at!r} {at}", at.__cause__ or at.__context__  # type: ignore[assignment]
    return said


def test_a_refused_password_says_what_to_set(sap: Gateway) -> None:
    sap.logins = {"Basic somebody else"}
    with pytest.raises(Misconfigured, match=r"^user and password: SAP does not let 'robot' in.* '100'") as refused:
        sap.client().page(ORDERS, ORDER, Query())
    assert len(sap.refused) == 1, "one try: a user is locked after a few"
    assert not any(secret in _told(refused.value) for secret in _SECRETS)


def test_a_password_may_have_any_letter(sap: Gateway) -> None:
    sap.logins = {"Basic cm9ib3Q6cMOkc3M6MSU="}
    sap.say(rows())
    assert sap.client(password=Secret("päss:1%")).page(ORDERS, ORDER, Query()) == []


def test_a_right_that_is_missing_for_all_names_the_service(sap: Gateway) -> None:
    sap.say(Say(403, error("/IWFND/CM/1", "No authorization")), Say(403, b"<html>Forbidden</html>"))
    for _ in range(2):
        with pytest.raises(Misconfigured, match=f"'robot'.* may not use {ORDERS}; grant"):
            sap.client().page(ORDERS, ORDER, Query())


def test_a_right_that_is_missing_for_one_record_is_a_refusal(sap: Gateway) -> None:
    sap.say(Say(403, error("X/1", "No authorization for order 1")))
    with pytest.raises(Refused, match="No authorization for order 1"):
        sap.client().get(ORDERS, ORDER, KEY)


def _auth(settings: Settings, clock: Callable[[], float] = time.monotonic) -> Auth:
    return Auth(settings, Wire(settings), clock)


def test_one_token_serves_until_shortly_before_its_end(sap: Gateway) -> None:
    now = [1000.0]
    sap.tokens.extend(["token-1", "token-2"])
    token = _auth(sap.oauth(), lambda: now[0])
    assert token.header() == {"Authorization": "Bearer token-1"}
    now[0] += 3539
    assert token.header() == {"Authorization": "Bearer token-1"}
    now[0] += 2
    assert token.header() == {"Authorization": "Bearer token-2"}
    form = sap.asked[0]
    assert form.body == b"grant_type=client_credentials"
    assert form.headers["authorization"] == "Basic U09MREU6czNjcmV0", "of SOLDE:s3cret, never in the address"


def test_a_scope_is_asked_for(sap: Gateway) -> None:
    sap.tokens.append("token-1")
    _auth(sap.oauth(scope="API_X ROLE 1")).header()
    assert sap.asked[0].body == b"grant_type=client_credentials&scope=API_X+ROLE+1"


def test_a_token_that_ended_in_mid_run_is_renewed_once(sap: Gateway) -> None:
    sap.tokens.extend(["token-1", "token-2"])
    client = Client(sap.oauth())
    sap.say(rows({"SalesOrder": "1"}), rows({"SalesOrder": "2"}))
    assert client.page(ORDERS, ORDER, Query()) == [{"SalesOrder": "1"}]
    sap.logins = {"Bearer revoked"}
    assert client.page(ORDERS, ORDER, Query()) == [{"SalesOrder": "2"}]
    assert len(sap.refused) == 1


def test_a_token_that_ended_before_a_write_is_renewed_and_the_write_done_once(sap: Gateway) -> None:
    sap.tokens.extend(["token-1", "token-2"])
    client = Client(sap.oauth())
    sap.say(row('W/"1"', SalesOrder="1"), Say(204), row('W/"2"', SalesOrder="1"), Say(204))
    client.change(ORDERS, ORDER, KEY, lambda read: {"Block": "Z1"})

    def decide(read: object) -> dict[str, str]:
        sap.logins = {"Bearer revoked"}
        return {"Block": "Z2"}

    assert client.change(ORDERS, ORDER, KEY, decide)[1]
    assert [one.method for one in sap.refused] == ["PATCH"]
    assert sum(one.method == "PATCH" for one in sap.asked) == 2


def test_a_fresh_token_that_is_refused_is_a_setting(sap: Gateway) -> None:
    sap.tokens.extend(["token-1", "token-2"])
    client = Client(sap.oauth())
    sap.say(rows())
    client.page(ORDERS, ORDER, Query())
    answer = {"access_token": "token-2", "expires_in": "3600"}
    sap.token_answer, sap.logins = Say(body=answer), {"Bearer another"}
    with pytest.raises(Misconfigured, match=r"^client_id and client_secret: SAP does not take the token") as refused:
        client.page(ORDERS, ORDER, Query())
    assert len(sap.refused) == 2
    assert not any(secret in _told(refused.value) for secret in _SECRETS)


@pytest.mark.parametrize(
    ("answer", "expected", "says"),
    [
        (
            Say(401, {"error": "invalid_client", "error_description": "s3cret is wrong"}),
            Misconfigured,
            "invalid_client",
        ),
        (Say(400, {"error": "s3cret is wrong"}), Misconfigured, "client_id, client_secret or scope"),
        (Say(404, b"<html>"), Misconfigured, "HTTP 404"),
        (Say(200, {"token": "x"}), Misconfigured, "is it the right address"),
        (Say(200, {"access_token": "a\r\nX: y"}), Misconfigured, "is no token"),
        (Say(200, b"<html>Log on</html>"), Misconfigured, "is no token"),
        (Say(302, b"", {"Location": "https://login.example.com/?secret=s3cret"}), Misconfigured, "redirects"),
        (Say(500, b""), Retry, "HTTP 500"),
        (Say(503, b"", {"Retry-After": "5"}), Retry, "busy"),
    ],
)
def test_no_token_is_told_without_secrets(sap: Gateway, answer: Say, expected: type[Exception], says: str) -> None:
    sap.token_answer = answer
    with pytest.raises(expected, match=says) as failed:
        Client(sap.oauth()).page(ORDERS, ORDER, Query())
    assert not any(secret in _told(failed.value) for secret in _SECRETS)
    assert not isinstance(failed.value, Retry) or not failed.value.sent


@pytest.mark.parametrize(
    "address", ["http://login.example.com/token", "ftp://x", "login", "http://127.0.0.1.evil.net/"]
)
def test_the_secret_goes_nowhere_without_tls(sap: Gateway, address: str) -> None:
    with pytest.raises(Misconfigured, match=r"^token_url: "):
        Client(sap.settings(auth="oauth2", token_url=address, client_id="A", client_secret=Secret("s3cret")))


def test_a_token_address_holds_no_secret(sap: Gateway) -> None:
    settings = sap.settings(
        auth="oauth2", token_url="https://u:hunter2@login.example.com/t", client_id="A", client_secret=Secret("s3cret")
    )
    with pytest.raises(Misconfigured, match="token_url: no user or password") as refused:
        Client(settings)
    assert "hunter2" not in str(refused.value)


# Mutual TLS


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A server's and a client's certificate, each its own authority."""
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("openssl is not there to make certificates")
    folder = tmp_path_factory.mktemp("papers")
    for name in ("server", "client"):
        command = f"req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN={name}"
        files = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", f"{name}.key", "-out", f"{name}.pem"]
        subprocess.run([openssl, *command.split(), *files], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def strict(papers: Path) -> Iterator[Gateway]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(papers / "server.pem", papers / "server.key")
    context.load_verify_locations(papers / "client.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    gateway = Gateway(context)
    gateway.logins = set()
    yield gateway
    gateway.close()


def test_a_certificate_alone_logs_in(strict: Gateway, papers: Path) -> None:
    strict.say(rows({"SalesOrder": "1"}))
    settings = strict.settings(
        auth="certificate",
        certificate=papers / "client.pem",
        key=papers / "client.key",
        ca_file=papers / "server.pem",
    )
    assert Client(settings).page(ORDERS, ORDER, Query()) == [{"SalesOrder": "1"}]
    assert "authorization" not in strict.asked[0].headers


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
@pytest.mark.parametrize("verify", [True, False])
def test_a_certificate_and_its_key_may_be_one_file_beside_a_password(
    strict: Gateway, papers: Path, tmp_path: Path, verify: bool
) -> None:
    strict.say(rows())
    both = tmp_path / "both.pem"
    both.write_text((papers / "client.pem").read_text() + (papers / "client.key").read_text())
    trust = {"ca_file": papers / "server.pem"} if verify else {"verify_tls": False}
    assert strict.client(certificate=both, **trust).page(ORDERS, ORDER, Query()) == []
    assert strict.asked[0].headers["authorization"].startswith("Basic ")


def test_without_a_certificate_the_message_says_which_setting(strict: Gateway, papers: Path) -> None:
    with pytest.raises((Misconfigured, Retry), match=r"\(certificate, key\)"):  # some servers just hang up
        strict.client(ca_file=papers / "server.pem").page(ORDERS, ORDER, Query())


def test_a_server_that_nobody_vouches_for_is_not_talked_to(strict: Gateway, papers: Path) -> None:
    with pytest.raises(Misconfigured, match="set ca_file"):
        strict.client(certificate=papers / "client.pem", key=papers / "client.key").page(ORDERS, ORDER, Query())


def test_a_certificate_that_cannot_be_used_is_told_before_anything_is_sent(papers: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("nothing")
    for certificate, key in (
        ("empty.pem", "empty.pem"),
        ("absent.pem", "absent.pem"),
        (papers / "client.pem", papers / "server.key"),
    ):
        with pytest.raises(Misconfigured, match=r"^certificate: "):
            _only(tmp_path / certificate, tmp_path / key)


def _only(certificate: Path, key: Path) -> Client:
    named = {"url": "https://s4.example.com", "auth": "certificate", "hold": "none"}
    return Client(Settings(**named, certificate=certificate, key=key))  # type: ignore[arg-type]
