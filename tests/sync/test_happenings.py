"""What happened and is answered, from the ERP, the telephone and the mail server to what leaves: whole runs."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from connectors.records import AddNote, AddTask, Ref
from dunning.policy import Level, Policy, Reaction
from einvoice.model import Contact
from sync.customer import disputes, promises
from sync.customer.accounts import find
from sync.models import Notice
from tests.sync.conftest import World
from tests.sync.phone import day, desk, on, run
from tests.sync.posting import mail
from tests.sync.reminding import report, tell

Build = Callable[..., World]


@pytest.fixture
def answering(build_world: Build, tmp_path: Path) -> Build:
    """A world whose policy has reminders five and sixty days after the due date, and one reaction."""

    def made(on: str, **way: Any) -> World:
        reaction = msgspec.convert({"on": on, **way}, Reaction)
        levels = (Level(name="first", days=5), Level(name="last", days=60))
        policy = Policy(name="standard", levels=levels, reactions=(reaction,), working_days_only=False)
        return build_world(policies={"standard": policy})

    return made


def owing(world: World, due: int) -> Ref:
    """Officina Luce with F1, issued ten days before it is due."""
    phone = Contact(name="Anna Luce", phone="+39 011 000 00 00")
    luce = on(world, 0).customer("Officina Luce", email="luce@luce.example", language="en", contact=phone)
    invoice = world.erp.invoice(luce, number="F1", amount="120.00", issued=day(due - 10), due=day(due))
    world.erp.row(invoice).pdf = b"%PDF of the ERP"
    return luce


def calls(world: World) -> list[str]:
    """The tasks to telephone that the ERP got."""
    changes = [event.change for event in world.erp.events]
    return [c.summary for c in changes if isinstance(c, AddTask) and c.summary.startswith("Call ")]


def last() -> Mapping[str, Any]:
    """What the newest notice answers, and how it left."""
    row = Notice.objects.order_by("-id")[0]
    return {
        "happening": row.decision.get("happening", ""),
        "channel": row.channel,
        "level": row.level,
        "status": row.status,
    }


def test_a_new_invoice_is_sent_with_its_copy_and_only_once(answering: Build) -> None:
    world = answering("invoice-issued", attach_invoices=True)
    owing(world, due=10)
    assert run(world, 0) == 1
    assert last() == {"happening": "invoice-issued", "channel": "mail", "level": 0, "status": "given"}
    assert mail(world)["Subject"] == "Your invoice F1"
    assert next(part.get_filename() for part in mail(world).iter_attachments()) == "F1.pdf"
    assert [run(world, n) for n in (1, 8)] == [0, 0]
    assert run(world, 15) == 1, "its reminder comes when it is due, as if nothing had been announced"
    assert last()["level"] == 1


def test_the_announcement_of_a_new_invoice_leaves_the_level_of_the_older_ones_in_the_erp(answering: Build) -> None:
    world = answering("invoice-issued")
    luce = owing(world, due=-5)
    assert run(world, 0) == 1
    assert world.erp.dunning[luce].level == 1
    world.erp.invoice(luce, number="F2", issued=day(1), due=day(31))
    assert run(world, 8) == 1
    assert last()["happening"] == "invoice-issued"
    assert world.erp.dunning[luce].level == 1
    note = [event.change.text for event in world.erp.events if isinstance(event.change, AddNote)][-1]
    assert note.startswith("Answer (invoice issued) sent by e-mail on 2026-11-10 for F2.")


def test_whoever_pays_the_new_invoice_at_once_gets_no_mail(answering: Build) -> None:
    world = answering("invoice-issued")
    luce = owing(world, due=10)
    world.erp.meanwhile("reread", lambda: world.erp.payment_on_account(luce, "120.00"))
    assert run(world, 0) == 0


def test_a_broken_promise_becomes_a_call(answering: Build) -> None:
    world = answering("promise-broken", channel="phone")
    owing(world, due=-5)
    assert run(world, 0) == 1
    promises.promise(desk(world), find("Officina Luce"), "120", str(day(10)))
    assert run(world, 10) == 0
    assert run(world, 11) == 0
    assert last() == {"happening": "promise-broken", "channel": "phone", "level": 1, "status": "given"}
    assert len(calls(world)) == 1
    assert run(world, 20) == 0
    assert len(calls(world)) == 1, "once"


def test_a_dispute_that_was_closed_is_answered(answering: Build) -> None:
    world = answering("dispute-closed")
    owing(world, due=-5)
    assert run(world, 0) == 1
    opened = disputes.dispute(desk(world, 1), find("Officina Luce"), "F1", reason="quality")
    assert run(world, 9) == 0
    disputes.close_dispute(desk(world, 9), find("Officina Luce"), opened.number, "rejected", "as ordered")
    assert run(world, 10) == 1
    assert last() == {"happening": "dispute-closed", "channel": "mail", "level": 1, "status": "given"}
    assert run(world, 18) == 0, "once"


def test_a_mail_that_came_back_is_answered_by_a_call_where_no_step_is_due(answering: Build) -> None:
    world = answering("delivery-failed", channel="phone", fallback=["activity"])
    world.engine.settings.policies["standard"] = msgspec.structs.replace(
        world.engine.settings.policies["standard"], levels=(Level(name="soon", days=-8), Level(name="last", days=60))
    )
    owing(world, due=7)
    assert run(world, 0) == 1
    tell(world, report())
    assert run(world, 1) == 0
    assert last()["happening"] == "delivery-failed"
    assert len(calls(world)) == 1
