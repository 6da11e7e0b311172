"""How results are told: a table for people, plain values for machines."""

from statistics import median
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bench.benchmark import Benchmark, Row


def facts(name: str, bench: Benchmark, rows: list[Row]) -> dict[str, Any]:
    """One benchmark as JSON values. `ratio` is ours divided by that side: below 1, ours is faster."""
    ours = median(rows[0].rounds) if rows[0].rounds else None
    sides = []
    for row in rows:
        middle = median(row.rounds) if row.rounds else None
        sides.append(
            {
                "side": row.side,
                "median_ms": middle,
                "cpu_ms": median(row.cpu) if row.cpu else None,
                "lowest_ms": min(row.rounds, default=None),
                "highest_ms": max(row.rounds, default=None),
                "rounds": len(row.rounds),
                "ratio": ours / middle if ours and middle and row is not rows[0] and bench.rows is None else None,
                "peak_mb": row.peak,
                "missing": row.missing,
            }
        )
    return {"benchmark": name, "title": bench.title, "unit": bench.unit, "sides": sides, "note": bench.note}


def show(console: Console, found: dict[str, Any]) -> None:
    """One table."""
    table = Table(title=f"{found['benchmark']}: {found['title']}", title_justify="left", title_style="bold")
    table.add_column("side")
    for heading in (f"ms per {found['unit']}", "lowest", "highest", "cpu ms", "rounds", "ours / it", "peak MB"):
        table.add_column(heading, justify="right")
    for side in found["sides"]:
        if side["missing"]:
            table.add_row(side["side"], escape(side["missing"]), *[""] * 6)
            continue
        peaks = " + ".join(f"{value:.0f}" for value in side["peak_mb"].values())
        ratio = f"{side['ratio']:.2f}" if side["ratio"] is not None else ""
        times = (_number(side[key]) for key in ("median_ms", "lowest_ms", "highest_ms", "cpu_ms"))
        table.add_row(side["side"], *times, str(side["rounds"]), ratio, peaks)
    console.print(table)
    if found["note"]:
        console.print(f"{found['note']}\n", style="dim")


def _number(value: float) -> str:
    digits = 0 if value >= 1000 else 1 if value >= 100 else 2 if value >= 1 else 4
    return f"{value:,.{digits}f}"
