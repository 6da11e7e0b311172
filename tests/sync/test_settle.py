"""A person's word: on what was set aside, and on effects that the ERP would not take."""

from datetime import timedelta

import pytest

from connectors.errors import Misconfigured, Refused
from connectors.records import AddNote
from einvoice.faults import Fault
from sync import outbox, settle
from sync.models import Aside, Audit, Cursor, Effect, HoldCase
from tests.sync.conftest import TODAY, World

NO = Refused([Fault(code="no", path="", message="read-only", source="ERP")])
NEXT = TODAY + timedelta(days=1)


def test_a_failed_note_is_retried_once_the_erp_was_put_right(world: World) -> None:
    luce = world.erp.customer()
    world.run()
    world.erp.fail("push", NO)
    note = outbox.put_change("note", AddNote(target=luce, text="x"), run=None)
    world.run()
    settle.retry_effect(Effect.objects.get(pk=note.pk))
    world.run()
    assert len(world.erp.notes) == 1
    assert Audit.objects.filter(what="retried by hand").get().ref == str(luce)


def test_what_was_to_follow_an_effect_that_never_arrived_does_not_leave(world: World) -> None:
    luce = world.erp.customer()
    world.run()
    world.erp.fail("push", NO)
    first = outbox.put_change("first", AddNote(target=luce, text="1"), run=None)
    outbox.put_change("second", AddNote(target=luce, text="2"), run=None, after=first)
    world.run()
    settle.settle_effect(Effect.objects.get(pk=first.pk), arrived=False)
    world.run()
    assert world.erp.notes == []
    assert Effect.objects.get(key="second").status == "stopped"


def test_a_hold_that_a_person_set_instead_is_not_ours_to_lift(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    invoice = world.erp.invoice(luce, due=TODAY - timedelta(days=46))
    world.erp.fail("push", NO)
    world.run()
    world.erp.hold_by_hand(luce)
    settle.settle_effect(Effect.objects.get(key__endswith=":set"), arrived=True)
    world.erp.pay(invoice)
    world.run(NEXT)
    assert list(world.erp.holds) == [luce.id]
    assert HoldCase.objects.get().released_at is not None


def test_a_record_is_read_again_without_waiting_for_a_change(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    bad = world.erp.invoice(luce, due=TODAY - timedelta(days=6))
    world.erp.spoil(bad, "due")
    world.run()
    world.erp.overlap = timedelta(0)
    world.erp.advance()
    world.run()
    world.erp.row(bad).spoilt = ""  # what was missing was set in solde.toml: the record itself did not change
    world.run()
    settle.retry_aside(Aside.objects.get())
    assert not Cursor.objects.filter(kind="invoice").exists()
    assert sum(world.run().notices.values()) == 1
    assert not Aside.objects.exists()


def test_settled_things_are_told_with_the_name_of_who_did_it(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    world.erp.spoil(world.erp.invoice(luce, due=TODAY), "due")
    world.run()
    settle.settle_aside(Aside.objects.get())
    line = Audit.objects.get(what="settled by hand")
    assert line.who == Aside.objects.get().settled_by != ""


@pytest.mark.parametrize("state", ["sending", "superseded", "stopped", "settled"])
def test_only_what_failed_or_is_in_doubt_is_a_persons_to_decide(world: World, state: str) -> None:
    luce = world.erp.customer()
    note = outbox.put_change("note", AddNote(target=luce, text="x"), run=None)
    Effect.objects.update(status=state)
    note.refresh_from_db()
    with pytest.raises(Misconfigured, match=f"is {state}"):
        settle.retry_effect(note)
    with pytest.raises(Misconfigured, match=f"is {state}"):
        settle.settle_effect(note, arrived=True)
