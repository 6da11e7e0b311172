"""From a decided notice to what leaves: its letter, the evidence and the effect, each notice in a transaction of its
own. A notice that cannot be made lies aside and does not count.
"""

from uuid import uuid4

import msgspec
from django.db import transaction

from connectors.records import Customer, Ref
from dunning.decisions import Notice as NoticeDecision
from einvoice.faults import Unacceptable
from sync import audit, outbox
from sync.accounts import customer_of
from sync.boundaries import boundary
from sync.engine import Engine
from sync.letters.post import Parcel, Post, Undeliverable
from sync.models import Aside, Notice, Run
from sync.store import set_aside
from sync.versions import versions


def prepare(engine: Engine, notice: int, *, run: Run | None) -> Notice | None:
    """The notice of this id, now in the outbox; None if it could not be made, or somebody else has it."""
    row = Notice.objects.get(pk=notice)
    decision = msgspec.convert(row.decision, NoticeDecision)
    customer = customer_of(row.account)
    try:
        parcel = Post(engine, row.company).prepare(decision, customer)
    except (Undeliverable, Unacceptable) as refusal:
        _aside(row, customer, refusal, run)
        return None
    with transaction.atomic():
        if not _take(row, status=Notice.Status.PREPARED, channel=parcel.channel):
            return None
        _send(engine, row, decision, parcel, run)
        audit.note("notice prepared", row.account, f"level {row.level}, {parcel.channel}", run=run)
        if parcel.notes:
            audit.note("left out of the notice", row.account, "; ".join(parcel.notes), run=run)
        boundary("prepare.before-commit")
    boundary("prepare.after-commit")
    return row


def _take(row: Notice, **values: str) -> bool:
    """Whether it was still only decided: of two engines one goes on."""
    return bool(Notice.objects.filter(pk=row.pk, status=Notice.Status.DECIDED).update(**values))


def _send(engine: Engine, row: Notice, decision: NoticeDecision, parcel: Parcel, run: Run | None) -> None:
    key, target = f"notice:{uuid4().hex}", Ref.parse(row.account)
    if parcel.change is not None:
        outbox.put_change(key, parcel.change, run=run, notice=row)
    if parcel.message is None:
        return
    company = engine.settings.companies[row.company]
    policy = engine.settings.policies[decision.policy or company.policy]
    evidence = engine.vault.keep(
        msgspec.json.encode(parcel.message),
        name=f"notice-{row.pk}.json",
        mime="application/json",
        inputs={
            "decision": row.decision,
            "charges": msgspec.to_builtins(parcel.charges),
            "address": parcel.address,
        },
        versions=versions(policy=f"{policy.name} {policy.version}", **parcel.versions),
    )
    to, cc = parcel.message.to, parcel.message.cc
    outbox.put_message(key, parcel.way, target, to, evidence, run=run, cc=cc, notice=row)


def _aside(row: Notice, customer: Customer | None, refusal: Undeliverable | Unacceptable, run: Run | None) -> None:
    name, origins = (customer.party.name, customer.origins) if customer else ("", {})
    with transaction.atomic():
        if not _take(row, status=Notice.Status.FAILED):
            return
        set_aside(Aside.Stage.LETTER, Ref.parse(row.account), refusal.faults, name=name, origins=origins)
        why = "; ".join(f"{fault.code} {fault.path}".strip() for fault in refusal.faults)  # messages name people
        audit.note("notice could not be made", row.account, why, run=run)
        boundary("prepare.before-commit")
    boundary("prepare.after-commit")
