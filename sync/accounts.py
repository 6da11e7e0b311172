"""From the ledger to the accounts that decisions are made from. Nothing is decided here."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from decimal import Decimal

import msgspec
from django.db.models import Max, Q

from config.settings import Company
from connectors.records import Customer, Invoice, Payment, Ref
from dunning.account import Account, Credit, Item, PastNotice
from sync.models import Entry, HoldCase, Notice, NoticeLine
from sync.store import entry_of, record_of

COUNTS = (Notice.Status.PREPARED, Notice.Status.GIVEN, Notice.Status.IN_DOUBT)


def open_accounts(
    key: str, company: Company, *, only: Collection[str] | None = None, without: Notice | None = None
) -> Iterator[Account]:
    """Every customer of a company (its key in solde.toml) that owes, is owed, or is held, in a fixed order.

    `only` restricts to these customers (`str(Ref)`); `without` builds them as if that notice did not exist,
    to ask whether it would be decided again.
    """
    rows: dict[str, list[Entry]] = defaultdict(list)
    found = Entry.objects.filter(
        Q(kind="invoice", state="open") | Q(kind="payment", state="posted"),
        connection=company.connection,
        company=company.id,
        gone=False,
        unreadable=False,
        open__gt=0,
    )
    if only is not None:
        found = found.filter(account__in=list(only))
    for entry in found.order_by("account", "date", "id").iterator(chunk_size=2000):
        rows[entry.account].append(entry)
    on_hold = HoldCase.objects.filter(released_at__isnull=True).values_list("account", flat=True)
    held = {account for account in on_hold if _could_owe(Ref.parse(account), company)}
    unclear = unclear_accounts(company)
    for account in sorted(set(rows) | (held if only is None else held & set(only))):
        built = _account(key, company, account, rows.get(account, []), account in held, without)
        if account in unclear and not built.block:
            built = msgspec.structs.replace(built, block="a record of this account could not be read")
        yield built


def unclear_accounts(company: Company) -> set[str]:
    """Customers of whom a record can no longer be read: nobody knows what they owe until it is mended."""
    unread = Entry.objects.filter(connection=company.connection, company=company.id, unreadable=True, gone=False)
    return set(unread.exclude(kind__in=("customer", "order")).values_list("account", flat=True))


def _could_owe(customer: Ref, company: Company) -> bool:
    """Whether it is a customer of this company: of the same ERP, and not another company's own."""
    return customer.connection == company.connection and customer.company in {"", company.id}


def _account(
    key: str, company: Company, account: str, rows: list[Entry], on_hold: bool, without: Notice | None
) -> Account:
    given = Notice.objects.filter(company=key, account=account, status__in=COUNTS)
    if without is not None:
        given = given.exclude(pk=without.pk)
    levels = dict(NoticeLine.objects.filter(notice__in=given).values_list("item").annotate(Max("level")).order_by())
    items: list[Item] = []
    credits: list[Credit] = []
    for entry in rows:
        record = record_of(entry)
        if isinstance(record, Payment):
            credits.append(
                Credit(
                    id=entry.ref,
                    number=record.memo or record.ref.id,
                    date=record.date,
                    open=record.unapplied,
                    currency=record.currency,
                )
            )
        elif record.document.is_credit:
            credits.append(_open_credit_note(entry, record))
        elif company.remind_from is not None and record.document.issue_date >= company.remind_from:
            items.extend(_items(entry, record, levels))
    customer = customer_of(account)
    return Account(
        customer=account,
        name=customer.party.name if customer else account,
        country=customer.party.address.country if customer else company.country,
        language=customer.language if customer else "",
        consumer=customer.party.consumer if customer else False,
        block=_block(customer),
        items=tuple(items),
        credits=tuple(credits),
        notices=tuple(PastNotice(date=n.date, level=n.level) for n in given.order_by("date", "id")),
        on_hold=on_hold,
    )


def customer_of(account: str) -> Customer | None:
    """The customer's record, None where it is not there or not readable."""
    entry = entry_of(account)
    if entry is None or entry.gone or entry.unreadable:
        return None
    record: Customer = record_of(entry)
    return record


def _block(customer: Customer | None) -> str:
    if customer is None:
        return "the customer's record is missing or could not be read"
    return customer.dunning_block


def _open_credit_note(entry: Entry, record: Invoice) -> Credit:
    document = record.document
    return Credit(
        id=entry.ref,
        number=document.number,
        date=document.issue_date,
        open=record.open,
        currency=document.currency,
    )


def _items(entry: Entry, record: Invoice, levels: dict[str, int]) -> Iterator[Item]:
    """One item per open instalment; a dispute takes the earliest instalments first."""
    disputed = record.disputed
    for number, due in enumerate(sorted(record.dues, key=lambda due: (due.date, due.amount))):
        if due.open <= 0:
            continue
        contested = min(due.open, disputed)
        disputed -= contested
        item = f"{entry.ref}#{number}"
        yield Item(
            id=item,
            number=record.document.number,
            issued=record.document.issue_date,
            due=due.date,
            amount=due.amount,
            open=due.open,
            currency=record.document.currency,
            disputed=contested or Decimal(0),
            level=levels.get(item, 0),
        )
