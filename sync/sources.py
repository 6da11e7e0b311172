"""What others than the ERP say about accounts: people (promises, disputes, blocks) and channels (what bounced).

`sync/accounts.py` asks here once per chunk of accounts, never once per account.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from config.settings import Company
from dunning.account import Account
from sync import tracking


def linked(accounts: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """The other accounts of the same debtor, for those that have any: their notices count for the limits, too."""
    return {}


def completed(key: str, company: Company, accounts: Sequence[Account]) -> Iterable[Account]:
    """The accounts, in their order, with what was said about them; most come back as they are."""
    names = [account.customer for account in accounts]
    closed = tracking.unreachable(names)
    failed = tracking.failures(names, key)
    for account in accounts:
        name = account.customer
        if name in closed or name in failed:
            channels, events = closed.get(name, frozenset()), failed.get(name, ())
            yield msgspec.structs.replace(
                account, unreachable=account.unreachable | channels, events=(*account.events, *events)
            )
        else:
            yield account
