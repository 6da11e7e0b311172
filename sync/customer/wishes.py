"""What is different for one customer, a note of a call, and that two accounts are one debtor."""

import re
from typing import get_args

from babel import Locale

from connectors.errors import Misconfigured
from connectors.records import AddTask, Ref
from dunning.policy import Channel
from sync import outbox
from sync.customer import debtors
from sync.customer.accounts import Desk, Known, company_of, day_at
from sync.customer.entries import Entered, because, day_of, end, enter
from sync.customer.said import WISHES, Called, CustomerKind, Reached, Same, Wished, body_of
from sync.models import Aside
from sync.models import Said as Row
from sync.store import mended

_REACHABLE = ("channel", "email", "phone", "language", "policy")
_OF_THE_PERSON = ("email", "phone", "language", "kind")
NONE = "-"  # takes a wish back
_CHANNELS: tuple[str, ...] = get_args(Channel)
_KINDS: tuple[str, ...] = get_args(CustomerKind)
REACHED: tuple[str, ...] = get_args(Reached)


def wish(desk: Desk, known: Known, field: str, value: str, *, company: str = "", why: str = "") -> Entered:
    """From now on `field` is `value` for this customer; `-` takes it back. An older value is replaced.

    Raises Misconfigured for what cannot be, with what can.
    """
    if field not in WISHES:
        raise Misconfigured(f"what can be set is {', '.join(WISHES)}; found {field!r}")
    if company and field in _OF_THE_PERSON:
        raise Misconfigured(f"{field} is the same for all companies: leave --company out")
    key = company_of(desk, known, company) if company else ""
    today = desk.today[key] if key else day_at(desk, known)
    value = value.strip()
    if value != NONE:
        value = _checked(desk, known, field, value)
    older = [
        row
        for row in Row.objects.filter(account=known.account, company=key, kind="wish", ended_on=None).order_by("id")
        if isinstance(body := body_of(row), Wished) and body.field == field
    ]
    if value == NONE:
        if not older:
            raise Misconfigured(f"no {field} was set for {known.name}")
        for row in older:
            end(row, "taken-back", why, today=today, told=f"{field} is as in the ERP and the policy again.")
        return Entered(number=older[-1].pk, message=f"{field} is as in the ERP and the policy again.")
    body = Wished(field=field, value=value)  # type: ignore[arg-type]  # one of WISHES
    told = f"For this customer {field} is {value}."
    for row in older:
        end(row, "replaced", told, today=today)
    row = enter(known, body, told, today=today, company=key, why=why)
    if field in _REACHABLE:  # a reminder that could not be made may be made now
        mended(Aside.Stage.LETTER, [known.account])
    return Entered(number=row.pk, message=told)


def _checked(desk: Desk, known: Known, field: str, value: str) -> str:
    """The value as it is kept. Raises Misconfigured where it is none."""
    record = known.record
    match field:
        case "policy" if value not in desk.settings.policies:
            raise Misconfigured(f"there is no policy {value!r}; there are {', '.join(sorted(desk.settings.policies))}")
        case "channel" if value not in _CHANNELS:
            raise Misconfigured(f"a channel is one of {', '.join(_CHANNELS)}; found {value!r}")
        case "language" if not (len(value) == 2 and value in Locale("en").languages):
            raise Misconfigured(f"a language is two letters of ISO 639-1 such as fr; found {value!r}")
        case "cap" if not (value.isdecimal() and len(value) < 3):
            raise Misconfigured(f"the highest level is a number, 0 for no reminders; found {value!r}")
        case "email" if not re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+", value):
            raise Misconfigured(f"{value!r} is not an e-mail address")
        case "phone" if not re.fullmatch(r"\+?[\d ()/.-]{5,30}", value):
            raise Misconfigured(f"{value!r} is not a telephone number; write it as +33 1 23 45 67 89")
        case "kind" if value not in _KINDS:
            raise Misconfigured(f"a customer is one of {', '.join(_KINDS)}; found {value!r}")
        case "kind" if record.party.consumer and value != "consumer":
            raise Misconfigured(f"the ERP says that {known.name} is a consumer: change it there")
        case "kind" if record.sole_trader and value != "sole-trader":
            raise Misconfigured(f"the ERP says that {known.name} is a sole trader: change it there")
        case "key" | "grade" if not value or len(value) > 20:
            raise Misconfigured(f"{field}: 1 to 20 characters, as the policy's caps name them")
    return str(int(value)) if field == "cap" else value


def call(desk: Desk, known: Known, outcome: str, *, spoke_with: str = "", again: str = "", why: str = "") -> Entered:
    """A note of a call; with `again` the ERP gets a task to call back that day."""
    if outcome not in REACHED:
        raise Misconfigured(f"a call ends in one of {', '.join(REACHED)}; found {outcome!r}")
    today = day_at(desk, known)
    day = day_of(again, today, "--again") if again else None
    body = Called(outcome=outcome, spoke_with=spoke_with, again=day)  # type: ignore[arg-type]  # one of REACHED
    told = f"Call: {outcome}{f', spoke with {spoke_with}' if spoke_with else ''}{because(why)}."
    row = enter(known, body, told, today=today, why=why)
    end(row, "noted", "", today=today)  # a call is over when it is written down
    if day is not None:
        task = AddTask(
            target=Ref.parse(known.account),
            summary=f"Call {known.record.party.name} back",
            text=told,
            due=day,
            assignee=known.record.salesperson,
        )
        outbox.put_change(f"said:{row.pk}:again", task, run=None)
        told += f" The ERP gets a task to call back on {day}."
    return Entered(number=row.pk, message=told)


def same(desk: Desk, first: Known, second: Known, why: str = "") -> Entered:
    """These two accounts are one debtor, says a person: notices to one count for the other's limits, too."""
    if first.account == second.account:
        raise Misconfigured(f"{first.name} is one account already")
    if second.account in debtors.linked([first.account]).get(first.account, ()):
        raise Misconfigured(f"{first.name} and {second.name} are one debtor already")
    today = day_at(desk, first)
    day_at(desk, second)
    told = f"{first.account} and {second.account} are one debtor"
    row = enter(first, Same(other=second.account), f"{told}.", today=today, why=why)
    return Entered(number=row.pk, message=f"{told}: notices to one count for the limits of the other.")
