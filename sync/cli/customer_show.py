"""An account on one screen, for a person or a machine."""

from collections.abc import Iterable, Sequence
from textwrap import shorten

from dunning.words import plain
from sync.cli import screen
from sync.customer import view as customer_view
from sync.customer.accounts import Desk, Known
from sync.customer.debtors import Likeness
from sync.customer.view import Standing

_WIDE = 160  # of a line of history; --json has all of it


def show(place: Desk, known: Known, *, json: bool) -> None:
    """Everything about the account."""
    shown = customer_view.show(place, known)
    if json:
        screen.print_json(shown)
        return
    screen.say_in("bold", shown.name, f"  {shown.account}")
    for name, value in shown.facts.items():
        screen.say(f"  {name}: {value}")
    for field, value in shown.wishes.items():
        screen.say(f"  set here: {field} {value}")
    _lines("Parent", [shown.parent] if shown.parent else [])
    _lines("Subsidiaries", shown.subsidiaries)
    _lines("One debtor with", shown.one_debtor_with)
    _lines("Holds", shown.holds)
    _lines("Waiting for a person (approve or decline)", shown.proposals)
    for standing in shown.companies:
        _standing(standing)
    entered = [(e.number, e.kind, e.company or "all", e.made_on, e.who, e.words) for e in shown.entries]
    if entered:
        screen.table("Entered", ["Number", "What", "Company", "On", "By", ""], entered)
    _lines("History", (shorten(line, _WIDE, placeholder=" ...") for line in shown.history))


def _standing(standing: Standing) -> None:
    screen.say("")
    whose = "" if standing.policy_by == "company" else f", by its {standing.policy_by}"
    screen.say_in("bold", standing.company, f"  policy {standing.policy}{whose}")
    if standing.block:
        screen.say(f"  no reminders: {standing.block}")
    for b in standing.balances:
        owed = f"  {plain(b.open)} {b.currency} open, {plain(b.overdue)} overdue"
        owed += f", {plain(b.disputed)} disputed" if b.disputed else ""
        screen.say(owed + (f", {plain(b.credits)} in the customer's favour" if b.credits else ""))
        screen.say("  " + ", ".join(f"{name}: {plain(amount)}" for name, amount in b.ages.items()))
    rows = []
    for i in standing.items:
        theirs = f" (ERP: {plain(i.erp_disputed)})" if i.erp_disputed else ""
        disputed = f"{plain(i.disputed)}{theirs}" if i.disputed else ""
        left = f"{plain(i.open)} {i.currency}"
        rows.append((i.number, i.due, i.days_late or "", left, i.level or "", disputed, i.block))
    if rows:
        screen.table("Open items", ["Invoice", "Due", "Days late", "Open", "Level", "Disputed", "Blocked"], rows)
    _lines("In the customer's favour", standing.credits)
    _lines("Promised", standing.promises)
    sent = [(n.date, n.level, n.channel, n.status, n.delivery) for n in standing.notices]
    if sent:
        screen.table("Notices", ["On", "Level", "By", "Status", "Delivery"], sent)


def _lines(title: str, lines: Iterable[str]) -> None:
    found = list(lines)
    if found:
        screen.say(f"{title}:")
    for line in found:
        screen.say(f"  {line}")


def likenesses(found: Sequence[Likeness], *, json: bool) -> None:
    """Accounts that may be one debtor, with the command that says so."""
    if json:
        screen.print_json(found)
        return
    if not found:
        screen.say("No two accounts share a VAT number that are not linked already.")
    for one in found:
        screen.say(f"{one.vat_id}: {one.names[0]} and {one.names[1]}")
        screen.say(f"    if it is one debtor: solde customer same {one.first} {one.second}")
