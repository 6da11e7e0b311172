"""What people said about customers, as decisions read it. Nothing is decided here.

`said_of` reads it for many accounts at once, `onto` puts it beside what the ERP says. The ERP is master: what it
says itself (a block, a dispute, a consumer) stays in force whatever was entered here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

import msgspec
from django.db.models import Q

from config.settings import Company
from connectors.records import Customer
from dunning.account import NOTHING, Account, Event, Item, Plan, PlanDue, Promise
from einvoice.model import Contact
from sync.customer.receipts import Expected, received
from sync.models import Said as Row

Reason = Literal["price", "quantity", "quality", "delivery", "order-number", "duplicate", "paid", "tax", "other"]
Outcome = Literal["accepted", "partly", "rejected", "withdrawn"]
Reached = Literal["reached", "no-answer", "voicemail", "call-back", "wrong-number"]
Wish = Literal["policy", "channel", "language", "cap", "email", "phone", "key", "grade", "kind"]
CustomerKind = Literal["consumer", "sole-trader", "business"]
REASONS: tuple[str, ...] = get_args(Reason)
OUTCOMES: tuple[str, ...] = get_args(Outcome)
WISHES: tuple[str, ...] = get_args(Wish)


class _Body(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class Promised(_Body, frozen=True, tag="promise"):
    """So much by that day. `items` are the instalments it is about with what was open on them when it was made."""

    amount: Decimal
    currency: str
    by: date
    items: dict[str, Decimal] = {}  # empty: the whole account
    about: str = ""  # the numbers of their invoices, for people


class Disputed(_Body, frozen=True, tag="dispute"):
    """The customer contests `amount` of the items, in their order, or all that is open on them."""

    items: tuple[str, ...]
    number: str  # the invoice's, for people
    reason: Reason
    currency: str
    deadline: date
    owner: str = ""  # who clears it up: an ERP user; empty: the customer's salesperson
    amount: Decimal | None = None


class Blocked(_Body, frozen=True, tag="block"):
    """No reminders, for the account or for some items of it."""

    items: tuple[str, ...] = ()
    number: str = ""


class Planned(_Body, frozen=True, tag="plan"):
    """Instalments that were agreed over some items, with what was open on them then."""

    currency: str
    dues: tuple[PlanDue, ...]
    items: dict[str, Decimal]
    about: str  # the numbers of their invoices, for people


class Wished(_Body, frozen=True, tag="wish"):
    """One thing that is different for this customer."""

    field: Wish
    value: str


class Called(_Body, frozen=True, tag="call"):
    """Somebody telephoned."""

    outcome: Reached
    spoke_with: str = ""
    again: date | None = None


class Same(_Body, frozen=True, tag="same"):
    """This account and `other` (`str(Ref)`) are one debtor."""

    other: str


Body = Promised | Disputed | Blocked | Planned | Wished | Called | Same
_BODY: msgspec.json.Decoder[Body] = msgspec.json.Decoder(Body)
KEPT = "kept"  # how promises and plans end well
CLOSING = ("partly", "rejected", "withdrawn")  # after these the customer owes again; `accepted` ends in a credit note
COUNTING = ("promise", "dispute", "block", "plan", "wish")  # the kinds that decisions look at


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What counts about one account of one company."""

    promises: tuple[Promise, ...] = ()
    plans: tuple[Plan, ...] = ()
    events: tuple[Event, ...] = ()
    disputes: tuple[Disputed, ...] = ()
    blocks: tuple[tuple[str, date | None, tuple[str, ...]], ...] = ()  # reason, last day, items (empty: the account)
    wishes: Mapping[Wish, str] = {}


def body_of(row: Row) -> Body:
    """What was entered, typed."""
    return _BODY.decode(row.body)


def said_of(key: str, company: Company, accounts: Collection[str]) -> dict[str, Said]:
    """What was said of these accounts (`str(Ref)`) and still counts for the company `key`; only those with something.

    One query where nobody said anything, three more where somebody promised to pay.
    """
    rows: dict[str, list[tuple[Row, Body]]] = defaultdict(list)
    found = Row.objects.filter(
        Q(ended_on=None) | Q(kind="dispute") | Q(ended_as=KEPT),
        kind__in=COUNTING,
        company__in=("", key),
        account__in=list(accounts),
    )
    for row in found.order_by("id"):
        rows[row.account].append((row, body_of(row)))
    came = received(company, [each for of in rows.values() for each in expected(of)])
    return {account: _said(of, came) for account, of in rows.items()}


def expected(rows: Iterable[tuple[Row, Body]]) -> list[Expected]:
    """The money that promises and plans speak of, with those that were kept: what they took is spent."""
    money = [(row, body) for row, body in rows if isinstance(body, Promised | Planned)]
    running = {row.account for row, _ in money if row.ended_on is None}
    return [
        Expected(
            id=row.pk,
            account=row.account,
            currency=body.currency,
            since=row.made_on,
            until=body.by if isinstance(body, Promised) else None,
            amount=body.amount if isinstance(body, Promised) else sum((d.amount for d in body.dues), NOTHING),
            items=body.items,
            kept=row.ended_as == KEPT,
        )
        for row, body in money
        if row.account in running and (row.ended_on is None or row.ended_as == KEPT)
    ]


def _said(rows: Sequence[tuple[Row, Body]], came: Mapping[int, Decimal | None]) -> Said:
    promises, plans, events, disputes, blocks = [], [], [], [], []
    wishes: dict[Wish, str] = {}
    for row, body in rows:
        name = f"said:{row.pk}"
        money = came.get(row.pk)
        match body:
            case Promised() if row.ended_on is None and money is not None:
                promises.append(
                    Promise(
                        id=name,
                        made=row.made_on,
                        by=body.by,
                        amount=body.amount,
                        currency=body.currency,
                        received=money,
                        items=tuple(body.items),
                    )
                )
            case Planned() if row.ended_on is None and money is not None:
                plans.append(
                    Plan(
                        id=name,
                        agreed=row.made_on,
                        currency=body.currency,
                        dues=body.dues,
                        items=tuple(body.items),
                        paid=money,
                    )
                )
            case Disputed() if row.ended_on is None:
                disputes.append(body)
            case Disputed() if row.ended_on is not None and row.ended_as in CLOSING:
                words = f"the dispute about {body.number} ({body.reason}) was closed: {row.ended_as}"
                events.append(Event(id=name, kind="dispute-closed", date=row.ended_on, items=body.items, words=words))
            case Blocked():
                blocks.append((row.why, row.until, body.items))
            case Wished():
                wishes[body.field] = body.value
    return Said(
        promises=tuple(promises),
        plans=tuple(plans),
        events=tuple(events),
        disputes=tuple(disputes),
        blocks=tuple(blocks),
        wishes=wishes,
    )


def onto(account: Account, said: Said) -> Account:
    """The account with what people said of it beside what the ERP says."""
    ours = contested(account.items, said.disputes)
    there = {item.id for item in account.items}
    wishes = said.wishes
    items = []
    for item in account.items:
        block, until = _both(item.block, item.block_until, [b[:2] for b in said.blocks if item.id in b[2]])
        disputed = max(item.disputed, ours.get(item.id, NOTHING))  # one quarrel in two places: the larger counts
        changed = (disputed, block) != (item.disputed, item.block)
        items.append(
            msgspec.structs.replace(item, disputed=disputed, block=block, block_until=until) if changed else item
        )
    block, until = _both(account.block, account.block_until, [b[:2] for b in said.blocks if not b[2]])
    kind = wishes.get("kind", "")
    return msgspec.structs.replace(
        account,
        items=tuple(items),
        block=block,
        block_until=until,
        promises=account.promises + said.promises,
        plans=account.plans + said.plans,
        events=account.events + tuple(e for e in said.events if there.intersection(e.items)),
        policy=wishes.get("policy", account.policy),
        channel=wishes.get("channel", account.channel),
        cap=int(wishes["cap"]) if "cap" in wishes else account.cap,
        language=wishes.get("language", account.language),
        key=wishes.get("key", account.key),
        grade=wishes.get("grade", account.grade),
        consumer=account.consumer or kind == "consumer",
        sole_trader=account.sole_trader or kind == "sole-trader",
    )


def as_wished(customer: Customer) -> Customer:
    """The customer with the address, the number and the language that a person entered for reminders, and as the
    natural person that somebody found them to be.
    """
    rows = Row.objects.filter(account=str(customer.ref), kind="wish", ended_on=None).order_by("id")
    wishes = {body.field: body.value for row in rows if isinstance(body := body_of(row), Wished)}
    if not wishes:
        return customer
    party, kind = customer.party, wishes.get("kind")
    if "phone" in wishes:
        contact = msgspec.structs.replace(party.contact or Contact(), phone=wishes["phone"])
        party = msgspec.structs.replace(party, contact=contact)
    return msgspec.structs.replace(
        customer,
        party=msgspec.structs.replace(party, consumer=party.consumer or kind == "consumer"),
        sole_trader=customer.sole_trader or kind == "sole-trader",
        email=wishes.get("email", customer.email),
        language=wishes.get("language", customer.language),
    )


def contested(items: Sequence[Item], disputes: Iterable[Disputed]) -> dict[str, Decimal]:
    """The part of each item that these disputes contest, never more than what is open."""
    room = {item.id: max(item.open, NOTHING) for item in items}
    found: dict[str, Decimal] = defaultdict(Decimal)
    for dispute in disputes:
        left = dispute.amount
        for item in dispute.items:
            part = room.get(item, NOTHING) if left is None else min(room.get(item, NOTHING), left)
            if part:
                found[item] += part
                room[item] -= part
                left = None if left is None else left - part
    return dict(found)


def _both(reason: str, until: date | None, ours: Sequence[tuple[str, date | None]]) -> tuple[str, date | None]:
    """Blocks beside one another: every reason is shown, and the last day is that of the longest."""
    every = [*([(reason, until)] if reason else []), *ours]
    if not every:
        return "", None
    ends = [end for _, end in every if end is not None]
    return "; ".join(dict.fromkeys(why for why, _ in every)), max(ends) if len(ends) == len(every) else None
