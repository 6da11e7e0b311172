"""Who is one debtor. Accounts of several ERPs (or twice in one) become one only when a person said so; a parent and
its subsidiaries are what the ERP says, and stay debtors of their own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

import msgspec

from connectors.records import Customer, Ref
from sync.models import Entry
from sync.models import Said as Row
from sync.said import Same, body_of
from sync.store import entry_of, record_of


def linked(accounts: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The other accounts of the same debtor, of those accounts that have any: their notices count, too.

    One query, whatever the number of accounts: there are few links.
    """
    groups = _groups()
    return {account: tuple(sorted(groups[account] - {account})) for account in accounts if account in groups}


def _groups() -> dict[str, set[str]]:
    """Every account that is linked, with all of its debtor: A is B and B is C makes one of three."""
    groups: dict[str, set[str]] = {}
    for row in Row.objects.filter(kind="same", ended_on=None).order_by("id"):
        body = body_of(row)
        assert isinstance(body, Same)
        joined = groups.get(row.account, {row.account}) | groups.get(body.other, {body.other})
        for account in joined:
            groups[account] = joined
    return groups


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """Two accounts that may be one debtor, and why."""

    first: str
    second: str
    names: tuple[str, str]
    vat_id: str


def proposals() -> Iterator[Likeness]:
    """Accounts that share a VAT number and are not linked yet. It only proposes: a VAT group, or a branch with an
    account of its own, has one number and is not one debtor.
    """
    groups = _groups()
    by_vat: dict[str, list[tuple[str, str]]] = defaultdict(list)
    found = Entry.objects.filter(kind="customer", gone=False, unreadable=False, body__contains='"vat_id":')
    for entry in found.order_by("id").iterator(chunk_size=2000):
        customer: Customer = record_of(entry)
        by_vat[_plain(customer.party.vat_id)].append((entry.ref, customer.party.name))
    by_vat.pop("", None)
    for vat_id, those in sorted(by_vat.items()):
        (first, name), *others = those
        for second, other in others:
            if second not in groups.get(first, ()):
                yield Likeness(first=first, second=second, names=(name, other), vat_id=vat_id)


def _plain(vat_id: str) -> str:
    return "".join(c for c in vat_id.upper() if c.isalnum())


class Family(msgspec.Struct, frozen=True, kw_only=True):
    """A customer's parent and the subsidiaries of either, as `str(Ref)`; empty where the ERP names none."""

    parent: str = ""
    siblings: tuple[str, ...] = ()
    subsidiaries: tuple[str, ...] = ()


def family(account: str) -> Family:
    """Parent and subsidiaries of one customer, from the ERP's records."""
    entry = entry_of(account)
    if entry is None:
        return Family()
    customer: Customer = record_of(entry)
    parent = str(customer.parent) if customer.parent else ""
    return Family(
        parent=parent,
        siblings=tuple(a for a in _below(Ref.parse(parent)) if a != account) if parent else (),
        subsidiaries=tuple(_below(Ref.parse(account))),
    )


def _below(parent: Ref) -> Iterable[str]:
    """Customers whose record names this parent. The text is searched: only those who have a parent are read."""
    named = f'"parent":{msgspec.json.encode(parent).decode()}'
    found = Entry.objects.filter(connection=parent.connection, kind="customer", gone=False, body__contains=named)
    return [entry.ref for entry in found.order_by("id")]
