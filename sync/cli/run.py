"""`solde pull`, `solde run`, `solde init`."""

from pathlib import Path
from typing import Annotated

import typer

from config import init as config_init
from sync import cycle
from sync.cli import screen, told
from sync.cli.screen import Config, Json, Today
from sync.locks import only_one
from sync.pull import pull as pull_one


def add_to(app: typer.Typer) -> None:
    """Put the commands in."""
    app.command()(init)
    app.command()(pull)
    app.command()(run)


def init(folder: Annotated[Path, typer.Argument(metavar="DIR")], json: Json = False) -> None:
    """Write a commented solde.toml and the standard policy into DIR."""
    written = [str(path) for path in config_init.write(folder)]
    screen.answer(f"wrote {', '.join(written)}; fill in a connection and a company, then run `solde check`", json)


def pull(config: Config = None, json: Json = False) -> None:
    """Read what changed in every ERP, and nothing else."""

    counts: dict[str, dict[str, int]] = {}
    with screen.engine(config) as engine:
        for name, connector in engine.connectors.items():
            with only_one(f"the run over {name}"):
                counts[name] = pull_one(name, connector, limits=engine.settings.guard, progress=engine.progress)
    if json:
        screen.print_json(counts)
        return
    for name, found in counts.items():
        screen.say(f"{name}: " + ", ".join(f"{count} {kind}" for kind, count in found.items()))


def run(
    config: Config = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and decide, but do nothing.")] = False,
    today: Today = None,
    confirm: Annotated[bool, typer.Option("--confirm", help="Go on although it is far more than usual.")] = False,
    json: Json = False,
) -> None:
    """One whole cycle: pull, decide, emit, write back."""

    with screen.engine(config, today) as engine:
        if dry_run:
            plan, owed = cycle.preview(engine)
            told.preview(plan, owed, json=json)
            return
        summary = cycle.run(engine, confirmed=confirm)
    told.summary(summary, json=json)
    raise typer.Exit(1 if summary.troubles else 0)
