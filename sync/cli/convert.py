"""`solde einvoice convert`: the same invoice in another format, and what is lost on the way."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from connectors.errors import Misconfigured
from einvoice import formats
from einvoice.artefacts import Artefacts, default_folder
from einvoice.convert import convert as converted
from einvoice.faults import Unacceptable
from einvoice.judges import Judges
from einvoice.parsing import LIMIT
from einvoice.validate import Validation
from einvoice.validate import validate as judge
from einvoice.words import say
from sync.cli import screen
from sync.cli.verdicts import Language, tell


def convert(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An e-invoice: XML, PDF or signed.")],
    to: Annotated[str, typer.Option("--to", help="The format to write: cii, ubl, facturx, fatturapa ...")],
    profile: Annotated[str, typer.Option(help="The profile of cii and facturx: MINIMUM ... EXTENDED.")] = "",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The file to write; else beside you.")] = None,
    number: Annotated[
        int | None, typer.Option("--invoice", help="Which one, where there are several: 1, 2 ...")
    ] = None,
    lang: Annotated[Language, typer.Option("--lang", help="Of the sentences, and of a PDF's page.")] = Language.EN,
    overwrite: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object for machines.")] = False,
) -> None:
    """Write an e-invoice in another format and judge it. Exit code 1 if it is not valid there, or cannot be said."""
    if to not in formats.names():
        raise Misconfigured(f"--to: there is no format {to!r}; there are {', '.join(formats.names())}")
    data = readable(file)
    options = {"profile": profile} if profile else {}
    if to == "facturx":
        options["language"] = lang.value
    with Judges(Artefacts(default_folder()), 1) as judges:
        try:
            made = converted(data, to, judges.extract, options=options, number=number, language=lang)
        except (LookupError, ValueError) as error:
            raise Misconfigured(str(error)) from error
        except Unacceptable as refusal:
            told = Validation(file=str(file), format=to, status="invalid", valid=False, faults=tuple(refusal.faults))
            _tell(told, "", lang, json=json)
            raise typer.Exit(1) from None
        verdict = judge(made.content, made.filename, judges, language=lang)
    place = out or Path(made.filename)
    written(place, made.content, overwrite=overwrite)
    told = msgspec.structs.replace(verdict, file=str(place), faults=(*verdict.faults, *made.losses))
    _tell(told, str(place), lang, json=json)
    raise typer.Exit(0 if verdict.valid else 1)


def readable(file: Path) -> bytes:
    """The bytes of a file that a person named; Misconfigured, which says why, if it cannot be read."""
    try:
        size = file.stat().st_size
        if not file.is_file():
            raise Misconfigured(f"{file} is not a file")
        if size > LIMIT:
            raise Misconfigured(f"{file} has {size} bytes; at most {LIMIT} are read")
        return file.read_bytes()
    except OSError as error:
        raise Misconfigured(f"{file} cannot be read: {error.strerror}") from error


def written(place: Path, content: bytes, *, overwrite: bool) -> None:
    """Write the file that a person asked for; Misconfigured if it is there already or cannot be written."""
    if place.exists() and not overwrite:
        raise Misconfigured(f"{place} is there already: name another with --out, or write over it with --force")
    try:
        place.write_bytes(content)
    except OSError as error:
        raise Misconfigured(f"{place} cannot be written: {error.strerror}") from error


def _tell(told: Validation, place: str, lang: Language, *, json: bool) -> None:
    if json:
        screen.print_json(told)
        return
    tell(told, lang)
    if place:
        lost = sum(fault.code in {"SOLDE-LOST", "SOLDE-UNREAD"} for fault in told.faults)
        screen.say(say("converted_lossy" if lost else "converted", lang, {"place": place, "lost": lost}))


def add_to(app: typer.Typer) -> None:
    """Put the command where it belongs."""
    app.command()(convert)
