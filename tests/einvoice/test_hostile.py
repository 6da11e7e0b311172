"""No file harms us: each gets a verdict in time and in bounded memory, nothing is fetched, and nothing leaks out.

`validate` runs as a process of its own. An audit hook in it and in its workers refuses every use of the network; a
server and a file with a secret show whether the libraries, which no hook sees, ask for something.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from einvoice.artefacts import Artefacts, default_folder
from tests.einvoice import hostile

SECRET = "the-secret-that-nobody-may-read"
SECONDS, MEGABYTES = 9.0, 1000  # beyond what it takes to start and judge an empty file

HOOK = """
import sys

def refuse(event, arguments):
    if event.startswith("socket.") and event not in {"socket.gethostname", "socket.__new__"}:
        sys.stderr.write(f"NETWORK {event}\\\\n")
        raise PermissionError(event)

sys.addaudithook(refuse)
"""
# Runs a command; says its exit code, seconds and the memory of the largest process below it, then what it wrote.
MEASURE = """
import json, resource, subprocess, sys, time
begun = time.monotonic()
done = subprocess.run(sys.argv[1:], capture_output=True, timeout=120)
seconds = time.monotonic() - begun
memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // (1024 if sys.platform == "linux" else 1024 * 1024)
said = [text.decode(errors="replace") for text in (done.stdout, done.stderr)]
print(json.dumps([done.returncode, seconds, memory, *said]))
"""
SOLDE = [sys.executable, "-c", "from sync.cli import main; main()", "einvoice", "validate"]


class Run(NamedTuple):
    code: int
    seconds: float
    megabytes: int
    out: str
    err: str

    @property
    def verdicts(self) -> dict[str, dict[str, object]]:
        """What was said of each file, by its name."""
        found = [json.loads(line) for line in self.out.splitlines()]
        return {Path(str(verdict["file"])).name: verdict for verdict in found}


class Server:
    """A server that must not be asked."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.01)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/evil.dtd"

    def was_asked(self) -> bool:
        try:
            self._socket.accept()
        except TimeoutError:
            return False
        return True

    def close(self) -> None:
        self._socket.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    if faults := Artefacts(default_folder()).verify():
        pytest.skip(faults[0].message)
    server = Server()
    yield server
    server.close()


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which every Python that is started refuses the network."""
    folder = tmp_path_factory.mktemp("hook")
    (folder / "sitecustomize.py").write_text(HOOK)
    here = str(Path(__file__).parents[2])
    return {**os.environ, "PYTHONPATH": os.pathsep.join((str(folder), here))}


def run(environment: dict[str, str], *arguments: str | Path) -> Run:
    command = [sys.executable, "-c", MEASURE, *SOLDE, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return Run(*json.loads(done.stdout))


def assert_harmless(run: Run, server: Server) -> None:
    assert "Traceback" not in run.err
    assert "NETWORK" not in run.err
    assert SECRET not in run.out + run.err
    assert not server.was_asked()
    assert run.megabytes < MEGABYTES


def test_the_hook_would_have_noticed(environment: dict[str, str], server: Server) -> None:
    asking = f"import urllib.request; urllib.request.urlopen({server.url!r})"
    done = subprocess.run([sys.executable, "-c", asking], capture_output=True, text=True, check=False, env=environment)
    assert "NETWORK socket." in done.stderr
    assert not server.was_asked()
    with socket.create_connection(server._socket.getsockname()):
        assert server.was_asked()


def test_small_hostile_files_are_all_refused_in_one_run(
    tmp_path: Path, environment: dict[str, str], server: Server
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    folder = tmp_path / "files"
    folder.mkdir()
    made = hostile.small(secret, server.url)
    for name, data in made.items():
        (folder / name).write_bytes(data)
    run_ = run(environment, "--json", folder)
    assert_harmless(run_, server)
    assert run_.code == 1
    assert set(run_.verdicts) == set(made)
    for name, verdict in run_.verdicts.items():
        assert verdict["status"] == "invalid", name
        faults = verdict["faults"]
        assert isinstance(faults, list)
        assert faults
        assert all(len(fault["message"]) < 2000 for fault in faults), name
    assert len(run_.out) < 200_000


def test_what_is_no_file_is_told_or_passed_over(tmp_path: Path, environment: dict[str, str], server: Server) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    hostile.odd(folder)
    (folder / "empty.xml").write_bytes(b"")
    searched = run(environment, "--json", folder)
    assert_harmless(searched, server)
    assert set(searched.verdicts) == {"empty.xml", "closed.xml"}
    named = [folder / "below" / name for name in ("nowhere.xml", "self.xml", "device.xml", "pipe.xml", "closed.xml")]
    told = run(environment, "--json", *named, folder / "not there.xml")
    assert_harmless(told, server)
    assert told.code == 1
    assert [verdict["status"] for verdict in told.verdicts.values()] == ["invalid"] * 6


def test_a_name_that_a_terminal_would_obey_is_not_repeated(
    tmp_path: Path, environment: dict[str, str], server: Server
) -> None:
    (tmp_path / "a\x1b[31m[bold]\udcff.xml").write_bytes(b"")
    told = run(environment, tmp_path)
    assert_harmless(told, server)
    assert "\x1b" not in told.out
    assert "[bold]" in told.out
    assert run(environment, "--json", tmp_path).code == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", hostile.large())
def test_a_large_hostile_file_is_refused_in_time_and_in_memory(
    name: str, tmp_path: Path, environment: dict[str, str], server: Server
) -> None:
    (tmp_path / "empty.xml").write_bytes(b"")
    starting = run(environment, tmp_path / "empty.xml").seconds
    (tmp_path / name).write_bytes(hostile.large()[name]())
    told = run(environment, "--json", tmp_path / name)
    assert_harmless(told, server)
    assert told.code == 1
    assert told.verdicts[name]["status"] == "invalid"
    assert told.seconds < starting + SECONDS
    assert len(told.out) < 50_000


@pytest.mark.slow
def test_each_small_hostile_file_alone_is_refused_in_time(
    tmp_path: Path, environment: dict[str, str], server: Server
) -> None:
    (tmp_path / "secret.txt").write_text(SECRET)
    for name, data in hostile.small(tmp_path / "secret.txt", server.url).items():
        (tmp_path / name).write_bytes(data)
        begun = time.monotonic()
        told = run(environment, "--json", tmp_path / name)
        assert_harmless(told, server)
        assert time.monotonic() - begun < 10, name
