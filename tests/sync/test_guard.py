"""A run that would do far more than usual stops and asks; nothing of it has left by then."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from config.settings import Guard
from sync import guard
from sync.guard import Unusual
from sync.models import Entry, HoldCase, Run
from tests.sync.conftest import TODAY, World

ONE = Guard(floor=1)


def runs(*planned: int, status: str = "done") -> None:
    """Runs of the past and how many notices they planned."""
    for count in planned:
        Run.objects.create(status=status, counts={"planned": {"notices": count}})


@pytest.fixture
def careful(build_world: Callable[..., World]) -> World:
    """A world whose guard asks early."""
    return build_world(guard=ONE)


def owe(world: World, count: int) -> None:
    """So many new customers who are to be reminded."""
    for _ in range(count):
        customer = world.erp.customer("Ditta", email="ditta@ditta.example")
        world.erp.invoice(customer, due=TODAY - timedelta(days=6))


def test_ten_times_the_reminders_stop_before_anything_leaves(careful: World) -> None:
    owe(careful, 1)
    careful.run()
    owe(careful, 11)
    with pytest.raises(Unusual, match="11 notices"):
        careful.run()
    assert len(careful.mails) == 1
    assert Run.objects.latest("id").status == "stopped"
    assert sum(careful.run(confirmed=True).notices.values()) == 11


def test_as_many_as_ten_times_is_still_usual(careful: World) -> None:
    owe(careful, 1)
    careful.run()
    owe(careful, 10)
    assert sum(careful.run().notices.values()) == 10


def test_runs_without_anything_to_do_say_nothing_about_what_is_usual(db: None) -> None:
    runs(30, *[0] * 50)  # a scheduler that runs every hour writes its reminders in one of them
    guard.planned({"notices": 60}, Guard(), confirmed=False)
    with pytest.raises(Unusual):
        guard.planned({"notices": 301}, Guard(), confirmed=False)


def test_whoever_never_sent_a_reminder_is_asked_before_the_first_hundred(db: None) -> None:
    runs(0, 0, 0)
    with pytest.raises(Unusual):
        guard.planned({"notices": 100}, Guard(), confirmed=False)


def test_a_run_that_was_stopped_or_failed_is_no_measure(db: None) -> None:
    runs(5)
    runs(4000, status="stopped")
    runs(4000, status="failed")
    with pytest.raises(Unusual):
        guard.planned({"notices": 60}, Guard(), confirmed=False)


def test_the_very_first_run_has_nothing_to_compare_with(db: None) -> None:
    guard.planned({"notices": 4000}, Guard(), confirmed=False)


def test_an_empty_erp_after_a_full_one_stops(careful: World) -> None:
    owe(careful, 6)
    careful.run()
    rows = dict(careful.erp.rows)
    careful.erp.rows.clear()
    with pytest.raises(Unusual, match="are gone from the ERP"):
        careful.run(TODAY + timedelta(days=1))
    assert not Entry.objects.filter(gone=True).exists()
    careful.erp.rows.update(rows)
    careful.run(TODAY + timedelta(days=1))


def test_an_empty_export_of_a_small_company_stops_too(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    for _ in range(6):
        world.erp.invoice(luce, due=TODAY - timedelta(days=50))
    world.run()
    for key in [key for key in world.erp.rows if key[0] == "invoice"]:
        del world.erp.rows[key]
    with pytest.raises(Unusual, match="6 of 6"):
        world.run(TODAY + timedelta(days=1))
    assert HoldCase.objects.get().released_at is None
    world.run(TODAY + timedelta(days=1), confirmed=True)
    assert HoldCase.objects.get().released_at is not None


def test_one_deleted_record_is_nothing_unusual(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    world.erp.delete(world.erp.invoice(luce, due=TODAY))
    invoice = world.erp.invoice(luce, due=TODAY)
    world.run()
    world.erp.delete(invoice)
    world.run()
    assert Entry.objects.get(kind="invoice").gone
