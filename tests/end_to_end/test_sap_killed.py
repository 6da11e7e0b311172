"""Solde is killed (SIGKILL) in the middle of its work with SAP, and run again: the same end as without that.

Killed at the named boundaries of a cycle (sync/boundaries.py), and at the worst moment of all: when SAP has carried a
request out and Solde has not heard of it. What SAP holds afterwards and what was decided must be those of a run that
nobody disturbed; above all no block, level, file or note is there twice.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.boundaries import NAMES
from tests.connectors.sap.proxy import Proxy
from tests.end_to_end.sap_dump import dump
from tests.end_to_end.sap_ends import RUN, Course, ends_alike, opened, small_server, undisturbed_in
from tests.end_to_end.sap_server import Server
from tests.end_to_end.sap_shop import Shop

pytestmark = pytest.mark.sap
NOT_THAT_DAY = ("gone", "postpone", "close")  # nothing is deleted, put off or given up
BOUNDARIES = tuple(name for name in NAMES if name.partition(".")[0] not in NOT_THAT_DAY)
REQUESTS = (  # what SAP has done, and Solde has not heard of: the first of its kind, and a later one
    ("PATCH", "CreditManagementAccount", 1),
    ("PATCH", "CreditManagementAccount", 2),
    ("PATCH", "A_CustomerDunning", 2),
    ("POST", "AttachmentContentSet", 1),
    ("POST", "AttachmentContentSet", 4),
    ("POST", "AttachmentContentSet", 9),
)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return undisturbed_in(tmp_path_factory.mktemp("shop"))


@pytest.fixture
def server() -> Iterator[Server]:
    with small_server() as fresh:
        yield fresh


@pytest.fixture
def proxy(server: Server) -> Iterator[Proxy]:
    found = Proxy(server.address)
    yield found
    found.close()


@pytest.fixture
def shop(tmp_path: Path, proxy: Proxy) -> Shop:
    return opened(tmp_path, proxy.url)


def test_the_day_holds_everything_that_solde_does_in_sap(undisturbed: Course) -> None:
    sap = undisturbed.sap
    assert len(sap.blocks) >= 2
    assert len(sap.dunning) >= 3
    kinds = Counter(re.split(r"[ .]", file.name)[0 if file.name.endswith(".txt") else -1] for file in sap.files)
    assert kinds["pdf"] >= 2
    assert kinds["Note"] >= 5
    assert kinds["Task"] >= 2
    assert set(sap.told().values()) == {1}
    assert set(BOUNDARIES) == set(undisturbed.seen)


@pytest.mark.parametrize("name", BOUNDARIES)
def test_killed_at(name: str, undisturbed: Course, server: Server, shop: Shop) -> None:
    shop.killed(name, max(1, undisturbed.seen[name] // 2), *RUN)
    ends_alike(undisturbed, server, shop)


@pytest.mark.parametrize(("method", "entity", "nth"), REQUESTS)
def test_killed_when_sap_has_done_it_and_not_answered(
    method: str, entity: str, nth: int, undisturbed: Course, server: Server, proxy: Proxy, shop: Shop
) -> None:
    process, seen = shop.begin(*RUN), Counter[bool]()

    def kill(asked: str, target: str) -> None:
        seen[asked == method and f"/{entity}" in target] += 1
        if seen[True] == nth:
            process.kill()

    proxy.after = kill
    process.communicate(timeout=300)
    assert process.returncode == -9, f"it ended before the {nth}th {method} {entity}"
    proxy.after = None
    before = dump(server.url)
    assert before.blocks or before.dunning or before.files, "SAP had done it"
    ends_alike(undisturbed, server, shop)


def test_killed_again_and_again(undisturbed: Course, server: Server, shop: Shop) -> None:
    """Each run comes a little further than the one before."""
    for _ in range(4):
        shop.killed("send.after", 3, *RUN)
    ends_alike(undisturbed, server, shop)
