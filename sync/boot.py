"""Brings Django up on the database that solde.toml names. Called once per process, before any model is used."""

from typing import Any

import django
from django.conf import settings as django_settings
from django.core.management import call_command

from config.settings import Settings
from connectors.errors import Misconfigured


def boot(settings: Settings, *, migrate: bool = True) -> None:
    """Configure Django and bring the schema up to date. Raises Misconfigured if the database cannot be used."""
    if not django_settings.configured:
        from sync.web import settings as base  # noqa: PLC0415 - only now is it known that nobody configured Django

        options = {name: getattr(base, name) for name in dir(base) if name.isupper() and name != "SQLITE"}
        options["DATABASES"] = {"default": database(settings)}
        django_settings.configure(**options)
        django.setup()
    if migrate:
        from django.db import DatabaseError  # noqa: PLC0415 - needs a configured Django

        try:
            call_command("migrate", interactive=False, verbosity=0)
        except DatabaseError as error:
            raise Misconfigured(f"database: cannot be used: {str(error).strip()}") from error


def database(settings: Settings) -> dict[str, Any]:
    """Django's DATABASES entry for these settings."""
    from sync.web.settings import SQLITE  # noqa: PLC0415

    chosen = settings.database
    if chosen.engine == "sqlite":
        settings.data.mkdir(parents=True, exist_ok=True)
        return {**SQLITE, "NAME": str(settings.data / f"{chosen.name}.sqlite3")}
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
