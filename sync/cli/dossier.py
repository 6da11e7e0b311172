"""`solde dunning dossier`: a claim on one PDF, for lawyers or an agency."""

from pathlib import Path
from typing import Annotated

import typer

from config.settings import Settings
from connectors.errors import Misconfigured
from connectors.records import Ref
from sync.cli import screen
from sync.cli.convert import written
from sync.cli.screen import Config, Json, Today
from sync.customer.accounts import find
from sync.letters import dossier as dossiers
from sync.models import Entry


def add_to(app: typer.Typer) -> None:
    """Hook the command into `solde dunning`."""
    app.command()(dossier)


def dossier(
    customer: Annotated[
        str, typer.Argument(metavar="CUSTOMER", help="Id, customer number, VAT number or part of a name.")
    ],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The file to write; else beside you.")] = None,
    company: Annotated[
        str, typer.Option("--company", metavar="KEY", help="As in solde.toml; only where it is unclear.")
    ] = "",
    overwrite: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    config: Config = None,
    today: Today = None,
    json: Json = False,
) -> None:
    """Write the claim against a customer on one PDF: account, notices with proof, interest, every document.

    It is made from what was last pulled. Nothing is sent, and nothing is decided.
    """
    with screen.engine(config, today) as engine:
        known = find(customer)
        key = _company(engine.settings, known.account, company)
        made = dossiers.make(engine, key, known.record, engine.today()[key])
    place = out or Path(made.name)
    written(place, made.content, overwrite=overwrite)
    told = f"{place}: {made.pages} pages, {' and '.join(made.claims) or 'nothing is overdue'}"
    for gap in made.gaps:
        screen.complain(gap)
    screen.answer(
        told, json, file=str(place), pages=made.pages, claims=list(made.claims), missing=made.gaps, company=key
    )


def _company(settings: Settings, account: str, wanted: str) -> str:
    """The company that has a claim; Misconfigured where it is unclear which."""
    if wanted:
        if wanted not in settings.companies:
            raise Misconfigured(f"--company: {wanted} is not in solde.toml; there are {', '.join(settings.companies)}")
        return wanted
    there = Entry.objects.filter(account=account, kind="invoice", gone=False).values_list("company", flat=True)
    ids, connection = set(there.distinct()), Ref.parse(account).connection
    found = [key for key, c in settings.companies.items() if c.connection == connection and c.id in ids]
    if len(found) != 1:
        among = ", ".join(found) if found else "none has an invoice of this customer"
        raise Misconfigured(f"which company? say it with --company ({among})")
    return found[0]
