"""What a report about a message does: the one place where an event is stored, with all that follows from it.

A message that did not arrive is no notice given: its level falls back, the ERP hears of it, the salesperson gets a
task, and the next decision goes another way. Everything about one report is one transaction, and told twice it
changes nothing.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
from django.db import transaction
from django.db.models import Q

from config.settings import Settings
from connectors.channels.reports import Report, code_in, no_such_address
from connectors.records import AddNote, AddTask, Customer, Ref
from einvoice.faults import Fault
from sync import audit, cases, outbox
from sync.accounts import customer_of
from sync.clock import utc_now
from sync.models import DeliveryEvent, Effect, Notice, NoticeLine
from sync.store import entry_of
from sync.tracking.fate import FAILED, address_hash, addresses, open_items, told

_OURS = re.compile("[0-9a-f]{32}")
IN_A_ROW = 3  # so many mails in a row that a mailbox did not take, and it is one that takes none
WATCHED = ("opened", "clicked")  # what a reader does, not what a server does: only with a legal basis
REFUSED_BY_READER = ("complained", "unsubscribed")


@dataclass
class Taken:
    """What became of some reports. `waiting`: about messages that are being sent in this moment; ask again later."""

    counts: Counter[str] = field(default_factory=Counter)  # by kind, and: repeated, unknown, unwatched
    waiting: int = 0


def take(settings: Settings, reports: Iterable[Report]) -> Taken:
    """Store reports and do what follows from them."""
    taken = Taken()
    for report in reports:
        if report.kind in WATCHED and not settings.tracking.open_tracking:
            taken.counts["unwatched"] += 1
            continue
        effect = _effect(report.mail)
        if effect is None:
            taken.counts["unknown"] += 1
        elif effect.status == Effect.Status.SENDING:
            taken.waiting += 1
        else:
            taken.counts[_stored(effect, report)] += 1
    return taken


def refused_at_once(effect: Effect, faults: Sequence[Fault], now: datetime) -> bool:
    """Our own server may know at once what others tell later: that there is no such address. Call it in the
    transaction that closes the effect. False where the refusal says something else; then a person must look.
    """
    wanted = addresses(msgspec.json.decode(effect.payload).get("to", ""))
    about = [fault.message for fault in faults if (fault.code, fault.path) == ("MAIL-REFUSED", "to")]
    known = all(no_such_address(code_in(message)) for message in about)
    if effect.notice is None or not about or not known or not len(wanted) == len(about) == len(faults):
        return False
    for number, (address, message) in enumerate(zip(sorted(wanted), sorted(about), strict=True)):
        bounce = Report(
            source="smtp",
            id=f"{effect.key}/{effect.attempts}/{number}",
            kind="bounced",
            at=now,
            mail=effect.mail,
            recipient=address,
            code=code_in(message),
            detail=message.rpartition(f"{address}: ")[2],
        )
        _stored(effect, bounce)
    return True


def _effect(mail: str) -> Effect | None:
    if not _OURS.fullmatch(mail):
        return None
    return Effect.objects.select_related("notice").filter(mail=mail).first()


def _stored(effect: Effect, report: Report) -> str:
    account = _account(effect)
    address = _address(effect, report.recipient)
    with transaction.atomic():
        event, new = DeliveryEvent.objects.get_or_create(
            source=report.source,
            ident=report.id[:100],
            defaults={
                "effect": effect,
                "account": account,
                "kind": report.kind,
                "soft": report.soft,
                "address": address_hash(address or report.recipient) if address or report.recipient else "",
                "at": report.at,
                "code": report.code[:12],
                "detail": _plain(report.detail),
            },
        )
        if new and address:
            _follow(effect, event, address)
    return report.kind if new else "repeated"


def _plain(detail: str) -> str:
    """A server's words on one line, without addresses; it may have said anything."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in detail).split())
    return audit.without_addresses(line)[:300]


def _account(effect: Effect) -> str:
    if effect.notice is not None:
        return effect.notice.account
    entry = entry_of(effect.target)
    return entry.account if entry is not None else effect.target


def _address(effect: Effect, recipient: str) -> str:
    """The customer's address that a report is about; empty where it is about a copy, or nobody can say.

    An address that is not on the message is where its mailbox forwards to, if the message had only one.
    """
    payload = msgspec.json.decode(effect.payload)
    wanted = addresses(payload.get("to", ""))
    copies = {address_hash(address) for copy in payload.get("cc", ()) for address in addresses(copy)}
    for address in wanted:
        if recipient and address_hash(address) == address_hash(recipient):
            return address
    if len(wanted) == 1 and not (recipient and address_hash(recipient) in copies):
        return wanted[0]
    return ""


def _follow(effect: Effect, event: DeliveryEvent, address: str) -> None:
    if event.kind not in FAILED:
        _arrived(effect, event)
    if event.kind not in {*FAILED, *REFUSED_BY_READER}:
        return
    known = DeliveryEvent.objects.filter(account=event.account, address=event.address, closes=True).exists()
    event.closes = event.kind in REFUSED_BY_READER or _for_good(event)
    event.save(update_fields=["closes"])
    audit.note(f"e-mail {event.kind}", event.account, told(event), key=effect.key, source=event.source)
    if event.kind in FAILED:
        _never_arrived(effect, event)
    if event.closes and not known:
        _ask_for_help(effect, event, address)


def _for_good(event: DeliveryEvent) -> bool:
    """There is no such address, or it was the last of several mails that failed with none delivered between them."""
    if event.kind != "failed" and not event.soft and no_such_address(event.code):
        return True
    same = DeliveryEvent.objects.filter(account=event.account, address=event.address, at__lte=event.at)
    mails: set[int] = set()
    for kind, effect in same.order_by("-at", "-id").values_list("kind", "effect")[:100]:
        if kind == "delivered":
            break
        if kind in FAILED:  # of one mail several may tell
            mails.add(effect)
    return len(mails) >= IN_A_ROW


def _arrived(effect: Effect, event: DeliveryEvent) -> None:
    """Whoever tells of a message has had it: what was in doubt is settled."""
    if _no_longer_open(effect) and effect.notice is not None and effect.notice.status != Notice.Status.FAILED:
        cases.notice_given(effect.notice, effect, None)
        audit.note("settled by a report: arrived", effect.target, told(event), key=effect.key)


def _no_longer_open(effect: Effect) -> bool:
    """Close an effect that may have left and did; False if it was closed."""
    doubtful = Q(status=Effect.Status.IN_DOUBT) | Q(status=Effect.Status.PENDING, unsure=True)
    return bool(
        Effect.objects.filter(doubtful, pk=effect.pk).update(
            status=Effect.Status.DONE, receipt="told by a report", error="", unsure=False, ended_at=utc_now()
        )
    )


def _never_arrived(effect: Effect, event: DeliveryEvent) -> None:
    """Once none of its addresses got it, a notice does not count as given, and the ERP is told what does."""
    wanted = {address_hash(a) for a in addresses(msgspec.json.decode(effect.payload).get("to", ""))}
    failed = DeliveryEvent.objects.filter(effect=effect, kind__in=FAILED).values_list("address", flat=True)
    if not wanted <= set(failed):
        _arrived(effect, event)
        return
    _no_longer_open(effect)
    notice = effect.notice
    if notice is None:  # an e-invoice: a person sends it again, or another way
        done = Effect.objects.filter(pk=effect.pk, status=Effect.Status.DONE)
        done.update(status=Effect.Status.FAILED, error=told(event))
        return
    counted = (Notice.Status.PREPARED, Notice.Status.GIVEN, Notice.Status.IN_DOUBT)
    if not Notice.objects.filter(pk=notice.pk, status__in=counted).update(status=Notice.Status.FAILED):
        return
    if notice.status == Notice.Status.GIVEN and _still_asks(notice):
        _tell_erp(notice, event)


def _tell_erp(notice: Notice, event: DeliveryEvent) -> None:
    target = Ref.parse(notice.account)
    text = f"The reminder of {notice.date} (level {notice.level}) {told(event)}. It does not count as given."
    outbox.put_change(f"delivery:{event.pk}:note", AddNote(target=target, text=text), run=None)
    given = Notice.objects.filter(
        account=notice.account, company=notice.company, area=notice.area, status=Notice.Status.GIVEN, event=""
    )  # steps, no answers
    last = given.order_by("-date", "-id").first()
    outbox.put_change(f"delivery:{event.pk}:level", cases.level_of(notice, last), run=None)


def _still_asks(notice: Notice) -> bool:
    """Whether anything that it asked for is still open: who has paid meanwhile is not asked anew."""
    return bool(open_items(set(NoticeLine.objects.filter(notice=notice).values_list("item", flat=True))))


def _ask_for_help(effect: Effect, event: DeliveryEvent, address: str) -> None:
    """One task for each address that is closed: only a person can find another."""
    entry = entry_of(effect.target)
    sent = f"What was sent for {entry.kind} {entry.name}" if entry else "What was sent"
    what = f"The reminder of {effect.notice.date}" if effect.notice else sent
    if event.kind in REFUSED_BY_READER:
        summary = "A customer wants no more e-mail"
        text = f"{what} to {address} was {told(event)}. Nothing more is sent to this address. Talk to the customer."
    else:
        summary = "Mend the e-mail address of a customer"
        again = " It was the third in a row." if event.soft or not no_such_address(event.code) else ""
        text = f"{what} to {address} {told(event)}.{again} Until the address changes, e-mail is not tried again."
    customer: Customer | None = customer_of(event.account)
    task = AddTask(
        target=Ref.parse(event.account),
        summary=summary,
        text=text,
        due=event.at.date(),
        assignee=customer.salesperson if customer else None,
    )
    outbox.put_change(f"delivery:{event.pk}:task", task, run=None)
