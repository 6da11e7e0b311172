"""From the store to what a credit check is made from: all accounts of one debtor. Nothing is decided here."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
from django.db.models import Q

from config.settings import Company, Settings
from connectors.errors import Misconfigured
from connectors.records import Hold, Ref
from dunning.account import Item
from dunning.credit.policy import CreditPolicy
from dunning.credit.position import Limit, Money, Ordered, Override, Owed, Paid, Position, Score
from sync.credit import rows
from sync.customer.debtors import linked
from sync.customer.said import Said, contested, said_of
from sync.models import Entry

_DEEP = 8  # parents above one another
_LATE = timedelta(days=400)  # what was due so long before the history may have been paid within it


class UnknownCustomer(Misconfigured):
    """Nobody of that name; says where one looked."""


class _Party(msgspec.Struct):
    name: str = ""
    vat_id: str = ""
    consumer: bool = False


class _Customer(msgspec.Struct):
    """What of a customer's record counts here; the rest of the JSON is passed over."""

    party: _Party
    credit_limit: Decimal | None = None
    hold: Hold | None = None
    sole_trader: bool = False
    grade: str = ""
    language: str = ""


class _Order(msgspec.Struct):
    number: str
    date: date
    state: str
    currency: str
    uninvoiced: Decimal
    delivery: date | None = None  # type: ignore[valid-type]  # the field above hides the name


class Member(msgspec.Struct, frozen=True):
    """One account of the debtor."""

    account: str
    name: str
    parent: str
    record: _Customer
    changed_at: Any
    unreadable: bool


class Debtor(msgspec.Struct, frozen=True, kw_only=True):
    """A customer with everybody who counts together with them."""

    customer: Member
    links: tuple[str, ...]  # the same debtor under other numbers
    above: tuple[Member, ...]  # parents, nearest first
    members: dict[str, str]  # every account that counts, and its parent

    def below(self, account: str) -> frozenset[str]:
        """That account and its subsidiaries; with the customer's other accounts, if it is the customer's."""
        found = {account}
        while more := {member for member, parent in self.members.items() if parent in found} - found:
            found |= more
        return frozenset(found | set(self.links)) if self.customer.account in found else frozenset(found)


_READ_CUSTOMER = msgspec.json.Decoder(_Customer)
_READ_ORDER = msgspec.json.Decoder(_Order)


def find(company: Company, text: str) -> Ref:
    """The customer that `text` names: the ERP's id, or connection/company/customer/id. Raises UnknownCustomer."""
    parts = text.split("/", 3)
    if len(parts) == 4 and parts[2] == "customer":
        ref = Ref(*parts)
        found = rows.customer(ref.connection, [ref.company], ref.id) if ref.connection == company.connection else []
    else:
        found = rows.customer(company.connection, ["", company.id], text)
    if not found:
        raise UnknownCustomer(f"there is no customer {text!r} in {company.connection} for {company.name}")
    return Ref(found[0][0], found[0][1], "customer", found[0][2])


def debtor(account: str, *, consolidated: bool) -> Debtor:
    """Who counts together with this customer. Raises UnknownCustomer."""
    customer = _member(account)
    if customer is None:
        raise UnknownCustomer(f"there is no customer {account}")
    members = {account: customer.parent}
    above: list[Member] = []
    links: tuple[str, ...] = ()
    if consolidated:
        lowest: Member | None = customer
        while lowest and lowest.parent and lowest.parent not in members and len(above) < _DEEP:
            lowest = _member(lowest.parent)
            if lowest is not None:
                above.append(lowest)
                members[lowest.account] = lowest.parent
        members |= _below(above[-1].account if above else account)
        links = linked([account]).get(account, ()) if rows.any_links() else ()
        members |= {link: "" for link in links if link not in members}
    return Debtor(customer=customer, links=links, above=tuple(above), members=members)


def _member(account: str) -> Member | None:
    ref = Ref.parse(account)
    found = rows.customer(ref.connection, [ref.company], ref.id)
    return _read(found[0]) if found else None


def _read(row: tuple[Any, ...]) -> Member:
    connection, company, ext_id, name, parent, body, changed_at, unreadable = row
    account = f"{connection}/{company}/customer/{ext_id}"
    return Member(account, name, parent, _READ_CUSTOMER.decode(body), changed_at, bool(unreadable))


def _below(head: str) -> dict[str, str]:
    found: dict[str, str] = {}
    level = {head}
    for _ in range(_DEEP):
        level = {f"{r[0]}/{r[1]}/customer/{r[2]}" for r in _noted(rows.children(level), found)}
        if not level:
            break
    return found


def _noted(read: Iterable[tuple[Any, ...]], found: dict[str, str]) -> Iterator[tuple[Any, ...]]:
    for row in read:
        account = f"{row[0]}/{row[1]}/customer/{row[2]}"
        if account not in found:
            found[account] = row[4]
            yield row


def position(settings: Settings, key: str, who: Debtor, policy: CreditPolicy, today: date) -> Position:
    """The customer's credit position in a company (its key in solde.toml), from the store."""
    company = settings.companies[key]
    customer = who.customer
    ours = [customer.account, *who.links]
    said = said_of(key, company, who.members) if rows.anything_said(who.members) else {}
    owed: list[Owed] = []
    ordered: list[Ordered] = []
    money: list[Money] = []
    unreadable = customer.unreadable
    for connection, id_, accounts in _places(settings, company, who):
        found = rows.open_items(connection, id_, accounts)
        owed += _owed(found, said)
        money += [Money(account=r[0], open=Decimal(r[4]), currency=r[6]) for r in found if r[7]]
        ordered += [_ordered(account, body) for account, body in rows.orders(connection, id_, accounts)]
        unreadable = unreadable or rows.unreadable(connection, id_, accounts)
    since = today - timedelta(days=round(policy.months * 30.4375)) - _LATE
    foreign, own = _holds(who)
    kind = said[customer.account].wishes.get("kind", "") if customer.account in said else ""
    return Position(
        customer=customer.account,
        name=customer.name,
        today=today,
        id=Ref.parse(customer.account).id,
        natural=customer.record.sole_trader or customer.record.party.consumer or kind in {"consumer", "sole-trader"},
        grade=customer.record.grade,
        owed=tuple(owed),
        ordered=tuple(ordered),
        money=tuple(money),
        paid=tuple(
            Paid(due=rows.day(r[0]), paid=rows.day(r[1]), amount=Decimal(r[2]), currency=r[3], issued=rows.day(r[4]))
            for r in rows.settled(ours, since)
        ),
        limits=tuple(_limits(who, company.currency)),
        score=next((_score(r) for r in rows.score(customer.account)), None),
        override=next((_override(r) for r in rows.override(customer.account)), None),
        foreign_hold=foreign,
        own_hold=own,
        unreadable=unreadable,
    )


def _places(settings: Settings, company: Company, who: Debtor) -> Iterator[tuple[str, str, list[str]]]:
    """Connection, the ERP's company and the accounts there. Of another ERP every company that Solde works for."""
    by_connection: dict[str, list[str]] = {}
    for account in who.members:
        by_connection.setdefault(account.split("/", 1)[0], []).append(account)
    for connection, accounts in by_connection.items():
        if connection == company.connection:
            yield connection, company.id, accounts
        else:
            others = {other.id for other in settings.companies.values() if other.connection == connection}
            for id_ in sorted(others):
                yield connection, id_, accounts


def _owed(found: list[tuple[Any, ...]], said: dict[str, Said]) -> Iterator[Owed]:
    items = [row for row in found if not row[7]]
    reached = rows.levels([row[1] for row in items])
    ours = contested([_item(row) for row in items], [d for s in said.values() for d in s.disputes]) if said else {}
    for account, item, number, due, open_, disputed, currency, *_ in items:
        yield Owed(
            account=account,
            number=number,
            due=rows.day(due),
            open=Decimal(open_),
            currency=currency,
            disputed=max(Decimal(disputed), ours.get(item, Decimal(0))),
            level=reached.get(item, 0),
        )


def _item(row: tuple[Any, ...]) -> Item:
    _, item, number, due, open_, _, currency, _, issued, amount = row
    return Item(
        id=item,
        number=number,
        issued=rows.day(issued),
        due=rows.day(due),
        amount=Decimal(amount),
        open=Decimal(open_),
        currency=currency,
    )


def _ordered(account: str, body: str) -> Ordered:
    order = _READ_ORDER.decode(body)
    return Ordered(
        account=account,
        number=order.number,
        day=order.delivery or order.date,
        uninvoiced=order.uninvoiced,
        currency=order.currency,
        draft=order.state == "draft-invoice",
    )


def _limits(who: Debtor, currency: str) -> Iterator[Limit]:
    """The customer's own and those of its parents; each covers all that is below it."""
    for member in (who.customer, *who.above):
        if member.record.credit_limit is not None:
            yield Limit(
                account=member.account,
                name=member.name,
                amount=member.record.credit_limit,
                currency=currency,
                covers=who.below(member.account),
            )


def _holds(who: Debtor) -> tuple[str, str]:
    """Why the customer or a parent is on hold: by somebody else, by Solde."""
    there = (who.customer, *who.above)
    cases = {row[0]: row for row in rows.open_holds([*(member.account for member in there), *who.links])}
    own = next((row[1] for row in cases.values()), "")
    foreign = ""
    for member in there:
        hold, case = member.record.hold, cases.get(member.account)
        ours = case is not None and bool(case[2]) and not case[3]
        if hold is None or not hold.on or ours:
            continue
        if case is None and rows.released_since(member.account, member.changed_at):
            continue  # the ERP's record still shows our own, which was taken back since
        foreign = foreign or hold.value or "no reason given"
    return foreign, own


def _score(row: tuple[Any, ...]) -> Score:
    grade, source, words, on = row
    return Score(grade=grade, source=source, words=words, day=None if on is None else rows.day(on))


def _override(row: tuple[Any, ...]) -> Override:
    amount, currency, until, reason, who = row
    return Override(amount=Decimal(amount), currency=currency, until=rows.day(until), reason=reason, who=who)


def order_entry(company: Company, account: str, number: str) -> Entry | None:
    """The ERP's record of an order that somebody calls by its number or its id."""
    named = Entry.objects.filter(Q(name=number) | Q(ext_id=number), account=account, kind="order")
    # The company is compared here: without statistics SQLite would rather go through all orders of the company.
    found = [
        entry
        for entry in named.exclude(state="draft-invoice")
        if (entry.connection, entry.company) == (company.connection, company.id)
    ]
    # The number goes before the id, what is there before what is gone, the youngest first.
    return min(found, key=lambda entry: (entry.name != number, entry.gone, -entry.pk), default=None)
