"""The process of one side: `python -m bench.side NAME SIDE`. One line on stdin is one round, one line back its time."""

import importlib
import json
import os
import resource
import sys
from typing import Any

from bench.benchmark import Benchmark, Watch


def main() -> None:
    """Prepare, run once without counting, then a round for every line until stdin closes."""
    name, side = sys.argv[1:]
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints does not come between the answers

    def tell(**facts: Any) -> None:
        print(json.dumps(facts), file=answers, flush=True)

    bench: Benchmark = importlib.import_module(f"bench.{name}").BENCH
    try:
        with bench.sides[side]() as run:
            run(Watch())
            tell(ready=True)
            for _ in sys.stdin:
                watch = Watch()
                units = run(watch)
                tell(ms=watch.seconds * 1000 / units, cpu=watch.cpu * 1000 / units)
    except ModuleNotFoundError as error:
        tell(missing=f"{error.name} is not installed: pip install '.[bench]'")
        return
    tell(peak=peak())


def peak() -> dict[str, float]:
    """The most memory that this process held, and the largest of those that it started and waited for, in MB."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    own, started = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {"own": own / unit} | ({"started": started / unit} if started else {})


if __name__ == "__main__":
    main()
