"""`solde prune`: what is older than its time in [retention] is deleted, unless something still needs it.

In batches, each one transaction: it may be killed at any moment and goes on the next time. The audit trail is never
touched: it only grows, and names people by the ERP's references alone (sync/audit.py).
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import ProtectedError, QuerySet

from config.settings import Settings
from sync import audit
from sync.evidence import Vault
from sync.locks import only_one
from sync.models import Evidence, Run
from sync.retention.kinds import KINDS, Kind

BATCH = 500
A_WEEK = timedelta(days=7)


@dataclass
class Pruned:
    """What went, or would go: of one kind, what is older than `before`."""

    setting: str
    what: str
    before: datetime | None  # None: kept for ever
    rows: int = 0
    files: int = 0
    needed: int = 0  # older, and kept because something needs it


def prune(settings: Settings, vault: Vault, now: datetime, *, dry: bool = False) -> list[Pruned]:
    """Delete what is past its time; `dry` only counts. Raises locks.Busy where somebody else is pruning."""
    with only_one("pruning"):
        if connection.vendor == "sqlite" and not dry:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA secure_delete=ON")  # what goes is overwritten in the file, too
        done = [_prune(kind, settings, vault, now, dry=dry) for kind in KINDS]
        done.append(_unclaimed(vault, now - A_WEEK, dry=dry))
        if not dry:
            _forget_messages(settings, now)
    return done


def _prune(kind: Kind, settings: Settings, vault: Vault, now: datetime, *, dry: bool) -> Pruned:
    months = getattr(settings.retention, kind.setting)
    if not months:
        return Pruned(kind.setting, kind.what, None)
    before = ago(now, months, whole_years=kind.whole_years)
    result = Pruned(kind.setting, kind.what, before)
    for pks in _batches(kind.old(before)):
        try:
            with transaction.atomic():
                kept = set(kind.needed(pks, before)) & set(pks)
                going = [pk for pk in pks if pk not in kept]
                evidence = {pk for pk in kind.evidence(going) if pk is not None}
                if not dry:
                    rows = kind.old(before).filter(pk__in=going)
                    kind.drop(rows)
                    rows.delete()
                result.files += _files(evidence, vault, dry=dry)
        except ProtectedError:  # something began to need one of them in this moment
            kept, going = set(pks), []
        result.rows += len(going)
        result.needed += len(kept)
    if result.rows and not dry:
        text = f"{result.rows} {kind.what} from before {before:%Y-%m-%d}"
        audit.note("pruned", "", text, who=audit.person(), files=result.files)
    return result


def _batches(rows: QuerySet[Any]) -> Iterator[list[int]]:
    last = 0
    while pks := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield pks
        last = pks[-1]


def _files(evidence: set[int], vault: Vault, *, dry: bool) -> int:
    """Evidence of which nothing is left that names it; its file goes with its last row."""
    if not evidence:
        return 0
    free = Evidence.objects.filter(pk__in=evidence)
    if not dry:
        free = free.filter(effect=None, edocument=None)
    rows = dict(free.values_list("pk", "sha256"))
    shared = Evidence.objects.filter(sha256__in=rows.values()).exclude(pk__in=rows).values_list("sha256", flat=True)
    names = set(rows.values()) - set(shared)
    if not dry:
        free.delete()
        for sha256 in names:
            vault.remove(sha256)
    return len(names)


def _unclaimed(vault: Vault, before: datetime, *, dry: bool) -> Pruned:
    """Files of decisions that were never committed: their process died in between."""
    result = Pruned("", "files that nothing names", before)
    for path in vault.unclaimed(before):
        if not dry:
            path.unlink(missing_ok=True)
        result.files += 1
    return result


def _forget_messages(settings: Settings, now: datetime) -> None:
    """A run that the audit trail names stays; what it said to people on its day does not."""
    if settings.retention.runs:
        Run.objects.filter(ended_at__lt=ago(now, settings.retention.runs)).exclude(message="").update(message="")


def ago(now: datetime, months: int, *, whole_years: bool = False) -> datetime:
    """The instant so many months before `now`; with `whole_years` the beginning of its year, since a period that
    counts from the end of a year has passed only for what is from the years before.
    """
    count = now.year * 12 + now.month - 1 - months
    year, month = divmod(count, 12)
    if whole_years:
        return now.replace(year=year, month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    return now.replace(year=year, month=month + 1, day=min(now.day, monthrange(year, month + 1)[1]))
