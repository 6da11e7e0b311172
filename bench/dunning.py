"""`python -m bench.dunning [CUSTOMERS]`: a million open items of 100,000 customers, decided.

Three parts, each in a fresh process, so that its time and its peak memory are its own; each once more with a tenth
of the customers, to see that the time per item stays the same:

- memory: accounts are made one after the other, and every one is decided (reminder and hold) with the shipped standard
  policy. Making them is not timed.
- store: the same book lies in a SQLite file (bench/dunning_fill.py). Timed is what a run does between pulling and
  writing letters: accounts are read, decided, and the decisions written down, notices with their lines, holds,
  releases and proposals with their effects and the audit trail, through the product's own code.
- floor: a plain loop over the items by customer that finds the highest level by days late, and nothing else.

Beside the time on the wall stands the processor's, which a busy machine changes less. The last line is JSON:
`seconds` and `peak_mb` are those of memory, `ratio_tenth` the processor's time per item of the whole by that of the
tenth: 1 is linear, less is what a process needs to begin.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from bench.benchmark import Watch

CUSTOMERS, ITEMS = 100_000, 10


def memory(count: int) -> dict[str, Any]:
    """Accounts made and decided one by one."""
    from bench.debtors import TODAY, account, debtors
    from dunning import claims, holds, reminders

    policy, found, watch, items = standard(), Counter[str](), Watch(), 0
    for debtor in debtors(count):
        one = account(debtor)
        items += len(one.items)
        with watch:
            stand = claims.standing(one, policy, TODAY)
            decisions = (
                reminders.decide(one, policy, TODAY, stand=stand),
                holds.decide(one, policy, TODAY, stand=stand),
            )
        found.update(type(decision).__name__ for decision in decisions if decision is not None)
    return {"items": items, "seconds": watch.seconds, "cpu": watch.cpu, "found": dict(found)}


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

    policy, reached, watch, items = standard(), Counter[int](), Watch(), 0
    levels = [(number, level.days) for number, level in enumerate(policy.levels, 1)]
    for debtor in debtors(count):
        with watch:
            highest = 0
            for owed in debtor.owed:
                late = (TODAY - owed.due).days
                for number, days in levels:
                    if late >= days and number > highest:
                        highest = number
            reached[highest] += 1
        items += len(debtor.owed)
    return {"items": items, "seconds": watch.seconds, "cpu": watch.cpu}


def written(count: int, folder: str) -> dict[str, Any]:
    """The timed part of `store`: read, decide, write."""
    from bench.debtors import TODAY

    engine = boot(folder)
    from sync import cases, proposals
    from sync.decide import plan
    from sync.models import Audit, Effect, NoticeLine, OpenItem, Run

    items, lines, row = OpenItem.objects.filter(credit=False).count(), NoticeLine.objects.count(), Run.objects.create()
    deciding, writing = Watch(), Watch()
    with deciding:
        planned = plan(engine.settings, "erp", {"FR": TODAY})
    with writing:
        notices = sum(1 for _ in cases.decide(planned.notices, run=row))
        holds = cases.open_holds(planned.holds, run=row)
        releases = cases.close_holds(engine, planned.releases, run=row)
        proposed = proposals.open_proposals(planned.proposals, run=row)
    lines = NoticeLine.objects.count() - lines
    rows = notices + lines + holds + releases + proposed + Audit.objects.count() + Effect.objects.count()
    return {
        "items": items,
        "seconds": deciding.seconds + writing.seconds,
        "cpu": deciding.cpu + writing.cpu,
        "read_and_decided": deciding.seconds,
        "written": writing.seconds,
        "found": {"notices": notices, "lines": lines, "holds": holds, "releases": releases, "proposals": proposed},
        "rows_a_second": round(rows / writing.seconds),
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
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
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
        per_item = [found["cpu"] / found["items"] for found in (tenth, whole[name])]
        ratio[name] = round(per_item[1] / per_item[0], 2)
        found = whole[name]
        print(
            f"{name:7} {found['items']:>9,} items  {found['seconds']:7.2f} s  {found['cpu']:7.2f} s cpu  "
            f"{found['peak_mb']:4.0f} MB  {1e6 * per_item[1]:6.2f} us cpu an item, {ratio[name]:.2f} times a tenth's",
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
            f"{prefix}cpu_seconds": round(whole[name]["cpu"], 2),
            f"{prefix}peak_mb": round(whole[name]["peak_mb"], 1),
            f"{prefix}ratio_tenth": ratio[name],
        }
    print(json.dumps(told))
    return None


if __name__ == "__main__":
    main()
