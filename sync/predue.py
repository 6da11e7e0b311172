"""Pre-due checks: at a part of its term each open invoice is compared with its orders, once and after each change.

What differs becomes a task on the invoice for the salesperson, with the point of break named. The friendly reminder
goes out in any case: that is the policy's level with the same `part` (dunning/reminders.py).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

import msgspec
from django.db import transaction
from django.db.models import F, Q

from config.settings import Company, Settings
from connectors.records import AddTask, Invoice, Ref
from dunning.account import Account
from dunning.policy import Policy
from dunning.predue import Difference, differences
from einvoice.model import minor_unit
from sync import audit, outbox
from sync.accounts import customer_of
from sync.billed import Beside, billed
from sync.customer.said import said_of
from sync.decide import Plan
from sync.engine import Engine
from sync.models import Entry, PreDueCheck, Run
from sync.policies import policy_of
from sync.store import record_of
from sync.summary import Summary

CHUNK = 500


@dataclass(frozen=True)
class Looked:
    """An invoice that was looked at; `found` None: its day has not come, or has gone."""

    entry: Entry
    since: date
    until: date
    found: tuple[Difference, ...] | None = None
    number: str = ""
    compared: bool = False  # there was an order to compare it with
    news: bool = False  # it differs, and otherwise than was told before


def check(
    engine: Engine, connection: str, summary: Summary, *, run: Run | None, stop: Callable[[], bool] = lambda: False
) -> None:
    """Compare what is due for it, keep what was found, and put a task for each invoice that differs."""
    for today, looked in _look(engine.settings, connection, engine.today()):
        with transaction.atomic():
            _keep(looked, today)
            for one in looked:
                if one.news:
                    _tell(one, today, run)
        summary.compared += sum(one.compared for one in looked)
        summary.differing += sum(one.news for one in looked)
        if stop():
            return


def preview(engine: Engine, connection: str, plan: Plan) -> None:
    """What `check` would do, counted."""
    for _, looked in _look(engine.settings, connection, engine.today()):
        plan.compared += sum(one.compared for one in looked)
        plan.differing += sum(one.news for one in looked)


def _look(settings: Settings, connection: str, today: dict[str, date]) -> Iterator[tuple[date, list[Looked]]]:
    """Chunks of invoices that are new, changed, or whose day has come, with the company's today. Nothing is written."""
    wanted = any(policy.check_part is not None for policy in settings.policies.values())
    for key, company in settings.companies.items():
        if company.connection != connection or company.remind_from is None or not wanted:
            continue
        ids = _candidates(company, today[key])
        for start in range(0, len(ids), CHUNK):
            entries = Entry.objects.filter(pk__in=ids[start : start + CHUNK]).select_related("predue")
            yield today[key], _looked(list(entries.order_by("pk")), settings, key, today[key])


def _candidates(company: Company, today: date) -> list[int]:
    """Open invoices whose record was not looked at yet, and those that wait for a day that has come."""
    invoices = Entry.objects.filter(
        connection=company.connection,
        company=company.id,
        kind="invoice",
        state="open",
        gone=False,
        unreadable=False,
        date__gte=company.remind_from,
    )
    fresh = invoices.filter(Q(predue=None) | ~Q(predue__digest=F("digest")))
    due = invoices.filter(predue__checked_on=None, predue__since__lte=today, predue__until__gte=today)
    return sorted({*fresh.values_list("pk", flat=True), *due.values_list("pk", flat=True)})


def _looked(entries: list[Entry], settings: Settings, key: str, today: date) -> list[Looked]:
    company = settings.companies[key]
    result: list[Looked] = []
    ready: list[tuple[Entry, Invoice, date, date]] = []
    policies = _policies(settings, key, {entry.account for entry in entries})
    for entry in entries:
        record: Invoice = record_of(entry)
        since, until = _days(record, policies[entry.account])
        if since <= today <= until:
            ready.append((entry, record, since, until))
        else:
            result.append(Looked(entry, since, until))
    beside = Beside(company, [(entry, record) for entry, record, _, _ in ready])
    for entry, record, since, until in ready:
        orders, before = beside.of(record)
        currency = record.document.currency
        tolerance = policies[entry.account].tolerance.get(currency, minor_unit(currency))
        found = differences(billed(record), orders, before, tolerance=tolerance)
        known = getattr(entry, "predue", None)
        news = bool(found) and (known is None or known.differences != _json(found))
        number = record.document.number
        result.append(Looked(entry, since, until, found, number, compared=bool(orders), news=news))
    return result


def _policies(settings: Settings, key: str, accounts: set[str]) -> dict[str, Policy]:
    """The policy that each account follows: customer before group before company."""
    company = settings.companies[key]
    ids = [Ref.parse(account).id for account in accounts]
    there = Entry.objects.filter(connection=company.connection, kind="customer", ext_id__in=ids, unreadable=False)
    groups = {entry.ref: record_of(entry).group for entry in there} if company.groups else {}
    said = said_of(key, company, accounts)
    followed = {}
    for account in accounts:
        own = said[account].wishes.get("policy", "") if account in said else ""
        facts = Account(customer=account, name="", country="", group=groups.get(account, ""), policy=own)
        followed[account] = policy_of(settings, company, facts)
    return followed


def _days(record: Invoice, policy: Policy) -> tuple[date, date]:
    """From when to when it is compared; a credit note, or what is due at once, never."""
    if record.document.is_credit or not record.dues or policy.check_part is None:
        return date.max, date.max
    issued, due = record.document.issue_date, min(part.date for part in record.dues)
    return issued + timedelta(days=int((due - issued).days * policy.check_part)), due


def _json(found: Iterable[Difference]) -> list[object]:
    return [msgspec.to_builtins(difference) for difference in found]


def _keep(looked: Iterable[Looked], today: date) -> None:
    rows = [
        PreDueCheck(
            entry=one.entry,
            digest=one.entry.digest,
            since=one.since,
            until=one.until,
            checked_on=None if one.found is None else today,
            differences=_before(one) if one.found is None else _json(one.found),
        )
        for one in looked
    ]
    fields = ["digest", "since", "until", "checked_on", "differences"]
    PreDueCheck.objects.bulk_create(rows, update_conflicts=True, unique_fields=["entry"], update_fields=fields)


def _before(one: Looked) -> list[object]:
    known = getattr(one.entry, "predue", None)
    return list(known.differences) if known else []


def _tell(one: Looked, today: date, run: Run | None) -> None:
    customer = customer_of(one.entry.account)
    words = [difference.words for difference in one.found or ()]
    task = AddTask(
        target=Ref.parse(one.entry.ref),
        summary=f"Invoice {one.number} differs from its order",
        text="\n".join([*words, f"It falls due on {one.until}: mend it before the customer contests it."]),
        due=today,
        assignee=customer.salesperson if customer else None,
    )
    outbox.put_change(f"predue:{uuid4().hex}", task, run=run)
    points = ", ".join(dict.fromkeys(difference.point for difference in one.found or ()))
    audit.note("invoice differs from order", one.entry.ref, points, run=run)
