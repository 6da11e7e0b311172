"""`solde einvoice`: documents by hand."""

from pathlib import Path
from typing import Annotated

import typer

from einvoice import validate as validating
from einvoice.artefacts import Artefacts, default_folder
from einvoice.judges import Judges
from sync.cli import screen
from sync.cli.screen import Json

app = typer.Typer(help="E-invoices: validate.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps `validate` a subcommand while it is the only one."""


@app.command()
def validate(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...")],
    json: Json = False,
    folder: Annotated[Path | None, typer.Option("--artefacts", help="Where the official rules lie.")] = None,
) -> None:
    """Judge e-invoices by the official rules. Exit code 1 if any is not valid."""

    well = True
    with Judges(Artefacts(folder or default_folder())) as judges:
        for path in files:
            verdict = validating.validate_file(path, judges)
            well = well and verdict.valid
            if json:
                screen.print_json(verdict)
                continue
            screen.say(f"{verdict.file}: {verdict.status} ({verdict.format} {verdict.profile})".replace(" )", ")"))
            for fault in verdict.faults:
                screen.say(f"  {fault.severity} {fault.code}: {fault.message}")
    raise typer.Exit(0 if well else 1)
