"""From the ledger to the accounts that decisions are made from. Nothing is decided here.

Accounts are built in chunks, each with a fixed number of queries: a million open items are read in one go, and only
a chunk of them is in memory.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date

import msgspec

from config.settings import Company
from connectors.records import Customer, Ref
from dunning.account import Account, Credit, Item, PastNotice
from sync import sources
from sync.customer.said import as_wished
from sync.models import Entry, HoldCase, Notice, NoticeLine, OpenItem
from sync.store import entry_of, record_of

COUNTS = (Notice.Status.DECIDED, Notice.Status.PREPARED, Notice.Status.GIVEN, Notice.Status.IN_DOUBT)
CHUNK = 2000  # accounts


def open_accounts(
    key: str, company: Company, *, only: Collection[str] | None = None, without: Notice | None = None
) -> Iterator[Account]:
    """Every customer of a company (its key in solde.toml) that owes, is owed, or is held, in a fixed order.

    `only` restricts to these customers (`str(Ref)`); `without` builds them as if that notice did not exist,
    to ask whether it would be decided again.
    """
    on_hold = HoldCase.objects.filter(released_at__isnull=True).values_list("account", flat=True)
    held = {account for account in on_hold if _could_owe(Ref.parse(account), company)}
    unclear = unclear_accounts(company)
    rest = held if only is None else held & set(only)
    for names in _chunks(company, only):
        rest = rest.difference(names)
        yield from _chunk(key, company, names, held, unclear, without)
    for names in _pieces(rest):
        yield from _chunk(key, company, names, held, unclear, without)


def unclear_accounts(company: Company) -> set[str]:
    """Customers of whom a record can no longer be read: nobody knows what they owe until it is mended."""
    unread = Entry.objects.filter(connection=company.connection, company=company.id, unreadable=True, gone=False)
    return set(unread.exclude(kind__in=("customer", "order")).values_list("account", flat=True))


def customer_of(account: str) -> Customer | None:
    """The customer, with the address that a person wished; None where the record is not there or not readable."""
    entry = entry_of(account)
    if entry is None or entry.gone or entry.unreadable:
        return None
    record: Customer = record_of(entry)
    return as_wished(record)


def _could_owe(customer: Ref, company: Company) -> bool:
    """Whether it is a customer of this company: of the same ERP, and not another company's own."""
    return customer.connection == company.connection and customer.company in {"", company.id}


def _chunks(company: Company, only: Collection[str] | None) -> Iterator[Sequence[str]]:
    """The accounts on which something is open, so many at a time. Each chunk is asked for after the one before
    it is done with: nothing is read while the caller writes.
    """
    rows = OpenItem.objects.filter(connection=company.connection, company=company.id).order_by("account")
    accounts = rows.values_list("account", flat=True).distinct()
    if only is not None:
        for piece in _pieces(only):
            yield list(accounts.filter(account__in=piece))
        return
    names = list(accounts[:CHUNK])
    while names:
        yield names
        names = list(accounts.filter(account__gt=names[-1])[:CHUNK])


def _pieces(accounts: Collection[str]) -> Iterator[Sequence[str]]:
    ordered = sorted(set(accounts))
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))


def _chunk(
    key: str, company: Company, names: Sequence[str], held: set[str], unclear: set[str], without: Notice | None
) -> Iterator[Account]:
    beside = sources.linked(names)
    levels = _levels(names, without)
    items, credits = _open(company, names, levels)
    families = sources.families(names)
    kin = {other for _, others in families.values() for other in others}
    notices = _notices({*names, *kin, *(other for others in beside.values() for other in others)}, without)
    customers = _customers(names)
    built = []
    for name in names:
        customer = customers.get(name)
        block = _MISSING if customer is None else customer.dunning_block
        if name in unclear and not block:
            block = "a record of this account could not be read"
        given = [notice for account in (name, *beside.get(name, ())) for notice in notices.get(account, ())]
        parent, family = families.get(name, ("", ()))
        known = customer or _Customer(party=_Party(name=name, address=_Address(country=company.country)))
        built.append(
            Account(
                customer=name,
                name=known.party.name,
                country=known.party.address.country,
                subdivision=known.party.address.subdivision,
                language=known.language,
                consumer=known.party.consumer,
                sole_trader=known.sole_trader,
                group=known.group,
                grade=known.grade,
                key=known.dunning_key,
                block=block,
                items=tuple(items.get(name, ())),
                credits=tuple(credits.get(name, ())),
                same_as=beside.get(name, ()),
                notices=tuple(sorted(given, key=_by_date)),
                parent=parent,
                family_notices=tuple(notice for other in family for notice in notices.get(other, ())),
                on_hold=name in held,
            )
        )
    yield from sources.completed(key, company, built)


class _Given(msgspec.Struct, frozen=True):
    level: int
    on: date


_NEVER = _Given(0, date.min)


def _levels(names: Sequence[str], without: Notice | None) -> dict[str, _Given]:
    """The highest level that each item was given, and when it was given first."""
    lines = NoticeLine.objects.filter(notice__account__in=names, notice__status__in=COUNTS)
    if without is not None:
        lines = lines.exclude(notice=without)
    found: dict[str, _Given] = {}
    for item, level, on in lines.values_list("item", "level", "notice__date"):
        before = found.get(item, _NEVER)
        if level > before.level or (level == before.level and on < before.on):
            found[item] = _Given(level, on)
    return found


def _open(
    company: Company, names: Sequence[str], levels: dict[str, _Given]
) -> tuple[dict[str, list[Item]], dict[str, list[Credit]]]:
    """Items and credits by account. Items from before `remind_from` are left out, credits never are."""
    items: dict[str, list[Item]] = defaultdict(list)
    credits: dict[str, list[Credit]] = defaultdict(list)
    rows = OpenItem.objects.filter(connection=company.connection, company=company.id, account__in=names)
    columns = ("account", "item", "number", "issued", "due", "amount", "open", "disputed", "currency", "area", "credit")
    for row in rows.order_by("account", "id").values_list(*columns).iterator(chunk_size=CHUNK):
        account, item, number, issued, due, amount, left, disputed, currency, area, credit = row
        if credit:
            credits[account].append(Credit(id=item, number=number, date=issued, open=left, currency=currency))
        elif company.remind_from is not None and issued >= company.remind_from:
            given = levels.get(item)
            items[account].append(
                Item(
                    id=item,
                    number=number,
                    issued=issued,
                    due=due,
                    amount=amount,
                    open=left,
                    currency=currency,
                    disputed=disputed,
                    level=given.level if given else 0,
                    level_on=given.on if given else None,
                    area=area,
                )
            )
    return items, credits


def _notices(accounts: Collection[str], without: Notice | None) -> dict[str, list[PastNotice]]:
    """Every notice that counts, of any company: the customer is the same."""
    found: dict[str, list[PastNotice]] = defaultdict(list)
    for piece in _pieces(accounts):
        given = Notice.objects.filter(account__in=piece, status__in=COUNTS)
        if without is not None:
            given = given.exclude(pk=without.pk)
        for account, on, level, event in given.order_by("id").values_list("account", "date", "level", "event"):
            found[account].append(PastNotice(date=on, level=level, event=event))
    return found


def _by_date(notice: PastNotice) -> date:
    return notice.date


_MISSING = "the customer's record is missing or could not be read"


class _Address(msgspec.Struct, frozen=True):
    country: str = ""
    subdivision: str = ""


class _Party(msgspec.Struct, frozen=True):
    name: str
    address: _Address = _Address()
    consumer: bool = False


class _Customer(msgspec.Struct, frozen=True):
    """The fields of connectors.records.Customer that decisions need; what else is in its JSON is skipped."""

    party: _Party
    language: str = ""
    dunning_block: str = ""
    group: str = ""
    grade: str = ""
    dunning_key: str = ""
    sole_trader: bool = False


_decode = msgspec.json.Decoder(_Customer).decode


def _customers(names: Sequence[str]) -> dict[str, _Customer]:
    """Those that are there and can be read."""
    rows = Entry.objects.filter(kind="customer", account__in=names, gone=False, unreadable=False)
    return {account: _decode(body) for account, body in rows.values_list("account", "body")}
