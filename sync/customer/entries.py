"""Entering and ending: one row, one line of the audit trail, one note in the ERP, in one transaction.

The line names the row and never repeats what a person wrote or whom it is about: the trail can never be deleted.
"""

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

import msgspec
from django.db import transaction

from connectors.errors import Misconfigured
from connectors.records import AddNote, Ref
from einvoice.model import minor_unit
from sync import audit, outbox
from sync.customer.accounts import Known
from sync.customer.said import Body, body_of
from sync.models import Said as Row
from sync.visible import visible

_WORDS = ("spoke_with", "owner", "value")  # of a body: what people wrote, names and addresses
LARGEST = Decimal(10) ** 15  # what is not below this is a slip of the pen, too
_LONGEST = 2000  # signs of a note that people in the ERP still read
FARTHEST = timedelta(days=366)  # what lies farther ahead is a slip of the pen


class Entered(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an entry: its number, and in words what it causes."""

    number: int
    message: str


def enter(
    known: Known, body: Body, told: str, *, today: date, company: str = "", until: date | None = None, why: str = ""
) -> Row:
    """Keep what was said; people in the ERP read `told` as a note on the customer."""
    said = msgspec.to_builtins(body)
    _short(why, *(str(said.get(name, "")) for name in _WORDS))
    told, why = visible(told), visible(why)
    who = audit.person()
    kind = str(said["type"])
    with transaction.atomic():
        row = Row.objects.create(
            account=known.account,
            company=company,
            kind=kind,
            body=msgspec.json.encode(body).decode(),
            made_on=today,
            until=until,
            who=who,
            why=why,
        )
        entry = {name: value for name, value in said.items() if name not in _WORDS}
        audit.note(f"{kind} entered", known.account, f"entry {row.pk}", who=who, company=company, entry=entry)
        _tell(row, "entered", f"{told} Entered by {who}.")
    return row


def end(row: Row, ended_as: str, why: str, *, today: date, who: str = "", told: str = "") -> bool:
    """End what was said; False if it had ended already. People in the ERP read `told`, where there is something."""
    _short(why)
    told, why = visible(told), visible(why)
    name = who or audit.person()
    with transaction.atomic():
        ended = Row.objects.filter(pk=row.pk, ended_on=None).update(ended_on=today, ended_as=ended_as, ended_why=why)
        if ended:
            audit.note(f"{row.kind} ended: {ended_as}", row.account, f"entry {row.pk}", who=name)
            if told:
                _tell(row, "ended", told if who else f"{told} Ended by {name}.")
    return bool(ended)


def _short(*words: str) -> None:
    if (most := max(map(len, words))) > _LONGEST:
        raise Misconfigured(f"{most} signs are too many for a note in the ERP: say it in {_LONGEST}")


def _tell(row: Row, what: str, text: str) -> None:
    outbox.put_change(f"said:{row.pk}:{what}", AddNote(target=Ref.parse(row.account), text=text), run=None)


def entry_numbered(known: Known, number: int, kind: str = "") -> tuple[Row, Body]:
    """An entry of this customer that has not ended. Raises Misconfigured with what there is otherwise."""
    there = Row.objects.filter(account=known.account, ended_on=None)
    if kind:
        there = there.filter(kind=kind)
    row = there.filter(pk=number).first()
    if row is None:
        what = kind or "entry"
        numbers = ", ".join(str(pk) for pk in there.order_by("id").values_list("pk", flat=True))
        has = f"there are {numbers}" if numbers else "there is none"
        raise Misconfigured(f"{known.name} has no open {what} {number}; {has}")
    return row, body_of(row)


def take_back(known: Known, number: int, why: str, *, today: date) -> Entered:
    """End an entry that was a mistake, or that the customer took back. A dispute is closed with an outcome instead."""
    row, _ = entry_numbered(known, number)
    if row.kind == "dispute":
        raise Misconfigured(f"{number} is a dispute: close it with its outcome (`dispute close {number} OUTCOME`)")
    end(row, "taken-back", _needed(why, "why it ends"), today=today, told=f"Taken back: {_about(row)}. {why}")
    return Entered(number=number, message=f"{row.kind} {number} has ended; it counts no more from the next run on.")


def _about(row: Row) -> str:
    names = {"promise": "the promise to pay", "plan": "the instalment plan", "same": "the link to another account"}
    return f"{names.get(row.kind, row.kind)} of {row.made_on}"


def _needed(text: str, what: str) -> str:
    if not text.strip():
        raise Misconfigured(f"say {what}: it is kept, and shown to whoever asks later")
    return text


def because(why: str) -> str:
    """What was said, in brackets behind the sentence that tells of it."""
    return f" ({why.strip().rstrip('.')})" if why.strip() else ""


def amount_of(text: str, currency: str) -> Decimal:
    """An amount as people type it, in a currency's minor unit. Raises Misconfigured with what is wrong."""
    try:
        amount = Decimal(text.strip())
    except InvalidOperation as error:
        raise Misconfigured(f"{text!r} is not an amount: write it as 1250.00") from error
    if not amount.is_finite() or amount <= 0:
        raise Misconfigured(f"an amount must be above zero, found {text}")
    if amount >= LARGEST:
        raise Misconfigured(f"{text} is not an amount that anybody owes: write it as 1250.00")
    unit = minor_unit(currency)
    if amount != amount.quantize(unit):
        raise Misconfigured(f"{text} {currency} is not an amount in that currency: its smallest unit is {unit}")
    return amount.quantize(unit)


def day_of(text: str, today: date, what: str, *, after: date | None = None) -> date:
    """A day that lies ahead. Raises Misconfigured if it is none, is past, or is more than a year away."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise Misconfigured(f"{what}: {text!r} is not a date: write it as {today + timedelta(days=7)}") from error
    if day < today:
        raise Misconfigured(f"{what}: {day} is in the past (today is {today})")
    if after is not None and day <= after:
        raise Misconfigured(f"{what}: {day} does not come after {after}")
    if day > today + FARTHEST:
        raise Misconfigured(f"{what}: {day} is more than a year away; is the year right?")
    return day
