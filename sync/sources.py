"""What others than the ERP say about accounts: people (promises, disputes, blocks) and channels (what bounced).

`sync/accounts.py` asks here once per chunk of accounts, never once per account.
"""

from collections.abc import Iterable, Mapping, Sequence

from config.settings import Company
from dunning.account import Account


def linked(accounts: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """The other accounts of the same debtor, for those that have any: their notices count for the limits, too."""
    return {}


def completed(key: str, company: Company, accounts: Sequence[Account]) -> Iterable[Account]:
    """The accounts, in their order, with what was said about them; most come back as they are."""
    return accounts
