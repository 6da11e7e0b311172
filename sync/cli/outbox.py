"""`solde outbox`: what is waiting, what failed, what is in doubt, and a person's word on it."""

from typing import Annotated

import typer

from connectors.errors import Misconfigured
from sync import settle
from sync.cli import screen
from sync.cli.screen import Config, Json
from sync.models import Effect

app = typer.Typer(help="Effects on the outside: waiting, failed, in doubt.", no_args_is_help=True)
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="As `solde outbox list` shows it.")]


@app.command("list")
def show(config: Config = None, everything: Annotated[bool, typer.Option("--all")] = False, json: Json = False) -> None:
    """What waits for a person or for its time; with --all also what is done."""
    screen.settings(config)

    waiting = ("pending", "sending", "failed", "in-doubt")
    found = Effect.objects.all() if everything else Effect.objects.filter(status__in=waiting)
    rows = [
        {
            "number": e.pk,
            "status": e.status,
            "way": e.way,
            "target": e.target,
            "key": e.key,
            "attempts": e.attempts,
            "error": e.error,
        }
        for e in found.order_by("id")
    ]
    if json:
        screen.print_json(rows)
        return
    heads = ["Number", "Status", "Way", "Target", "Key", "Tries", "Why"]
    screen.table("Outbox", heads, [tuple(row.values()) for row in rows])


@app.command()
def retry(number: Number, config: Config = None, json: Json = False) -> None:
    """Send it again: you know that it did not arrive."""
    screen.settings(config)

    screen.answer(settle.retry_effect(_effect(number)), json, number=number)


@app.command("settle")
def settled(
    number: Number,
    config: Config = None,
    lost: Annotated[bool, typer.Option("--lost", help="It never arrived; a reminder is decided anew.")] = False,
    json: Json = False,
) -> None:
    """Close it: you know that it arrived (or, with --lost, that it did not and need not)."""
    screen.settings(config)

    screen.answer(settle.settle_effect(_effect(number), arrived=not lost), json, number=number)


@app.command()
def restored(config: Config = None, json: Json = False) -> None:
    """After an older backup came back: letters are listed in doubt, everything else is asked for before it leaves."""
    screen.settings(config)
    screen.answer(settle.restored(), json)


def _effect(number: int) -> Effect:

    effect = Effect.objects.filter(pk=number).first()
    if effect is None:
        raise Misconfigured(f"there is no effect {number}; `solde outbox list` shows the numbers")
    return effect
