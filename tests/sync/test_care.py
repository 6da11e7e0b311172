"""What must never happen to a customer or a seller, however unlucky the day."""

from datetime import timedelta
from decimal import Decimal

from connectors.errors import Misconfigured, Retry
from connectors.records import AddNote
from sync import cycle, outbox, settle
from sync.deliver import Delivery
from sync.models import Aside, Effect, HoldCase, Notice
from tests.sync.conftest import TODAY, World
from tests.sync.emitting import NEXT, Office, emitting, issue, office, redo, sent

__all__ = ["emitting", "office"]

OVERDUE = TODAY - timedelta(days=60)


def test_an_invoice_that_can_no_longer_be_read_does_not_lift_the_hold(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    bill = world.erp.invoice(luce, due=OVERDUE)
    world.run()
    world.erp.spoil(bill, "due")
    world.run(TODAY + timedelta(days=1))
    assert list(world.erp.holds) == [luce.id]
    assert HoldCase.objects.get().released_at is None


def test_a_credit_note_that_can_no_longer_be_read_stops_the_letter(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    bill = world.erp.invoice(luce, due=TODAY - timedelta(days=2))
    credit = world.erp.credit_note(bill, applied=False)
    world.run()
    world.erp.spoil(credit, "due")
    world.run(TODAY + timedelta(days=8))
    assert world.mails == []


def test_an_edit_that_is_undone_lets_the_e_invoice_go(emitting: World) -> None:
    bill = issue(emitting)
    emitting.erp.meanwhile("reread", lambda: redo(emitting, bill, number="F2"))
    emitting.run()
    assert sent(emitting) == []
    redo(emitting, bill, number="F1")
    Effect.objects.filter(status="pending").update(not_before=emitting.engine.now())
    emitting.run(NEXT)
    assert len(sent(emitting)) == 1


def test_an_e_invoice_that_a_person_settled_is_not_made_until_it_is_retried(emitting: World, office: Office) -> None:
    issue(emitting)
    office.refuses = {"F1"}
    emitting.run()
    settle.settle_aside(Aside.objects.get())
    office.refuses = set()
    emitting.run(NEXT)
    assert sent(emitting) == []
    settle.retry_aside(Aside.objects.get())
    emitting.run(NEXT)
    assert len(sent(emitting)) == 1


def test_a_note_whose_answer_was_lost_is_asked_for_also_when_a_person_retries(world: World) -> None:
    luce = world.erp.customer()
    waiting = outbox.put_change("note", AddNote(target=luce, text="x"), run=None)
    world.erp.fail("push", Retry("the answer was lost"), after=True)
    Delivery(world.engine).all()
    waiting.refresh_from_db()
    settle.retry_effect(waiting)
    Delivery(world.engine).all()
    assert len(world.erp.notes) == 1


def test_a_note_is_asked_for_after_an_answer_that_nobody_understood(world: World) -> None:
    luce = world.erp.customer()
    outbox.put_change("note", AddNote(target=luce, text="x"), run=None)
    world.erp.fail("push", Misconfigured("524 and no JSON"), after=True)
    Delivery(world.engine).all()
    Delivery(world.engine).all()
    assert len(world.erp.notes) == 1


def test_after_a_thousand_tries_it_still_tries(world: World) -> None:
    luce = world.erp.customer()
    waiting = outbox.put_change("note", AddNote(target=luce, text="x"), run=None)
    Effect.objects.update(attempts=1100)
    world.erp.fail("push", Retry("down", sent=False))
    Delivery(world.engine).all()
    waiting.refresh_from_db()
    assert waiting.status == "pending"


def test_a_letter_that_waited_over_night_is_written_anew(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    world.erp.invoice(luce, due=TODAY - timedelta(days=6))
    world.erp.fail("reread", Retry("down"))
    world.run()
    assert world.mails == []
    world.run(TODAY + timedelta(days=1))
    assert [(n.status, n.date) for n in Notice.objects.order_by("id")] == [
        ("stopped", TODAY),
        ("given", TODAY + timedelta(days=1)),
    ]


def test_a_letter_does_not_go_to_the_address_of_yesterday(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="old@luce.example")
    world.erp.invoice(luce, due=TODAY - timedelta(days=6))
    world.erp.meanwhile("reread", lambda: world.erp.edit(luce, email="new@luce.example"))
    world.run()
    assert len(world.mails) == 1
    assert "new@luce.example" in world.mails[0].read_text()


def test_an_absurd_amount_is_set_aside_and_stops_nobody_else(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    world.erp.payment_on_account(luce, Decimal("99999999999999999999"))
    other = world.erp.customer("Altra", email="altra@altra.example")
    world.erp.invoice(other, due=TODAY - timedelta(days=6))
    world.run()
    assert len(world.mails) == 1
    assert "too large" in Aside.objects.get().faults[0]["message"]


def test_a_dry_run_shows_what_a_real_one_would_stop_at(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    bills = [world.erp.invoice(luce, due=TODAY - timedelta(days=50)) for _ in range(6)]
    world.run()
    for bill in bills:
        world.erp.delete(bill)
    plan, _ = cycle.preview(world.engine)
    assert "6 of 6 known records" in plan.warnings[0]


def test_after_a_restore_letters_are_in_doubt_and_the_rest_is_asked_for(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    world.erp.invoice(luce, due=TODAY - timedelta(days=6))
    world.erp.fail("reread", Retry("down"))
    world.run()
    outbox.put_change("note", AddNote(target=luce, text="x"), run=None)
    settle.restored()
    assert set(Effect.objects.values_list("status", "unsure")) == {("in-doubt", False), ("pending", True)}
    assert Notice.objects.get().status == "in-doubt"
