"""From a plan to cases. Decisions are written down many at a time, each batch in one transaction; what they cause is
made from the cases afterwards (a notice's letter in sync/prepare.py, everything else through the outbox).
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import TypeVar

import msgspec
from django.db import IntegrityError, transaction

from connectors.records import AddNote, AddTask, Ref, SetDunning, SetHold
from dunning.decisions import Hold, Release
from dunning.decisions import Notice as NoticeDecision
from sync import audit, outbox
from sync.accounts import COUNTS, customer_of
from sync.boundaries import boundary
from sync.engine import Engine
from sync.locks import in_turn
from sync.models import Aside, Audit, Effect, HoldCase, Notice, NoticeLine, Run
from sync.store import mended

BATCH = 1000  # decisions in one transaction
_HOW = {
    "mail": "sent by e-mail",
    "letter": "sent by letter",
    "sms": "sent by text message",
    "phone": "given to somebody to phone",
    "activity": "given to somebody to follow up",
}
_encode = msgspec.json.Encoder().encode
Decided = TypeVar("Decided")


def decide(notices: Iterable[tuple[str, NoticeDecision]], *, run: Run | None) -> Iterator[int]:
    """Write down what was decided for companies by their key; yields the notices' ids, batch by batch.

    Left out is an account that another engine has decided for that day in the meantime.
    """
    for batch in _batches(notices):
        try:
            with transaction.atomic():
                in_turn("notices")
                written = _write(_free(batch), run)
                boundary("decide.before-commit")
        except IntegrityError:  # a person gave a notice of today back in this moment: the next run decides them
            continue
        boundary("decide.after-commit")
        yield from written


def _free(batch: Sequence[tuple[str, NoticeDecision]]) -> list[tuple[str, NoticeDecision]]:
    """Those that have no notice of the day yet."""
    customers, days = {decision.customer for _, decision in batch}, {decision.date for _, decision in batch}
    there = Notice.objects.filter(account__in=customers, date__in=days, status__in=COUNTS)
    taken = set(there.values_list("company", "account", "date"))
    found: dict[tuple[str, str, date], tuple[str, NoticeDecision]] = {}
    for key, decision in batch:
        place = (key, decision.customer, decision.date)
        if place not in taken:
            found.setdefault(place, (key, decision))
    return list(found.values())


def _write(batch: Sequence[tuple[str, NoticeDecision]], run: Run | None) -> list[int]:
    notices = Notice.objects.bulk_create(
        Notice(
            company=key,
            account=decision.customer,
            date=decision.date,
            level=decision.level,
            channel=decision.channel,
            event=decision.event,
            area=decision.area,
            reason=decision.reason,
            decision=_encode(decision),
        )
        for key, decision in batch
    )
    NoticeLine.objects.bulk_create(
        NoticeLine(notice=notice, item=item.id, level=item.level, currency=item.currency, open=item.open)
        for notice, (_, decision) in zip(notices, batch, strict=True)
        for item in decision.items
    )
    Audit.objects.bulk_create(
        audit.line("notice decided", decision.customer, decision.reason, run=run, facts=decision.facts)
        for _, decision in batch
    )
    return [notice.pk for notice in notices]


def drop_unprepared(companies: Collection[str], *, run: Run | None) -> int:
    """What an earlier run decided and did not prepare before it ended is decided anew: the facts may have changed.

    Call it where no other run over these companies (keys in solde.toml) is going on.
    """
    with transaction.atomic():
        in_turn("notices")
        left = Notice.objects.filter(status=Notice.Status.DECIDED, company__in=companies)
        accounts = list(left.order_by("id").values_list("account", flat=True))
        left.update(status=Notice.Status.STOPPED)
        why = "the run that decided it ended before the notice was prepared"
        Audit.objects.bulk_create(audit.line("stopped before sending", account, why, run=run) for account in accounts)
    return len(accounts)


def notice_given(notice: Notice, effect: Effect, run: Run | None) -> None:
    """The other side took it: it counts, and the ERP hears of it. An answer steps nothing up, so no level is told."""
    Notice.objects.filter(pk=notice.pk).update(status=Notice.Status.GIVEN)
    mended(Aside.Stage.LETTER, [notice.account])
    target = Ref.parse(notice.account)
    numbers = ", ".join(sorted({item["number"] for item in notice.decision["items"]}))
    how = _HOW.get(notice.channel, f"sent by {notice.channel}")
    happening = notice.decision.get("happening", "").replace("-", " ")
    what = f"Answer ({happening})" if happening else f"Reminder level {notice.level}"
    text = f"{what} {how} on {notice.date:%Y-%m-%d} for {numbers}. {notice.reason}"
    outbox.put_change(f"{effect.key}:note", AddNote(target=target, text=text), run=run)
    if happening:
        return
    outbox.put_change(f"{effect.key}:level", level_of(notice, notice), run=run)


def level_of(notice: Notice, counts: Notice | None) -> SetDunning:
    """What the ERP is told of the company and dunning area of `notice`: the level of the one that `counts` there."""
    item = next(iter(notice.decision["items"]), None)
    return SetDunning(
        target=Ref.parse(notice.account),
        level=counts.level if counts else 0,
        notice_date=counts.date if counts else None,
        company=Ref.parse(item["id"]).company if item else "",
        area=notice.area,
    )


def open_holds(holds: Iterable[Hold], *, run: Run | None, who: str = "solde") -> int:
    """Put customers on hold; returns how many. Left out is whoever another engine put on hold in the meantime."""
    count = 0
    for batch in _batches(holds):
        with transaction.atomic():
            in_turn("holds")
            there = HoldCase.objects.filter(account__in=[hold.customer for hold in batch], released_at=None)
            taken = set(there.values_list("account", flat=True))
            fresh = {hold.customer: hold for hold in batch if hold.customer not in taken}.values()
            for hold in fresh:
                case = HoldCase.objects.create(account=hold.customer, reason=hold.reason)
                change = SetHold(target=Ref.parse(hold.customer), on=True, reason=hold.reason)
                outbox.put_change(f"hold:{case.pk}:set", change, run=run, hold=case)
                audit.note("hold decided", hold.customer, hold.reason, run=run, who=who, facts=hold.facts)
            boundary("decide.before-commit")
        boundary("decide.after-commit")
        count += len(fresh)
    return count


def hold_placed(case: HoldCase, *, ours: bool, undo: str, run: Run | None, today: date | None) -> None:
    """The ERP answered. If the hold is ours and was not released in the meantime, the salesperson is told."""
    HoldCase.objects.filter(pk=case.pk).update(placed=ours, left=not ours, undo=undo)
    if not ours or HoldCase.objects.filter(pk=case.pk, released_at__isnull=False).exists():
        return
    customer = customer_of(case.account)
    task = AddTask(
        target=Ref.parse(case.account),
        summary="Customer on credit hold",
        text=case.reason,
        due=today,
        assignee=customer.salesperson if customer else None,
    )
    outbox.put_change(f"hold:{case.pk}:task", task, run=run)


def close_holds(engine: Engine, releases: Iterable[Release], *, run: Run | None) -> int:
    """Take our holds back; what somebody else set stays. Returns how many."""
    count = 0
    for batch in _batches(releases):
        with transaction.atomic():
            in_turn("holds")
            count += sum(_close_hold(engine, release, run) for release in batch)
            boundary("decide.before-commit")
        boundary("decide.after-commit")
    return count


def _close_hold(engine: Engine, release: Release, run: Run | None) -> bool:
    case = HoldCase.objects.filter(account=release.customer, released_at=None).first()
    if case is None:
        return False
    HoldCase.objects.filter(pk=case.pk).update(released_at=engine.now(), released_why=release.reason)
    # A hold that surely never left is taken back here; any other is undone in the ERP.
    if not outbox.supersede(Effect.objects.filter(hold=case)) and not case.left:
        change = SetHold(target=Ref.parse(case.account), on=False, reason=release.reason, undo=case.undo)
        outbox.put_change(f"hold:{case.pk}:release", change, run=run, hold=case)
    audit.note("hold released", release.customer, release.reason, run=run)
    return True


def _batches(decisions: Iterable[Decided]) -> Iterator[list[Decided]]:
    rest = iter(decisions)
    while batch := list(islice(rest, BATCH)):
        yield batch
