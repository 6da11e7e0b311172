"""The answer to an order: allowed, held, or for a person to decide."""

from typing import Literal

import msgspec

from dunning.credit.behaviour import Behaviour, Risk, history, risk
from dunning.credit.checks import ALL, Case, Checked, with_order
from dunning.credit.exposure import Exposure, exposures
from dunning.credit.policy import CreditPolicy, Terms, terms
from dunning.credit.position import NOTHING, Limit, Override, Position, Request
from dunning.credit.rates import Rates
from dunning.words import plain, sums

Outcome = Literal["allowed", "held", "review"]


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was found. `words` is for an employee; a customer is shown `words.sentence(outcome, language)`."""

    customer: str
    outcome: Outcome
    words: str
    checks: tuple[Checked, ...]
    exposures: tuple[Exposure, ...]  # without the order that was asked about
    limits: tuple[Limit, ...]
    risk: Risk
    behaviour: tuple[Behaviour, ...] = ()
    override: Override | None = None  # the one that let the order pass

    @property
    def allowed(self) -> bool:
        """Whether the order may go on by itself."""
        return self.outcome == "allowed"

    @property
    def reasons(self) -> tuple[str, ...]:
        """What was not passed, in words."""
        return tuple(found.words for found in self.checks if found.verdict != "passed")


def decide(position: Position, policy: CreditPolicy, request: Request, rates: Rates) -> Answer:
    """Make every check of the customer's terms.

    One that fails holds the order; of a natural person it is proposed instead, and a person decides (GDPR
    article 22). Where nobody can say (an amount without an exchange rate, a record that cannot be read) a person
    decides as well. A manager's override lets pass what is within its amount, but never a hold that somebody set
    in the ERP.
    """
    known = history(position.paid, position.today, policy.months)
    found_risk = risk(position, policy, known)
    chosen = terms(policy, found_risk.grade, position.id)
    limits = limits_of(position, chosen)
    case = Case(position=position, request=request, terms=chosen, rates=rates, behaviour=known, limits=limits)
    checks = [*_standing_in_the_way(position)]
    for name in dict.fromkeys(chosen.checks or ()):
        checks += ALL[name](case)
    override = _covering(position, request, rates) if not position.foreign_hold else None
    outcome = _outcome(position, checks, override)
    return Answer(
        customer=position.customer,
        outcome=outcome,
        words=_words(outcome, case, checks, found_risk, override),
        checks=tuple(checks),
        exposures=tuple(exposures(position).values()),
        limits=limits,
        risk=found_risk,
        behaviour=tuple(known.values()),
        override=override,
    )


def above_limit(position: Position, policy: CreditPolicy, rates: Rates) -> str:
    """Why the customer's exposure alone is a cause to hold them; empty where it is none or `hold` is not set.

    A manager's override that covers the exposure takes the cause away.
    """
    found_risk = risk(position, policy, history(position.paid, position.today, policy.months))
    chosen = terms(policy, found_risk.grade, position.id)
    if not chosen.hold or covered(position, rates):
        return ""
    for limit in limits_of(position, chosen):
        found = exposures(position, accounts=limit.covers)
        total, _ = with_order(found, NOTHING, limit.currency, limit.currency, rates)
        if total > limit.amount:
            over, most = sums({limit.currency: total}), sums({limit.currency: limit.amount})
            return f"The exposure of {over} is over the credit limit of {most}."
    return ""


def covered(position: Position, rates: Rates) -> bool:
    """Whether a manager's override is in force and the exposure within it."""
    nothing = Request(amount=NOTHING, currency=position.override.currency if position.override else "")
    return _covering(position, nothing, rates) is not None


def limits_of(position: Position, chosen: Terms) -> tuple[Limit, ...]:
    """The limits that the ERP names, else those of the terms for the customer."""
    if position.limits:
        return position.limits
    everybody = {position.customer}
    everybody.update(item.account for item in position.owed)
    everybody.update(order.account for order in position.ordered)
    everybody.update(money.account for money in position.money)
    return tuple(
        Limit(
            account=position.customer,
            name=position.name,
            amount=amount,
            currency=currency,
            covers=frozenset(everybody),
        )
        for currency, amount in sorted((chosen.limit or {}).items())
    )


def _standing_in_the_way(position: Position) -> list[Checked]:
    """Holds, and what cannot be read: no policy switches these off."""
    found = []
    if position.foreign_hold:
        words = f"Somebody put a hold on the customer in the ERP: {position.foreign_hold}."
        found.append(Checked(check="hold", verdict="failed", words=words, facts={"whose": "erp"}))
    elif position.own_hold:
        words = f"The customer is on credit hold: {position.own_hold.rstrip('.')}."
        found.append(Checked(check="hold", verdict="failed", words=words, facts={"whose": "solde"}))
    if position.unreadable:
        words = "A record of this customer could not be read, so nobody knows what is owed; see `solde aside list`."
        found.append(Checked(check="records", verdict="unclear", words=words))
    return found


def _covering(position: Position, request: Request, rates: Rates) -> Override | None:
    """The override, if it is in force and the whole exposure with the order is within its amount."""
    override = position.override
    if override is None or position.today > override.until:
        return None
    found = exposures(position, without=request.number)
    total, apart = with_order(found, request.amount, request.currency, override.currency, rates)
    return override if not apart and total <= override.amount else None


def _outcome(position: Position, checks: list[Checked], override: Override | None) -> Outcome:
    if override is not None:
        return "allowed"
    verdicts = {found.verdict for found in checks}
    if verdicts <= {"passed"}:
        return "allowed"
    return "review" if position.natural or "failed" not in verdicts else "held"


def _words(outcome: Outcome, case: Case, checks: list[Checked], found_risk: Risk, override: Override | None) -> str:
    reasons = " ".join(found.words for found in checks if found.verdict != "passed")
    if override is not None and reasons:
        money = sums({override.currency: override.amount})
        by = f" by {override.who}" if override.who else ""
        until = f"until {override.until:%Y-%m-%d}: {override.reason.rstrip('.')}"
        return f"Allowed by a manager's override{by} up to {money} {until}. Without it: {reasons}"
    head = {"allowed": "Allowed", "held": "Held", "review": "A person decides"}[outcome]
    if not reasons:
        reasons = "Every check was passed."
    elif case.position.natural and any(found.verdict == "failed" for found in checks):
        reasons += " The customer is a natural person, so nothing is refused without a person."
    sums_up = "; ".join(_adding_up(part) for part in exposures(case.position, without=case.request.number).values())
    return f"{head}: {reasons} Exposure: {sums_up or 'none'}. Risk class {found_risk.grade}: {found_risk.words}."


def _adding_up(part: Exposure) -> str:
    """`1200.00 EUR (1000.00 open items + 300.00 orders - 100.00 credits)`."""
    added = [f"{plain(a)} {what}" for a, what in ((part.items, "open items"), (part.orders, "orders")) if a]
    added += [f"{plain(part.drafts)} drafts"] if part.drafts else []
    taken = f" - {plain(part.credits)} credits" if part.credits else ""
    return f"{sums({part.currency: part.total})} ({' + '.join(added) or '0'}{taken})"
