"""Everything about one account on one screen, from the store: what is owed, said, sent, held."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

from connectors.records import Customer
from dunning.account import NOTHING, Account, Item, called
from dunning.policy import Policy
from dunning.state import blocked, plans, promises
from dunning.words import plain
from sync.accounts import customer_of, open_accounts
from sync.customer import debtors
from sync.customer.accounts import Desk, Known, companies_of, open_items
from sync.customer.disputes import as_item
from sync.customer.history import history
from sync.customer.said import Wished, body_of
from sync.customer.words import named, words
from sync.models import Effect, HoldCase, Notice, Proposal
from sync.models import Said as Row
from sync.policies import followed
from sync.tracking.fate import delivery_of

AGES = ((0, "not due"), (30, "1-30"), (60, "31-60"), (90, "61-90"), (120, "91-120"))
OLDEST = "over 120"
_NOTICES = 10


class _View(msgspec.Struct, frozen=True, kw_only=True):
    pass


class Balance(_View, frozen=True):
    """Of one currency. `ages` are the open items by days after the due date, without the credits."""

    currency: str
    open: Decimal
    overdue: Decimal
    disputed: Decimal
    credits: Decimal
    ages: dict[str, Decimal]


class OpenLine(_View, frozen=True):
    """One open instalment."""

    number: str  # as it is named to `solde customer`: F1, or F1#2
    due: date
    days_late: int
    amount: Decimal
    open: Decimal
    currency: str
    disputed: Decimal
    erp_disputed: Decimal  # what the ERP says of it; the larger of its dispute and ours counts
    level: int
    block: str = ""


class NoticeLine(_View, frozen=True):
    """A notice and what became of it."""

    date: date
    level: int
    channel: str
    status: str
    delivery: str
    reason: str


class EntryLine(_View, frozen=True):
    """Something that a person entered and that still counts."""

    number: int
    kind: str
    company: str  # empty: all
    made_on: date
    who: str
    words: str


class Standing(_View, frozen=True):
    """The account with one company."""

    company: str
    policy: str
    policy_by: str  # who chose it: customer, group or company
    block: str
    balances: tuple[Balance, ...]
    items: tuple[OpenLine, ...]
    credits: tuple[str, ...]
    promises: tuple[str, ...]  # and plans, with their state of today
    notices: tuple[NoticeLine, ...]


class Shown(_View, frozen=True):
    """The screen. `history` is the audit trail's, newest last."""

    account: str
    name: str
    facts: dict[str, str]  # VAT number, e-mail ... as far as they are known
    wishes: dict[str, str]
    companies: tuple[Standing, ...]
    entries: tuple[EntryLine, ...]
    holds: tuple[str, ...]
    proposals: tuple[str, ...]
    one_debtor_with: tuple[str, ...]
    parent: str
    subsidiaries: tuple[str, ...]
    history: tuple[str, ...]


def show(desk: Desk, known: Known) -> Shown:
    """Read it all. Nothing is asked of the ERP, nothing is changed."""
    customer = customer_of(known.account) or known.record
    kin = debtors.family(known.account)
    others = debtors.linked([known.account]).get(known.account, ())
    rows = Row.objects.filter(account=known.account, ended_on=None).order_by("id")
    standings = [_standing(desk, known, key) for key in companies_of(desk, known)]
    return Shown(
        account=known.account,
        name=customer.party.name,
        facts={name: value for name, value in _facts(customer).items() if value},
        wishes={b.field: b.value for row in rows if isinstance(b := body_of(row), Wished)},
        companies=tuple(one for one in standings if one is not None),
        entries=tuple(_entry(row) for row in rows),
        holds=tuple(_holds(known, customer)),
        proposals=tuple(
            f"{p.pk}: {p.reason}" for p in Proposal.objects.filter(account=known.account, ended_at=None, approved=None)
        ),
        one_debtor_with=tuple(named(other) for other in others),
        parent=named(kin.parent) if kin.parent else "",
        subsidiaries=tuple(named(each) for each in kin.subsidiaries),
        history=tuple(f"{x.at:%Y-%m-%d} {x.who}: {x.what}. {x.why}".strip() for x in history(known.account)),
    )


def _facts(customer: Customer) -> dict[str, str]:
    party, contact = customer.party, customer.party.contact
    kind = "consumer" if party.consumer else "sole trader" if customer.sole_trader else ""
    address = party.address
    return {
        "kind": kind,
        "VAT number": party.vat_id,
        "address": ", ".join(part for part in (address.line1, f"{address.postcode} {address.city}".strip()) if part),
        "country": address.country,
        "e-mail": customer.email,
        "phone": contact.phone if contact else "",
        "language": customer.language,
        "salesperson": customer.salesperson.name if customer.salesperson else "",
        "group": customer.group,
        "grade": customer.grade,
        "dunning key": customer.dunning_key,
        "terms": customer.terms,
        "credit limit": plain(customer.credit_limit) if customer.credit_limit is not None else "",
        "blocked in the ERP": customer.dunning_block,
    }


def _standing(desk: Desk, known: Known, key: str) -> Standing | None:
    """The account with one company; None where there never was anything."""
    company, today = desk.settings.companies[key], desk.today[key]
    rows = open_items(company, known.account)
    account = next(open_accounts(key, company, only=[known.account]), None)
    notices = Notice.objects.filter(company=key, account=known.account).order_by("-id")[:_NOTICES]
    if account is None and not notices:
        return None
    decided = {item.id: item for item in account.items} if account else {}
    items = [decided.get(row.item) or as_item(row) for row in rows]
    theirs = {row.item: row.disputed for row in rows}
    names = called(items)
    follows = followed(desk.settings, company, account) if account else None
    return Standing(
        company=key,
        policy=follows.policy.name if follows else company.policy,
        policy_by=follows.choice.whose if follows else "company",
        block=_block(account),
        balances=tuple(_balances(items, account, today)),
        items=tuple(_line(item, names[item.id], theirs[item.id], today) for item in items),
        credits=tuple(
            f"{c.number}: {plain(c.open)} {c.currency} of {c.date}" for c in (account.credits if account else ())
        ),
        promises=tuple(_promises(account, follows.policy, today)) if account and follows else (),
        notices=tuple(_notices(list(reversed(notices)), ZoneInfo(company.time_zone))),
    )


def _block(account: Account | None) -> str:
    if account is None or not account.block:
        return ""
    return f"{account.block} ({f'until {account.block_until}' if account.block_until else 'until it is lifted'})"


def _balances(items: Sequence[Item], account: Account | None, today: date) -> Iterator[Balance]:
    credits = account.credits if account else ()
    for currency in sorted({i.currency for i in items} | {c.currency for c in credits}):
        mine = [i for i in items if i.currency == currency]
        yield Balance(
            currency=currency,
            open=sum((i.open for i in mine), NOTHING),
            overdue=sum((i.open for i in mine if i.due < today), NOTHING),
            disputed=sum((i.disputed for i in mine), NOTHING),
            credits=sum((c.open for c in credits if c.currency == currency), NOTHING),
            ages=ageing(mine, today),
        )


def ageing(items: Sequence[Item], today: date) -> dict[str, Decimal]:
    """The open amounts of items of one currency by days after the due date: not due, 1-30, 31-60 ... over 120."""
    found: dict[str, Decimal] = {}
    for item in sorted(items, key=lambda i: i.due, reverse=True):
        late = (today - item.due).days
        bucket = next((name for most, name in AGES if late <= most), OLDEST)
        found[bucket] = found.get(bucket, NOTHING) + item.open
    return found


def _line(item: Item, name: str, erp_disputed: Decimal, today: date) -> OpenLine:
    holds = blocked(item.block, item.block_until, today)
    return OpenLine(
        number=name,
        due=item.due,
        days_late=max((today - item.due).days, 0),
        amount=item.amount,
        open=item.open,
        currency=item.currency,
        disputed=item.disputed,
        erp_disputed=erp_disputed,
        level=item.level,
        block=f"{item.block}{f' (until {item.block_until})' if item.block_until else ''}" if holds else "",
    )


def _promises(account: Account, policy: Policy, today: date) -> Iterator[str]:
    for each in promises(account, policy, today):
        p = each.promise
        came = f"{plain(p.received)} of {plain(p.amount)} {p.currency} received"
        yield f"promise {p.id.partition(':')[2]} by {p.by}: {each.state}, {came}"
    for plan in plans(account, policy, today):
        whole = sum((due.amount for due in plan.plan.dues), NOTHING)
        came = f"{plain(plan.plan.paid)} of {plain(whole)} {plan.plan.currency} received"
        then = f", next {plain(plan.rest[0][1])} by {plan.rest[0][0]}" if plan.rest else ""
        yield f"plan {plan.plan.id.partition(':')[2]}: {plan.state}, {came}{then}"


def _notices(rows: Sequence[Notice], zone: ZoneInfo) -> Iterator[NoticeLine]:
    """Each with what became of it: what the mail server or service told, else how its sending stands."""
    fared = delivery_of([row.pk for row in rows], zone)
    for row in rows:
        effect = Effect.objects.filter(notice=row).order_by("-id").first()
        yield NoticeLine(
            date=row.date,
            level=row.level,
            channel=row.channel,
            status=row.status,
            delivery=fared.get(row.pk) or ((effect.error or effect.status) if effect else ""),
            reason=row.reason,
        )


def _entry(row: Row) -> EntryLine:
    return EntryLine(
        number=row.pk,
        kind=row.kind,
        company=row.company,
        made_on=row.made_on,
        who=row.who,
        words=words(row, body_of(row)),
    )


def _holds(known: Known, customer: Customer) -> Iterator[str]:
    for case in HoldCase.objects.filter(account=known.account, released_at=None):
        yield f"on hold by Solde since {case.set_at:%Y-%m-%d}: {case.reason}"
    if customer.hold and customer.hold.on:
        yield f"the ERP shows a hold: {customer.hold.value}"
