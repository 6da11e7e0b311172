"""The policy that an account follows, among those that are set up."""

import msgspec

from config.settings import Company, Settings
from dunning.account import Account
from dunning.policy import Policy
from dunning.precedence import Choice, choice


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """A policy and why it is this one; `missing` is a name that was chosen and is not set up (any more)."""

    policy: Policy
    choice: Choice
    missing: str = ""


def followed(settings: Settings, company: Company, account: Account) -> Followed:
    """Customer before group before company. A customer's own policy that is not there is passed over."""
    first = choice(company.policy, company.groups, account.group, account.policy)
    if first.name in settings.policies:
        return Followed(policy=settings.policies[first.name], choice=first)
    rest = choice(company.policy, company.groups, account.group, "")
    return Followed(policy=settings.policies[rest.name], choice=rest, missing=first.name)


def policy_of(settings: Settings, company: Company, account: Account) -> Policy:
    """The policy alone."""
    return followed(settings, company, account).policy
