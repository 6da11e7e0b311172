"""Decide: accounts in, a plan out. Nothing is written here, so that a dry run and a real one plan alike."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

import msgspec

from config.settings import Company, Settings
from dunning import claims, holds, reminders
from dunning.account import Account, PastNotice
from dunning.decisions import Hold, Keep, Notice, Propose, Release
from dunning.policy import Policy
from sync.accounts import open_accounts, unclear_accounts
from sync.credit import holds as credit_holds
from sync.models import Aside
from sync.packed import Packed
from sync.policies import followed


@dataclass
class Plan:
    """What is to be done; companies by their key in solde.toml."""

    notices: Packed[Notice] = field(default_factory=lambda: Packed(Notice))
    holds: list[Hold] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    proposals: list[Propose] = field(default_factory=list)  # holds of natural persons: a person decides
    kept: Counter[str] = field(default_factory=Counter)  # why nobody was written to, by rule
    warnings: list[str] = field(default_factory=list)  # for a person: what a real run would stop at, what is missing
    compared: int = 0  # for a dry run: invoices that would be compared with their orders
    differing: int = 0

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
    planning = _Planning(settings, connection)
    for key, company in settings.companies.items():
        if company.connection != connection or company.remind_from is None:
            continue
        unclear = unclear_accounts(company)
        for account in open_accounts(key, company, only=only):
            planning.decide(key, company, account, today[key], unclear=account.customer in unclear)
        planning.credit(key, today[key], only)
    return planning.done()


class _Planning:
    """A plan in the making: what several companies or accounts of one debtor have in common."""

    def __init__(self, settings: Settings, connection: str) -> None:
        self.settings = settings
        self.plan = Plan()
        aside = Aside.objects.filter(stage=Aside.Stage.LETTER, connection=connection, settled_at=None)
        self.aside = set(aside.values_list("ref", flat=True))
        self.causes: dict[str, list[Hold | Propose]] = {}
        self.held: dict[str, tuple[Account, Policy, date]] = {}
        self.untouched: set[str] = set()  # neither held nor released on what cannot be read
        self.written: dict[str, PastNotice] = {}  # who gets a notice by this plan
        self.spared: dict[str, str] = {}  # whom a manager's word keeps off every hold, and that word
        self.missing: set[str] = set()

    def decide(self, key: str, company: Company, account: Account, today: date, *, unclear: bool) -> None:
        follows = followed(self.settings, company, account)
        policy, stand = follows.policy, claims.standing(account, follows.policy, today)
        if follows.missing:
            self.missing.add(f"{account.name}: there is no policy {follows.missing}, {policy.name} holds instead")
        if account.items:
            self._remind(key, account, policy, today, stand)
        if unclear:
            self.untouched.add(account.customer)
            return
        # A customer that companies share is held while any of them has a cause.
        free = msgspec.structs.replace(account, on_hold=False) if account.on_hold else account
        cause = holds.decide(free, policy, today, stand=stand)
        if isinstance(cause, Hold | Propose):
            self.causes.setdefault(account.customer, []).append(cause)
        if account.on_hold:
            self.held[account.customer] = (account, policy, today)

    def credit(self, key: str, today: date, only: Collection[str] | None) -> None:
        """Exposures above the limit, and managers' words, which go before every cause."""
        for over in credit_holds.over_limit(self.settings, key, today, only=only):
            kind = Propose if over.natural else Hold
            cause = kind(customer=over.account, date=today, reason=over.reason, facts={"cause": "credit-limit"})
            self.causes.setdefault(over.account, []).append(cause)
        self.spared |= credit_holds.spared(self.settings, key, today)

    def _remind(self, key: str, account: Account, policy: Policy, today: date, stand: claims.Standing) -> None:
        reader = account.parent if policy.to_parent and account.parent else account.customer
        fresh = [self.written[name] for name in {reader, account.customer, *account.same_as} if name in self.written]
        if fresh:  # another company writes today, or to another account of this debtor or reader: one limit for all
            account = msgspec.structs.replace(account, notices=(*account.notices, *fresh))
        decision = reminders.decide(account, policy, today, stand=stand)
        if isinstance(decision, Notice) and account.customer in self.aside:
            # The last reminder could not be made or was refused: nothing until something was mended.
            reason = "A reminder to this customer lies aside; it waits until the customer is changed or is retried."
            decision = Keep(customer=decision.customer, date=today, rule="aside", reason=reason)
        if isinstance(decision, Keep):
            self.plan.kept[decision.rule] += 1
            return
        self.plan.notices.append((key, decision))
        given = PastNotice(date=decision.date, level=decision.level, event=decision.event)
        self.written |= {reader: given, account.customer: given}

    def done(self) -> Plan:
        for customer, found in self.causes.items():
            if customer in self.held or customer in self.untouched or customer in self.spared:
                continue
            cause = _together(found)
            if isinstance(cause, Hold):
                self.plan.holds.append(cause)
            else:
                self.plan.proposals.append(cause)
        for customer, known in self.held.items():
            if customer in self.spared:
                self.plan.releases.append(Release(customer=customer, date=known[2], reason=self.spared[customer]))
            elif customer not in self.causes and customer not in self.untouched:
                self.plan.releases.append(_release(*known))
        self.plan.warnings += sorted(self.missing)
        return self.plan


def _together(causes: list[Hold | Propose]) -> Hold | Propose:
    """One of several companies' causes; a proposal where any of them knows a natural person."""
    if len(causes) == 1:
        return causes[0]
    kind = Propose if any(isinstance(cause, Propose) for cause in causes) else Hold
    return kind(
        customer=causes[0].customer,
        date=causes[0].date,
        reason=" ".join(cause.reason for cause in causes),
        facts={"companies": [cause.facts for cause in causes]},
    )


def _release(account: Account, policy: Policy, today: date) -> Release:
    decision = holds.decide(account, policy, today)
    if isinstance(decision, Release):
        return decision
    return Release(customer=account.customer, date=today, reason="The cause of the hold is gone.")
