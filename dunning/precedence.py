"""Which policy an account follows: customer before customer group before company."""

from collections.abc import Mapping
from typing import Literal

import msgspec

Whose = Literal["customer", "group", "company"]


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """The name of a policy, and who chose it."""

    name: str
    whose: Whose


def choice(company_policy: str, groups: Mapping[str, str], group: str, own: str) -> Choice:
    """The customer's own policy, else that of its customer group (`groups`: ERP group -> policy), else the company's.

    Source: the order that ERPs use for terms and dunning procedures, the narrower before the wider.
    """
    if own:
        return Choice(name=own, whose="customer")
    if group and group in groups:
        return Choice(name=groups[group], whose="group")
    return Choice(name=company_policy, whose="company")


def chosen(company_policy: str, groups: Mapping[str, str], group: str, own: str) -> str:
    """The name of the policy alone."""
    return choice(company_policy, groups, group, own).name
