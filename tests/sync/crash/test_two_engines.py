"""Several engines over one outbox at the same time: everything is decided once and leaves once."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.sync.crash.world import DATABASES, DAY, KILLED, Surroundings, surroundings

CUSTOMERS = 40  # each with an e-mail, a note and a dunning level; every fifth with a hold and its task


@pytest.fixture(scope="module", params=DATABASES)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Surroundings]:
    """The surroundings of the engines, once for each database."""
    made = surroundings(request, tmp_path_factory.mktemp("engines"))
    yield made
    made.close()


def owing(world: Surroundings) -> Counter[str]:
    """Customers who owe; returns how much of what must be outside in the end."""
    world.fresh()
    erp = world.erp_server.erp
    for number in range(CUSTOMERS):
        days = 50 if number % 5 == 0 else 6
        customer = erp.customer(f"Customer {number}", email=f"c{number}@mail.example")
        erp.invoice(customer, issued=DAY - timedelta(days=90), due=DAY - timedelta(days=days))
    held = CUSTOMERS // 5
    return Counter(mail=CUSTOMERS, note=CUSTOMERS, level=CUSTOMERS, hold=held, task=held)


def kinds(world: Surroundings) -> Counter[str]:
    """How much of what is outside, each once."""
    outside = world.outside()
    assert set(outside.values()) <= {1}
    return Counter(line.split()[0] for line in outside)


def test_three_engines_empty_one_outbox(world: Surroundings) -> None:
    for _ in range(5):  # on a busy machine one engine may be done before the others have begun
        expected = owing(world)
        waiting = world.engine.do("decide", today=str(DAY))["open"]
        assert len(waiting) == expected["mail"] + expected["hold"]
        answers = world.at_once(3, "run", today=str(DAY))
        assert [answer["ended"] for answer in answers] == [0, 0, 0]
        assert world.engine.do("run", today=str(DAY))["open"] == []
        assert kinds(world) == expected
        if sum(answer["seen"].get("send.claimed", 0) > 0 for answer in answers) > 1:
            return
    pytest.fail("the engines never met")


def test_three_engines_start_at_the_same_moment_with_nothing(world: Surroundings) -> None:
    expected = owing(world)
    answers = world.at_once(3, "run", today=str(DAY))
    assert [answer["ended"] for answer in answers] == [0, 0, 0]
    assert world.engine.do("run", today=str(DAY))["open"] == []
    assert kinds(world) == expected


def test_three_engines_without_any_lock_between_them(world: Surroundings) -> None:
    expected = owing(world)
    answers = world.at_once(3, "race", today=str(DAY))
    assert [answer["ended"] for answer in answers] == [0, 0, 0]
    assert world.engine.do("run", today=str(DAY))["open"] == []
    assert kinds(world) == expected


def test_all_engines_are_killed_while_they_share_the_work(world: Surroundings) -> None:
    expected = owing(world)
    world.engine.do("decide", today=str(DAY))
    answers = world.at_once(3, "run", today=str(DAY), kill=("send.after", 18))
    killed = [answer["ended"] for answer in answers].count(KILLED)
    assert killed
    doubts = world.engine.do("run", today=str(DAY))["open"]
    assert {(doubt["status"], doubt["way"]) for doubt in doubts} <= {("in-doubt", "mail")}
    assert len(doubts) <= killed
    outside = kinds(world)
    assert outside["mail"] == expected["mail"]  # all had arrived, the doubtful ones too
    assert outside["note"] == outside["level"] == expected["note"] - len(doubts)
    assert outside["hold"] == outside["task"] == expected["hold"]
