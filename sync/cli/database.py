"""`solde database`: the store as one portable file, to move it from one database to another."""

from pathlib import Path
from typing import Annotated

import typer
from django.core.management import call_command
from django.core.management.base import CommandError
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, transaction

from connectors.errors import Misconfigured
from sync.cli import screen
from sync.cli.screen import Config, Json
from sync.models import Audit, Effect, Entry, Run

app = typer.Typer(help="Move the store to another database.", no_args_is_help=True)
File = Annotated[Path, typer.Argument(metavar="FILE", help="A .jsonl file, one row a line.")]


@app.command("export")
def export(file: File, config: Config = None, json: Json = False) -> None:
    """Write every row into FILE. The evidence folder is not in it: copy that beside."""
    screen.settings(config)
    _named(file)
    if file.exists():
        raise Misconfigured(f"{file} is there already; name a new file")
    call_command("dumpdata", "sync", format="jsonl", output=str(file), verbosity=0)
    screen.answer(f"wrote {_content()}", json, file=str(file))


@app.command("import")
def load(file: File, config: Config = None, json: Json = False) -> None:
    """Read FILE into the database of solde.toml, which must be empty."""
    screen.settings(config)
    _named(file)
    if any(model.objects.exists() for model in (Entry, Effect, Audit, Run)):
        raise Misconfigured("the database of solde.toml is not empty; an import would mix two stores")
    try:
        with transaction.atomic():
            call_command("loaddata", str(file), verbosity=0)
    except (CommandError, DeserializationError, DatabaseError, OSError) as error:
        raise Misconfigured(f"{file} cannot be imported, nothing was changed: {error}") from error
    screen.answer(f"read {_content()}", json, file=str(file))


def _named(file: Path) -> None:
    if file.suffix != ".jsonl":
        raise Misconfigured(f"{file}: the name must end in .jsonl")


def _content() -> str:
    counts = (Entry.objects.count(), Effect.objects.count(), Audit.objects.count())
    return "{} records, {} effects, {} lines of audit".format(*counts)
