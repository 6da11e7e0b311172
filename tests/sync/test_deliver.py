"""Emptying the outbox: what is in doubt, what a person says about it, and what may never leave."""

from datetime import timedelta

import pytest

from connectors.contract import CannotTell, Message
from connectors.errors import Misconfigured, Refused, Retry
from connectors.records import Receipt
from einvoice.faults import Fault
from sync import outbox, owner, settle
from sync.clock import utc_now
from sync.deliver import Delivery
from sync.models import Aside, Audit, Effect, Evidence, Notice
from tests.sync.conftest import TODAY, World

HOUR = timedelta(hours=1)
MISPRINT = [Fault(code="MAIL-REFUSED", path="to", message="550 no such user", source="RFC 5321")]
UNWANTED = [Fault(code="MAIL-REFUSED", path="", message="554 not from you", source="RFC 5321")]


class Deaf:
    """A mail server that cannot be asked; `errors` are raised by the next sends, True: after it took the mail."""

    def __init__(self, *errors: tuple[Exception, bool]) -> None:
        self.errors = list(errors)
        self.taken: list[str] = []

    def check(self) -> list:  # type: ignore[type-arg]
        return []

    def send(self, message: Message, key: str) -> Receipt:
        error, after = self.errors.pop(0) if self.errors else (None, True)
        if after:
            self.taken.append(message.to)
        if error:
            raise error
        return Receipt(id=key)

    def find(self, key: str) -> Receipt | None:
        raise CannotTell("SMTP")


@pytest.fixture
def owing(world: World) -> World:
    """One customer who gets a reminder by mail."""
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    world.erp.invoice(luce, due=TODAY - timedelta(days=6), number="F1")
    return world


def mail(world: World, *errors: tuple[Exception, bool]) -> Deaf:
    """Replace the mail channel."""
    world.engine.channels["mail"] = deaf = Deaf(*errors)
    return deaf


def letter() -> Effect:
    """The reminder's effect."""
    return Effect.objects.filter(way="mail").latest("id")


def test_a_mail_that_may_have_arrived_is_in_doubt_and_not_repeated(owing: World) -> None:
    server = mail(owing, (Retry("broke off after DATA"), True))
    owing.run()
    for days in (0, 1, 2):
        owing.run(TODAY + timedelta(days=days))
    assert server.taken == ["luce@luce.example"]
    assert letter().status == "in-doubt"
    assert Notice.objects.get().status == "in-doubt"
    assert owing.erp.writes() == []


def test_a_mail_that_surely_did_not_arrive_is_sent_later(owing: World) -> None:
    server = mail(owing, (Retry("broke off before DATA", sent=False), False))
    assert owing.run().troubles == ["mail: broke off before DATA"]
    assert server.taken == []
    owing.engine.now = lambda: utc_now() + HOUR
    owing.run()
    assert server.taken == ["luce@luce.example"]


def test_a_person_knows_that_the_doubtful_mail_arrived(owing: World) -> None:
    server = mail(owing, (Retry("broke off"), True))
    owing.run()
    settle.settle_effect(letter(), arrived=True)
    owing.run()
    assert server.taken == ["luce@luce.example"]
    assert Notice.objects.get().status == "given"
    assert len(owing.erp.notes) == 1
    assert Audit.objects.filter(what="settled by hand: arrived").get().who != "solde"


def test_a_person_has_the_doubtful_mail_sent_again(owing: World) -> None:
    server = mail(owing, (Retry("broke off"), False))
    owing.run()
    settle.retry_effect(letter())
    owing.run()
    assert server.taken == ["luce@luce.example"]
    assert Notice.objects.get().status == "given"


def test_a_doubtful_mail_that_never_arrived_and_is_given_up_is_decided_anew(owing: World) -> None:
    server = mail(owing, (Retry("broke off"), False))
    owing.run()
    settle.settle_effect(letter(), arrived=False)
    owing.run()
    assert sorted(Notice.objects.values_list("status", flat=True)) == ["failed", "given"]
    assert server.taken == ["luce@luce.example"]


def test_what_went_well_can_be_neither_retried_nor_settled(owing: World) -> None:
    mail(owing)
    owing.run()
    for act in (settle.retry_effect, lambda effect: settle.settle_effect(effect, arrived=True)):
        with pytest.raises(Misconfigured, match="is done"):
            act(letter())


def test_an_old_reminder_is_not_retried_beside_a_newer_one_of_the_day(owing: World) -> None:
    mail(owing, (Refused(MISPRINT), False))
    owing.run()
    failed = letter()
    Aside.objects.all().delete()
    owing.run()
    with pytest.raises(Misconfigured, match="newer reminder"):
        settle.retry_effect(failed)
    failed.refresh_from_db()
    assert failed.status == "failed"


def test_an_older_hold_is_not_retried_after_its_release(owing: World) -> None:
    luce = owing.erp.customer("Sole", email="sole@sole.example")
    invoice = owing.erp.invoice(luce, due=TODAY - timedelta(days=50))
    owing.erp.fail("push", Refused(MISPRINT))
    owing.run()
    owing.erp.pay(invoice)
    owing.run(TODAY + timedelta(days=1))
    with pytest.raises(Misconfigured, match="later state"):
        settle.retry_effect(Effect.objects.get(key__endswith=":set"))


def test_a_letter_that_arrived_counts_although_its_channel_was_blind_and_the_customer_paid(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="")
    invoice = world.erp.invoice(luce, due=TODAY - timedelta(days=6))
    printer = world.engine.channels["print"]

    class Blind:
        """Sends, loses the answer, and for a while cannot say what it has."""

        def send(self, message: Message, key: str) -> Receipt:
            printer.send(message, key)
            raise Retry("no answer")

        def find(self, key: str) -> Receipt | None:
            raise Retry("cannot read", sent=False)

    world.engine.channels["print"] = Blind()  # type: ignore[assignment]
    world.run()
    world.engine.channels["print"] = printer
    world.erp.pay(invoice)
    world.engine.now = lambda: utc_now() + HOUR
    world.run(TODAY + timedelta(days=1))
    assert len(world.letters) == 1
    assert Notice.objects.get().status == "given"
    assert len(world.erp.notes) == 1


def test_an_account_that_cannot_be_asked_again_is_not_written_to(owing: World) -> None:
    owing.erp.fail("reread", Retry("down"))
    done = owing.run()
    assert owing.mails == []
    assert "nothing is sent" in done.troubles[0]
    owing.run()
    assert len(owing.mails) == 1


def test_an_erp_that_refuses_to_be_asked_again_stops_nobody_elses_mail(owing: World) -> None:
    owing.erp.fail("reread", Refused(MISPRINT))
    done = owing.run()
    assert owing.mails == []
    assert "nothing is sent" in done.troubles[0]


def test_an_erp_that_cannot_be_read_is_not_decided_upon(owing: World) -> None:
    owing.erp.fail("pull", Retry("down"))
    done = owing.run()
    assert not done.notices
    assert done.troubles == ["erp: down"]


def test_a_file_that_was_altered_never_leaves(owing: World) -> None:
    owing.erp.fail("reread", Retry("down"))
    owing.run()
    kept = Evidence.objects.get()
    owing.engine.vault._path(kept.sha256).write_bytes(b'{"to": "somebody@else.example"}')
    done = owing.run()
    assert "altered" in Effect.objects.filter(status="failed").get().error
    assert any("altered" in trouble for trouble in done.troubles)
    assert owing.mails == []


def test_a_file_that_is_missing_is_a_failure_with_a_reason(owing: World) -> None:
    owing.erp.fail("reread", Retry("down"))
    owing.run()
    owing.engine.vault._path(Evidence.objects.get().sha256).unlink()
    owing.run()
    assert "cannot be read" in Effect.objects.filter(status="failed").get().error


def test_an_effect_that_this_very_process_lost_is_recovered_when_its_lease_ends(owing: World) -> None:
    luce = owing.erp.customer()
    from connectors.records import AddNote

    note = outbox.put_change("note", AddNote(target=luce, text="x"), run=None)
    assert outbox.claim(note, utc_now())
    assert Delivery(owing.engine).all().counts == {}
    owing.engine.now = lambda: utc_now() + 2 * owner.LEASE
    Delivery(owing.engine).all()
    note.refresh_from_db()
    assert note.status == "done"


def test_a_mail_that_is_refused_is_set_aside_and_not_tried_again_until_the_customer_changes(owing: World) -> None:
    server = mail(owing, *[(Refused(UNWANTED), False)] * 20)
    for days in range(5):
        owing.run(TODAY + timedelta(days=days))
    assert len(server.errors) == 19
    assert Aside.objects.get().stage == "letter"
    luce = next(row.record.ref for (kind, _), row in owing.erp.rows.items() if kind == "customer")
    server.errors.clear()
    owing.erp.edit(luce, terms="30 days")
    owing.run(TODAY + timedelta(days=4))
    assert server.taken == []
    owing.erp.edit(luce, email="right@luce.example")
    owing.run(TODAY + timedelta(days=7))
    assert server.taken == ["right@luce.example"]
    assert not Aside.objects.exists()


def test_a_person_has_a_refused_reminder_tried_again(owing: World) -> None:
    server = mail(owing, (Refused(UNWANTED), False))
    owing.run()
    assert owing.run(TODAY + timedelta(days=1)).kept["aside"] == 1
    settle.retry_aside(Aside.objects.get())
    owing.run(TODAY + timedelta(days=2))
    assert server.taken == ["luce@luce.example"]


def test_a_settled_aside_does_not_come_back_by_itself(world: World) -> None:
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    bad = world.erp.invoice(luce, due=TODAY - timedelta(days=6))
    world.erp.spoil(bad, "due")
    world.run()
    settle.settle_aside(Aside.objects.get())
    world.run()
    assert Aside.objects.get().settled_at is not None
    world.erp.edit(bad)
    world.run()
    assert Aside.objects.get().settled_at is None
