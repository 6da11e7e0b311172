"""Fills the parents of the customers that are there."""

from typing import Any

from django.db import migrations

from sync.store import decoded

_MANY = 500


def fill(apps: Any, schema_editor: Any) -> None:
    """In pieces, so that a large ledger fits into memory."""
    model = apps.get_model("sync", "Entry")
    found = model.objects.filter(kind="customer", body__contains='"parent":').values_list("pk", "kind", "body")
    changed = []
    for pk, kind, body in found.order_by("pk").iterator(chunk_size=_MANY):
        parent = decoded(kind, body).parent
        changed.append(model(pk=pk, parent=str(parent) if parent else ""))
    model.objects.bulk_update(changed, ["parent"], batch_size=_MANY)


class Migration(migrations.Migration):
    """After the tables, and after what else fills them."""

    dependencies = (("sync", "0003_credit"), ("sync", "0004_ledger_data"))
    operations = (migrations.RunPython(fill, migrations.RunPython.noop),)
