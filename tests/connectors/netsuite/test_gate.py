"""The account's gate: never more requests at a time than the account takes, whoever asks."""

import multiprocessing
import threading
import time
from pathlib import Path

import pytest

from connectors.errors import Misconfigured, Retry
from connectors.netsuite.gate import Gate


class Counted:
    """How many are inside at once, by marks in a folder: it works over processes too."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def enter(self, name: str) -> int:
        (self.folder / name).touch()
        return len(list(self.folder.iterdir()))

    def leave(self, name: str) -> None:
        (self.folder / name).unlink()


def job(folder: Path, limit: int, name: str, most: "multiprocessing.Queue[int]") -> None:
    gate, inside = Gate("1234567", limit, folder / "slots"), Counted(folder / "inside")
    highest = 0
    for turn in range(5):
        with gate.slot():
            highest = max(highest, inside.enter(f"{name}-{turn}"))
            time.sleep(0.002)
            inside.leave(f"{name}-{turn}")
    most.put(highest)


def test_thirty_jobs_in_threads_share_four_slots(tmp_path: Path) -> None:
    inside, highest, lock = Counted(tmp_path / "inside"), [0], threading.Lock()

    def work(number: int) -> None:
        gate = Gate("1234567", 4, tmp_path / "slots")  # one for each job, as each has a connector of its own
        with gate.slot():
            seen = inside.enter(str(number))
            with lock:
                highest[0] = max(highest[0], seen)
            time.sleep(0.005)
            inside.leave(str(number))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 < highest[0] <= 4


@pytest.mark.parametrize("limit", [1, 3])
def test_jobs_in_processes_share_them_too(tmp_path: Path, limit: int) -> None:
    context = multiprocessing.get_context("spawn")
    most: multiprocessing.Queue[int] = context.Queue()
    jobs = [context.Process(target=job, args=(tmp_path, limit, f"job{n}", most)) for n in range(6)]
    (tmp_path / "inside").mkdir()
    for each in jobs:
        each.start()
    for each in jobs:
        each.join(60)
    assert [each.exitcode for each in jobs] == [0] * 6
    assert max(most.get() for _ in jobs) <= limit


def test_who_dies_lets_go(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    holding = context.Event()
    dying = context.Process(target=hold, args=(tmp_path, holding))
    dying.start()
    assert holding.wait(30)
    dying.kill()
    dying.join()
    with Gate("1234567", 1, tmp_path, patience=10).slot():
        pass


def hold(folder: Path, holding: "threading.Event") -> None:
    with Gate("1234567", 1, folder).slot():
        holding.set()
        time.sleep(60)


def test_other_accounts_have_slots_of_their_own(tmp_path: Path) -> None:
    with (
        Gate("1234567", 1, tmp_path / "one", patience=0.1).slot(),
        Gate("7654321", 1, tmp_path / "two", patience=0.1).slot(),
    ):
        pass


def test_a_gate_that_stays_shut_says_which_account_is_full(tmp_path: Path) -> None:
    with (
        Gate("1234567", 1, tmp_path).slot(),
        pytest.raises(Retry, match="all 1 slots of the account 1234567") as full,
        Gate("1234567", 1, tmp_path, patience=0.05).slot(),
    ):
        pass
    assert not full.value.sent


def test_a_limit_of_nothing_is_refused() -> None:
    with pytest.raises(Misconfigured, match="concurrency"):
        Gate("1234567", 0)
