"""A recording stands for a server only as long as the same is asked of it."""

from pathlib import Path

import pytest

from connectors.http import Reply
from tests.connectors.sap import test_contract, test_wire_live
from tests.connectors.sap.recorder import FIXTURES, HERE, Tape

URL = "http://localhost:50123"
ROWS = "/sap/opu/odata/sap/API_BUSINESS_PARTNER/A_Customer?$top=3"
SENT = {"Accept": "application/json", "Authorization": "Basic c2VjcmV0"}


def ask(tape: Tape, method: str = "GET", path: str = ROWS, body: bytes = b"", etag: str = "W/1") -> Reply:
    """One request of a connector; the server answers with an address of its own, and bytes that are no text."""
    answer = Reply(200, {"Date": "Thu, 01 Jan 2026 10:00:00 GMT", "Server": "x"}, f"{URL}/next".encode() + b"\xff")
    return tape.reply(method, path, body, {**SENT, "If-Match": etag}, lambda: answer, URL)


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """A folder with one recorded request."""
    tape = Tape("one", "record", tmp_path)
    ask(tape)
    tape.close()
    return tmp_path


def test_the_same_question_has_the_same_answer(recorded: Path) -> None:
    tape = Tape("one", "replay", recorded)
    reply = ask(tape)
    tape.close()
    assert (reply.status, reply.headers.get("date")) == (200, "Thu, 01 Jan 2026 10:00:00 GMT")
    assert reply.content == f"{HERE}/next".encode() + b"\xff", "the address under which recordings are played"


def test_credentials_are_not_recorded(recorded: Path) -> None:
    assert "Basic" not in str(Tape("one", "replay", recorded)._kept)


@pytest.mark.parametrize(
    ("another", "told"),
    [
        ({"method": "DELETE"}, "another method"),
        ({"path": ROWS.replace("3", "4")}, r"another address(?s:.*)recorded: .*top=3(?s:.*)asked: .*top=4"),
        ({"body": b"x"}, "another body of GET /sap/opu"),
        ({"etag": "W/2"}, "another headers of GET (?s:.*)W/1(?s:.*)W/2"),
    ],
)
def test_another_question_fails_and_shows_where_it_differs(
    recorded: Path, another: dict[str, str | bytes], told: str
) -> None:
    with pytest.raises(AssertionError, match=told):
        ask(Tape("one", "replay", recorded), **another)  # type: ignore[arg-type]


def test_one_question_more_and_one_less_fail(recorded: Path) -> None:
    tape = Tape("one", "replay", recorded)
    with pytest.raises(AssertionError, match="1 recorded questions were not asked"):
        tape.close()
    ask(tape)
    with pytest.raises(AssertionError, match="nothing more was recorded"):
        ask(tape)


def test_every_test_that_can_be_played_back_is_recorded_and_nothing_else() -> None:
    classes = (test_contract.TestSap, test_contract.TestHoldsAtTheCustomer, test_wire_live.TestWire)
    tests = {f"{each.__name__}.{name}" for each in classes for name in dir(each) if name.startswith("test_")}
    assert {path.name.removesuffix(".json.gz") for path in FIXTURES.iterdir()} == tests
