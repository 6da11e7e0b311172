"""The outbox: the latest state of a slot wins, in order; events happen once; what waits for another waits."""

from datetime import timedelta

import pytest

from connectors.errors import Refused, Retry
from connectors.records import AddNote, Ref, SetDunning
from einvoice.faults import Fault
from sync import outbox
from sync.clock import utc_now
from sync.deliver import Delivery
from sync.models import Effect, HoldCase
from tests.sync.conftest import TODAY, World

HOUR = timedelta(hours=1)


def deliver(world: World, later: timedelta = timedelta()) -> Delivery:
    """Empty the outbox at a later time."""
    world.engine.now = lambda: utc_now() + later
    return Delivery(world.engine).all()


def level(target: Ref, number: int) -> Effect:
    """Put a dunning level into the outbox."""
    count = Effect.objects.count()
    return outbox.put_change(f"level:{count}", SetDunning(target=target, level=number), run=None)


def status(effect: Effect) -> str:
    """As the database has it."""
    effect.refresh_from_db()
    return effect.status


def pushed(world: World) -> list[str]:
    """Keys in the order in which the ERP was asked to carry them out."""
    return [detail.split()[1] for operation, detail in world.erp.calls if operation == "push"]


def test_of_two_waiting_states_only_the_later_one_leaves(world: World) -> None:
    luce = world.erp.customer()
    first, second = level(luce, 1), level(luce, 2)
    deliver(world)
    assert (status(first), status(second)) == ("superseded", "done")
    assert world.erp.dunning[luce].level == 2
    assert pushed(world) == [second.key]


def test_states_of_other_customers_and_of_other_kinds_do_not_take_each_others_place(world: World) -> None:
    luce, sole = world.erp.customer("Luce"), world.erp.customer("Sole")
    effects = [level(luce, 1), level(sole, 2)]
    effects.append(outbox.put_change("note", AddNote(target=luce, text="a"), run=None))
    deliver(world)
    assert [status(e) for e in effects] == ["done"] * 3


def test_the_level_in_one_company_or_dunning_area_does_not_take_the_place_of_another_ones(world: World) -> None:
    luce = world.erp.customer("Luce")
    places = [("1010", ""), ("1020", ""), ("1010", "SP"), ("1010", "")]
    effects = [
        outbox.put_change(f"{n}", SetDunning(target=luce, level=n, company=company, area=area), run=None)
        for n, (company, area) in enumerate(places, start=1)
    ]
    deliver(world)
    assert [status(e) for e in effects] == ["superseded", "done", "done", "done"]


def test_a_state_does_not_overtake_an_earlier_one_whose_answer_was_lost(world: World) -> None:
    luce = world.erp.customer()
    world.erp.fail("push", Retry("the line broke"), after=True)
    first = level(luce, 1)
    deliver(world)
    second = level(luce, 2)
    deliver(world)
    assert status(second) == "pending"
    deliver(world, HOUR)
    assert (status(first), status(second)) == ("done", "done")
    assert pushed(world) == [first.key, first.key, second.key]
    assert world.erp.dunning[luce].level == 2


def test_a_state_that_surely_never_left_gives_way_to_the_next(world: World) -> None:
    luce = world.erp.customer()
    world.erp.fail("push", Retry("nobody answers the phone", sent=False))
    first = level(luce, 1)
    deliver(world)
    second = level(luce, 2)
    deliver(world)
    assert (status(first), status(second)) == ("superseded", "done")


def test_nobody_claims_a_state_while_an_earlier_one_of_its_slot_is_open(world: World) -> None:
    luce = world.erp.customer()
    first = level(luce, 1)
    assert outbox.claim(first, utc_now())
    second = level(luce, 2)
    assert not outbox.claim(second, utc_now())
    outbox.again(first, utc_now() + HOUR, "busy", unsure=True)
    assert not outbox.claim(second, utc_now())


def test_an_effect_that_follows_another_waits_until_that_is_over(world: World) -> None:
    luce = world.erp.customer()
    world.erp.fail("push", Retry("busy", sent=False))
    first = outbox.put_change("first", AddNote(target=luce, text="1"), run=None)
    second = outbox.put_change("second", AddNote(target=luce, text="2"), run=None, after=first)
    deliver(world)
    assert (status(first), status(second)) == ("pending", "pending")
    deliver(world, HOUR)
    assert [event.key for event in world.erp.notes] == ["first", "second"]


def test_what_follows_a_refused_effect_does_not_leave(world: World) -> None:
    luce = world.erp.customer()
    world.erp.fail("push", Refused([Fault(code="no", path="", message="read-only", source="ERP")]))
    first = outbox.put_change("first", AddNote(target=luce, text="1"), run=None)
    second = outbox.put_change("second", AddNote(target=luce, text="2"), run=None, after=first)
    done = deliver(world)
    assert (status(first), status(second)) == ("failed", "pending")
    assert done.troubles == ["erp:erp: read-only"] or "read-only" in done.troubles[0]


def test_an_event_whose_answer_was_lost_is_asked_for_and_not_repeated(world: World) -> None:
    luce = world.erp.customer()
    world.erp.fail("push", Retry("the line broke"), after=True)
    note = outbox.put_change("note", AddNote(target=luce, text="once"), run=None)
    deliver(world)
    assert status(note) == "pending"
    deliver(world, HOUR)
    assert status(note) == "done"
    assert len(world.erp.notes) == 1
    assert pushed(world) == ["note"]


def test_an_erp_that_is_away_is_waited_for_over_a_long_weekend(world: World) -> None:
    luce = world.erp.customer()
    note = outbox.put_change("note", AddNote(target=luce, text="late"), run=None)
    world.erp.fail("push", Retry("nobody answers", sent=False), times=60)
    for hours in range(60):
        deliver(world, hours * HOUR)
    assert status(note) == "pending"
    deliver(world, 61 * HOUR)
    assert status(note) == "done"


def test_what_nobody_takes_for_a_week_is_given_up_and_shown(world: World) -> None:
    luce = world.erp.customer()
    note = outbox.put_change("note", AddNote(target=luce, text="late"), run=None)
    world.erp.fail("push", Retry("nobody answers", sent=False), times=500)
    for hours in range(0, 24 * 8, 2):
        deliver(world, hours * HOUR)
    assert status(note) == "failed"
    assert "nobody answers" in note.error


def test_an_erp_that_does_not_answer_is_not_asked_hundreds_of_times_in_one_run(world: World) -> None:
    luce = world.erp.customer()
    for number in range(30):
        outbox.put_change(f"note:{number}", AddNote(target=luce, text="x"), run=None)
    world.erp.fail("push", Retry("timed out", sent=False), times=100)
    deliver(world)
    assert len(pushed(world)) == 10
    assert Effect.objects.filter(status="pending").count() == 30


def test_a_fault_in_a_connector_holds_up_one_effect_and_not_the_others(world: World) -> None:
    luce = world.erp.customer()
    world.erp.fail("push", ZeroDivisionError("a bug"))
    first = outbox.put_change("first", AddNote(target=luce, text="1"), run=None)
    second = outbox.put_change("second", AddNote(target=luce, text="2"), run=None)
    done = deliver(world)
    assert (status(first), status(second)) == ("pending", "done")
    assert first.unsure
    assert "ZeroDivisionError" in done.troubles[0]
    deliver(world, HOUR)
    assert status(first) == "done"


def test_a_hold_whose_answer_was_lost_is_released_all_the_same(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    invoice = world.erp.invoice(luce, due=TODAY - timedelta(days=46))
    world.erp.fail("push", Retry("the line broke"), after=True)
    world.run()
    assert list(world.erp.holds) == [luce.id]
    world.erp.pay(invoice)
    world.engine.now = lambda: utc_now() + HOUR
    world.run(TODAY + timedelta(days=1))
    assert world.erp.holds == {}
    assert world.erp.tasks == []  # nobody is told of a hold that is over


def test_a_hold_that_never_left_is_not_released_in_the_erp(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    invoice = world.erp.invoice(luce, due=TODAY - timedelta(days=46))
    world.erp.fail("push", Retry("nobody answers", sent=False), times=50)
    world.run()
    world.erp.pay(invoice)
    world.run(TODAY + timedelta(days=1))
    assert not Effect.objects.filter(key__endswith=":release").exists()
    assert HoldCase.objects.get().released_at is not None
    assert world.erp.holds == {}


@pytest.mark.parametrize("way", ["erp:elsewhere", "channel:gone"])
def test_an_effect_for_what_is_no_longer_configured_waits(world: World, way: str) -> None:
    luce = world.erp.customer()
    note = outbox.put_change("note", AddNote(target=luce, text="x"), run=None)
    Effect.objects.update(way=way)
    deliver(world)
    assert status(note) == "pending"
