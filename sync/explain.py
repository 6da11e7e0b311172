"""One customer's account, and what is decided from it today, in words; nothing is pulled or changed."""

from collections.abc import Iterator
from datetime import datetime

import msgspec
from django.db.models import Min

from config.settings import Company
from connectors.records import Ref
from dunning.account import Account
from dunning.explain import Told
from dunning.explain import explain as explain_account
from sync.accounts import open_accounts
from sync.customer.history import history
from sync.engine import Engine
from sync.models import Cursor, Entry
from sync.policies import Followed, followed


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """For a collector on the phone. `read_at` is when the ERP was last read: what is said is as of then."""

    company: str
    customer: str
    name: str
    policy: str
    policy_why: str
    read_at: datetime | None
    told: Told
    credits: tuple[str, ...]
    history: tuple[str, ...]


def explain(engine: Engine, customer: str) -> list[Explanation]:
    """Every account whose customer has this id or whose name contains this text."""
    today = engine.today()
    result = []
    for key, company, account in accounts_of(engine, customer):
        follows = followed(engine.settings, company, account)
        result.append(
            Explanation(
                company=key,
                customer=account.customer,
                name=account.name,
                policy=f"{follows.policy.name} (version {follows.policy.version})",
                policy_why=_why(follows, account),
                read_at=read_at(company.connection),
                told=explain_account(account, follows.policy, today[key]),
                credits=tuple(f"{c.number}: {c.open} {c.currency} in the customer's favour" for c in account.credits),
                history=tuple(f"{x.at:%Y-%m-%d} {x.what}: {x.why}" for x in history(account.customer)),
            )
        )
    return result


def accounts_of(engine: Engine, customer: str) -> Iterator[tuple[str, Company, Account]]:
    """The accounts of a customer, by id, number or a part of the name, in every company that reminds."""
    by_id = Entry.objects.filter(kind="customer", ext_id=customer)
    found = by_id if by_id.exists() else Entry.objects.filter(kind="customer", name__icontains=customer)
    names = {entry.ref for entry in found}
    for key, company in engine.settings.companies.items():
        mine = {name for name in names if Ref.parse(name).connection == company.connection}
        if mine and company.remind_from is not None:
            for account in open_accounts(key, company, only=mine):
                yield key, company, account


def read_at(connection: str) -> datetime | None:
    """When a connection was last read to the end, as far as its slowest kind of record goes."""
    moved: datetime | None = Cursor.objects.filter(connection=connection).aggregate(at=Min("moved_at"))["at"]
    return moved


def _why(follows: Followed, account: Account) -> str:
    whose = follows.choice.whose
    words = "the customer's own policy" if whose == "customer" else f"the policy of the {whose}"
    if whose == "group":
        words = f"the policy of the customer group {account.group}"
    return f"{words}; {follows.missing} is chosen, but there is no such policy" if follows.missing else words
