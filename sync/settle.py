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
    with transaction.atomic():
        # A person said that it did not arrive, so nobody needs to be asked before it is sent.
        Effect.objects.filter(pk=effect.pk).update(
            status=Effect.Status.PENDING, attempts=0, unsure=False, not_before=utc_now(), ended_at=None
        )
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
        audit.note("retried by hand", aside.ref, aside.stage, who=audit.person())
    return f"{aside.name or aside.ref} is read again with the next run"


def settle_aside(aside: Aside) -> str:
    """A person has dealt with it."""
    with transaction.atomic():
        Aside.objects.filter(pk=aside.pk).update(settled_at=utc_now(), settled_by=audit.person())
        audit.note("settled by hand", aside.ref, aside.stage, who=audit.person())
    return f"{aside.name or aside.ref} is settled"
