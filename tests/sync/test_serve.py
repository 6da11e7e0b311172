"""The scheduler: stops cleanly, never runs a job beside itself, outlives a job that fails."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from config.settings import Web
from sync import cycle, serve
from sync.health import Health
from sync.locks import Busy
from sync.models import Effect, Run
from sync.serve import Server
from sync.summary import Summary
from tests.sync.conftest import TODAY, World, settings

HOUR = timedelta(hours=1)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server whose engine is nobody's business; the signal handlers are put back."""

    @contextmanager
    def nothing_opened(chosen: Any) -> Iterator[None]:
        yield None

    monkeypatch.setattr(serve, "opened", nothing_opened)
    monkeypatch.setattr(serve, "close_old_connections", lambda: None)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield Server(settings(tmp_path), Health("127.0.0.1", 0, HOUR))
    for number, handler in before.items():
        signal.signal(number, handler)


def running(monkeypatch: pytest.MonkeyPatch, work: Callable[[Callable[[], bool]], None]) -> None:
    """What a cycle does."""

    def run(engine: object, *, connections: list[str], stop: Callable[[], bool]) -> Summary:
        work(stop)
        return Summary()

    monkeypatch.setattr(cycle, "run", run)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_once_the_running_job_has_ended(
    server: Server, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    told: list[bool] = []

    def work(stop: Callable[[], bool]) -> None:
        told.append(stop())
        os.kill(os.getpid(), number)
        server.stopping.wait(30)
        told.append(stop())

    running(monkeypatch, work)
    server.serve()  # returns
    assert told == [False, True]
    assert server.health.jobs["cycle:erp"]["troubles"] == 0
    assert not server.scheduler.running


def test_a_job_never_runs_beside_itself_and_missed_ones_become_one(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: dict[str, tuple[bool, int, Any]] = {}

    def work(stop: Callable[[], bool]) -> None:
        for job in server.scheduler.get_jobs():
            found[job.id] = (job.coalesce, job.max_instances, job.misfire_grace_time)
        os.kill(os.getpid(), signal.SIGTERM)

    running(monkeypatch, work)
    server.serve()
    assert found == {"cycle:erp": (True, 1, None), "deliver": (True, 1, None)}


def test_a_job_that_fails_is_told_and_the_next_one_runs(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(stop: Callable[[], bool]) -> None:
        raise ZeroDivisionError("customer 12 has a secret")

    running(monkeypatch, fail)
    server.cycle("erp")
    assert server.health.status()[0] == 503
    running(monkeypatch, lambda stop: None)
    server.cycle("erp")
    assert server.health.status()[0] == 200


def test_that_another_engine_is_at_it_is_no_trouble(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    done = Summary(troubles=["the run over erp is being done by process 7"])
    monkeypatch.setattr(cycle, "run", lambda engine, **named: done)
    server.cycle("erp")
    assert server.health.status()[0] == 503, "a trouble like any other, unless it is told to be none"
    done.busy = list(done.troubles)
    server.cycle("erp")
    assert server.health.status()[0] == 200

    def busy(engine: object, **named: object) -> Summary:
        raise Busy("the run over erp is being done by process 7")

    monkeypatch.setattr(cycle, "run", busy)
    server.cycle("erp")
    assert server.health.status()[0] == 200


@pytest.mark.parametrize("after", ["pull", "find", "reread", "push"])
def test_a_run_that_is_told_to_stop_leaves_the_rest_to_the_next(world: World, after: str) -> None:
    for number in range(4):
        customer = world.erp.customer(f"Ditta {number}", email=f"d{number}@ditta.example")
        world.erp.invoice(customer, due=TODAY - timedelta(days=50))
    told: list[bool] = []
    world.erp.meanwhile(after, lambda: told.append(True))
    cycle.run(world.engine, stop=lambda: bool(told))
    assert Run.objects.get().status == ("stopped" if told else "done")
    assert not Effect.objects.filter(status="sending").exists()
    assert len(world.mails) < 4 or not told
    world.run()
    assert len(world.mails) == 4
    assert len(world.erp.notes) == len(world.erp.holds) == len(world.erp.tasks) == 4


def test_a_run_that_is_told_to_stop_while_it_decides_goes_on_with_the_next_customer_later(world: World) -> None:
    for number in range(3):
        customer = world.erp.customer(f"Ditta {number}", email=f"d{number}@ditta.example")
        world.erp.invoice(customer, due=TODAY - timedelta(days=6))
    answers = iter([False] * 4 + [False, True])  # four pages of the pull, one decision
    cycle.run(world.engine, stop=lambda: next(answers, True))
    assert Effect.objects.count() == 1
    world.run()
    assert len(world.mails) == 3


def test_a_web_server_that_died_is_started_again_and_told_of(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    web = Web(port=8766, tokens={})
    server.settings = msgspec.structs.replace(server.settings, web=web)
    monkeypatch.setattr(server.web, "start", lambda: done.append("start"))
    monkeypatch.setattr(server.web, "stop", lambda: done.append("stop"))
    monkeypatch.setattr(server.web, "watch", lambda: ["the web server ended with 1 and was started again"])

    def work(stop: Callable[[], bool]) -> None:
        server.watch()
        done.extend(job.id for job in server.scheduler.get_jobs() if job.id == "web")
        os.kill(os.getpid(), signal.SIGTERM)

    running(monkeypatch, work)
    server.serve()
    assert done == ["start", "web", "stop"]
    assert server.health.status()[0] == 503


def test_without_a_port_no_web_server_is_started(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    running(monkeypatch, lambda stop: os.kill(os.getpid(), signal.SIGTERM))
    server.serve()
    assert server.web._process is None
