"""What credit has to say about holds on customers: an exposure above the limit is a cause, a manager's word is none."""

from collections.abc import Collection, Iterator
from datetime import date

import msgspec

from config.settings import Settings
from dunning.credit.decide import above_limit, covered
from sync.credit.answer import look, policy_of
from sync.credit.desk import Desk
from sync.credit.facts import UnknownCustomer
from sync.models import CreditOverride, Entry, OpenItem


class Over(msgspec.Struct, frozen=True, kw_only=True):
    """A customer whose exposure alone is a cause; `natural` persons are only proposed."""

    account: str
    reason: str
    natural: bool


def over_limit(settings: Settings, key: str, today: date, *, only: Collection[str] | None = None) -> Iterator[Over]:
    """Customers of a company above their credit limit, where the company's credit policy says `hold`.

    Nobody is looked at where it does not. `only` restricts to these customers.
    """
    policy = policy_of(settings, key)
    if not any(table.hold for table in (policy, *policy.classes.values(), *policy.customers.values())):
        return
    desk, company = Desk(settings, pinned=today), settings.companies[key]
    here = {"connection": company.connection, "company": company.id}
    owing = OpenItem.objects.filter(**here, credit=False).values_list("account", flat=True)
    ordering = Entry.objects.filter(**here, kind="order", gone=False, open__gt=0).values_list("account", flat=True)
    found = {*owing.distinct(), *ordering.distinct()}
    for account in sorted(found if only is None else found.intersection(only)):
        try:
            seen = look(desk, key, account)
        except UnknownCustomer:  # the ERP has their items and not them
            continue
        if seen.position.unreadable:  # nobody knows what is owed
            continue
        why = above_limit(seen.position, policy, seen.rates)
        if why:
            yield Over(account=account, reason=why, natural=seen.position.natural)


def spared(settings: Settings, key: str, today: date) -> dict[str, str]:
    """Customers whom a manager's word keeps off every hold of Solde today, and that word."""
    desk, company = Desk(settings, pinned=today), settings.companies[key]
    words = {}
    for row in CreditOverride.objects.filter(
        account__startswith=f"{company.connection}/", ended_at=None, until__gte=today
    ).order_by("id"):
        try:
            seen = look(desk, key, row.account)
        except UnknownCustomer:  # gone from the ERP since
            continue
        if covered(seen.position, seen.rates):
            words[row.account] = f"A manager's override of {row.who} is in force until {row.until}."
    return words
