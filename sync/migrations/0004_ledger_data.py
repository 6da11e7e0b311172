"""Fills the open and settled items from the entries that are there."""

from typing import Any

from django.db import migrations

from sync.projection import open_rows, settled_rows
from sync.store import decoded

_MANY = 500


def fill(apps: Any, schema_editor: Any) -> None:
    """In pieces, so that a large ledger fits into memory."""
    entries = apps.get_model("sync", "Entry").objects.filter(
        kind__in=("invoice", "payment"), gone=False, unreadable=False
    )
    made: dict[str, list[Any]] = {"OpenItem": [], "SettledItem": []}
    for pk, kind, body in entries.order_by("pk").values_list("pk", "kind", "body").iterator(chunk_size=_MANY):
        record = decoded(kind, body)
        for name, rows in (("OpenItem", open_rows), ("SettledItem", settled_rows)):
            model = apps.get_model("sync", name)
            made[name] += [model(entry_id=pk, **values) for values in rows(record)]
            if len(made[name]) >= _MANY:
                _write(model, made[name])
    for name, rest in made.items():
        _write(apps.get_model("sync", name), rest)


def _write(model: Any, rows: list[Any]) -> None:
    model.objects.bulk_create(rows, batch_size=_MANY)
    rows.clear()


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = (("sync", "0003_ledger"),)
    operations = (migrations.RunPython(fill, migrations.RunPython.noop),)
