"""One run over a connection at a time; a dead process lets go at once, a live one never before its time."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from sync import locks, owner
from sync.clock import utc_now
from sync.locks import Busy, only_one
from sync.models import Lock

SOON = timedelta(minutes=1)


@pytest.fixture
def other() -> Iterator["subprocess.Popen[str]"]:
    """Another process; its first line is its name as an owner."""
    program = "import sys; from sync import owner; print(owner.me(), flush=True); sys.stdin.read()"
    started = subprocess.Popen(
        [sys.executable, "-c", program], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    yield started
    started.kill()
    started.wait()


def name_of(process: "subprocess.Popen[str]") -> str:
    """Its name as an owner."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def held_by(name: str, until: timedelta = SOON) -> None:
    """Somebody holds the lock."""
    Lock.objects.create(name="the run", owner=name, until=utc_now() + until)


def test_a_lock_is_held_and_let_go(db: None) -> None:
    with only_one("the run"):
        assert Lock.objects.get().owner == owner.me()
    assert not Lock.objects.exists()


def test_a_lock_is_let_go_when_the_work_fails(db: None) -> None:
    with pytest.raises(ZeroDivisionError), only_one("the run"):
        raise ZeroDivisionError
    assert not Lock.objects.exists()


def test_a_live_process_keeps_its_lock(db: None, other: "subprocess.Popen[str]") -> None:
    held_by(name_of(other))
    with pytest.raises(Busy, match=f"process {other.pid} on {socket.gethostname()}"), only_one("the run"):
        pytest.fail("entered")
    assert Lock.objects.get().owner != owner.me()


def test_a_killed_process_loses_its_lock_at_once(db: None, other: "subprocess.Popen[str]") -> None:
    held_by(name_of(other))
    other.send_signal(signal.SIGKILL)
    other.wait()
    with only_one("the run"):
        assert Lock.objects.get().owner == owner.me()


def test_a_process_that_was_killed_and_not_yet_buried_is_dead(db: None, other: "subprocess.Popen[str]") -> None:
    held_by(name_of(other))
    os.kill(other.pid, signal.SIGKILL)
    os.waitid(os.P_PID, other.pid, os.WEXITED | os.WNOWAIT)  # dead, but still in the process table
    with only_one("the run"):
        pass


def test_a_new_process_with_the_number_of_a_dead_one_is_not_taken_for_it(
    db: None, other: "subprocess.Popen[str]"
) -> None:
    parts = name_of(other).split("|")
    held_by("|".join([parts[0], parts[1], "1", parts[3]]))  # same number, started at another time
    with only_one("the run"):
        pass


def test_of_a_process_elsewhere_nothing_is_known_until_its_lease_ends(db: None) -> None:
    held_by("another host|1|1|abcdef01")
    with pytest.raises(Busy, match="another host"), only_one("the run"):
        pytest.fail("entered")
    Lock.objects.update(until=utc_now() - SOON)
    with only_one("the run"):
        pass


def test_a_process_in_another_container_of_the_same_name_is_elsewhere(db: None, other: "subprocess.Popen[str]") -> None:
    mine = owner.me().split("|")
    assert mine[0] != socket.gethostname()
    held_by("|".join([f"{socket.gethostname()}@pid:[1]", "1", "1", "abcdef01"]))
    with pytest.raises(Busy), only_one("the run"):
        pytest.fail("entered")


def test_a_second_thread_of_the_same_process_waits_its_turn(db: None) -> None:
    mine = owner.me()
    names: list[str] = []
    thread = threading.Thread(target=lambda: names.append(owner.me()))
    thread.start()
    thread.join()
    assert names != [mine]
    held_by(names[0])
    with pytest.raises(Busy), only_one("the run"):
        pytest.fail("entered")


def test_whoever_lost_a_lock_does_not_take_it_from_its_successor(db: None) -> None:
    with only_one("the run"):
        Lock.objects.update(owner="another host|1|1|abcdef01")
    assert Lock.objects.get().owner.startswith("another host")


def test_a_lock_is_prolonged_by_whoever_holds_it_and_by_nobody_else(db: None) -> None:
    held_by(owner.me(), until=SOON)
    locks.prolong("the run", "another host|1|1|abcdef01")
    assert Lock.objects.get().until - utc_now() <= SOON
    locks.prolong("the run", owner.me())
    assert Lock.objects.get().until - utc_now() > SOON


def test_nothing_goes_on_prolonging_a_lock_that_was_let_go(db: None) -> None:
    with only_one("the run"):
        assert any(thread.name == "lock on the run" for thread in threading.enumerate())
    assert not any(thread.name == "lock on the run" for thread in threading.enumerate())
