"""What the new tables and columns say about what is there already. In pieces, so that a large store fits."""

import hashlib
from typing import Any

from django.db import migrations

from sync.projection import open_rows, settled_rows
from sync.store import decoded

_MANY = 500


def items(apps: Any, schema_editor: Any) -> None:
    """The open and settled items, from the entries."""
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


def parents(apps: Any, schema_editor: Any) -> None:
    """Whose subsidiary a customer is."""
    model = apps.get_model("sync", "Entry")
    found = model.objects.filter(kind="customer", body__contains='"parent":').values_list("pk", "kind", "body")
    changed = []
    for pk, kind, body in found.order_by("pk").iterator(chunk_size=_MANY):
        parent = decoded(kind, body).parent
        changed.append(model(pk=pk, parent=str(parent) if parent else ""))
    model.objects.bulk_update(changed, ["parent"], batch_size=_MANY)


def mails(apps: Any, schema_editor: Any) -> None:
    """The left side of the Message-ID of what left before, so that reports about it find it."""
    effects = apps.get_model("sync", "Effect").objects
    messages = effects.filter(mail="", evidence__isnull=False).exclude(way__startswith="erp:")
    for pk, key in messages.values_list("pk", "key").iterator(chunk_size=_MANY):
        effects.filter(pk=pk).update(mail=hashlib.sha256(key.encode()).hexdigest()[:32])


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = (("sync", "0003_collecting"),)
    operations = (
        migrations.RunPython(items, migrations.RunPython.noop),
        migrations.RunPython(parents, migrations.RunPython.noop),
        migrations.RunPython(mails, migrations.RunPython.noop),
    )
