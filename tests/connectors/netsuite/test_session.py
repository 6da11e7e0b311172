"""Patience with an account that is full, and the two meanings of a login that is refused."""

from pathlib import Path

import pytest

from connectors.errors import Misconfigured, Retry
from connectors.http import busy
from connectors.netsuite.failures import Call
from connectors.netsuite.gate import Gate
from connectors.netsuite.login import Login
from connectors.netsuite.session import Session, pause
from tests.connectors.netsuite.fake_wire import Answer, FakeWire, error, reply
from tests.connectors.netsuite.keys import ACCOUNT, settings

READING, WRITING = Call("SuiteQL on customer"), Call("customer 42", changes=True, record=True)
FULL = error(429, "CONCURRENCY_LIMIT_EXCEEDED")
BUSY = busy("https://x.example", 429, {})  # as the wire tells the same
SCRIPTS_FULL = reply({"error": {"code": "SSS_REQUEST_LIMIT_EXCEEDED", "message": "no more"}}, 400)
STRANGE = error(401, "INVALID_LOGIN", "Invalid login attempt.")


class Waiting:
    """A session that counts its pauses instead of making them."""

    def __init__(self, folder: Path, *answers: Answer, token: Answer | None = None) -> None:
        self.pauses: list[float] = []
        self.wire = FakeWire(*answers, token=token)
        login = Login(settings(), self.wire)  # type: ignore[arg-type]
        self.session = Session(self.wire, login, Gate(ACCOUNT, 4, folder), sleep=self.pauses.append)  # type: ignore[arg-type]

    def ask(self, call: Call = READING) -> bytes:
        return self.session.send(call, "POST", "https://x.example/services/rest/query").content


@pytest.mark.parametrize("full", [FULL, SCRIPTS_FULL, BUSY])
def test_a_full_account_is_asked_again_after_a_pause(tmp_path: Path, full: Answer) -> None:
    mine = Waiting(tmp_path, full, full, reply({"ok": 1}))
    assert mine.ask() == b'{"ok": 1}'
    assert len(mine.pauses) == 2


def test_pauses_are_of_different_length_and_grow() -> None:
    assert len({pause(3) for _ in range(20)}) > 1
    assert max(pause(1) for _ in range(200)) <= 1.0
    assert max(pause(30) for _ in range(200)) <= 20.0


@pytest.mark.parametrize("full", [FULL, BUSY])
def test_an_account_that_stays_full_is_tried_later_and_nothing_was_sent(tmp_path: Path, full: Answer) -> None:
    mine = Waiting(tmp_path, *[full] * 6)
    with pytest.raises(Retry, match="lower concurrency") as told:
        mine.ask(WRITING)
    assert not told.value.sent


def test_a_busy_server_that_may_have_done_it_is_not_asked_again_here(tmp_path: Path) -> None:
    mine = Waiting(tmp_path, busy("https://x.example", 503, {"Retry-After": "1"}))
    with pytest.raises(Retry, match="HTTP 503") as told:
        mine.ask(WRITING)
    assert told.value.sent


def test_an_old_token_is_renewed_without_a_word(tmp_path: Path) -> None:
    mine = Waiting(tmp_path, STRANGE, reply({"ok": 1}))
    mine.ask()
    assert mine.wire.tokens == 2


def test_an_invalid_login_while_tokens_are_given_is_load(tmp_path: Path) -> None:
    mine = Waiting(tmp_path, STRANGE, STRANGE, STRANGE)
    with pytest.raises(Retry, match="the account is busy"):
        mine.ask()


def test_an_invalid_login_without_tokens_is_wrong_credentials(tmp_path: Path) -> None:
    mine = Waiting(tmp_path, STRANGE, token=reply({"error": "invalid_client"}, 401))
    with pytest.raises(Misconfigured, match="certificate_id"):
        mine.ask()


def test_another_refusal_of_good_tokens_is_a_right_that_lacks(tmp_path: Path) -> None:
    mine = Waiting(tmp_path, *[error(401, "NO_REST")] * 3)
    with pytest.raises(Misconfigured, match="REST Web Services"):
        mine.ask()


def test_a_lost_answer_to_a_question_may_be_asked_again_and_to_a_change_not(tmp_path: Path) -> None:
    for call, sent in ((READING, False), (WRITING, True)):
        mine = Waiting(tmp_path, Retry("broke off"))
        with pytest.raises(Retry) as lost:
            mine.ask(call)
        assert lost.value.sent is sent
