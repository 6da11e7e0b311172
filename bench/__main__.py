"""`python -m bench [NAME ...] [--json | --summary]`: all benchmarks, or those that are named."""

import argparse
import importlib
import json

from rich.console import Console

from bench.benchmark import Benchmark
from bench.measure import measure
from bench.table import facts, show

NAMES = ("cii", "facturx", "judging", "rules", "fatturapa", "flat", "deciding", "files", "outbox", "demo")


def main() -> None:
    """Run them one after the other."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Solde beside its peers.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(NAMES)}; all without it")
    parser.add_argument("--json", action="store_true", help="one JSON object per benchmark, one a line")
    parser.add_argument(
        "--summary", action="store_true", help="tables, and at the end one line of JSON with all medians"
    )
    options = parser.parse_args()
    if unknown := set(options.names) - set(NAMES):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    console = Console(width=None if Console().is_terminal else 120)
    medians: dict[str, dict[str, float | None]] = {}
    for name in options.names or NAMES:
        bench: Benchmark = importlib.import_module(f"bench.{name}").BENCH
        found = facts(name, bench, measure(name, bench))
        medians[name] = {side["side"]: side["median_ms"] for side in found["sides"]}
        if options.json:
            print(json.dumps(found), flush=True)
        else:
            show(console, found)
    if options.summary:
        print(json.dumps({"median_ms": medians}))


if __name__ == "__main__":
    main()
