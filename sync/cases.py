"""From a plan to cases: each decision is one transaction with its evidence and the effects that it causes."""

from datetime import date
from uuid import uuid4

import msgspec
from django.db import IntegrityError, transaction

from connectors.records import AddNote, AddTask, Ref, SetDunning, SetHold
from dunning.decisions import Hold, Release
from dunning.decisions import Notice as NoticeDecision
from einvoice.faults import Unacceptable
from sync import audit, outbox
from sync.accounts import customer_of
from sync.boundaries import boundary
from sync.engine import Engine
from sync.models import Aside, Effect, HoldCase, Notice, NoticeLine, Run
from sync.post import Post, Undeliverable
from sync.store import mended, set_aside
from sync.versions import versions


def open_notice(engine: Engine, key: str, decision: NoticeDecision, *, run: Run | None) -> bool:
    """Write the letter, keep it, and put it into the outbox. False if it could not be made; then it lies aside."""
    company = engine.settings.companies[key]
    target = Ref.parse(decision.customer)
    customer = customer_of(decision.customer)
    try:
        parcel = Post(engine.settings, key, company).prepare(decision, customer)
    except (Undeliverable, Unacceptable) as refusal:
        name = customer.party.name if customer else ""
        origins = customer.origins if customer else {}
        set_aside(Aside.Stage.LETTER, target, refusal.faults, name=name, origins=origins)
        return False
    try:
        with transaction.atomic():
            notice = Notice.objects.create(
                company=key,
                account=decision.customer,
                date=decision.date,
                level=decision.level,
                channel=parcel.channel,
                status=Notice.Status.PREPARED,
                reason=decision.reason,
                decision=msgspec.to_builtins(decision, str_keys=True),
            )
            NoticeLine.objects.bulk_create(
                NoticeLine(notice=notice, item=i.id, level=i.level, currency=i.currency, open=i.open)
                for i in decision.items
            )
            evidence = engine.vault.keep(
                msgspec.json.encode(parcel.message),
                name=f"notice-{notice.pk}.json",
                mime="application/json",
                inputs={"decision": msgspec.to_builtins(decision, str_keys=True)},
                versions=versions(
                    policy=f"{company.policy} {engine.settings.policies[company.policy].version}",
                    **parcel.versions,
                ),
            )
            to = parcel.message.to
            outbox.put_message(f"notice:{uuid4().hex}", parcel.way, target, to, evidence, run=run, notice=notice)
            audit.note("notice prepared", decision.customer, decision.reason, run=run, facts=dict(decision.facts))
            boundary("decide.before-commit")
    except IntegrityError:  # another engine decided the same in this moment
        return False
    boundary("decide.after-commit")
    return True


def notice_given(notice: Notice, effect: Effect, run: Run | None) -> None:
    """The other side took it: it counts, and the ERP hears of it."""
    Notice.objects.filter(pk=notice.pk).update(status=Notice.Status.GIVEN)
    mended(Aside.Stage.LETTER, [notice.account])
    target = Ref.parse(notice.account)
    numbers = ", ".join(sorted({item["number"] for item in notice.decision["items"]}))
    how = "by e-mail" if notice.channel == "mail" else "by letter"
    text = f"Reminder level {notice.level} sent {how} on {notice.date:%Y-%m-%d} for {numbers}. {notice.reason}"
    outbox.put_change(f"{effect.key}:note", AddNote(target=target, text=text), run=run)
    state = SetDunning(target=target, level=notice.level, notice_date=notice.date)
    outbox.put_change(f"{effect.key}:level", state, run=run)


def open_hold(decision: Hold, *, run: Run | None) -> bool:
    """Put a customer on hold; False if another engine did so in this moment."""
    target = Ref.parse(decision.customer)
    try:
        with transaction.atomic():
            case = HoldCase.objects.create(account=decision.customer, reason=decision.reason)
            change = SetHold(target=target, on=True, reason=decision.reason)
            outbox.put_change(f"hold:{case.pk}:set", change, run=run, hold=case)
            audit.note("hold decided", decision.customer, decision.reason, run=run, facts=dict(decision.facts))
            boundary("decide.before-commit")
    except IntegrityError:
        return False
    boundary("decide.after-commit")
    return True


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


def close_hold(engine: Engine, decision: Release, *, run: Run | None) -> bool:
    """Take our hold back; what somebody else set stays."""
    with transaction.atomic():
        case = HoldCase.objects.filter(account=decision.customer, released_at__isnull=True).first()
        if case is None:
            return False
        HoldCase.objects.filter(pk=case.pk).update(released_at=engine.now(), released_why=decision.reason)
        # A hold that surely never left is taken back here; any other is undone in the ERP.
        if not outbox.supersede(Effect.objects.filter(hold=case)) and not case.left:
            change = SetHold(target=Ref.parse(case.account), on=False, reason=decision.reason, undo=case.undo)
            outbox.put_change(f"hold:{case.pk}:release", change, run=run, hold=case)
        audit.note("hold released", decision.customer, decision.reason, run=run)
        boundary("decide.before-commit")
    boundary("decide.after-commit")
    return True
