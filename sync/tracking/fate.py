"""What is known of the way of our messages: who cannot be reached by e-mail, which notices never arrived, and how a
notice fared in words. What reports do when they come in: sync/tracking/returns.py.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, tzinfo
from email.utils import getaddresses
from typing import TypeVar

from django.db.models import Max

from connectors.channels.reports import meaning
from connectors.records import Customer, Ref
from dunning.account import Event
from sync.models import DeliveryEvent, Entry, Notice, NoticeLine, OpenItem
from sync.store import record_of

T = TypeVar("T")
CHUNK = 500
FAILED = ("bounced", "rejected", "failed")  # the message did not get there
# Of several reports about one notice the first of these tells most.
_RANK = ("complained", *FAILED, "unsubscribed", "clicked", "opened", "delivered", "deferred", "sent", "queued")
_VERBS = {
    "complained": "marked as unwanted",
    "rejected": "not sent on",
    "failed": "not sent on",
    "deferred": "delayed since",
    "queued": "sent",
}


def addresses(text: str) -> tuple[str, ...]:
    """The bare addresses in what an ERP has as an e-mail address, parted by commas or semicolons."""
    return tuple(address for _, address in getaddresses([text.replace(";", ",")]) if address)


def address_hash(address: str) -> str:
    """By what an address is known again without being kept; capitals make no other address of it."""
    local, _, domain = address.strip().rpartition("@")
    with suppress(UnicodeError):  # what is no domain stays as it is
        domain = domain.encode("idna").decode()
    return hashlib.sha256(f"{local}@{domain}".lower().encode()).hexdigest()


def unreachable(accounts: Sequence[str]) -> dict[str, frozenset[str]]:
    """The channels that failed for these customers (`str(Ref)`) and were not mended since; only who has some.

    E-mail is closed once every address that the ledger has for the customer, or for the parent that gets the
    letters, bounced for good, was complained about, or unsubscribed. Another address opens it again.
    """
    closed: dict[str, set[str]] = defaultdict(set)
    for chunk in chunks(accounts):
        events = DeliveryEvent.objects.filter(account__in=chunk, closes=True)
        for account, address in events.values_list("account", "address"):
            closed[account].add(address)
    customers = _customers(closed)
    parents = _customers({str(c.parent) for c in customers.values() if c.parent})
    found = {}
    for account, customer in customers.items():
        parent = parents.get(str(customer.parent))
        for owner in (customer, parent):
            current = {address_hash(address) for address in addresses(owner.email)} if owner else set()
            if current and current <= closed[account]:
                found[account] = frozenset({"mail"})
    return found


def failures(accounts: Sequence[str], company: str | None = None) -> dict[str, tuple[Event, ...]]:
    """Notices that never arrived and still ask for something, as happenings a policy may answer; only who has some.

    `company` (its key in solde.toml) restricts to its notices. A notice that was given later ends it.
    """
    events: dict[int, DeliveryEvent] = {}
    for chunk in chunks(accounts):
        rows = DeliveryEvent.objects.filter(
            account__in=chunk, kind__in=FAILED, effect__notice__status=Notice.Status.FAILED
        )
        if company is not None:
            rows = rows.filter(effect__notice__company=company)
        for event in rows.select_related("effect__notice").order_by("at", "id"):
            if event.effect.notice is not None:
                events.setdefault(event.effect.notice.pk, event)
    lines: dict[int, list[str]] = defaultdict(list)
    for ids in chunks(events):
        for pk, item in NoticeLine.objects.filter(notice__in=ids).order_by("id").values_list("notice", "item"):
            lines[pk].append(item)
    unpaid = open_items({item for items in lines.values() for item in items})
    later = _given_last({event.account for event in events.values()})
    found: dict[str, list[Event]] = defaultdict(list)
    for pk, event in events.items():
        notice, items = event.effect.notice, tuple(item for item in lines[pk] if item in unpaid)
        if notice is None or not items or later.get((notice.company, notice.account), 0) > pk:
            continue
        words = f"The reminder of {notice.date} {told(event)}"
        happened = Event(id=f"delivery:{pk}", kind="delivery-failed", date=event.at.date(), items=items, words=words)
        found[event.account].append(happened)
    return {account: tuple(happened) for account, happened in found.items()}


def _given_last(accounts: Iterable[str]) -> dict[tuple[str, str], int]:
    """The newest notice that arrived, by company and account. One that only waits to be sent ends nothing."""
    found: dict[tuple[str, str], int] = {}
    for chunk in chunks(accounts):
        given = Notice.objects.filter(account__in=chunk, status__in=(Notice.Status.GIVEN, Notice.Status.IN_DOUBT))
        for company, account, last in given.values_list("company", "account").annotate(Max("id")).order_by():
            found[company, account] = last
    return found


def delivery_of(notices: Collection[int], zone: tzinfo = UTC) -> dict[int, str]:
    """How each of these notices fared: `delivered 3 March 2026 10:12`, `bounced: mailbox unknown (5.1.1)`.

    Times are in `zone`. Notices of which nothing was told are absent.
    """
    best: dict[int, DeliveryEvent] = {}
    for chunk in chunks(notices):
        rows = DeliveryEvent.objects.filter(effect__notice__in=chunk, kind__in=_RANK).select_related("effect")
        for event in rows.order_by("at", "id"):
            pk = event.effect.notice_id
            if pk is not None and (pk not in best or _RANK.index(event.kind) < _RANK.index(best[pk].kind)):
                best[pk] = event
    return {pk: told(event, zone) for pk, event in best.items()}


def told(event: DeliveryEvent, zone: tzinfo = UTC) -> str:
    """One event in words, to stand after the name of what was sent."""
    verb = _VERBS.get(event.kind, event.kind)
    at = event.at.astimezone(zone)
    when = f"{verb} {at.day} {at:%B %Y %H:%M}"
    if event.kind not in {*FAILED, "deferred"}:
        return when
    said = meaning(event.code) or event.detail
    code = f"({event.code})" if event.code and event.code not in said else ""
    reason = " ".join(part for part in (said, code) if part)
    if event.kind == "deferred":
        return f"{when}: {reason}" if reason else when
    return f"{verb}: {reason}" if reason else verb


def open_items(items: Collection[str]) -> set[str]:
    """Those of these instalments (`NoticeLine.item`) that are not paid; of an invoice that cannot be read, all."""
    unpaid: set[str] = set()
    unread: set[str] = set()
    for chunk in chunks(sorted({item.rpartition("#")[0] for item in items})):
        ids = {Ref.parse(ref).id for ref in chunk}
        rows = OpenItem.objects.filter(entry__kind="invoice", entry__ext_id__in=ids)
        unpaid.update(rows.values_list("item", flat=True))
        unreadable = Entry.objects.filter(kind="invoice", ext_id__in=ids, unreadable=True, gone=False)
        unread.update(entry.ref for entry in unreadable.only("connection", "company", "kind", "ext_id"))
    return {item for item in items if item in unpaid or item.rpartition("#")[0] in unread}


def _customers(accounts: Iterable[str]) -> dict[str, Customer]:
    found: dict[str, Customer] = {}
    for chunk in chunks(accounts):
        rows = Entry.objects.filter(kind="customer", account__in=chunk, gone=False, unreadable=False)
        found.update((entry.account, record_of(entry)) for entry in rows)
    return found


def chunks(things: Iterable[T]) -> Iterator[list[T]]:
    """So many at a time as a query may name."""
    every = list(things)
    return (every[start : start + CHUNK] for start in range(0, len(every), CHUNK))
