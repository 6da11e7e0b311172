"""No automatic hold of a natural person: it is proposed to somebody, who decides (GDPR article 22)."""

import pytest

from connectors.errors import Misconfigured
from connectors.records import AddTask, Person, Ref
from dunning.decisions import Propose
from sync import outbox, proposals
from sync.models import Audit, Effect, HoldCase, Proposal
from sync.pull import pull
from tests.sync.conftest import TODAY, World


@pytest.fixture
def ida(world: World) -> Ref:
    """A sole trader, looked after by Ivo."""
    customer = world.erp.customer("Ida Luce", sole_trader=True, salesperson=Person(id="7", name="Ivo"))
    pull("erp", world.engine.connectors["erp"])
    return customer


def propose(customer: Ref) -> bool:
    """What a run decides."""
    decision = Propose(customer=str(customer), date=TODAY, reason="F1 is 46 days overdue.")
    return proposals.open_proposal(decision, run=None)


def test_a_proposal_is_a_task_for_the_salesperson_and_no_hold(ida: Ref) -> None:
    assert propose(ida)
    task = outbox.change_of(Effect.objects.get())
    assert isinstance(task, AddTask)
    assert task.assignee == Person(id="7", name="Ivo")
    assert f"approve {Proposal.objects.get().pk}" in task.text
    assert not HoldCase.objects.exists()


def test_what_stands_is_not_proposed_again(ida: Ref) -> None:
    assert propose(ida)
    assert not propose(ida)
    proposals.decline(Proposal.objects.get(), "Carla", "pays on Friday")
    assert not propose(ida)
    assert Effect.objects.count() == 1


def test_approved_it_becomes_a_hold_in_the_name_of_who_approved(ida: Ref) -> None:
    propose(ida)
    proposals.approve(Proposal.objects.get(), "Carla")
    assert HoldCase.objects.get().reason == "F1 is 46 days overdue."
    assert Audit.objects.get(what="hold decided").who == "Carla"
    assert Audit.objects.get(what="proposal approved").who == "Carla"


def test_it_is_decided_once(ida: Ref) -> None:
    propose(ida)
    proposal = Proposal.objects.get()
    proposals.decline(proposal, "Carla")
    with pytest.raises(Misconfigured, match="Carla has decided it"):
        proposals.approve(proposal, "Ivo")
    assert not HoldCase.objects.exists()


def test_once_its_cause_was_gone_it_may_be_proposed_again(ida: Ref) -> None:
    propose(ida)
    proposals.decline(Proposal.objects.get(), "Carla")
    assert proposals.end_proposals("erp", still={str(ida)}) == 0
    assert proposals.end_proposals("erp", still=set()) == 1
    assert propose(ida)


def test_what_has_ended_cannot_be_approved_any_more(ida: Ref) -> None:
    propose(ida)
    proposals.end_proposals("erp", still=set())
    with pytest.raises(Misconfigured, match="its cause is gone"):
        proposals.approve(Proposal.objects.get(), "Carla")


def test_an_approved_one_stands_as_long_as_the_hold(ida: Ref) -> None:
    propose(ida)
    proposals.approve(Proposal.objects.get(), "Carla")
    assert proposals.end_proposals("erp", still=set()) == 0


def test_other_connections_are_left_alone(ida: Ref) -> None:
    propose(ida)
    assert proposals.end_proposals("er", still=set()) == 0


def test_a_run_proposes_instead_of_holding_and_forgets_it_once_paid(world: World, ida: Ref) -> None:
    from datetime import timedelta

    invoice = world.erp.invoice(ida, due=TODAY - timedelta(days=46))
    assert (world.run().holds_proposed, HoldCase.objects.count()) == (1, 0)
    assert world.run().holds_proposed == 0
    world.erp.pay(invoice)
    world.run()
    assert Proposal.objects.get().ended_at is not None
