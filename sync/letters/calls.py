"""What a notice gives to a person of the company: whom to call, what is open, what to say."""

from decimal import Decimal

from connectors.records import AddTask, Customer, Ref
from dunning.decisions import Notice
from dunning.words import plain
from sync.letters.reach import number_of
from sync.letters.sheet import Sheet


def task(notice: Notice, customer: Customer, reader: Customer, sheet: Sheet, language: str) -> AddTask:
    """A task on the customer for the salesperson; `reader` is who is called, `sheet` what a letter would say."""
    name, number = reader.party.name, number_of(reader)
    contact = reader.party.contact.name if reader.party.contact else ""
    person = f" ({contact})" if contact and contact != name else ""
    if notice.channel == "phone":
        summary, lines = f"Call {name}: {sheet.subject}", [f"Call {name}{person}: {number}"]
    else:
        summary = f"Payment of {name}: {sheet.subject}"
        lines = [f"Look after what {name} owes{f'; telephone{person}: {number}' if number else '.'}"]
    if reader.ref != customer.ref:
        lines.append(f"They pay for {customer.party.name}.")
    lines += ["", "Open:", *_open(notice), "", f"What to say ({language}):", *sheet.opening, *sheet.ending]
    lines += ["", "Then enter what was agreed: a promise, a dispute, or that nobody was reached.", notice.reason]
    return AddTask(
        target=Ref.parse(notice.customer),
        summary=summary,
        text="\n".join(lines),
        due=notice.date,
        assignee=customer.salesperson,
    )


def _open(notice: Notice) -> list[str]:
    lines, totals = [], dict[str, Decimal]()
    for item in notice.items:
        late = (notice.date - item.due).days
        when = f"{late} day{'s' if late > 1 else ''} overdue" if late > 0 else "not overdue"
        lines.append(f"- {item.number}: {plain(item.open)} {item.currency}, due {item.due}, {when}")
        totals[item.currency] = totals.get(item.currency, Decimal(0)) + item.open
    for currency, amount in notice.credits.items():
        lines.append(f"- already received: {plain(amount)} {currency}")
        totals[currency] = totals.get(currency, Decimal(0)) - amount
    return [*lines, *(f"In all {plain(total)} {currency}." for currency, total in sorted(totals.items()))]
