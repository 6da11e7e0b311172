"""Just before a letter leaves, the ERP is asked again: only what is still exactly right goes out."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest

from connectors.records import Ref
from sync.models import Audit, Effect, Entry, Notice
from tests.sync.conftest import TODAY, World


@pytest.fixture
def luce(world: World) -> Ref:
    """A customer with one overdue invoice of 120.00."""
    customer = world.erp.customer("Officina Luce", email="luce@luce.example")
    world.erp.invoice(customer, due=TODAY - timedelta(days=6), number="F1", amount="120.00")
    return customer


def bill(world: World) -> Ref:
    """The invoice."""
    return next(row.record.ref for (kind, _), row in world.erp.rows.items() if kind == "invoice")


LAST_MOMENT: dict[str, Callable[[World, Ref], object]] = {
    "paid": lambda world, luce: world.erp.pay(bill(world)),
    "disputed": lambda world, luce: world.erp.edit(bill(world), disputed=Decimal("120.00"), dispute_reason="broken"),
    "blocked": lambda world, luce: world.erp.edit(luce, dunning_block="in talks"),
    "credited": lambda world, luce: world.erp.credit_note(bill(world)),
    "credit on account": lambda world, luce: world.erp.credit_note(bill(world), applied=False),
    "deleted": lambda world, luce: world.erp.delete(bill(world)),
    "unreadable": lambda world, luce: world.erp.spoil(bill(world), "due"),
    "customer gone": lambda world, luce: world.erp.delete(luce),
}


@pytest.mark.parametrize("what", LAST_MOMENT)
def test_what_happens_at_the_last_moment_stops_the_letter(world: World, luce: Ref, what: str) -> None:
    world.erp.meanwhile("reread", lambda: LAST_MOMENT[what](world, luce))
    world.run()
    assert world.mails == []
    world.run()
    assert world.mails == []


def test_a_part_payment_at_the_last_moment_changes_what_is_asked_for(world: World, luce: Ref) -> None:
    world.erp.meanwhile("reread", lambda: world.erp.pay(bill(world), "20.00"))
    world.run()
    assert [notice.status for notice in Notice.objects.order_by("id")] == ["stopped", "given"]
    assert len(world.mails) == 1
    assert "100.00" in world.mails[0].read_text()


def test_a_new_address_at_the_last_moment_does_not_hold_the_letter_up(world: World, luce: Ref) -> None:
    world.erp.meanwhile("reread", lambda: world.erp.edit(luce, line1="Via Nuova 2"))
    world.run()
    assert len(world.mails) == 1


def test_what_was_learnt_in_asking_is_kept(world: World, luce: Ref) -> None:
    world.erp.meanwhile("reread", lambda: world.erp.pay(bill(world)))
    world.run()
    assert Entry.objects.get(kind="invoice").state == "paid"
    assert Audit.objects.get(what="stopped before sending").why
    assert Effect.objects.get().status == "stopped"


def test_accounts_are_asked_in_batches_and_not_one_by_one(world: World) -> None:
    for number in range(60):
        customer = world.erp.customer(f"Ditta {number}", email=f"d{number}@ditta.example")
        world.erp.invoice(customer, due=TODAY - timedelta(days=6))
    world.run()
    assert len(world.mails) == 60
    assert [operation for operation, _ in world.erp.calls].count("reread") == 2


def test_one_account_that_cannot_be_read_does_not_keep_the_others_waiting(world: World, luce: Ref) -> None:
    other = world.erp.customer("Sole", email="sole@sole.example")
    world.erp.invoice(other, due=TODAY - timedelta(days=6))
    world.erp.meanwhile("reread", lambda: world.erp.delete(luce))
    world.run()
    assert len(world.mails) == 1
    assert "sole@sole.example" in world.mails[0].read_text()


def test_a_company_that_was_taken_out_of_the_configuration_sends_nothing_more(world: World, luce: Ref) -> None:
    from connectors.errors import Retry

    world.erp.fail("reread", Retry("down"))
    world.run()
    world.engine.settings = msgspec.structs.replace(world.engine.settings, companies={})
    world.run()
    assert world.mails == []
    assert Notice.objects.get().status == "stopped"
