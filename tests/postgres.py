"""Runs the tests on PostgreSQL: `python tests/postgres.py [PYTEST ARGUMENTS]`.

With SOLDE_TEST_POSTGRES=postgresql://user:password@host:port/name that server is used; the user must be
allowed to create databases. Otherwise a private server is started for the time of the run: a new cluster in
a temporary folder, on a free port of 127.0.0.1, with a password made for it; as another user where root runs
this, since PostgreSQL refuses root. Nothing of it is left afterwards.
"""
# ruff: noqa: T201 - a script that talks to whoever runs it

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "SOLDE_TEST_POSTGRES"
OLDEST = 15


def main(arguments: list[str]) -> int:
    given = os.environ.get(VARIABLE)
    if given:
        print(f"{VARIABLE} is set: its server is used.", flush=True)
        return run_tests(arguments, given)
    binaries = find_binaries()
    if binaries is None:
        print(f"No PostgreSQL {OLDEST} or later was found.", file=sys.stderr)
        print(f"Install it (Debian: apt install postgresql-{OLDEST}), or set", file=sys.stderr)
        print(f"{VARIABLE}=postgresql://user:password@host:port/name", file=sys.stderr)
        return 2
    # Without this a SIGTERM would leave the server running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with private_server(binaries) as url:
        return run_tests(arguments, url)


def run_tests(arguments: list[str], url: str) -> int:
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, env={**os.environ, VARIABLE: url}, check=False).returncode


def find_binaries() -> Path | None:
    """The folder of initdb and pg_ctl: Debian's, the lowest version that will do; else what is in PATH."""
    versions = [p for p in Path("/usr/lib/postgresql").glob("*/bin") if p.parent.name.isdigit()]
    for folder in sorted(versions, key=lambda p: int(p.parent.name)):
        if int(folder.parent.name) >= OLDEST and (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).parent if found else None


def unprivileged() -> str | None:
    """Who runs the server: None means ourselves."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def private_server(binaries: Path) -> Iterator[str]:
    """Start a server, give its address, stop and remove it whatever happens in between."""
    user = unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="solde-pg-"))
    password = secrets.token_urlsafe(16)
    (folder / "password").write_text(password + "\n")
    if user:
        shutil.chown(folder, user)
        shutil.chown(folder / "password", user)
    cluster, port = folder / "cluster", free_port()

    def tool(name: str, *arguments: str) -> None:
        command = [str(binaries / name), *arguments]
        print("+", f"[as {user}]" if user else "", " ".join(command), flush=True)
        # PATH alone: a PGDATA or PGPORT of the caller must not reach the private server.
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
        done = subprocess.run(
            command, user=user, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            log = folder / "log"
            said = done.stdout + done.stderr + (log.read_text() if log.exists() else "")
            raise SystemExit(f"{name} failed:\n{said}")

    try:
        tool(
            "initdb", "--pgdata", str(cluster), "--username", "solde", "--pwfile", str(folder / "password"),
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--no-locale", "--no-sync",
        )  # fmt: skip
        # fsync off: the cluster lives for minutes, and no test cuts the power.
        options = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off -c max_connections=50"
        tool("pg_ctl", "start", "--wait", "-D", str(cluster), "-l", str(folder / "log"), "-o", options)
        try:
            yield f"postgresql://solde:{password}@127.0.0.1:{port}/postgres"
        finally:
            tool("pg_ctl", "stop", "--wait", "-D", str(cluster), "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
