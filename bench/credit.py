"""The credit check over HTTP while a pull is writing: `python -m bench.credit [SECONDS [RATE [CUSTOMERS]]]`.

Four processes: the real web server, a pull that writes pages of changed records into the same database without a
pause, the load, and this one, which waits. Beside it, in the same run and under the same pull, an endpoint that only
echoes, behind the same servers: the floor. The last line is JSON.
"""

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.credit_world import CONFIG, CUSTOMERS

SECONDS, RATE = 20.0, 200.0


def main() -> None:
    """Fill, serve, pull, ask, tell."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    rate = float(sys.argv[2]) if len(sys.argv) > 2 else RATE
    os.environ["SOLDE_BENCH_TOKEN"] = secrets.token_urlsafe(24)
    with tempfile.TemporaryDirectory(prefix="solde-bench-") as folder:
        file, port, floor_port = Path(folder) / "solde.toml", free_port(), free_port()
        file.write_text(CONFIG.format(port=port))
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "bench.credit_world", str(file), "fill"], check=True)
        size = sum(path.stat().st_size for path in Path(folder).rglob("*.sqlite3*")) / 2**20
        print(f"{CUSTOMERS:,} customers in {size:.0f} MB, made in {time.perf_counter() - began:.0f} s")
        with served("sync.web", str(file), port=port), served("bench.credit_floor", str(floor_port), port=floor_port):
            with pulling(file) as pulled:
                load(port, rate, 3)  # connections opened, caches warm
                ours = load(port, rate, seconds)
                floor = load(floor_port, rate, seconds, "/echo")
                named = load(port, rate, seconds / 2, every=100)
            quiet = load(port, rate, seconds / 2)
    for name, found in (
        ("credit check", ours),
        ("echo (floor)", floor),
        ("2 orders/s named", named),
        ("without a pull", quiet),
    ):
        print(
            f"{name:<16} {found['rps']:>6} requests/s   p50 {found['p50_ms']} ms   p95 {found['p95_ms']} ms   "
            f"p99 {found['p99_ms']} ms   most {found['max_ms']} ms   {found['outcomes']}"
        )
    records, each, pages = pulled[0].split()
    print(f"meanwhile pulled: {int(records):,} records, {each} a second in {pages} transactions a second")
    keys = {name: ours[name] for name in ("rps", "p50_ms", "p95_ms", "p99_ms")}
    floors = {f"floor_{name}": floor[name] for name in ("p50_ms", "p99_ms")}
    print(json.dumps({**keys, **floors, "customers": CUSTOMERS, "pulled_per_second": int(each)}))


def load(port: int, rate: float, seconds: float, path: str = "/api/v1/credit/check", every: int = 0) -> dict[str, Any]:
    """What the load process found."""
    numbers = (port, rate, seconds, CUSTOMERS, path, every)
    command = [sys.executable, "-m", "bench.credit_load", *map(str, numbers)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@contextmanager
def served(module: str, argument: str, *, port: int) -> Iterator[None]:
    """A server in a process of its own, once it answers."""
    process = subprocess.Popen([sys.executable, "-m", module, argument], stdin=subprocess.PIPE)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if process.poll() is not None:
                raise RuntimeError(f"{module} ended with {process.returncode}")
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def pulling(file: Path) -> Iterator[list[str]]:
    """A pull that writes all the time; afterwards the list holds what it wrote."""
    command = [sys.executable, "-m", "bench.credit_world", str(file), "pull"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    told: list[str] = []
    try:
        yield told
    finally:
        told.append(process.communicate("")[0])


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
