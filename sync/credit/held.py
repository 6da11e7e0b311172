"""Orders that were not let pass: remembered, checked again with every run, released when their cause is gone."""

from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from connectors.records import AddNote, AddTask, Order, Ref
from dunning.words import sums
from sync import audit, outbox
from sync.accounts import customer_of
from sync.boundaries import boundary
from sync.credit.answer import Checked, Desk, check
from sync.credit.facts import UnknownCustomer, order_entry
from sync.models import Entry, HeldOrder, Run
from sync.store import entry_of, record_of


def remember(desk: Desk, checked: Checked, order: str, amount: Decimal, currency: str) -> HeldOrder | None:
    """Keep in mind that this order was held, or that it may go now. The row while it is held, else None.

    Asked again with the same result nothing is written: shops ask often.
    """
    answer = checked.answer
    known = HeldOrder.objects.filter(
        company=checked.company, account=answer.customer, number=order, ended_at=None
    ).first()
    if answer.allowed:
        if known is not None:
            end(known, "released", answer.words, desk.now())
        return None
    same = known is not None and (known.amount, known.currency, known.outcome) == (amount, currency, answer.outcome)
    if known is not None and same:
        return known
    if known is not None:
        known.amount, known.currency, known.outcome, known.reason = amount, currency, answer.outcome, answer.words
        known.save(update_fields=["amount", "currency", "outcome", "reason"])
        return known
    return _new(desk, checked, order, amount, currency)


def _new(desk: Desk, checked: Checked, order: str, amount: Decimal, currency: str) -> HeldOrder | None:
    answer = checked.answer
    entry = order_entry(desk.settings.companies[checked.company], answer.customer, order)
    try:
        with transaction.atomic():
            held = HeldOrder.objects.create(
                company=checked.company,
                account=answer.customer,
                number=order,
                order=entry.ref if entry else "",
                amount=amount,
                currency=currency,
                outcome=answer.outcome,
                reason=answer.words,
            )
            what = f"Order {order} ({sums({currency: amount})})"
            if answer.outcome == "review":  # nobody is refused before a person has looked
                _task(held, f"Credit check: decide on order {order}", f"{what}: {answer.words}", run=None, why="review")
            else:
                note = AddNote(target=_target(held), text=f"{what} was held by the credit check. {answer.words}")
                outbox.put_change(f"held:{held.pk}:note", note, run=None)
            failed = ", ".join(found.check for found in answer.checks if found.verdict != "passed")
            why = f"held order {held.pk}: {failed}"
            audit.note("order held", answer.customer, why, order=order, outcome=answer.outcome)
            boundary("decide.before-commit")
    except IntegrityError:  # asked twice at once
        return HeldOrder.objects.filter(
            company=checked.company, account=answer.customer, number=order, ended_at=None
        ).first()
    boundary("decide.after-commit")
    return held


def recheck(desk: Desk, connection: str, *, run: Run | None = None) -> int:
    """Check every held order of a connection on the facts that were just pulled; returns how many were released."""
    keys = [key for key, company in desk.settings.companies.items() if company.connection == connection]
    released = 0
    for held in HeldOrder.objects.filter(company__in=keys, ended_at=None).order_by("id"):
        if why := _over(held, desk):
            end(held, "gone", why, desk.now(), run=run)
            continue
        try:
            found = check(desk, held.company, held.account, held.amount, held.currency, order=held.number, stored=True)
        except UnknownCustomer as error:
            end(held, "gone", str(error), desk.now(), run=run)
            continue
        if found.answer.allowed:
            end(held, "released", found.answer.words, desk.now(), run=run)
            released += 1
        elif found.answer.words != held.reason or found.answer.outcome != held.outcome:
            HeldOrder.objects.filter(pk=held.pk).update(reason=found.answer.words, outcome=found.answer.outcome)
    return released


def _over(held: HeldOrder, desk: Desk) -> str:
    """Why nobody waits for this order any more; empty if somebody does. Takes over what the ERP changed on it."""
    entry = entry_of(held.order) if held.order else None
    entry = entry or order_entry(desk.settings.companies[held.company], held.account, held.number)
    if entry is None:
        return ""
    if entry.gone:
        return "the order is gone from the ERP"
    if entry.unreadable:
        return ""
    order: Order = record_of(entry)
    if order.state in {"cancelled", "done"}:
        return f"the order is {order.state} in the ERP"
    if (held.order, held.amount, held.currency) != (entry.ref, order.total, order.currency):
        held.order, held.amount, held.currency = entry.ref, order.total, order.currency
        held.save(update_fields=["order", "amount", "currency"])
    return ""


def end(held: HeldOrder, how: str, why: str, now: datetime, *, run: Run | None = None) -> bool:
    """Close it; of a released one whoever sells to the customer is told. False if somebody else has closed it."""
    with transaction.atomic():
        closed = HeldOrder.objects.filter(pk=held.pk, ended_at=None).update(ended_at=now, ended_as=how, ended_why=why)
        if not closed:
            return False
        if how == "released":
            text = f"Order {held.number} may go ahead: the cause of its hold is gone. {why}"
            outbox.put_change(f"held:{held.pk}:released", AddNote(target=_target(held), text=text), run=run)
            _task(held, f"Order {held.number} may go ahead", text, run=run, why="task")
        audit.note(f"held order {how}", held.account, f"held order {held.pk}", run=run, order=held.number)
        boundary("decide.before-commit")
    boundary("decide.after-commit")
    return True


def _task(held: HeldOrder, summary: str, text: str, *, run: Run | None, why: str) -> None:
    customer = customer_of(held.account)
    task = AddTask(
        target=_target(held), summary=summary, text=text, assignee=customer.salesperson if customer else None
    )
    outbox.put_change(f"held:{held.pk}:{why}", task, run=run)


def _target(held: HeldOrder) -> Ref:
    """The order in the ERP, where it is known and still there, else the customer."""
    entry: Entry | None = entry_of(held.order) if held.order else None
    return Ref.parse(held.order if entry is not None and not entry.gone else held.account)
