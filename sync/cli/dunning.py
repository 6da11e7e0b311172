"""`solde dunning`: what would be sent, and why somebody is or is not written to."""

from typing import Annotated

import msgspec
import typer

from connectors.errors import Misconfigured
from sync import cycle
from sync import explain as explaining
from sync.cli import screen, told
from sync.cli.screen import Config, Json, Today

app = typer.Typer(help="Reminders: preview and explain.", no_args_is_help=True)


@app.command()
def preview(config: Config = None, today: Today = None, json: Json = False) -> None:
    """Read and decide, but send nothing."""
    with screen.engine(config, today) as engine:
        plan, owed = cycle.preview(engine)
        told.preview(plan, owed, json=json)


@app.command()
def explain(
    customer: Annotated[str, typer.Argument(help="The customer's id in the ERP, or part of its name.")],
    config: Config = None,
    today: Today = None,
    json: Json = False,
) -> None:
    """Why this customer is or is not reminded and held today, from what was last pulled."""
    with screen.engine(config, today) as engine:
        found = explaining.explain(engine, customer)
    if not found:
        raise Misconfigured(f"no customer that owes anything matches {customer!r}")
    if json:
        screen.print_json([msgspec.to_builtins(one, str_keys=True) for one in found])
        return
    for one in found:
        screen.say(f"{one.name}  ({one.customer}, company {one.company})")
        screen.say(f"  today: {one.reminder}")
        screen.say(f"  hold:  {one.hold}")
        for item in one.items:
            screen.say(f"  {item}")
        for line in one.history:
            screen.say(f"  {line}")
