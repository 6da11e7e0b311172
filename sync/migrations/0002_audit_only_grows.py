"""The database itself refuses to change or remove a line of the audit trail."""

from typing import Any

from django.db import migrations

SQLITE = """
CREATE TRIGGER sync_audit_no_{verb} BEFORE {VERB} ON sync_audit
BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END;
"""

POSTGRESQL = """
CREATE FUNCTION sync_audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit trail only grows'; END $$;
CREATE TRIGGER sync_audit_only_grows BEFORE UPDATE OR DELETE ON sync_audit
FOR EACH ROW EXECUTE FUNCTION sync_audit_only_grows();
"""


def protect(apps: Any, schema_editor: Any) -> None:
    """Adds the triggers in the dialect at hand."""
    vendor = schema_editor.connection.vendor
    if vendor == "sqlite":
        for verb in ("update", "delete"):
            schema_editor.execute(SQLITE.format(verb=verb, VERB=verb.upper()))
    elif vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)


def unprotect(apps: Any, schema_editor: Any) -> None:
    """Removes them again."""
    vendor = schema_editor.connection.vendor
    if vendor == "sqlite":
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER sync_audit_no_{verb}")
    elif vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER sync_audit_only_grows ON sync_audit")
        schema_editor.execute("DROP FUNCTION sync_audit_only_grows()")


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = (("sync", "0001_initial"),)
    operations = (migrations.RunPython(protect, unprotect),)
