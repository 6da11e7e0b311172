"""The engine is killed (SIGKILL) at every named boundary; the ERP, the mail server and the folders outlive it.

Whatever the moment: after the next run nothing is lost and nothing is there twice. Only an e-mail may be in
doubt, since an SMTP server cannot be asked; then it is listed, and once a person has said whether it arrived,
the world is the same as if nothing had happened.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from sync.boundaries import NAMES
from tests.sync.crash import scenario
from tests.sync.crash.world import DATABASES, DAY, KILLED, NEXT, Surroundings, surroundings

DAYS = ((str(DAY), scenario.first_day), (str(NEXT), scenario.second_day))


class Course(NamedTuple):
    """How the two days go when nobody is killed: what is outside at the end, and how often each boundary is passed."""

    outside: tuple[Counter[str], Counter[str]]
    seen: tuple[Counter[str], Counter[str]]
    troubles: set[str]


@pytest.fixture(scope="module", params=DATABASES)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Surroundings]:
    """The surroundings, shared by the stories of this file, once for each database."""
    made = surroundings(request, tmp_path_factory.mktemp("crash"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def undisturbed(world: Surroundings) -> Course:
    """The two days without any trouble."""
    world.fresh()
    world.post.unknown.add(scenario.NOBODY)
    outside, seen, troubles = [], [], set()
    for today, happens in DAYS:
        happens(world.erp_server.erp)
        done = world.engine.do("run", today=today)
        assert done["open"] == []
        troubles.update(done["troubles"])
        outside.append(world.outside())
        seen.append(Counter(done["seen"]))
    return Course((outside[0], outside[1]), (seen[0], seen[1]), troubles)


def test_the_two_days_hold_everything_that_a_cycle_does(undisturbed: Course) -> None:
    kinds = Counter(line.split()[0].rstrip(":") for line in undisturbed.outside[1].elements())
    assert kinds == {
        "mail": 5, "print": 2, "platform": 3, "hold": 1, "task": 4, "file": 3, "note": 11, "level": 8, "status": 3,
    }  # fmt: skip
    assert set(undisturbed.outside[1].values()) == {1}


def test_every_named_boundary_is_passed_and_no_other(undisturbed: Course) -> None:
    first, second = undisturbed.seen
    assert set(first + second) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_killed_once_at(name: str, world: Surroundings, undisturbed: Course) -> None:
    """In the middle of the first day: one moment for each boundary."""
    kill(world, undisturbed, name, max(1, undisturbed.seen[0][name] // 2), days=1)


@pytest.mark.slow
@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", NAMES)
def test_killed_every_time_at(name: str, world: Surroundings, undisturbed: Course) -> None:
    """Every single moment of both days."""
    first, second = undisturbed.seen
    for nth in range(1, first[name] + second[name] + 1):
        kill(world, undisturbed, name, nth)


def kill(world: Surroundings, undisturbed: Course, name: str, nth: int, days: int = 2) -> None:
    """Live through the days, killed at one moment, and compare the world with the undisturbed one."""
    world.fresh()
    world.post.unknown.add(scenario.NOBODY)
    moment = f"killed at {name}, occurrence {nth}"
    for (today, happens), seen, expected in zip(DAYS[:days], undisturbed.seen, undisturbed.outside, strict=False):
        happens(world.erp_server.erp)
        if 1 <= nth <= seen[name]:
            world.engine.begin("run", today=today, kill=(name, nth))
            assert world.engine.end()["ended"] == KILLED
        nth -= seen[name]
        compare(world, today, expected, undisturbed.troubles, moment)


def compare(world: Surroundings, today: str, expected: Counter[str], troubles: set[str], moment: str) -> None:
    """After a clean run nothing is twice, and nothing is lost but what is listed, which a person then decides."""
    done = world.engine.do("run", today=today)
    outside = world.outside()
    assert set(done["troubles"]) <= troubles, moment
    assert outside <= expected, f"{moment}: twice, or never decided: {outside - expected}"
    doubts = done["open"]
    assert len(doubts) <= 1, moment
    for doubt in doubts:
        assert (doubt["status"], doubt["way"]) == ("in-doubt", "mail"), moment
        settle(world, doubt)
        assert world.engine.do("run", today=today)["open"] == []
    assert world.outside() == expected, moment


def settle(world: Surroundings, doubt: dict[str, Any]) -> None:
    """A person looks into the customer's mailbox and says what is there."""
    customer = world.erp_server.erp.rows["customer", doubt["target"].rpartition("/")[2]].record
    arrived = any(mail["To"] == customer.email for mail in world.post.mails)  # type: ignore[union-attr]
    world.engine.do("settle", pk=doubt["pk"], arrived=True if arrived else None)
