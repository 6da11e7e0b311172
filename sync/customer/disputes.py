"""A dispute, and a block: what is not to be asked for, and for how long."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import msgspec

from connectors.errors import Misconfigured
from connectors.records import AddTask, Customer, Person, Ref
from dunning.account import NOTHING, Item
from dunning.words import plain
from sync import outbox
from sync.accounts import customer_of
from sync.customer.accounts import Desk, Known, company_of, day_at, items_named
from sync.customer.entries import Entered, amount_of, because, day_of, end, enter, entry_numbered
from sync.customer.said import OUTCOMES, REASONS, Blocked, Disputed, body_of, contested
from sync.models import Entry, OpenItem
from sync.models import Said as Row
from sync.store import record_of

TO_CLEAR = timedelta(days=14)  # a dispute without a deadline of its own, and the time to write a credit note
_CREDITED = ("accepted", "partly")


def dispute(
    desk: Desk,
    known: Known,
    invoice: str,
    *,
    reason: str,
    amount: str = "",
    owner: str = "",
    deadline: str = "",
    company: str = "",
    why: str = "",
) -> Entered:
    """The customer contests an invoice (`F1`), an instalment of it (`F1#2`), or `amount` of it.

    Raises Misconfigured for more than is open and not yet contested.
    """
    if reason not in REASONS:
        raise Misconfigured(f"--reason is one of {', '.join(REASONS)}; found {reason!r}")
    key = company_of(desk, known, company)
    today = desk.today[key]
    rows = items_named(desk.settings.companies[key], known, [invoice])
    currency = rows[0].currency
    room = _room(known, rows)
    sum_ = amount_of(amount, currency) if amount else None
    if room <= 0 or (sum_ is not None and sum_ > room):
        wanted = f"{plain(sum_)} {currency}" if sum_ is not None else "all"
        raise Misconfigured(
            f"{wanted} of {invoice} cannot be disputed: {plain(room)} {currency} is open and not yet so"
        )
    body = Disputed(
        items=tuple(row.item for row in rows),
        number=invoice,
        reason=reason,  # type: ignore[arg-type]  # one of REASONS
        currency=currency,
        deadline=day_of(deadline, today, "--deadline") if deadline else today + TO_CLEAR,
        owner=owner,
        amount=sum_,
    )
    part = f"{plain(sum_)} {currency} of {invoice}" if sum_ is not None else invoice
    told = (
        f"Dispute ({reason}): {part}, to be cleared by {body.deadline}{f' by {owner}' if owner else ''}{because(why)}."
    )
    row = enter(known, body, told, today=today, company=key, why=why)
    return Entered(number=row.pk, message=f"{told} That part is not asked for; the rest of the account is.")


def _room(known: Known, rows: Sequence[OpenItem]) -> Decimal:
    """What is open on these items and not contested by us already; what the ERP contests may be the same quarrel."""
    open_rows = Row.objects.filter(account=known.account, kind="dispute", ended_on=None).order_by("id")
    ours = [body for row in open_rows if isinstance(body := body_of(row), Disputed)]
    taken = contested([as_item(row) for row in rows], ours)
    return sum((row.open - taken.get(row.item, NOTHING) for row in rows), NOTHING)


def as_item(row: OpenItem) -> Item:
    """An open item as decisions see it."""
    return Item(
        id=row.item,
        number=row.number,
        issued=row.issued,
        due=row.due,
        amount=row.amount,
        open=row.open,
        currency=row.currency,
        disputed=row.disputed,
        area=row.area,
    )


def close_dispute(desk: Desk, known: Known, number: int, outcome: str, why: str = "") -> Entered:
    """The dispute ends with an outcome. What the customer was right about waits some days for its credit note."""
    if outcome not in OUTCOMES:
        raise Misconfigured(f"the outcome is one of {', '.join(OUTCOMES)}; found {outcome!r}")
    row, body = entry_numbered(known, number, "dispute")
    assert isinstance(body, Disputed)
    today = desk.today.get(row.company) or min(desk.today.values())
    told = f"Dispute about {body.number} closed: {outcome}{because(why)}."
    end(row, outcome, why, today=today, told=told)
    if outcome not in _CREDITED:
        return Entered(number=number, message=f"{told} It is asked for again, from where its levels stood.")
    until = today + TO_CLEAR
    wait = Blocked(items=body.items, number=body.number)
    enter(
        known,
        wait,
        f"{body.number} waits for its credit note until {until}.",
        today=today,
        company=row.company,
        until=until,
        why=f"the credit note for the dispute about {body.number} is to be written",
    )
    task = AddTask(
        target=Ref.parse(known.account),
        summary=f"Write the credit note for {body.number}",
        text=told,
        due=until,
        assignee=owner_of(body.owner, known.record),
    )
    outbox.put_change(f"said:{number}:credit-note", task, run=None)
    message = f"{told} The invoice is left alone until {until}; the ERP gets a task to write the credit note."
    return Entered(number=number, message=message)


def owner_of(owner: str, customer: Customer | None) -> Person | None:
    """The ERP user who is meant: by id, name or e-mail among the salespersons that the ERP named; without `owner`
    the customer's salesperson. Somebody unknown is named in the task, and the ERP chooses whose it is.
    """
    theirs = customer.salesperson if customer else None
    if not owner:
        return theirs
    if theirs and owner.lower() in _names(theirs):
        return theirs
    if owner.isdecimal():
        return Person(id=owner)
    named = Entry.objects.filter(kind="customer", gone=False, body__icontains='"salesperson":')
    for entry in named.filter(body__icontains=msgspec.json.encode(owner).decode())[:50]:
        person: Person | None = record_of(entry).salesperson
        if person and owner.lower() in _names(person):
            return person
    return Person(id="", name=owner, email=owner if "@" in owner else "")


def _names(person: Person) -> set[str]:
    return {text.lower() for text in (person.id, person.name, person.email) if text}


def block(
    desk: Desk,
    known: Known,
    why: str,
    *,
    until: str = "",
    open_ended: bool = False,
    invoices: Sequence[str] = (),
    company: str = "",
) -> Entered:
    """No reminders for the account or some invoices, up to and with the day `until`; then it ends by itself."""
    if not why.strip():
        raise Misconfigured("a block needs a reason: it is shown to whoever asks why nobody is reminded")
    if bool(until) == open_ended:
        raise Misconfigured("say how long: --until 2026-12-24, or --open-ended for a block that somebody must lift")
    key = company_of(desk, known, company) if invoices or company else ""
    today = desk.today[key] if key else day_at(desk, known)
    rows = items_named(desk.settings.companies[key], known, invoices) if invoices else []
    last = day_of(until, today, "--until") if until else None
    numbers = ", ".join(dict.fromkeys(row.number for row in rows))
    body = Blocked(items=tuple(row.item for row in rows), number=numbers)
    what = f"Reminders of {numbers}" if rows else "Reminders"
    told = f"{what} blocked {f'until {last}' if last else 'until somebody lifts it'}: {why.strip().rstrip('.')}."
    row = enter(known, body, told, today=today, company=key, until=last, why=why)
    return Entered(number=row.pk, message=f"{told} A credit hold is not lifted by it.")


def unblock(desk: Desk, known: Known, why: str, *, invoices: Sequence[str] = ()) -> Entered:
    """Ends the blocks of the account, or those of some invoices. What the ERP itself blocks must be lifted there."""
    today = day_at(desk, known)
    there = Row.objects.filter(account=known.account, kind="block", ended_on=None).order_by("id")
    wanted = set(invoices)
    ended = 0
    for row in there:
        body = body_of(row)
        assert isinstance(body, Blocked)
        numbers = set(body.number.split(", ")) if body.number else set()
        if numbers & wanted or (not wanted and not numbers):
            what = f"Block of {body.number}" if body.number else "Block"
            ended += end(row, "lifted", why, today=today, told=f"{what} lifted{because(why)}.")
            number = row.pk
    customer = customer_of(known.account)
    theirs = (
        f" The ERP blocks it as well ({customer.dunning_block}): lift that there."
        if (customer and customer.dunning_block and not wanted)
        else ""
    )
    if not ended:
        what = f"for {', '.join(invoices)}" if invoices else "for the account"
        raise Misconfigured(f"no block of {known.name} {what} was entered here.{theirs}")
    return Entered(number=number, message=f"{known.name} is reminded again from the next run on.{theirs}")
