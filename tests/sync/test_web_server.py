"""The web server as a process of its own: it answers on its address, and never outlives who started it."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from config import load
from connectors.errors import Misconfigured
from sync import doctor
from sync.web import child, server
from tests.sync.conftest import settings

TOKEN = "a token of the shop"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def file(tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration whose database is there and empty."""
    monkeypatch.setenv("SHOP", TOKEN)
    path = tmp_path / "solde.toml"
    path.write_text(
        f"""
        [connections.erp]
        type = "memory"
        [companies.FR]
        connection = "erp"
        id = "1"
        name = "Atelier Exemple"
        country = "FR"
        time_zone = "Europe/Paris"
        [web]
        port = {port}
        [web.tokens]
        shop = "env:SHOP"
        """
    )
    subprocess.run([sys.executable, "-c", _READY, str(path)], check=True)
    return path


_READY = """
import sys
from pathlib import Path
from sync.boot import prepare
prepare()
from config.load import load
from sync.boot import boot
boot(load(Path(sys.argv[1])))
"""


@pytest.fixture
def running(file: Path) -> Iterator[child.WebServer]:
    web = child.WebServer(file)
    web.start()
    yield web
    web.stop()


def ask(port: int, patience: float = 30) -> tuple[int, dict[str, str]]:
    """A question about nobody, once somebody listens."""
    end = time.monotonic() + patience
    while True:
        try:
            line = HTTPConnection("127.0.0.1", port, timeout=10)
            body = json.dumps({"customer": "1", "amount": "1", "currency": "EUR"})
            headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json", "Host": "localhost"}
            line.request("POST", "/api/v1/credit/check", body, headers)
            answer = line.getresponse()
            return answer.status, json.loads(answer.read())
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def test_it_answers_dies_and_is_started_again(running: child.WebServer, port: int) -> None:
    assert ask(port) == (404, {"detail": "there is no customer '1' in erp for Atelier Exemple"})
    assert running.watch() == []
    process = running._process
    assert process is not None
    process.kill()
    process.wait()
    assert running.watch() == ["the web server ended with -9 and was started again"]
    assert ask(port)[0] == 404
    running.stop()
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
        pass


def test_whoever_speaks_slowly_keeps_nobody_from_an_answer(running: child.WebServer, port: int) -> None:
    assert ask(port)[0] == 404
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(150)]
    for line in slow:
        line.send(b"POST /api/v1/credit/check HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n")
    assert ask(port, patience=0)[0] == 404
    for line in slow:
        line.close()


def test_it_ends_when_the_scheduler_is_gone_however_that_one_died(file: Path, port: int) -> None:
    inside, outside = os.pipe()
    process = subprocess.Popen([sys.executable, "-m", "sync.web", str(file)], stdin=inside)
    os.close(inside)
    try:
        assert ask(port)[0] == 404
        os.close(outside)  # what a death of the other side does
        assert process.wait(10) == 0
    finally:
        process.kill()


def test_an_address_that_is_taken_or_missing_is_said(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "boot", lambda settings, **how: None)
    chosen = load.load(file)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", chosen.web.port))
        taken.listen()
        with pytest.raises(Misconfigured, match=r"web\.port: cannot listen on 127\.0\.0\.1"):
            server.run(chosen)
    with pytest.raises(Misconfigured, match=r"web\.port is not set"):
        server.run(settings(file.parent))


@pytest.mark.django_db
def test_a_server_that_other_machines_reach_or_nobody_may_ask_is_a_finding(tmp_path: Path) -> None:
    web = load.Web(host="0.0.0.0", port=8766)
    found = [f.message for f in doctor.findings(settings(tmp_path, web=web)) if f.subject == "web"]
    assert "without TLS" in found[0]
    assert "nobody can ask" in found[1]
    assert [f for f in doctor.findings(settings(tmp_path)) if f.subject == "web"] == []
