"""The health endpoint: well while every job goes well and on time, and it says which does not."""

import json
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection

import pytest

from connectors.errors import Misconfigured
from sync.health import Health

HOUR = timedelta(hours=1)


@pytest.fixture
def health() -> Iterator[Health]:
    """One that expects a cycle every hour."""
    made = Health("127.0.0.1", 0, HOUR)
    made.expect("cycle:erp")
    yield made
    made.close()


def long_ago(health: Health, job: str) -> None:
    """The job's last report was yesterday."""
    health.jobs[job]["ended"] = (datetime.now(UTC) - timedelta(days=1)).isoformat()


def test_a_server_that_has_just_started_is_well(health: Health) -> None:
    assert health.status()[0] == 200


def test_troubles_are_counted_and_not_told(health: Health) -> None:
    health.report("cycle:erp", ["Officina Luce: the mail server refuses luce@luce.example"])
    code, body = health.status()
    assert code == 503
    assert body["jobs"]["cycle:erp"]["troubles"] == 1
    assert "luce" not in json.dumps(body)


def test_it_is_well_again_after_a_good_run(health: Health) -> None:
    health.report("cycle:erp", ["down"])
    health.report("cycle:erp", [])
    assert health.status()[0] == 200


def test_a_cycle_that_has_not_ended_for_long_is_late(health: Health) -> None:
    health.report("cycle:erp", [])
    long_ago(health, "cycle:erp")
    assert health.status() == (503, {"well": False, "late": True, "jobs": health.jobs})


def test_a_cycle_that_hangs_from_the_start_is_late_although_another_one_runs(health: Health) -> None:
    health.expect("cycle:second")
    health.report("cycle:erp", [])
    assert health.status()[0] == 200
    health._started -= timedelta(days=1)
    assert health.status()[1]["late"]


def test_deliveries_alone_do_not_make_a_server_well(health: Health) -> None:
    health._started -= timedelta(days=1)
    health.report("deliver", [])
    assert health.status()[1]["late"]


def test_it_answers_over_http_and_nothing_else_is_there() -> None:
    with _served() as (health, port):
        health.report("cycle:erp", [])
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health") as answer:
            assert json.load(answer)["well"] is True
        connection = HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/")
        assert connection.getresponse().status == 404
        connection.close()


def test_a_port_that_is_taken_is_said_in_one_line() -> None:
    with (
        _served() as (_, port),
        pytest.raises(Misconfigured, match=r"serve.health_port: cannot listen on 127\.0\.0\.1"),
    ):
        Health("127.0.0.1", port, HOUR).serve()


class _served:
    """A health endpoint on a free port."""

    def __enter__(self) -> tuple[Health, int]:
        import socket

        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        self.health = Health("127.0.0.1", port, HOUR)
        self.health.serve()
        return self.health, port

    def __exit__(self, *_: object) -> None:
        self.health.close()
