"""What a run does to people who owe, told as stories."""

from datetime import date, timedelta
from itertools import pairwise

from connectors.records import AddNote, AddTask, SetDunning
from sync.models import Aside, Audit, Effect, Evidence, HoldCase, Notice
from tests.sync.conftest import TODAY, World


def test_an_overdue_customer_gets_one_mail_and_the_erp_hears_of_it(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    bill = world.erp.invoice(luce, due=TODAY - timedelta(days=6))
    done = world.run()
    assert dict(done.notices) == {"2": 1}
    assert len(world.mails) == 1
    assert "luce@luce.example" in world.mails[0].read_text()
    note, told = world.erp.writes()
    assert isinstance(note, AddNote)
    assert isinstance(told, SetDunning)
    assert (told.target, told.level, told.notice_date, told.company) == (luce, 2, TODAY, bill.company)
    assert Notice.objects.get().status == "given"
    assert Evidence.objects.count() == 1
    assert list(Audit.objects.order_by("id").values_list("what", flat=True)) == [
        "notice decided",
        "notice prepared",
        "sent",
        "sent",
        "sent",
    ]


def test_a_second_run_on_the_same_day_does_nothing(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    world.erp.invoice(luce, due=TODAY - timedelta(days=60))
    world.run()
    before = (Effect.objects.count(), Audit.objects.count(), len(world.mails))
    again = world.run()
    assert (Effect.objects.count(), Audit.objects.count(), len(world.mails)) == before
    assert not again.notices
    assert not again.holds_set
    assert again.written_back == 0


def test_whoever_pays_between_deciding_and_sending_is_not_chased(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    invoice = world.erp.invoice(luce, due=TODAY - timedelta(days=6))
    world.erp.meanwhile("reread", lambda: world.erp.pay(invoice))
    done = world.run()
    assert world.mails == []
    assert done.stopped == 1
    assert Notice.objects.get().status == "stopped"
    assert Effect.objects.get().status == "stopped"


def test_money_on_account_stops_the_letter_too(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    world.erp.invoice(luce, due=TODAY - timedelta(days=6), amount="100.00")
    world.erp.meanwhile("reread", lambda: world.erp.payment_on_account(luce, "200.00"))
    world.run()
    assert world.mails == []


def test_a_cancelled_invoice_stops_the_letter(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    invoice = world.erp.invoice(luce, due=TODAY - timedelta(days=6))
    world.erp.meanwhile("reread", lambda: world.erp.cancel(invoice))
    world.run()
    assert world.mails == []


def test_whoever_pays_one_of_two_invoices_is_asked_only_for_the_other(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    paid = world.erp.invoice(luce, number="F1", due=TODAY - timedelta(days=8), amount="100.00")
    world.erp.invoice(luce, number="F2", due=TODAY - timedelta(days=7), amount="50.00")
    world.erp.meanwhile("reread", lambda: world.erp.pay(paid))
    done = world.run()
    assert done.stopped == 1
    assert len(world.mails) == 1
    text = world.mails[0].read_text()
    assert "F2" in text
    assert "F1" not in text


def test_a_long_overdue_customer_is_held_and_released_once_paid(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    invoice = world.erp.invoice(luce, due=TODAY - timedelta(days=46))
    assert world.run().holds_set == 1
    assert list(world.erp.holds) == [luce.id]
    assert [type(e.change) for e in world.erp.tasks] == [AddTask]
    world.erp.pay(invoice)
    later = world.run(TODAY + timedelta(days=1))
    assert later.holds_released == 1
    assert world.erp.holds == {}


def test_a_hold_that_somebody_set_by_hand_is_neither_taken_over_nor_lifted(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    invoice = world.erp.invoice(luce, due=TODAY - timedelta(days=46))
    world.erp.hold_by_hand(luce)
    world.run()
    assert HoldCase.objects.get().left
    assert not world.erp.tasks
    world.erp.pay(invoice)
    world.run(TODAY + timedelta(days=1))
    assert list(world.erp.holds) == [luce.id]


def test_a_hold_that_somebody_changed_since_is_not_lifted(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    invoice = world.erp.invoice(luce, due=TODAY - timedelta(days=46))
    world.run()
    world.erp.hold_by_hand(luce, "ON by the credit manager, talk to me")
    world.erp.pay(invoice)
    world.run(TODAY + timedelta(days=1))
    assert world.erp.holds[luce.id].startswith("ON by the credit manager")
    released = Effect.objects.get(key__endswith=":release")
    assert released.status == "left"


def test_a_customer_without_an_address_gets_a_letter(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="")
    world.erp.invoice(luce, due=TODAY - timedelta(days=6))
    world.run()
    assert world.mails == []
    assert len(world.letters) == 1


def test_nothing_leaves_before_remind_from(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    world.erp.invoice(luce, issued=date(2025, 12, 31), due=date(2026, 1, 31))
    assert not world.run().notices
    assert not world.mails


def test_a_record_that_cannot_be_read_is_set_aside_and_comes_back_once_mended(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    other = world.erp.customer("Buona Pagatrice", email="buona@buona.example")
    bad = world.erp.invoice(luce, due=TODAY - timedelta(days=6))
    world.erp.invoice(other, due=TODAY - timedelta(days=6))
    world.erp.spoil(bad, "due")
    assert sum(world.run().notices.values()) == 1
    assert Aside.objects.get(stage="record").faults[0]["origin"].startswith("Memory: invoice > due (invoice ")
    world.erp.spoil(bad, "")
    world.run(TODAY + timedelta(days=1))
    assert not Aside.objects.exists()


def test_the_level_rises_from_week_to_week_and_never_twice_within_the_limit(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    world.erp.invoice(luce, due=TODAY - timedelta(days=6))
    for days in range(0, 60):
        world.run(TODAY + timedelta(days=days))
    given = list(Notice.objects.order_by("date").values_list("date", "level"))
    assert [level for _, level in given] == [2, 3, 4]
    gaps = [later[0] - earlier[0] for earlier, later in pairwise(given)]
    assert all(gap >= timedelta(days=7) for gap in gaps)
    assert list(world.erp.holds) == [luce.id]
