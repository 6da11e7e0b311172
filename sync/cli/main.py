"""All commands together, and the one place where errors become sentences and exit codes."""

import sys

import typer
from django.db import DatabaseError

from connectors.errors import Misconfigured, Refused, Retry
from einvoice.artefacts import ArtefactMissing
from sync.artefacts import InstallFailed
from sync.cli import (
    artefacts,
    aside,
    check,
    credit,
    customer,
    database,
    demo,
    dunning,
    einvoice,
    outbox,
    prune,
    run,
    serve,
    web,
)
from sync.cli.screen import complain
from sync.guard import Unusual
from sync.locks import Busy

app = typer.Typer(
    name="solde",
    help="Reminders, credit holds and e-invoices beside the ERP you already have.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
run.add_to(app)
check.add_to(app)
serve.add_to(app)
web.add_to(app)
prune.add_to(app)
demo.add_to(app)
app.add_typer(dunning.app, name="dunning")
app.add_typer(customer.app, name="customer")
app.add_typer(credit.app, name="credit")
app.add_typer(outbox.app, name="outbox")
app.add_typer(aside.app, name="aside")
app.add_typer(einvoice.app, name="einvoice")
app.add_typer(artefacts.app, name="artefacts")
app.add_typer(database.app, name="database")


def main() -> None:
    """The console script."""
    try:
        app()
    except (Misconfigured, ArtefactMissing, InstallFailed) as error:
        complain(str(error))
        sys.exit(2)
    except (Unusual, Busy, Retry, Refused) as error:
        complain(str(error))
        sys.exit(1)
    except DatabaseError as error:
        complain(f"database: {_first_line(error)}; once that is mended, run it again: it goes on where it stopped")
        sys.exit(1)
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        reason = error.strerror or _first_line(error)
        complain(f"{reason}{place}; once that is mended, run it again: it goes on where it stopped")
        sys.exit(1)
    except KeyboardInterrupt:
        complain("stopped; whatever was not finished goes on with the next run")
        sys.exit(1)


def _first_line(error: Exception) -> str:
    """What is below it may hold values of records."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
