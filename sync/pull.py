"""Pull: a page of records and its cursor in one transaction, so that no change is ever passed over."""

from collections import Counter
from collections.abc import Callable

from django.db import transaction

from config.settings import Guard
from connectors.contract import Connector
from connectors.records import KINDS, Kind, Ref
from sync import audit, guard
from sync.boundaries import boundary
from sync.models import Cursor, Entry, Run
from sync.progress import Progress, silent
from sync.store import Stored, mark_gone, store


class Stopped(Exception):
    """Somebody ended the process (SIGTERM) before everything was read; what was read is kept."""


def pull(
    connection: str,
    connector: Connector,
    *,
    limits: Guard | None = None,
    run: Run | None = None,
    confirmed: bool = False,
    stop: Callable[[], bool] = lambda: False,
    progress: Progress = silent,
) -> dict[str, int]:
    """Read everything that changed, of every kind; returns how many records of each kind changed.

    Raises guard.Unusual when so much has vanished that a person must confirm it, Stopped when told to stop.
    """
    counts: Counter[str] = Counter()
    for kind in KINDS:
        counts[kind] += _pull_kind(connection, connector, kind, stop, progress)
        missing = _missing(connection, connector, kind, limits or Guard(), confirmed=confirmed)
        counts["gone"] += _mark_gone(missing, run)
    return dict(counts)


def _pull_kind(connection: str, connector: Connector, kind: Kind, stop: Callable[[], bool], progress: Progress) -> int:
    known = Cursor.objects.filter(connection=connection, kind=kind).first()
    changed = seen = 0
    for page in connector.pull(kind, known.value if known else None):
        with transaction.atomic():
            result: Stored = store(page.records, page.gone)
            Cursor.objects.update_or_create(connection=connection, kind=kind, defaults={"value": page.cursor})
            boundary("pull.before-commit")
        boundary("pull.after-commit")
        changed += result.changed
        seen += len(page.records)
        progress(f"{connection}: {kind}", seen, None)
        if stop():
            raise Stopped
    return changed


def _missing(connection: str, connector: Connector, kind: Kind, limits: Guard, *, confirmed: bool) -> list[Ref]:
    rows = Entry.objects.filter(connection=connection, kind=kind, gone=False).values_list("company", "ext_id")
    known = [Ref(connection, company, kind, ext_id) for company, ext_id in rows]
    missing = connector.missing(kind, known) if known else []
    guard.vanished(kind, len(missing), len(known), limits, confirmed=confirmed)
    return missing


def _mark_gone(missing: list[Ref], run: Run | None) -> int:
    if not missing:
        return 0
    with transaction.atomic():
        for ref in missing:
            audit.note("record gone", str(ref), "the ERP no longer has it", run=run)
        count = mark_gone(missing)
        boundary("gone.before-commit")
    boundary("gone.after-commit")
    return count
