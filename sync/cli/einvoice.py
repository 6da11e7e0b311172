"""`solde einvoice`: documents by hand."""

import typer

from sync.cli import validate

app = typer.Typer(help="E-invoices: validate.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps `validate` a subcommand while it is the only one."""


validate.add_to(app)
