"""Reports about messages that left before find them, too."""

import hashlib
from typing import Any

from django.db import migrations


def name(apps: Any, schema_editor: Any) -> None:
    """The left side of a Message-ID is made from the effect's key (connectors/channels/envelope.py)."""
    effects = apps.get_model("sync", "Effect").objects
    messages = effects.filter(mail="", evidence__isnull=False).exclude(way__startswith="erp:")
    for pk, key in messages.values_list("pk", "key").iterator():
        effects.filter(pk=pk).update(mail=hashlib.sha256(key.encode()).hexdigest()[:32])


class Migration(migrations.Migration):
    """Fills Effect.mail."""

    dependencies = (("sync", "0003_tracking"),)
    operations = (migrations.RunPython(name, migrations.RunPython.noop),)
