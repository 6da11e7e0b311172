"""Which way a notice takes: by mail, on paper, as a call or a task; and what a change just before does to it."""

from datetime import timedelta

from connectors.records import AddTask, Person
from einvoice.model import Contact
from sync.models import Aside, Evidence, Notice
from tests.sync.conftest import TODAY
from tests.sync.posting import PHONE, Build, build, left_aside, owes

__all__ = ["build"]


def test_the_next_channel_is_tried_where_the_first_cannot_reach(build: Build) -> None:
    world = build({"channel": "sms", "fallback": ("phone", "mail")}, sms_channel="sms")
    owes(world)  # no telephone number at all
    world.run()
    assert Notice.objects.get().channel == "mail"
    assert len(world.mails) == 1


def test_nobody_is_reached_in_a_way_that_the_policy_does_not_name(build: Build) -> None:
    world = build({"channel": "phone", "fallback": ("mail",)})
    owes(world, email="")
    world.run()
    assert (world.mails, world.letters) == ([], [])
    assert left_aside() == ["Officina Luce has no telephone number", "Officina Luce has no e-mail address"]
    paths = [fault["path"] for fault in Aside.objects.get().faults]
    assert paths == ["party.contact.phone", "email"]


def test_a_letter_waits_for_a_postal_address(build: Build) -> None:
    world = build({"channel": "letter", "fallback": ("activity",)})
    owes(world, line1="", city="", postcode="", subdivision="")
    world.run()
    assert world.letters == []
    assert Notice.objects.get().channel == "activity"


def test_a_call_is_a_task_that_says_whom_to_call_and_what_to_say(build: Build) -> None:
    world = build({"channel": "phone", "text": "1"})
    owes(world, contact=PHONE, salesperson=Person(id="7", name="Rosa Bianchi", email="rosa@atelier.example"))
    world.run()
    [event] = world.erp.tasks
    task = event.change
    assert isinstance(task, AddTask)
    assert task.assignee is not None
    assert task.assignee.name == "Rosa Bianchi"
    assert task.summary.startswith("Call Officina Luce")
    assert task.text.startswith("Call Officina Luce (Anna Luce): +39 011 000 00 00\n")
    assert "- F1: 120.00 EUR, due 2026-10-27, 6 days overdue" in task.text
    assert "In all 120.00 EUR." in task.text
    assert "A due date is easily overlooked" in task.text
    assert Notice.objects.get().status == "given"


def test_a_task_in_the_erp_asks_somebody_to_look_after_it(build: Build) -> None:
    world = build({"channel": "activity"})
    owes(world)
    world.run()
    [event] = world.erp.tasks
    assert isinstance(event.change, AddTask)
    assert "Look after what Officina Luce owes" in event.change.text


def test_whoever_pays_meanwhile_is_not_called_either(build: Build) -> None:
    world = build({"channel": "phone"})
    luce = world.erp.customer("Officina Luce", contact=PHONE)
    invoice = world.erp.invoice(luce, due=TODAY - timedelta(days=6))
    world.erp.meanwhile("reread", lambda: world.erp.pay(invoice))
    world.run()
    assert world.erp.tasks == []
    assert Notice.objects.get().status == "stopped"


def test_a_call_to_a_number_that_changed_meanwhile_is_made_anew(build: Build) -> None:
    world = build({"channel": "phone"})
    luce = owes(world, contact=PHONE)
    other = Contact(name="Anna Luce", phone="+39 011 999 99 99")
    world.erp.meanwhile("reread", lambda: world.erp.edit(luce, contact=other))
    assert world.run().stopped == 1
    [event] = world.erp.tasks
    assert isinstance(event.change, AddTask)
    assert "+39 011 999 99 99" in event.change.text


def test_a_letter_to_a_place_that_the_customer_has_left_is_written_anew(build: Build) -> None:
    world = build({"channel": "letter"})
    luce = owes(world)
    world.erp.meanwhile("reread", lambda: world.erp.edit(luce, line1="Via Nuova 5"))
    assert world.run().stopped == 1
    assert len(world.letters) == 1
    assert (
        Evidence.objects.filter(effect__status="done")
        .latest("id")
        .inputs["address"]
        .startswith("Officina Luce, Via Nuova 5")
    )
