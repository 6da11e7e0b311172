"""Who is one debtor. Accounts of several ERPs (or twice in one) become one only when a person said so; a parent and
its subsidiaries are what the ERP says, and stay debtors of their own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator

import msgspec

from connectors.records import Customer
from sync.customer.said import Same, body_of
from sync.models import Entry
from sync.models import Said as Row
from sync.store import record_of


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


def families(accounts: Collection[str]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """By account its parent (empty: it is one) and the others of its family: the parent and all its subsidiaries.
    Only accounts that have a family. Two queries, whatever the number of accounts.
    """
    customers = Entry.objects.filter(kind="customer", gone=False).exclude(parent="")
    parent_of = dict(customers.filter(account__in=accounts).values_list("account", "parent"))
    below: dict[str, list[str]] = defaultdict(list)
    heads = {*accounts, *parent_of.values()}
    for account, parent in customers.filter(parent__in=heads).order_by("id").values_list("account", "parent"):
        below[parent].append(account)
    found = {}
    for account in accounts:
        head = parent_of.get(account, account)
        if below.get(head):
            others = tuple(each for each in (head, *below[head]) if each != account)
            found[account] = (parent_of.get(account, ""), others)
    return found


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
    parent = Entry.objects.filter(kind="customer", account=account).values_list("parent", flat=True).first() or ""
    return Family(
        parent=parent,
        siblings=tuple(each for each in _below(parent) if each != account) if parent else (),
        subsidiaries=_below(account),
    )


def _below(parent: str) -> tuple[str, ...]:
    found = Entry.objects.filter(kind="customer", parent=parent, gone=False).order_by("id")
    return tuple(found.values_list("account", flat=True))
