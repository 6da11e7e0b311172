"""What must not go yet, whatever its age: what an open item, a hold, an unsettled effect or a hand-over needs.

Each function is given some rows by their keys and answers which of them are needed.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q

from connectors.records import Ref
from sync.models import (
    Aside,
    Audit,
    DeliveryEvent,
    EDocument,
    Effect,
    Entry,
    HoldCase,
    Kyc,
    KycDocument,
    Notice,
    NoticeLine,
    Run,
)
from sync.tracking.fate import open_items, unreachable

UNSETTLED = (Effect.Status.PENDING, Effect.Status.SENDING, Effect.Status.IN_DOUBT)
NEWEST_RUNS = 100  # the guard learns from them what is usual


def notices(pks: Collection[int]) -> set[int]:
    """Of open items; waiting, in doubt; of accounts that are on hold, or handed over and not settled."""
    rows = Notice.objects.filter(pk__in=pks)
    accounts = dict(rows.values_list("pk", "account"))
    kept = set(NoticeLine.objects.filter(notice__in=pks, item__in=_unpaid(pks)).values_list("notice", flat=True))
    waiting = (Notice.Status.DECIDED, Notice.Status.PREPARED, Notice.Status.IN_DOUBT)
    kept |= set(rows.filter(Q(status__in=waiting) | Q(effect__status__in=UNSETTLED)).values_list("pk", flat=True))
    held = set(
        HoldCase.objects.filter(released_at=None, account__in=accounts.values()).values_list("account", flat=True)
    )
    held |= handed_over(accounts.values())
    return kept | {pk for pk, account in accounts.items() if account in held}


def handed_over(accounts: Iterable[str]) -> set[str]:
    """Of these accounts those that were handed over to lawyers or an agency for something that is still open."""
    legal = Notice.objects.filter(account__in=set(accounts), decision__legal=True)
    by_account = list(legal.values_list("account", "pk"))
    unpaid = _unpaid([pk for _, pk in by_account])
    lines = NoticeLine.objects.filter(notice__in=[pk for _, pk in by_account], item__in=unpaid)
    still = set(lines.values_list("notice", flat=True))
    return {account for account, pk in by_account if pk in still}


def _unpaid(pks: Collection[int]) -> set[str]:
    return open_items(set(NoticeLine.objects.filter(notice__in=pks).values_list("item", flat=True)))


def events(pks: Collection[int]) -> set[int]:
    """Of messages that are unsettled, of notices that are needed; those that keep an address closed."""
    rows = list(DeliveryEvent.objects.filter(pk__in=pks).select_related("effect"))
    wanted = notices({row.effect.notice_id for row in rows if row.effect.notice_id is not None})
    closed = unreachable([row.account for row in rows if row.closes])
    return {
        row.pk
        for row in rows
        if row.effect.status in UNSETTLED or row.effect.notice_id in wanted or (row.closes and row.account in closed)
    }


def documents(pks: Collection[int]) -> set[int]:
    """E-invoices whose invoice the ERP still has: without them it would be emitted again."""
    rows = dict(EDocument.objects.filter(pk__in=pks).values_list("pk", "invoice"))
    unsettled = Effect.objects.filter(target__in=rows.values(), status__in=UNSETTLED).values_list("target", flat=True)
    kept = live(rows.values()) | set(unsettled)
    return {pk for pk, invoice in rows.items() if invoice in kept}


def live(refs: Iterable[str]) -> set[str]:
    """Of these records (`str(Ref)`) those that the ERP still has."""
    wanted = set(refs)
    rows = Entry.objects.filter(ext_id__in={Ref.parse(ref).id for ref in wanted}, gone=False)
    return {entry.ref for entry in rows.only("connection", "company", "kind", "ext_id")} & wanted


def effects(pks: Collection[int]) -> set[int]:
    """Those that another one, not settled yet, waits for."""
    waiting = Effect.objects.filter(after__in=pks).exclude(pk__in=pks)
    return {pk for pk in waiting.values_list("after", flat=True) if pk is not None}


def holds(pks: Collection[int]) -> set[int]:
    """Holds with an effect that is not settled."""
    unsettled = Effect.objects.filter(hold__in=pks, status__in=UNSETTLED).values_list("hold", flat=True)
    return {pk for pk in unsettled if pk is not None}


def asides(pks: Collection[int]) -> set[int]:
    """A settled refusal says that no e-invoice is made: it stays as long as the ERP has the invoice. A settled
    record that still cannot be read would come back as news.
    """
    rows = list(Aside.objects.filter(pk__in=pks, stage__in=(Aside.Stage.EINVOICE, Aside.Stage.RECORD)))
    known = live(row.ref for row in rows)
    return {row.pk for row in rows if row.ref in known}


def runs(pks: Collection[int]) -> set[int]:
    """Those that the audit trail or an effect names, and the newest ones."""
    newest = set(Run.objects.order_by("-pk").values_list("pk", flat=True)[:NEWEST_RUNS])
    named = set(Audit.objects.filter(run__in=pks).values_list("run", flat=True))
    named |= set(Effect.objects.filter(run__in=pks).values_list("run", flat=True))
    return set(pks) & ({pk for pk in named if pk is not None} | newest)


def records(pks: Collection[int]) -> set[int]:
    """Records that something kept is about."""
    rows = {entry.pk: entry.ref for entry in Entry.objects.filter(pk__in=pks)}
    refs = set(rows.values())
    kept = set(EDocument.objects.filter(invoice__in=refs).values_list("invoice", flat=True))
    kept |= set(Notice.objects.filter(account__in=refs).values_list("account", flat=True))
    kept |= set(HoldCase.objects.filter(account__in=refs).values_list("account", flat=True))
    kept |= set(Effect.objects.filter(target__in=refs, status__in=UNSETTLED).values_list("target", flat=True))
    others = Entry.objects.filter(account__in=refs).exclude(pk__in=pks).exclude(kind="customer")
    kept |= set(others.values_list("account", flat=True))
    invoices = [ref for ref in refs if Ref.parse(ref).kind == "invoice"]
    lines = NoticeLine.objects.filter(_begins_with(invoices)).values_list("item", flat=True) if invoices else ()
    kept |= {item.rpartition("#")[0] for item in lines}
    return {pk for pk, ref in rows.items() if ref in kept}


def _begins_with(refs: Iterable[str]) -> Q:
    """An item is the invoice's reference, `#` and a place; asked for as a range, which an index answers."""
    found = Q()
    for ref in refs:
        found |= Q(item__gte=f"{ref}#", item__lt=f"{ref}$")
    return found


def in_business(accounts: Iterable[str], since: datetime) -> set[str]:
    """Of these customers those with a document since an instant, or with something open."""
    wanted = set(accounts)
    rows = Entry.objects.filter(account__in=wanted, gone=False).exclude(kind="customer")
    busy = rows.filter(Q(date__gte=since.date()) | Q(open__gt=0))
    return set(busy.values_list("account", flat=True)) | handed_over(wanted)


def identities(model: type[Kyc] | type[KycDocument], since: datetime) -> set[int]:
    """Of those who are still customers."""
    rows = dict(model.objects.values_list("pk", "account"))
    busy = in_business(rows.values(), since)
    return {pk for pk, account in rows.items() if account in busy}
