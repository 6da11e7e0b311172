"""An account that is full turns requests away, over all its doors; trouble that a test orders comes once."""

import threading
from collections.abc import Callable

import pytest
import requests

from tests.connectors.netsuite.asking import Asker, error
from tests.connectors.netsuite.standin import limits
from tests.connectors.netsuite.standin.account import Account
from tests.connectors.netsuite.standin.office import Office

ASKED = "SELECT id FROM customer"


def at_once(number: int, ask: Callable[[], requests.Response]) -> list[requests.Response]:
    """So many requests at the same time."""
    answers: list[requests.Response] = []
    barrier = threading.Barrier(number)

    def one() -> None:
        barrier.wait()
        answers.append(ask())

    threads = [threading.Thread(target=one) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_more_than_the_limit_are_turned_away_at_every_door(asker: Asker, account: Account) -> None:
    asker.headers()
    account.store.rule(limit=2, latency=0.3)
    answers = at_once(4, lambda: Asker.query(asker, ASKED))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 429, 429]
    full = next(answer for answer in answers if answer.status_code == 429)
    assert error(full)[:2] == (429, "CONCURRENCY_LIMIT_EXCEEDED")
    assert "Retry-After" not in full.headers
    assert (account.server.traffic.most, account.server.traffic.turned_away) == (2, 2)
    scripted = at_once(3, lambda: asker.restlet({"do": "about"}))
    refused = next(answer for answer in scripted if answer.status_code != 200)
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "SSS_REQUEST_LIMIT_EXCEEDED")


def test_as_many_as_the_limit_are_answered(asker: Asker, account: Account) -> None:
    asker.headers()
    account.store.rule(limit=4, latency=0.1)
    assert {answer.status_code for answer in at_once(4, lambda: asker.query(ASKED))} == {200}
    for _ in range(20):
        account.store.rule(limit=1, latency=0.0)
        assert asker.query(ASKED).status_code == 200, "one after the other is never too many"
    assert account.server.traffic.most == 4


def test_trouble_comes_once_and_at_its_door(asker: Asker, account: Account) -> None:
    asker.headers()
    for what, status in (("429", 429), ("503", 503), ("401", 401), ("500", 500), ("locked", 400)):
        limits.order(account.store, what, "query")
        assert asker.restlet({"do": "about"}).status_code == 200
        assert asker.query(ASKED).status_code == status
        assert asker.query(ASKED).status_code == 200


def test_a_locked_record_is_not_changed(asker: Asker, office: Office) -> None:
    office.customer("One")
    asker.headers()
    limits.order(office.store, "locked", "write")
    status, code, words = error(asker.record("PATCH", "customer/1", {"comments": "here"}))
    assert (status, code) == (400, "USER_ERROR")
    assert "locked" in words
    assert office.store.get("customer", id=1)["comments"] is None


@pytest.mark.parametrize(("what", "carried"), [("answer", True), ("request", False)])
def test_a_lost_answer_was_carried_out_and_a_lost_request_was_not(
    asker: Asker, office: Office, what: str, carried: bool
) -> None:
    office.customer("One")
    asker.headers()
    limits.order(office.store, what, "write")
    assert asker.record("GET", "customer/1").status_code == 200
    with pytest.raises(requests.ConnectionError):
        asker.record("PATCH", "customer/1", {"comments": "here"})
    assert (office.store.get("customer", id=1)["comments"] == "here") == carried
    assert asker.record("PATCH", "customer/1", {"comments": "here"}).status_code == 204


def test_a_message_that_changes_nothing_is_no_write(asker: Asker, office: Office) -> None:
    office.customer("One")
    asker.headers()
    target = {"type": "customer", "id": "1"}
    limits.order(office.store, "answer", "write")
    assert asker.restlet({"do": "find_note", "target": target, "key": "k"}).json() == {"id": ""}
    with pytest.raises(requests.ConnectionError):
        asker.restlet({"do": "add_note", "target": target, "text": "x", "key": "k"})
    assert asker.restlet({"do": "find_note", "target": target, "key": "k"}).json()["id"]


def test_answers_that_arrive_spoilt(asker: Asker, office: Office) -> None:
    office.customer("One")
    asker.headers()
    limits.order(office.store, "garbled", "query")
    with pytest.raises(requests.JSONDecodeError):
        asker.query(ASKED).json()
    limits.order(office.store, "html", "query")
    assert asker.query(ASKED).headers["Content-Type"] == "text/html"
    limits.order(office.store, "cut", "query")
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        asker.query(ASKED)
    with pytest.raises(ValueError, match="no such trouble"):
        limits.order(office.store, "earthquake")
