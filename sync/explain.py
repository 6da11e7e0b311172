"""One customer's account, and what is decided from it today, in words."""

import msgspec

from dunning import holds, reminders
from dunning.account import Account
from dunning.decisions import Keep
from dunning.decisions import Notice as NoticeDecision
from sync.accounts import open_accounts
from sync.engine import Engine
from sync.models import Audit, Entry


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """For a collector on the phone."""

    company: str
    customer: str
    name: str
    reminder: str
    hold: str
    items: tuple[str, ...]
    history: tuple[str, ...]


def explain(engine: Engine, customer: str) -> list[Explanation]:
    """Every account whose customer has this id or whose name contains this text; nothing is pulled or changed."""
    by_id = Entry.objects.filter(kind="customer", ext_id=customer)
    found = by_id if by_id.exists() else Entry.objects.filter(kind="customer", name__icontains=customer)
    accounts = {entry.ref for entry in found}
    today = engine.today()
    result = []
    for key, company in engine.settings.companies.items():
        policy = engine.settings.policies[company.policy]
        for account in open_accounts(key, company, only=accounts):
            decision = reminders.decide(account, policy, today[key])
            hold = holds.decide(account, policy, today[key])
            result.append(
                Explanation(
                    company=key,
                    customer=account.customer,
                    name=account.name,
                    reminder=_told(decision),
                    hold=hold.reason if hold else ("stays on hold" if account.on_hold else "no reason for a hold"),
                    items=_items(account),
                    history=_history(account.customer),
                )
            )
    return result


def _told(decision: NoticeDecision | Keep) -> str:
    if isinstance(decision, NoticeDecision):
        return f"reminder level {decision.level}. {decision.reason}"
    return decision.reason


def _items(account: Account) -> tuple[str, ...]:
    owed = [
        f"{item.number}: {item.open} {item.currency} open, due {item.due}, level {item.level}"
        + (f", {item.disputed} disputed" if item.disputed else "")
        for item in account.items
    ]
    return (*owed, *(f"{c.number}: {c.open} {c.currency} in the customer's favour" for c in account.credits))


def _history(customer: str) -> tuple[str, ...]:
    rows = Audit.objects.filter(ref=customer).order_by("-id")[:20]
    return tuple(f"{row.at:%Y-%m-%d} {row.what}: {row.why}" for row in reversed(rows))
