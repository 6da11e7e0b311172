"""Brings Django up: first without a database, so that models can be imported, then on the one of solde.toml."""

import gc
from contextlib import suppress
from typing import Any

import django
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import DatabaseError, connections

from config.settings import Settings
from connectors.errors import Misconfigured
from sync.web import settings as base


def prepare() -> None:
    """Configure Django, once per process and before any model is imported. Nothing is opened yet."""
    if not django_settings.configured:
        options = {name: getattr(base, name) for name in dir(base) if name.isupper() and name != "SQLITE"}
        django_settings.configure(**options)
        django.setup()


def boot(settings: Settings, *, migrate: bool = True, keep: bool = False) -> None:
    """Point Django at the database of `settings` and bring its schema up to date.

    `keep` leaves a thread its connection from one request to the next.

    Raises Misconfigured if the database cannot be used.
    """
    prepare()
    django_settings.DATABASES = {"default": database(settings) | ({"CONN_MAX_AGE": None} if keep else {})}
    connections.close_all()
    connections.settings = connections.configure_settings(django_settings.DATABASES)
    with suppress(AttributeError):  # there is one only if a database was opened before
        del connections["default"]
    if migrate:
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except DatabaseError as error:
            raise Misconfigured(f"database: cannot be used: {str(error).strip()}") from error


def database(settings: Settings) -> dict[str, Any]:
    """Django's DATABASES entry for these settings. Makes the data folder, which is nobody else's to read."""
    chosen = settings.database
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Misconfigured(f"data: the folder {settings.data} cannot be made: {error.strerror}") from error
    if chosen.engine == "sqlite":
        return {**base.SQLITE, "NAME": str(settings.data / f"{chosen.name}.sqlite3")}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": chosen.name,
        "USER": chosen.user,
        "PASSWORD": chosen.password.reveal() if chosen.password else "",
        "HOST": chosen.host,
        "PORT": str(chosen.port),
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 600,
    }


def spare_the_collector() -> None:
    """Call it when everything is imported. Python looks for circles of references after every 700 new containers;
    records are trees and go when nobody holds them, so that looking often finds nothing and costs a tenth of a pull.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
