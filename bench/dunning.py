"""`python -m bench.dunning [CUSTOMERS]`: a million open items of 100,000 customers, decided.

Three parts, each in a fresh process, so that its time and its peak memory are its own; each once more with a tenth
of the customers, to see that the time per item stays the same:

- memory: accounts are made one after the other, and every one is decided (reminder and hold) with the shipped standard
  policy. Making them is not timed.
- store: the same book lies in a SQLite file (bench/dunning_fill.py). Timed is what a run does between pulling and
  writing letters: accounts are read, decided, and the decisions written down, notices with their lines, holds,
  releases and proposals with their effects and the audit trail, through the product's own code.
- floor: a plain loop over the items by customer that finds the highest level by days late, and nothing else.

The last line is JSON. `seconds` and `peak_mb` are those of memory; `ratio_tenth` is the time per item of the whole by
that of the tenth: 1 is linear.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

CUSTOMERS, ITEMS = 100_000, 10


def memory(count: int) -> dict[str, Any]:
    """Accounts made and decided one by one."""
    from bench.debtors import TODAY, account, debtors
    from dunning import holds, reminders

    policy, found, seconds, items = standard(), Counter[str](), 0.0, 0
    for debtor in debtors(count):
        one = account(debtor)
        items += len(one.items)
        since = time.perf_counter()
        decisions = (reminders.decide(one, policy, TODAY), holds.decide(one, policy, TODAY))
        seconds += time.perf_counter() - since
        found.update(type(decision).__name__ for decision in decisions if decision is not None)
    return {"items": items, "seconds": seconds, "found": dict(found)}


def store(count: int) -> dict[str, Any]:
    """From a filled store to decisions that are written down."""
    with tempfile.TemporaryDirectory(prefix="solde-bench-") as folder:
        subprocess.run([sys.executable, "-m", "bench.dunning", "fill", str(count), folder], check=True)
        return run(_part("written", count, folder))


def run(command: list[str]) -> dict[str, Any]:
    """What a process of ours says in its last line."""
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    answer: dict[str, Any] = json.loads(said.splitlines()[-1])
    return answer


def floor(count: int) -> dict[str, Any]:
    """The least that anybody could do, without credits, disputes, minimum, limits, holds and reasons."""
    from bench.debtors import TODAY, debtors

    policy, reached, seconds, items = standard(), Counter[int](), 0.0, 0
    levels = [(number, level.days) for number, level in enumerate(policy.levels, 1)]
    for debtor in debtors(count):
        since = time.perf_counter()
        highest = 0
        for owed in debtor.owed:
            late = (TODAY - owed.due).days
            for number, days in levels:
                if late >= days and number > highest:
                    highest = number
        reached[highest] += 1
        seconds += time.perf_counter() - since
        items += len(debtor.owed)
    return {"items": items, "seconds": seconds}


def written(count: int, folder: str) -> dict[str, Any]:
    """The timed part of `store`: read, decide, write."""
    from bench.debtors import TODAY

    engine = boot(folder)
    from sync import cases, proposals
    from sync.decide import plan
    from sync.models import Audit, Effect, NoticeLine, OpenItem, Run

    items, lines, row = OpenItem.objects.filter(credit=False).count(), NoticeLine.objects.count(), Run.objects.create()
    since = time.perf_counter()
    planned = plan(engine.settings, "erp", {"FR": TODAY})
    decided = time.perf_counter()
    notices = sum(1 for _ in cases.decide(planned.notices, run=row))
    holds = cases.open_holds(planned.holds, run=row)
    releases = cases.close_holds(engine, planned.releases, run=row)
    proposed = proposals.open_proposals(planned.proposals, run=row)
    ended = time.perf_counter()
    lines = NoticeLine.objects.count() - lines
    rows = notices + lines + holds + releases + proposed + Audit.objects.count() + Effect.objects.count()
    return {
        "items": items,
        "seconds": ended - since,
        "read_and_decided": decided - since,
        "written": ended - decided,
        "found": {"notices": notices, "lines": lines, "holds": holds, "releases": releases, "proposals": proposed},
        "rows_a_second": round(rows / (ended - decided)),
    }


def boot(folder: str) -> Any:
    """An engine on a SQLite store in the folder, with one company that reminds and the standard policy."""
    from datetime import date

    from config.settings import Company, Settings
    from sync.boot import boot

    company = Company(
        connection="erp", id="1", name="Atelier Exemple", country="FR", time_zone="Europe/Paris",
        remind_from=date(2026, 1, 1),
    )  # fmt: skip
    place = Path(folder)
    settings = Settings(
        file=place / "solde.toml",
        data=place,
        companies={"FR": company},
        connections={},
        channels={},
        policies={"standard": standard()},
    )
    boot(settings)
    from sync.engine import Engine
    from sync.evidence import Vault

    return Engine(settings, {}, {}, None, Vault(place / "evidence"))  # type: ignore[arg-type] - nobody judges here


def standard() -> Any:
    """The policy as shipped."""
    from config.policies import STANDARD, load
    from config.problems import Problems

    return load(Path("nowhere"), Problems())[0][STANDARD]


def _fill(count: int, folder: str) -> dict[str, Any]:
    boot(folder)
    from bench.dunning_fill import fill

    fill(count)
    return {}


PARTS = {"memory": memory, "store": store, "floor": floor}
_INNER = {"fill": _fill, "written": written}


def _part(name: str, count: int, *more: str) -> list[str]:
    return [sys.executable, "-m", "bench.dunning", name, str(count), *more]


def _inner(name: str, count: int, *more: str) -> None:
    """One part in this process; its last line is what it found."""
    found = (PARTS | _INNER)[name](count, *more)  # type: ignore[operator]
    unit = 2**20 if sys.platform == "darwin" else 2**10
    print(json.dumps({"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, **found}))


def main() -> None:
    """All parts, told as they end."""
    if len(sys.argv) > 2:
        return _inner(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
    parser = argparse.ArgumentParser(prog="python -m bench.dunning", description=__doc__.partition("\n")[0])
    parser.add_argument("customers", nargs="?", type=int, default=CUSTOMERS, help=f"even; {CUSTOMERS:,} without it")
    count = parser.parse_args().customers
    whole, ratio = {}, {}
    for name in PARTS:
        tenth, whole[name] = (run(_part(name, many)) for many in (count // 10, count))
        per_item = [found["seconds"] / found["items"] for found in (tenth, whole[name])]
        ratio[name] = round(per_item[1] / per_item[0], 2)
        found = whole[name]
        print(
            f"{name:7} {found['items']:>9,} items  {found['seconds']:7.2f} s  {found['peak_mb']:4.0f} MB  "
            f"{1e6 * per_item[1]:6.2f} us an item, {ratio[name]:.2f} times that of a tenth",
            flush=True,
        )
        for key in ("read_and_decided", "written", "rows_a_second", "found"):
            if key in found:
                told = f"{found[key]:.2f} s" if isinstance(found[key], float) else found[key]
                print(f"        {key.replace('_', ' ')}: {told}", flush=True)
    told = {"items": whole["memory"]["items"], "customers": count}
    for name, prefix in (("memory", ""), ("store", "store_"), ("floor", "floor_")):
        told |= {
            f"{prefix}seconds": round(whole[name]["seconds"], 2),
            f"{prefix}peak_mb": round(whole[name]["peak_mb"], 1),
            f"{prefix}ratio_tenth": ratio[name],
        }
    print(json.dumps(told))
    return None


if __name__ == "__main__":
    main()
