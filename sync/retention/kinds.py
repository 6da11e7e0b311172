"""The kinds of data that [retention] is about: what is old, what of it is needed still, and what goes with it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet

from sync.models import (
    Aside,
    CreditOverride,
    CreditScore,
    DeliveryEvent,
    EDocument,
    Effect,
    Entry,
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
from sync.retention import needed
from sync.tracking.returns import WATCHED

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


def _ended_overrides(before: datetime) -> QuerySet[Any]:
    """Most end by themselves, with their day."""
    return CreditOverride.objects.filter(Q(ended_at__lt=before) | Q(ended_at=None, until__lt=before.date()))


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
    Kind("credit", "credit overrides", _ended_overrides),
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
