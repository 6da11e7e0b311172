"""`solde einvoice show`: an e-invoice as a page that a person can read."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from einvoice import facturx, html
from einvoice.artefacts import Artefacts, default_folder
from einvoice.faults import Unacceptable
from einvoice.judges import Judges
from einvoice.model import Invoice
from einvoice.opening import opened
from einvoice.validate import Validation
from sync.cli import screen
from sync.cli.convert import readable, written
from sync.cli.verdicts import Language, tell

_SUFFIXES = re.compile(r"(\.xml|\.pdf)?(\.p7m)?$", re.IGNORECASE)  # other dots are the file's own: 01.02a-INVOICE.xml


class Page(StrEnum):
    """What to write."""

    HTML = "html"
    PDF = "pdf"


def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An e-invoice: XML, PDF or signed.")],
    to: Annotated[Page, typer.Option("--to", help="One HTML file, or a PDF.")] = Page.HTML,
    number: Annotated[
        int | None, typer.Option("--invoice", help="Which one, where there are several: 1, 2 ...")
    ] = None,
    lang: Annotated[Language, typer.Option("--lang", help="The language of the page.")] = Language.EN,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The file to write; else beside you.")] = None,
    overwrite: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    json: Annotated[bool, typer.Option("--json", help="The invoice as the model, for machines; no file.")] = False,
) -> None:
    """Write a readable page of an e-invoice. Nobody judges here: `validate` does. Exit code 1 if it cannot be read."""
    data = readable(file)
    try:
        with Judges(Artefacts(default_folder()), 1) as judges:
            source = opened(data, judges.extract, lang).alone(number)
        invoice = source.read()
        page = b"" if json else _page(invoice, to, lang)
    except Unacceptable as refusal:
        told = Validation(file=str(file), status="invalid", valid=False, faults=tuple(refusal.faults))
        if json:
            screen.print_json(told)
        else:
            tell(told, lang)
        raise typer.Exit(1) from None
    if json:
        screen.print_json(invoice)
        return
    place = out or Path(f"{_SUFFIXES.sub('', file.name) or 'invoice'}.{to}")
    written(place, page, overwrite=overwrite)
    screen.say(f"{place}")


def _page(invoice: Invoice, to: Page, lang: Language) -> bytes:
    return html.render(invoice, lang).encode() if to is Page.HTML else facturx.page_pdf(invoice, lang)


def add_to(app: typer.Typer) -> None:
    """Put the command where it belongs."""
    app.command()(show)
