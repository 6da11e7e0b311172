"""Decide: accounts in, a plan out. Nothing is written here, so that a dry run and a real one plan alike."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

import msgspec

from config.settings import Settings
from dunning import holds, reminders
from dunning.account import Account
from dunning.decisions import Hold, Keep, Notice, Release
from dunning.policy import Policy
from sync.accounts import open_accounts, unclear_accounts
from sync.models import Aside


@dataclass
class Plan:
    """What is to be done; companies by their key in solde.toml."""

    notices: list[tuple[str, Notice]] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    kept: Counter[str] = field(default_factory=Counter)  # why nobody was written to, by rule
    keeps: list[tuple[str, Keep]] = field(default_factory=list)
    compared: int = 0  # for a dry run: invoices that would be compared with their orders
    differing: int = 0
    warnings: list[str] = field(default_factory=list)  # for a dry run: what a real one would stop at

    def counts(self) -> dict[str, int]:
        """What the guard looks at."""
        return {"notices": len(self.notices), "holds": len(self.holds), "releases": len(self.releases)}


def plan(
    settings: Settings,
    connection: str,
    today: Mapping[str, date],
    *,
    only: Collection[str] | None = None,
) -> Plan:
    """Decide for every company of a connection; `today` is the business date per company key."""
    result = Plan()
    aside = set(
        Aside.objects.filter(stage=Aside.Stage.LETTER, connection=connection, settled_at=None).values_list(
            "ref", flat=True
        )
    )
    causes: dict[str, list[Hold]] = {}
    held: dict[str, Account] = {}
    untouched: set[str] = set()  # neither held nor released on what cannot be read
    for key, company in settings.companies.items():
        if company.connection != connection or company.remind_from is None:
            continue
        policy = settings.policies[company.policy]
        unclear = unclear_accounts(company)
        for account in open_accounts(key, company, only=only):
            if account.items:
                decision = _reminder(account, policy, today[key], aside)
                if isinstance(decision, Notice):
                    result.notices.append((key, decision))
                else:
                    result.kept[decision.rule] += 1
                    result.keeps.append((key, decision))
            if account.customer in unclear:
                untouched.add(account.customer)
                continue
            # A customer that companies share is held while any of them has a cause.
            cause = holds.decide(msgspec.structs.replace(account, on_hold=False), policy, today[key])
            if isinstance(cause, Hold):
                causes.setdefault(account.customer, []).append(cause)
            if account.on_hold:
                held[account.customer] = account
    result.holds += [_together(found) for customer, found in causes.items() if customer not in {*held, *untouched}]
    freed = [account for customer, account in held.items() if customer not in {*causes, *untouched}]
    result.releases += [_release(settings, connection, account, today) for account in freed]
    return result


def _reminder(account: Account, policy: Policy, today: date, aside: Collection[str]) -> Notice | Keep:
    """The decision; where the last reminder could not be made or was refused, nothing until something was mended."""
    decision = reminders.decide(account, policy, today)
    if isinstance(decision, Keep) or account.customer not in aside:
        return decision
    reason = "A reminder to this customer lies aside; it waits until the customer is changed or somebody retries it."
    return Keep(customer=decision.customer, date=today, rule="aside", reason=reason)


def _together(causes: list[Hold]) -> Hold:
    if len(causes) == 1:
        return causes[0]
    return msgspec.structs.replace(
        causes[0],
        reason=" ".join(cause.reason for cause in causes),
        facts={"companies": [cause.facts for cause in causes]},
    )


def _release(settings: Settings, connection: str, account: Account, today: Mapping[str, date]) -> Release:
    for key, company in settings.companies.items():
        if company.connection == connection and key in today:
            decision = holds.decide(account, settings.policies[company.policy], today[key])
            if isinstance(decision, Release):
                return decision
    return Release(customer=account.customer, date=min(today.values()), reason="The cause of the hold is gone.")
