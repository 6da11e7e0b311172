"""`solde demo` twice in an empty folder: the whole cycle, and the cycle in which nothing is left to do."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.benchmark import Benchmark, Row

_PROGRAM = """
import json, os, sys
from bench.side import peak
from sync.cli import main
sys.argv = ["solde", "demo", "--json"]
try:
    main()
finally:
    print(json.dumps({"cpu": sum(os.times()[:4]) * 1000, "peak": peak()}), file=sys.stderr)
"""
_HERE = Path(__file__).parents[1]


def _rows() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="solde-bench-") as name:
        return [_demo(f"{which} run", Path(name)) for which in ("first", "second")]


def _demo(side: str, folder: Path) -> Row:
    path = os.pathsep.join([str(_HERE), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    since = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    taken = (time.perf_counter() - since) * 1000
    if done.returncode:
        raise RuntimeError(f"the demo failed: {done.stderr}")
    result = json.loads(done.stdout)
    did = f"{result['einvoices_emitted']} e-invoices, {result['notices']} notices, {result['written_back']} writes"
    used = json.loads(done.stderr.splitlines()[-1])
    return Row(f"{side}: {did}", (taken,), (used["cpu"],), used["peak"])


BENCH = Benchmark(
    title="solde demo: 200 customers, 2,000 invoices, from the export to what is written back",
    unit="run",
    rows=_rows,
    note=(
        "Wall time with the start of Python; the first run also makes the example and the database. Memory: the "
        "engine, then the process that judges; cpu is of both. It has no peer: nothing else does the same."
    ),
)
