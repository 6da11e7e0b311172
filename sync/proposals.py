"""Holds of natural persons in trade: proposed to a person, who decides (GDPR article 22). Nothing happens before."""

from collections.abc import Collection, Iterable

from django.db import transaction

from connectors.errors import Misconfigured
from connectors.records import AddTask, Ref
from dunning.decisions import Hold, Propose
from sync import audit, cases, outbox
from sync.accounts import customer_of
from sync.boundaries import boundary
from sync.clock import utc_now
from sync.locks import in_turn
from sync.models import HoldCase, Proposal, Run


def open_proposals(decisions: Iterable[Propose], *, run: Run | None) -> int:
    """A task for a person for each; returns how many are new. What stands already, declined or not, is not repeated."""
    return sum(open_proposal(decision, run=run) for decision in decisions)


def open_proposal(decision: Propose, *, run: Run | None) -> bool:
    """False if one about this customer stands already."""
    with transaction.atomic():
        in_turn("holds")
        if Proposal.objects.filter(account=decision.customer, ended_at=None).exists():
            return False
        proposal = Proposal.objects.create(account=decision.customer, reason=decision.reason)
        target, customer = Ref.parse(decision.customer), customer_of(decision.customer)
        task = AddTask(
            target=target,
            summary="Decide about a credit hold",
            text=(
                f"{decision.reason} The customer is a natural person: nothing happens before you have "
                f"decided: `solde customer {target.id} approve {proposal.pk}`, or `decline {proposal.pk}`."
            ),
            due=decision.date,
            assignee=customer.salesperson if customer else None,
        )
        outbox.put_change(f"proposal:{proposal.pk}:task", task, run=run)
        audit.note("hold proposed", decision.customer, decision.reason, run=run, facts=decision.facts)
        boundary("decide.before-commit")
    boundary("decide.after-commit")
    return True


def approve(proposal: Proposal, who: str) -> None:
    """Put the customer on hold, in the name of `who`. Raises Misconfigured if the proposal is not open."""
    with transaction.atomic():
        _decide(proposal, who, approved=True)
        day = proposal.created_at.date()
        cases.open_holds([Hold(customer=proposal.account, date=day, reason=proposal.reason)], run=None, who=who)


def decline(proposal: Proposal, who: str, why: str = "") -> None:
    """No hold; it is proposed again only once its cause was gone. Raises Misconfigured if the proposal is not open."""
    with transaction.atomic():
        _decide(proposal, who, approved=False, why=why)


def _decide(proposal: Proposal, who: str, *, approved: bool, why: str = "") -> None:
    still = Proposal.objects.filter(pk=proposal.pk, decided_at=None, ended_at=None)
    if not still.update(decided_at=utc_now(), decided_by=who, approved=approved, why=why):
        row = Proposal.objects.get(pk=proposal.pk)
        past = "its cause is gone" if row.decided_at is None else f"{row.decided_by} has decided it"
        raise Misconfigured(f"proposal {row.pk} is not open any more: {past}")
    what = f"proposal {'approved' if approved else 'declined'}"
    audit.note(what, proposal.account, f"proposal {proposal.pk}: {proposal.reason}", who=who)


def end_proposals(connection: str, still: Collection[str]) -> int:
    """The cause is gone of all accounts of a connection but `still`; what was declined may be proposed anew one day.

    A customer on hold keeps it: the release of the hold comes first.
    """
    standing = Proposal.objects.filter(account__startswith=f"{connection}/", ended_at=None)
    held = HoldCase.objects.filter(released_at=None).values("account")
    found = [p.pk for p in standing.exclude(account__in=held) if p.account not in still]
    return Proposal.objects.filter(pk__in=found).update(ended_at=utc_now())
