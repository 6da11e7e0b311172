"""A person's word on what Solde cannot know: what is in doubt, what was set aside. Each is written to the audit."""

from django.db import transaction

from connectors.errors import Misconfigured
from sync import audit, cases
from sync.accounts import COUNTS
from sync.clock import utc_now
from sync.models import Aside, Cursor, Effect, Notice

_OPEN_ENDS = (Effect.Status.IN_DOUBT, Effect.Status.FAILED)


def retry_effect(effect: Effect) -> str:
    """Give a failed or doubtful effect back to the sender. A waiting one is tried at once."""
    if effect.status not in (*_OPEN_ENDS, Effect.Status.PENDING):
        raise Misconfigured(
            f"effect {effect.pk} is {effect.status}; only failed, doubtful or waiting ones can be retried"
        )
    if effect.slot and Effect.objects.filter(slot=effect.slot, pk__gt=effect.pk).exists():
        raise Misconfigured(f"effect {effect.pk}: a later state of {effect.target} has taken its place")
    if effect.notice is not None and effect.notice.status == Notice.Status.FAILED and _another(effect.notice):
        raise Misconfigured(f"effect {effect.pk}: a newer reminder to {effect.target} has taken its place")
    # Of a doubtful one a person has just said that it did not arrive; of any other the other side is still asked.
    unsure = effect.unsure and effect.status != Effect.Status.IN_DOUBT
    with transaction.atomic():
        changed = Effect.objects.filter(pk=effect.pk, status=effect.status, attempts=effect.attempts).update(
            status=Effect.Status.PENDING, attempts=0, unsure=unsure, not_before=utc_now(), ended_at=None
        )
        if not changed:
            raise Misconfigured(f"effect {effect.pk} is being sent in this moment; look again")
        if effect.notice is not None:
            Notice.objects.filter(pk=effect.notice.pk).update(status=Notice.Status.PREPARED)
        audit.note("retried by hand", effect.target, effect.error, who=audit.person(), key=effect.key)
    return f"{effect.key} leaves with the next run"


def _another(notice: Notice) -> bool:
    """Whether the customer was decided anew since this notice failed."""
    later = Notice.objects.filter(company=notice.company, account=notice.account, pk__gt=notice.pk)
    return later.filter(status__in=COUNTS).exists()


def settle_effect(effect: Effect, *, arrived: bool) -> str:
    """Close a failed or doubtful effect: it arrived, or it did not and is not wanted any more."""
    if effect.status not in _OPEN_ENDS:
        raise Misconfigured(f"effect {effect.pk} is {effect.status}; only failed or doubtful ones can be settled")
    with transaction.atomic():
        Effect.objects.filter(pk=effect.pk).update(status=Effect.Status.SETTLED, ended_at=utc_now())
        if effect.notice is not None and arrived:
            cases.notice_given(effect.notice, effect, None)
        elif effect.notice is not None:
            Notice.objects.filter(pk=effect.notice.pk).update(status=Notice.Status.FAILED)
        if not arrived:  # what was to follow it says that it is there
            Effect.objects.filter(after=effect, status=Effect.Status.PENDING).update(
                status=Effect.Status.STOPPED, error="what it follows never arrived", ended_at=utc_now()
            )
        what = "settled by hand: arrived" if arrived else "settled by hand: never arrived"
        audit.note(what, effect.target, effect.error, who=audit.person(), key=effect.key)
    return f"{effect.key} is settled"


def retry_aside(aside: Aside) -> str:
    """Have a record read and judged again with the next run."""
    with transaction.atomic():
        if aside.stage == Aside.Stage.RECORD:
            Cursor.objects.filter(connection=aside.connection, kind=aside.ref.split("/")[2]).delete()
        elif aside.stage == Aside.Stage.LETTER:
            aside.delete()
        else:
            Aside.objects.filter(pk=aside.pk).update(settled_at=None, settled_by="")
        audit.note("retried by hand", aside.ref, aside.stage, who=audit.person())
    return f"{aside.name or aside.ref} is read again with the next run"


def restored() -> str:
    """After an older backup came back: what waits may have left since.

    What the other side can be asked about is asked before it is sent; messages to people are listed in doubt.
    """
    waiting = Effect.objects.filter(status__in=(Effect.Status.PENDING, Effect.Status.SENDING))
    with transaction.atomic():
        letters = waiting.exclude(notice=None).exclude(way__startswith="erp:")
        Notice.objects.filter(pk__in=letters.values("notice")).update(status=Notice.Status.IN_DOUBT)
        doubtful = letters.update(
            status=Effect.Status.IN_DOUBT, error="may have left after the backup was made", ended_at=utc_now()
        )
        unsure = waiting.update(status=Effect.Status.PENDING, unsure=True, owner="", lease_until=None)
        audit.note("backup restored", "", f"{doubtful} in doubt, {unsure} to be asked for", who=audit.person())
    return (
        f"{doubtful} letters are in doubt (solde outbox list), {unsure} other effects are asked for before they leave"
    )


def settle_aside(aside: Aside) -> str:
    """A person has dealt with it. Of an invoice no e-invoice is made any more until it is retried."""
    with transaction.atomic():
        Aside.objects.filter(pk=aside.pk).update(settled_at=utc_now(), settled_by=audit.person())
        audit.note("settled by hand", aside.ref, aside.stage, who=audit.person())
    return f"{aside.name or aside.ref} is settled"
