"""What all commands share: finding the configuration, opening the engine, printing for people or machines."""

import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn
from rich.progress import Progress as Bars
from rich.table import Table
from rich.text import Text

from config import load
from config.settings import Settings
from connectors.errors import Misconfigured
from sync.boot import boot
from sync.engine import Engine, opened
from sync.progress import Progress
from sync.visible import visible

Json = Annotated[bool, typer.Option("--json", help="One JSON object for machines.")]
Config = Annotated[Path | None, typer.Option("--config", "-c", help="solde.toml, or the folder it lies in.")]
Today = Annotated[str | None, typer.Option("--today", help="Act as if it were this day (YYYY-MM-DD).")]

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


def complain(message: str) -> None:
    """An error for a person, on standard error."""
    for line in visible(message).splitlines():
        errors.print(line, style="red", markup=False, soft_wrap=True)


def say(message: str) -> None:
    """A line for a person."""
    console.print(visible(message), markup=False, soft_wrap=True)


def say_in(style: str, head: str, message: str) -> None:
    """A line for a person whose first words are coloured."""
    console.print(Text.assemble((head, style), visible(message)), soft_wrap=True)


def print_json(value: Any) -> None:
    """One object on one line."""
    sys.stdout.write(msgspec.json.encode(value).decode() + "\n")


def answer(message: str, json: bool, **facts: Any) -> None:
    """What a short command did: a sentence, or the same as one object."""
    if json:
        print_json({"message": message, **facts})
    else:
        say(message)


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table for a person; says so when there is nothing in it."""
    if not rows:
        say(f"{title}: nothing.")
        return
    drawn = Table(title=title, title_justify="left", header_style="bold")
    for head in heads:
        drawn.add_column(head, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(visible(str(cell))) for cell in row))  # Text: brackets in a name are no markup
    console.print(drawn)


def day(text: str | None) -> date | None:
    """`--today` as a date; Misconfigured if it is none."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Misconfigured(f"--today: expected a date such as 2026-11-02, found {text!r}") from error


def settings(path: Path | None) -> Settings:
    """The configuration, with the database ready."""
    loaded = load.load(load.find(path))
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    boot(loaded)
    return loaded


class _Lines:
    """Plain progress, for logs: one line when something else begins."""

    def __init__(self) -> None:
        self.what = ""

    def __call__(self, what: str, done: int, total: int | None) -> None:
        if what != self.what:
            self.what = what
            errors.print(f"{what}{f' ({total})' if total else ''} ...", markup=False, soft_wrap=True)


@contextmanager
def watched(drawn_on: Console = errors) -> Iterator[Progress]:
    """A progress bar on a terminal, plain lines elsewhere; on standard error unless told otherwise."""
    if not drawn_on.is_terminal:
        yield _Lines()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bars(*columns, console=drawn_on, transient=True, redirect_stdout=console.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def draw(what: str, done: int, total: int | None) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield draw


@contextmanager
def engine(path: Path | None, today: str | None = None) -> Iterator[Engine]:
    """The engine over the configuration at `path`."""
    with opened(settings(path), pinned=day(today)) as opened_engine, watched() as opened_engine.progress:
        yield opened_engine
