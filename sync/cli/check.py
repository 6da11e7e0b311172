"""`solde check`: the doctor."""

from typing import Annotated

import msgspec
import typer

from sync import doctor
from sync.cli import screen
from sync.cli.screen import Config, Json

_MARKS = {
    "ok": "[green]ok[/]     ",
    "note": "[blue]note[/]   ",
    "warning": "[yellow]warning[/]",
    "error": "[red]error[/]  ",
}


def add_to(app: typer.Typer) -> None:
    """Put the command in."""
    app.command()(check)


def check(config: Config = None, json: Json = False, quiet: Annotated[bool, typer.Option("--quiet")] = False) -> None:
    """Look at every ERP, channel, company and artefact: reachable, rights, versions, what will not work."""
    settings = screen.settings(config)

    found = doctor.findings(settings)
    if json:
        screen.print_json([msgspec.to_builtins(finding) for finding in found])
    else:
        for finding in found:
            if not (quiet and finding.level in {"ok", "note"}):
                screen.console.print(_MARKS[finding.level], end=" ")
                screen.say(f"{finding.subject}: {finding.message}")
    raise typer.Exit(1 if any(finding.level == "error" for finding in found) else 0)
