"""How SOAP requests are sent: through the gate, again where nothing was carried out, and whose login it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from connectors.errors import Misconfigured, Retry
from connectors.http import Busy, Reply, busy
from connectors.netsuite import soap_session
from connectors.netsuite.failures import Call
from connectors.netsuite.gate import Gate
from connectors.netsuite.soap_schema import Loader, address
from connectors.netsuite.soap_session import SoapSession
from connectors.secret import Secret
from tests.connectors.netsuite import soap_texts as say
from tests.connectors.netsuite.soap_servers import settings

WRITE, ASK = Call("invoice 12, note", record=True, changes=True), Call("SOAP server time")
BUSY = say.fault("ExceededConcurrentRequestLimitFault", "WS_REQUEST_BLOCKED")
NOT_IN = say.fault("InvalidCredentialsFault", "INVALID_LOGIN_CREDENTIALS", "Invalid login attempt.")
TIME = say.server_time("2026-01-15T10:00:00")


class _Gate(Gate):
    """Counts who is inside."""

    def __init__(self) -> None:
        self.inside = self.passed = 0

    @contextmanager
    def slot(self) -> Iterator[None]:
        self.inside += 1
        self.passed += 1
        try:
            yield
        finally:
            self.inside -= 1


class _Wire:
    """Says what it was given, one for each request."""

    def __init__(self, gate: _Gate, *answers: bytes | Exception) -> None:
        self.gate, self.answers = gate, list(answers)
        self.asked: list[tuple[str, str, bytes]] = []

    def send(self, method: str, url: str, body: bytes, headers: dict[str, str]) -> Reply:
        assert self.gate.inside == 1, "every request holds a slot of the account"
        self.asked.append((url, headers["SOAPAction"], body))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return Reply(500 if b"Fault" in answer else 200, {"Content-Type": "text/xml"}, answer)


class _Schema:
    """Envelopes that are their nonce."""

    def envelope(self, operation: str, arguments: dict[str, Any], passport: dict[str, Any]) -> bytes:
        return str(passport["nonce"]).encode()


class Told:
    """A session whose other side says what it is told."""

    def __init__(self, *answers: bytes | Exception, **more: Any) -> None:
        self.gate, self.waits = _Gate(), list[float]()
        self.wire = _Wire(self.gate, *answers)
        self.session = SoapSession(settings(**more), self.gate, self.wire, sleep=self.waits.append)  # type: ignore[arg-type]

    def operations(self) -> list[str]:
        return [action.strip('"') for _, action, _ in self.wire.asked]


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soap_session, "schema", lambda settings: _Schema())
    monkeypatch.setattr(soap_session, "_LET_IN", set())


def test_what_was_blocked_is_sent_again_after_a_pause_each_time_signed_anew() -> None:
    told = Told(BUSY, BUSY, say.written("9"))
    assert told.session.ask(WRITE, "add").id == "9"
    assert len({body for _, _, body in told.wire.asked}) == 3
    assert told.gate.passed == 3 and len(told.waits) == 2
    assert told.wire.asked[0][0] == "https://1234567-sb1.suitetalk.api.netsuite.com/services/NetSuitePort_2025_2"


def test_pauses_are_of_chance_so_that_those_who_wait_do_not_come_together() -> None:
    waits = []
    for _ in range(5):
        told = Told(BUSY, say.written("9"))
        told.session.ask(WRITE, "add")
        waits += told.waits
    assert len(set(waits)) == 5


def test_an_account_that_stays_full_is_tried_later_and_nothing_was_carried_out() -> None:
    told = Told(*[BUSY] * 6)
    with pytest.raises(Retry, match="lower concurrency") as full:
        told.session.ask(WRITE, "add")
    assert not full.value.sent


@pytest.mark.parametrize(("call", "sent"), [(WRITE, True), (ASK, False)])
def test_a_lost_answer_is_not_asked_for_again_here(call: Call, sent: bool) -> None:
    told = Told(Retry("the host did not answer within 20 s"))
    with pytest.raises(Retry, match=f"{call.what}: the host did not answer") as lost:
        told.session.ask(call, "add")
    assert lost.value.sent is sent
    assert len(told.wire.asked) == 1


def test_a_server_that_says_when_is_asked_again_then() -> None:
    told = Told(Busy("busy (HTTP 429)", 3.0, sent=False, status=429), say.written("9"))
    assert told.session.ask(WRITE, "add").ok
    assert told.waits[0] == 3.0


def test_a_server_that_is_full_and_does_not_say_how_long_is_asked_again() -> None:
    told = Told(busy("the host", 429, {}), say.written("9"))
    assert told.session.ask(WRITE, "add").ok
    assert len(told.waits) == 1


def test_a_login_that_is_refused_twice_under_load_is_no_matter() -> None:
    told = Told(NOT_IN, NOT_IN, say.written("9"))
    assert told.session.ask(WRITE, "add").id == "9"


def test_wrong_credentials_are_named_after_three_logins_and_a_probe() -> None:
    told = Told(*[NOT_IN] * 4)
    with pytest.raises(Misconfigured, match="consumer_key, consumer_secret, token_id or token_secret") as wrong:
        told.session.ask(WRITE, "add")
    assert told.operations() == ["add", "add", "add", "getServerTime"]
    assert "csecret" not in str(wrong.value) and "tsecret" not in str(wrong.value)


@pytest.mark.parametrize("probe", [TIME, BUSY])
def test_a_login_that_is_taken_for_the_time_is_right_and_the_account_busy(probe: bytes) -> None:
    told = Told(NOT_IN, NOT_IN, NOT_IN, probe)
    with pytest.raises(Retry, match="the account is busy") as busy:
        told.session.ask(WRITE, "add")
    assert not busy.value.sent


def test_a_login_that_was_taken_before_in_this_process_is_right() -> None:
    assert Told(TIME).session.ask(ASK, "getServerTime").ok
    told = Told(*[NOT_IN] * 3)  # another session of the same process
    with pytest.raises(Retry, match="the account is busy"):
        told.session.ask(WRITE, "add")
    other = Told(*[NOT_IN] * 4, token_id="another")
    with pytest.raises(Misconfigured):
        other.session.ask(WRITE, "add")


def test_a_fault_is_no_proof_of_a_login() -> None:
    assert Told(say.fault("UnexpectedErrorFault", "UNEXPECTED_ERROR")).session.ask(ASK, "getServerTime").fault
    with pytest.raises(Misconfigured):
        Told(*[NOT_IN] * 4).session.ask(WRITE, "add")


def test_a_probe_that_fails_otherwise_tells_why() -> None:
    told = Told(NOT_IN, NOT_IN, NOT_IN, say.fault("InvalidAccountFault", "INVALID_ACCT"))
    with pytest.raises(Misconfigured, match=r"^account: "):
        told.session.ask(WRITE, "add")
    lost = Told(NOT_IN, NOT_IN, NOT_IN, Retry("the host is not reachable"))
    with pytest.raises(Retry, match="SOAP login: the host is not reachable") as later:
        lost.session.ask(WRITE, "add")
    assert not later.value.sent


def test_requests_keep_the_rules_of_the_house_for_http() -> None:
    session = SoapSession(settings(timeout=7.0), _Gate())
    wire = session._wire
    assert (wire.timeout, wire.verify, wire.session.trust_env) == (7.0, True, False)
    assert (wire.tls, wire.host) == (True, "1234567-sb1.suitetalk.api.netsuite.com"), "the account's own host"
    session.close()
    assert SoapSession(settings(verify_tls=False), _Gate())._wire.verify is False


def test_the_wsdl_is_oracles_or_the_one_that_is_set() -> None:
    assert address(settings()) == "https://webservices.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl"
    assert address(settings(wsdl="ours/netsuite.wsdl")) == "ours/netsuite.wsdl"


def test_a_wsdl_is_not_read_on_from_another_host() -> None:
    loader = Loader(settings(), "https://webservices.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl")
    with pytest.raises(Misconfigured, match=r"wsdl: .* elsewhere\.example"):
        loader.load("https://elsewhere.example/xsd/core.xsd")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<definitions/>",
        b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><definitions>&x;</definitions>',
        b'<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" targetNamespace="urn:x"/>',
    ],
)
def test_a_wsdl_that_is_none_is_named(content: bytes, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    file = tmp_path / "netsuite.wsdl"
    file.write_bytes(content)
    told = Told(wsdl=str(file))
    with pytest.raises(Misconfigured, match=r"^wsdl: .*netsuite\.wsdl is no WSDL of SuiteTalk 2025_2"):
        told.session.ask(ASK, "getServerTime")
    assert told.wire.asked == []


def test_a_wsdl_that_is_not_there_is_named(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    with pytest.raises(Misconfigured, match=r"^wsdl: "):
        Told(wsdl=str(tmp_path / "none.wsdl")).session.ask(ASK, "getServerTime")


def test_secrets_are_not_in_what_a_traceback_shows() -> None:
    session = Told(TIME, token_secret=Secret("hunter2")).session
    assert "hunter2" not in repr(vars(session)) + repr(vars(session._passport))
