"""`solde web`: the HTTP interface alone, in the foreground. `solde serve` runs it beside the scheduler."""

import typer

from config import load
from connectors.errors import Misconfigured
from sync.cli import screen
from sync.cli.screen import Config
from sync.web import server


def add_to(app: typer.Typer) -> None:
    """Put the command in."""
    app.command()(web)


def web(config: Config = None) -> None:
    """Answer credit checks over HTTP on the address of [web] until SIGTERM."""
    settings = load.load(load.find(config))
    if not settings.web.port:
        raise Misconfigured("web.port is not set in solde.toml: nothing is served")
    screen.say(f"Serving http://{settings.web.host}:{settings.web.port}/api/v1/openapi.json")
    server.run(settings)
