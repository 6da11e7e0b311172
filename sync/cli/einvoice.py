"""`solde einvoice`: documents by hand."""

import typer

from sync.cli import convert, show, validate

app = typer.Typer(help="E-invoices: validate, convert, show.", no_args_is_help=True)
validate.add_to(app)
convert.add_to(app)
show.add_to(app)
