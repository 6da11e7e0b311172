"""The outbox: effects are put in with the decision that causes them, and claimed by one sender at a time.

Two kinds. *State* (a hold, a dunning level): the latest of a slot wins, in order. *Event* (a file, a note, a
letter): happens once, under its key.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import Exists, OuterRef, Q, QuerySet

from connectors.channels.envelope import id_left
from connectors.contract import Message
from connectors.records import STATES, Change, Ref, SetDunning
from sync import owner
from sync.boundaries import boundary
from sync.clock import utc_now
from sync.models import Effect, Evidence, Run

OPEN = (Effect.Status.PENDING, Effect.Status.SENDING)
OVER = (Effect.Status.DONE, Effect.Status.LEFT, Effect.Status.SETTLED, Effect.Status.SUPERSEDED)


def put_change(key: str, change: Change, *, run: Run | None, **links: Any) -> Effect:
    """An effect on the ERP. A pending older state of the same slot is superseded, unless it may have got through:
    then it goes first, so that what it changed is known before the next.
    """
    slot = _slot(change)
    if slot:
        supersede(Effect.objects.filter(slot=slot))
    return Effect.objects.create(
        key=key,
        kind="state" if slot else "event",
        way=f"erp:{change.target.connection}",
        slot=slot,
        target=str(change.target),
        payload=msgspec.json.encode(change).decode(),
        not_before=utc_now(),
        run=run,
        **links,
    )


def _slot(change: Change) -> str:
    """What a state is a state of; empty for an event. Levels are counted for each company and dunning area."""
    if not isinstance(change, STATES):
        return ""
    of = f"|{change.company}|{change.area}" if isinstance(change, SetDunning) else ""
    return f"{change.target}|{type(change).__name__}{of}"


def supersede(effects: QuerySet[Effect]) -> int:
    """Take back those that wait and surely never left; returns how many."""
    # By their ids: a database that was asked for a slot and a status at once could go through all that is pending.
    waiting = Effect.objects.filter(pk__in=list(effects.values_list("pk", flat=True)))
    waiting = waiting.filter(status=Effect.Status.PENDING, unsure=False)
    return waiting.update(status=Effect.Status.SUPERSEDED, ended_at=utc_now())


def put_message(
    key: str,
    way: str,
    target: Ref,
    to: str,
    evidence: Evidence,
    *,
    run: Run | None,
    cc: Sequence[str] = (),
    **links: Any,
) -> Effect:
    """A message on a channel (`mail`, `channel:NAME`); its bytes are the evidence's. `to` and `cc` are its addresses,
    by which a report about it is understood.
    """
    return Effect.objects.create(
        key=key,
        kind="event",
        way=way,
        target=str(target),
        payload=msgspec.json.encode({"to": to, "cc": cc} if cc else {"to": to}).decode(),
        mail=id_left(key),
        evidence=evidence,
        not_before=utc_now(),
        run=run,
        **links,
    )


def change_of(effect: Effect) -> Change:
    """The change of an effect on the ERP."""
    change: Change = msgspec.json.decode(effect.payload, type=Change)
    return change


def message_of(content: bytes) -> Message:
    """The message that a channel's evidence holds."""
    return msgspec.json.decode(content, type=Message)


def ready(ways: list[str], now: datetime) -> QuerySet[Effect]:
    """What may leave over one of `ways` now, oldest first; of a slot only the oldest that is open."""
    waiting = Effect.objects.filter(_first_of_slot(), status=Effect.Status.PENDING, not_before__lte=now, way__in=ways)
    return waiting.filter(Q(after__isnull=True) | Q(after__status__in=OVER)).order_by("id")


def _first_of_slot() -> Q:
    earlier = Effect.objects.filter(slot=OuterRef("slot"), status__in=OPEN, pk__lt=OuterRef("pk"))
    return Q(slot="") | Q(~Exists(earlier))


def claim(effect: Effect, now: datetime) -> bool:
    """Make an effect ours alone. Conditional on what was read: of two senders one gets it, on any database, and
    what somebody tried since it was read is left alone. So `effect` equals its row and need not be read again.
    """
    ours: dict[str, Any] = {
        "status": Effect.Status.SENDING,
        "owner": owner.me(),
        "lease_until": now + owner.LEASE,
        "attempts": effect.attempts + 1,
    }
    order = [_first_of_slot()] if effect.slot else []
    read = {"status": Effect.Status.PENDING, "attempts": effect.attempts, "unsure": effect.unsure}
    if not Effect.objects.filter(*order, pk=effect.pk, **read).update(**ours):
        return False
    boundary("send.claimed")
    for name, value in ours.items():
        setattr(effect, name, value)
    return True


def abandoned(now: datetime) -> list[Effect]:
    """Effects whose sender is known to be dead or has overrun its lease; each is returned to one caller only."""
    found: list[Effect] = []
    for effect in Effect.objects.filter(status=Effect.Status.SENDING).order_by("id"):
        if not owner.expired(effect.owner, effect.lease_until, now):
            continue
        taken = Effect.objects.filter(
            pk=effect.pk, status=Effect.Status.SENDING, owner=effect.owner, lease_until=effect.lease_until
        ).update(owner=owner.me(), lease_until=now + owner.LEASE, unsure=True)
        if taken:
            effect.refresh_from_db()
            found.append(effect)
    return found


def end(effect: Effect, status: str, *, receipt: str = "", error: str = "") -> bool:
    """Close an effect that is ours; False if somebody else holds it now, then nothing was changed."""
    return bool(
        Effect.objects.filter(pk=effect.pk, status=Effect.Status.SENDING, owner=effect.owner).update(
            status=status, receipt=receipt, error=error, ended_at=utc_now(), owner="", lease_until=None
        )
    )


def again(effect: Effect, not_before: datetime, error: str, *, unsure: bool) -> None:
    """Give an effect back, to be tried not before an instant; `unsure` if this try may have got through."""
    boundary("postpone.before-commit")
    Effect.objects.filter(pk=effect.pk, status=Effect.Status.SENDING, owner=effect.owner).update(
        status=Effect.Status.PENDING,
        not_before=not_before,
        error=error,
        unsure=unsure or effect.unsure,
        owner="",
        lease_until=None,
    )
    boundary("postpone.after-commit")
