"""What the benchmarks of reading an ERP share: both parts of each, processor time beside a bare loop and memory."""

import argparse
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench.benchmark import Benchmark

Flat = Callable[[int], dict[str, float]]  # how many documents -> megabytes held after so many


def resident() -> float:
    """MB that the process holds now; the peak where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 2**20


def main(name: str, bench: Benchmark, flat: Flat, many: int, about: str | None) -> None:
    """Run `python -m bench.NAME`: the rounds, then the second part in a process of its own. The last line is JSON."""
    parser = argparse.ArgumentParser(prog=f"python -m bench.{name}", description=(about or "").partition("\n")[0])
    parser.add_argument("many", nargs="?", type=int, default=many, help=f"for the memory; {many:,} without it")
    parser.add_argument("--flat", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.flat:
        print(json.dumps(flat(options.many)))
        return
    from rich.console import Console

    from bench.measure import measure
    from bench.table import facts, show

    rows = measure(name, bench)
    show(Console(width=None if Console().is_terminal else 120), facts(name, bench, rows))
    ours, loop = (1000 * median(row.cpu) for row in rows)
    print(f"processor time per 1,000 documents: {ours:.0f} ms; the bare loop {loop:.0f} ms; {ours / loop:.1f} times")
    command = [sys.executable, "-m", f"bench.{name}", str(options.many), "--flat"]
    held = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    first, last = (held[key] for key in (min(held, key=int), max(held, key=int)))
    print(f"memory after {min(held, key=int)} documents: {first:.0f} MB, after {max(held, key=int)}: {last:.0f} MB")
    told = {"cpu_ms_per_1000": round(ours), "loop_cpu_ms_per_1000": round(loop), "ratio": round(ours / loop, 2),
            "first_mb": round(first, 1), "last_mb": round(last, 1), "documents": options.many}  # fmt: skip
    print(json.dumps(told))
