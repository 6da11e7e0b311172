"""`solde aside`: records that a person must look at, with the faults and the ERP field of each."""

from typing import Annotated

import typer

from connectors.errors import Misconfigured
from sync import settle
from sync.cli import screen
from sync.cli.screen import Config, Json
from sync.models import Aside

app = typer.Typer(help="What was set aside, and why.", no_args_is_help=True)
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="As `solde aside list` shows it.")]


def untold_origin(fault: dict[str, str]) -> str:
    """The origin of a fault, `ERP: place (record, field)`; empty where its message names the place already."""
    origin = fault.get("origin", "")
    return "" if origin.partition(": ")[2].rpartition(" (")[0] in fault["message"] else origin


@app.command("list")
def show(config: Config = None, everything: Annotated[bool, typer.Option("--all")] = False, json: Json = False) -> None:
    """What waits for a person, with its faults."""
    screen.settings(config)

    found = Aside.objects.all() if everything else Aside.objects.filter(settled_at=None)
    if json:
        screen.print_json(
            [
                {"number": a.pk, "stage": a.stage, "ref": a.ref, "name": a.name, "faults": a.faults}
                for a in found.order_by("id")
            ]
        )
        return
    if not found.exists():
        screen.say("Nothing was set aside.")
    for a in found.order_by("stage", "id"):
        screen.say(f"{a.pk}  {a.stage}  {a.name or a.ref}  ({a.ref})")
        for fault in a.faults:
            screen.say(f"    {fault['code']}: {fault['message']}")
            if place := untold_origin(fault):
                screen.say(f"    mend it here: {place}")


@app.command()
def retry(number: Number, config: Config = None, json: Json = False) -> None:
    """Read it again with the next run, although the ERP has not changed it (after a change of configuration)."""
    screen.settings(config)

    screen.answer(settle.retry_aside(_aside(number)), json, number=number)


@app.command("settle")
def settled(number: Number, config: Config = None, json: Json = False) -> None:
    """Take it off the list: a person has dealt with it. It comes back if the ERP changes it."""
    screen.settings(config)

    screen.answer(settle.settle_aside(_aside(number)), json, number=number)


def _aside(number: int) -> Aside:

    aside = Aside.objects.filter(pk=number).first()
    if aside is None:
        raise Misconfigured(f"nothing aside has the number {number}; `solde aside list` shows the numbers")
    return aside
