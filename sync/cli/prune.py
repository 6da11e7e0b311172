"""`solde prune`: delete what is past its time."""

from typing import Annotated

import typer

from sync.cli import screen
from sync.cli.screen import Config, Json
from sync.clock import utc_now
from sync.evidence import Vault
from sync.retention import prune as pruning


def add_to(app: typer.Typer) -> None:
    """Put the command in."""
    app.command()(prune)


def prune(
    config: Config = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count what would go, and delete nothing.")] = False,
    json: Json = False,
) -> None:
    """Delete what is older than its time in [retention] and needed by nothing. It cannot be brought back."""
    settings = screen.settings(config)
    done = pruning.prune(settings, Vault(settings.data / "evidence"), utc_now(), dry=dry_run)
    if json:
        rows = [
            {
                "setting": one.setting,
                "what": one.what,
                "before": one.before.date().isoformat() if one.before else None,
                "rows": one.rows,
                "files": one.files,
                "needed": one.needed,
            }
            for one in done
        ]
        screen.print_json({"dry_run": dry_run, "kinds": rows})
        return
    heads = ["What", "From before", "Would go" if dry_run else "Gone", "Files", "Kept, still needed"]
    table = [
        (one.what, one.before.date() if one.before else "kept for ever", one.rows, one.files, one.needed)
        for one in done
    ]
    screen.table("Past its time", heads, table)
