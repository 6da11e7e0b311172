"""Records into the ledger, page by page, with the cursor; and what several ERPs must not do to each other."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from config.settings import Connection
from connectors import memory
from connectors.errors import Retry
from connectors.memory import MemoryErp
from sync import audit, boundaries, cycle
from sync.engine import connect
from sync.models import Audit, Cursor, Entry, HoldCase
from sync.pull import pull
from tests.sync.conftest import TODAY, World


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def unhooked() -> Iterator[None]:
    """No boundary hook is left behind."""
    yield
    boundaries.hook = None


def read(world: World) -> dict[str, int]:
    """One pull."""
    return pull("erp", world.engine.connectors["erp"])


def test_a_page_that_was_not_committed_is_read_again(world: World, unhooked: None) -> None:
    world.erp.page_size = 2
    for number in range(5):
        world.erp.customer(f"Customer {number}")
    passed: list[str] = []

    def die(name: str) -> None:
        passed.append(name)
        if passed.count("pull.before-commit") == 2:
            raise Killed

    boundaries.hook = die
    with pytest.raises(Killed):
        read(world)
    assert Entry.objects.count() == 2
    boundaries.hook = None
    assert read(world)["customer"] == 3


def test_what_is_known_is_not_counted_again_and_what_changed_is(world: World) -> None:
    luce = world.erp.customer("Officina Luce")
    assert read(world)["customer"] == 1
    assert read(world)["customer"] == 0
    world.erp.edit(luce)  # touched, nothing else
    assert read(world)["customer"] == 0
    world.erp.edit(luce, email="new@luce.example")
    assert read(world)["customer"] == 1


def test_a_transaction_that_is_committed_late_is_not_passed_over(world: World) -> None:
    luce = world.erp.customer("Officina Luce")
    read(world)
    commit = world.erp.late(luce, email="late@luce.example")
    world.erp.advance(timedelta(minutes=1))
    world.erp.customer("Sole")
    read(world)
    commit()
    assert read(world)["customer"] == 1


def test_a_pull_that_breaks_off_goes_on_where_it_was(world: World) -> None:
    world.erp.page_size = 1
    for number in range(3):
        world.erp.customer(f"Customer {number}")
    world.erp.meanwhile("pull", lambda: None)
    world.erp.meanwhile("pull", lambda: world.erp.fail("pull", Retry("down")))
    with pytest.raises(Retry):
        read(world)
    assert Entry.objects.count() == 1
    assert Cursor.objects.count() == 1
    assert read(world)["customer"] == 2


def test_a_deleted_record_is_gone_and_told_in_the_audit(world: World) -> None:
    luce = world.erp.customer("Officina Luce")
    invoice = world.erp.invoice(luce, due=TODAY)
    read(world)
    world.erp.delete(invoice)
    assert read(world)["gone"] == 1
    assert read(world)["gone"] == 0
    assert Audit.objects.get().what == "record gone"


def test_a_record_that_comes_back_is_there_again(world: World) -> None:
    luce = world.erp.customer("Officina Luce")
    read(world)
    row = world.erp.rows.pop(("customer", luce.id))
    read(world)
    world.erp.rows["customer", luce.id] = row
    assert read(world)["customer"] == 1
    assert not Entry.objects.get().gone


def test_the_holds_of_one_erp_are_no_business_of_another(world: World) -> None:
    other = MemoryErp(company="9")
    memory._stores["other"] = other
    settings = world.engine.settings
    company = msgspec.structs.replace(settings.companies["FR"], connection="second", id="9")
    settings = msgspec.structs.replace(
        settings,
        companies={**settings.companies, "TWO": company},
        connections={
            **settings.connections,
            "second": Connection(type="memory", settings=memory.Settings(store="other")),
        },
    )
    world.engine = replace(
        world.engine,
        settings=settings,
        connectors={**world.engine.connectors, "second": connect(settings, "second")},
    )
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    world.erp.invoice(luce, due=TODAY - timedelta(days=46))
    assert world.run().holds_set == 1
    again = world.run(TODAY + timedelta(days=1))
    assert (again.holds_set, again.holds_released) == (0, 0)
    assert cycle.run(world.engine, connections=["second"]).holds_released == 0
    assert HoldCase.objects.get().released_at is None
    memory.forget("other")


def test_the_audit_trail_says_who_and_why(db: None) -> None:
    audit.note("hold decided", "erp//customer/1", "46 days overdue", amount="120.00")
    line = Audit.objects.get()
    assert (line.who, line.why, line.facts) == ("solde", "46 days overdue", {"amount": "120.00"})
    assert line.at is not None
