"""`solde prune`: what is older than its time in [retention] is deleted, unless something still needs it.

In batches, each one transaction: it may be killed at any moment and goes on the next time. The audit trail is never
touched: it only grows, and names people by the ERP's references alone (sync/audit.py).
"""

from calendar import monthrange
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, ProtectedError, Q, QuerySet

from config.settings import Settings
from sync import audit, needed
from sync.evidence import Vault
from sync.locks import only_one
from sync.models import (
    Aside,
    CreditOverride,
    CreditScore,
    DeliveryEvent,
    EDocument,
    Effect,
    Entry,
    Evidence,
    HeldOrder,
    HoldCase,
    Kyc,
    KycDocument,
    Notice,
    NoticeLine,
    Proposal,
    Run,
    Said,
)
from sync.outbox import OVER
from sync.returns import WATCHED

BATCH = 500
A_WEEK = timedelta(days=7)
Rows = Callable[[datetime], QuerySet[Any]]
Keep = Callable[[Sequence[int], datetime], Collection[int]]


@dataclass(frozen=True)
class Kind:
    """One kind of data. `setting` is its key in [retention]; `old` finds what is past its time."""

    setting: str
    what: str
    old: Rows
    needed: Keep = lambda pks, before: ()
    drop: Callable[[QuerySet[Any]], None] = lambda rows: None  # what depends on the rows, before they go
    evidence: Callable[[Sequence[int]], Iterable[int | None]] = lambda pks: ()  # which evidence the rows name
    whole_years: bool = False  # counted from the end of the year, as books are kept


@dataclass
class Pruned:
    """What went, or would go: of one kind, what is older than `before`."""

    setting: str
    what: str
    before: datetime | None  # None: kept for ever
    rows: int = 0
    files: int = 0
    needed: int = 0  # older, and kept because something needs it


def _drop_notices(rows: QuerySet[Any]) -> None:
    _drop_effects(Effect.objects.filter(notice__in=rows))
    NoticeLine.objects.filter(notice__in=rows).delete()


def _drop_documents(rows: QuerySet[Any]) -> None:
    _drop_effects(_sent_for(rows))


def _sent_for(documents: QuerySet[Any]) -> QuerySet[Effect]:
    """What carried them: into the ERP, or through a channel with a message around it."""
    return Effect.objects.filter(target__in=documents.values("invoice"), notice=None).exclude(evidence=None)


def _evidence_of_documents(pks: Sequence[int]) -> Iterable[int | None]:
    rows = EDocument.objects.filter(pk__in=pks)
    return [*rows.values_list("evidence", flat=True), *_sent_for(rows).values_list("evidence", flat=True)]


def _drop_holds(rows: QuerySet[Any]) -> None:
    _drop_effects(Effect.objects.filter(hold__in=rows))


def _drop_effects(effects: QuerySet[Effect]) -> None:
    pks = list(effects.values_list("pk", flat=True))
    DeliveryEvent.objects.filter(effect__in=pks).delete()
    Effect.objects.filter(after__in=pks).update(after=None)  # they followed long ago
    Effect.objects.filter(pk__in=pks).delete()


def _plain_effects(before: datetime) -> QuerySet[Any]:
    ended = Effect.objects.filter(notice=None, hold=None, evidence=None, ended_at__lt=before)
    return ended.filter(status__in=(*OVER, Effect.Status.STOPPED))


def _ended(model: type[Model], field: str) -> Rows:
    return lambda before: model._default_manager.filter(**{f"{field}__lt": before})


def _ended_said(before: datetime) -> QuerySet[Any]:
    day = before.date()
    return Said.objects.filter(Q(ended_on__lt=day) | Q(ended_on=None, until__lt=day))


def _said_of_handed_over(pks: Sequence[int], before: datetime) -> Collection[int]:
    accounts = dict(Said.objects.filter(pk__in=pks).values_list("pk", "account"))
    kept = needed.handed_over(accounts.values())
    return [pk for pk, account in accounts.items() if account in kept]


def _old_identities(before: datetime) -> QuerySet[Any]:
    asked = Q(vat_asked_at=None) | Q(vat_asked_at__lt=before)
    return Kyc.objects.filter(asked, Q(review_on=None) | Q(review_on__lt=before.date()))


KINDS = (
    Kind(
        "opened",
        "opened e-mails",
        lambda before: DeliveryEvent.objects.filter(kind__in=WATCHED, at__lt=before),
    ),
    Kind(
        "delivery",
        "delivery events",
        lambda before: DeliveryEvent.objects.exclude(kind__in=WATCHED).filter(at__lt=before),
        lambda pks, before: needed.events(pks),
    ),
    Kind(
        "letters",
        "reminders",
        _ended(Notice, "created_at"),
        lambda pks, before: needed.notices(pks),
        _drop_notices,
        lambda pks: Effect.objects.filter(notice__in=pks).values_list("evidence", flat=True),
        whole_years=True,
    ),
    Kind(
        "einvoices",
        "e-invoices",
        _ended(EDocument, "created_at"),
        lambda pks, before: needed.documents(pks),
        _drop_documents,
        _evidence_of_documents,
        whole_years=True,
    ),
    Kind("writes", "writes into the ERP", _plain_effects, lambda pks, before: needed.effects(pks), _drop_effects),
    Kind("writes", "holds", _ended(HoldCase, "released_at"), lambda pks, before: needed.holds(pks), _drop_holds),
    Kind("aside", "settled asides", _ended(Aside, "settled_at"), lambda pks, before: needed.asides(pks)),
    Kind("runs", "runs", _ended(Run, "ended_at"), lambda pks, before: needed.runs(pks)),
    Kind("said", "words about customers", _ended_said, _said_of_handed_over),
    Kind("credit", "proposals of holds", _ended(Proposal, "ended_at")),
    Kind("credit", "credit overrides", _ended(CreditOverride, "ended_at")),
    Kind("credit", "held orders", _ended(HeldOrder, "ended_at")),
    Kind("credit", "credit scores", _ended(CreditScore, "asked_at")),
    Kind(
        "kyc",
        "identity records",
        _old_identities,
        lambda pks, before: needed.identities(Kyc, before),
    ),
    Kind(
        "kyc",
        "identity documents",
        _ended(KycDocument, "seen_at"),
        lambda pks, before: needed.identities(KycDocument, before),
    ),
    Kind(
        "records",
        "records gone from the ERP",
        lambda before: Entry.objects.filter(gone=True, changed_at__lt=before),
        lambda pks, before: needed.records(pks),
    ),
)


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
