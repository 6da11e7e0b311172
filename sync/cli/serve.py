"""`solde serve`: the scheduler in the foreground; a service manager keeps it running."""

import logging
from datetime import timedelta

import typer

from sync.cli import screen
from sync.cli.screen import Config
from sync.health import Health
from sync.serve import Server


def add_to(app: typer.Typer) -> None:
    """Put the command in."""
    app.command()(serve)


def serve(config: Config = None) -> None:
    """Run cycles on schedule until SIGTERM; health is served on the address of [serve]."""
    settings = screen.settings(config)

    logging.getLogger("solde").setLevel(logging.INFO)
    chosen = settings.serve
    late = timedelta(minutes=3 * chosen.every_minutes + 10)
    health = Health(chosen.health_host, chosen.health_port, late)
    where = f"http://{chosen.health_host}:{chosen.health_port}/health" if chosen.health_port else "not served"
    screen.say(f"Serving; one cycle every {chosen.every_minutes} minutes, health: {where}")
    if settings.web.port:
        screen.say(f"Credit checks: http://{settings.web.host}:{settings.web.port}/api/v1/openapi.json")
    Server(settings, health).serve()
    screen.say("Stopped.")
