"""`solde demo`: the whole cycle on the example company, no ERP needed."""

import os
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from config import load
from sync import cycle
from sync.boot import boot
from sync.cli import screen, told
from sync.cli.aside import untold_origin
from sync.cli.screen import Json, Today
from sync.demo.companies import TODAY
from sync.demo.generate import generate
from sync.engine import opened
from sync.models import Aside, Effect

FOLDER = "solde-demo"


def add_to(app: typer.Typer) -> None:
    """Put the command in."""
    app.command()(demo)


def demo(
    today: Today = None,
    confirm: Annotated[bool, typer.Option("--confirm", help="Go on although it is far more than usual.")] = False,
    json: Json = False,
) -> None:
    """Run a cycle on the example company in ./solde-demo; it is made there when it is missing."""

    root = Path.cwd() / FOLDER
    day = screen.day(today) or TODAY
    if not (root / "solde.toml").exists():
        _make(root, say=not json)
    settings = load.load(root / "solde.toml")
    boot(settings)
    result = _cycle(settings, day, confirm=confirm)
    result["folder"] = str(root / "out")
    if json:
        screen.print_json({key: value for key, value in result.items() if not key.startswith("_")})
    else:
        _tell(root, day, result)


def _make(root: Path, *, say: bool) -> None:
    """Made beside its place and renamed, so that a half-made example is never taken for a whole one."""

    if say:
        screen.say(f"Making the example company in {root} ...")
    making = root.with_name(f".{root.name}.{os.getpid()}")
    generate(making)
    making.rename(root)


def _cycle(settings: Any, day: date, *, confirm: bool) -> dict[str, Any]:

    with opened(settings, pinned=day) as engine, screen.watched() as engine.progress:
        done = cycle.run(engine, confirmed=confirm)
    records = Aside.objects.filter(stage=Aside.Stage.RECORD, settled_at=None)
    return {
        "pulled": {kind: done.pulled[kind] for kind in ("customer", "order", "invoice", "payment")},
        "set_aside": records.count(),
        "notices": sum(done.notices.values()),
        "holds_set": done.holds_set,
        "holds_released": done.holds_released,
        "einvoices_emitted": sum(done.einvoices.values()),
        "einvoices_refused": done.einvoices_refused,
        "written_back": done.written_back,
        "in_doubt": Effect.objects.filter(status=Effect.Status.IN_DOUBT).count(),
        "_done": done,
        "_aside": list(Aside.objects.filter(settled_at=None).order_by("stage", "name")),
    }


_STAGES = {
    "record": "could not be read",
    "einvoice": "its e-invoice was refused",
    "edited": "was changed after its e-invoice had left",
    "letter": "could not be reminded",
}


def _tell(root: Path, day: date, result: dict[str, Any]) -> None:

    screen.say(f"\nThe example company on {day}\n")
    told.summary(result["_done"], json=False)
    if result["_aside"]:
        screen.say("\nSet aside, with the place where it is to be mended:")
    for aside in result["_aside"]:
        screen.say(f"  {aside.name or aside.ref} {_STAGES[aside.stage]}")
        for fault in aside.faults[:3]:
            place = untold_origin(fault)
            screen.say(f"    {fault['code']}: {fault['message']}" + (f" -> {place}" if place else ""))
    here = root.name
    screen.say("\nWhere to look:")
    screen.say(f"  {here}/erp/             what the ERP exports (edit it and run again)")
    screen.say(f"  {here}/erp-out/         what was written back to the ERP: e-invoices, notes, tasks, holds")
    screen.say(f"  {here}/out/             e-invoices for the platform and for SdI, letters to print")
    screen.say(f"  {here}/data/mail/       e-mails")
    screen.say("Next: run `solde demo` again (nothing happens twice), or move the clock: solde demo --today 2026-11-24")
    screen.say(f"      solde dunning explain NAME -c {here}    why somebody is or is not written to")
