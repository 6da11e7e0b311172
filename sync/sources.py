"""What others than the ERP say about accounts: people (promises, disputes, blocks) and channels (what bounced).

`sync/accounts.py` asks here once per chunk of accounts, never once per account.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from config.settings import Company
from dunning.account import Account
from sync.customer import debtors
from sync.customer.said import onto, said_of
from sync.tracking import fate as tracking


def linked(accounts: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """The other accounts of the same debtor, for those that have any: their notices count for the limits, too."""
    return debtors.linked(accounts)


def families(accounts: Sequence[str]) -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """The parent, and the others whose notices the parent reads where the policy says so."""
    return debtors.families(accounts)


def completed(key: str, company: Company, accounts: Sequence[Account]) -> Iterable[Account]:
    """The accounts, in their order, with what was said about them; most come back as they are."""
    names = [account.customer for account in accounts]
    said = said_of(key, company, names)
    closed = tracking.unreachable(names)
    failed = tracking.failures(names, key)
    for account in accounts:
        name = account.customer
        whole = onto(account, said[name]) if name in said else account
        if name in closed or name in failed:
            channels, events = closed.get(name, frozenset()), failed.get(name, ())
            whole = msgspec.structs.replace(
                whole, unreachable=whole.unreachable | channels, events=(*whole.events, *events)
            )
        yield whole
