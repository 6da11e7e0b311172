"""Everything that the command reads when it starts, read beforehand: imported by the process that others fork from."""

from importlib import import_module

import holidays
from django.db.migrations.loader import MigrationLoader

from sync.boot import prepare

_LATE = (  # what is only read when it is needed, and always is
    "sync.cli.main", "connectors.netsuite.connector", "connectors.netsuite.soap", "typer._adapters", "pydantic.fields",
    "pydantic.types", "pydantic.type_adapter", "django.core.management.commands.migrate",
)  # fmt: skip
prepare()
for name in _LATE:
    import_module(name)
holidays.country_holidays("IT", years=2026).get("2026-11-02")
MigrationLoader(None)
