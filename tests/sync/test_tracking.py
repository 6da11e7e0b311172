"""What happens when an e-mail comes back, told as stories; and what is known of it afterwards."""

from datetime import timedelta

import msgspec
import pytest

from connectors.contract import Message
from connectors.errors import Refused
from connectors.records import AddNote, AddTask, Finding, Person, Receipt, SetDunning
from einvoice.faults import Fault
from sync.accounts import open_accounts
from sync.models import Aside, Audit, DeliveryEvent, Effect, Notice
from sync.tracking import fate as tracking
from sync.tracking import returns
from tests.sync.conftest import POLICY, TODAY, World
from tests.sync.reminding import AT, TO, invoices, luce, reminded, report, tell, watching

__all__ = ["reminded"]

NEXT = TODAY + timedelta(days=1)


# A bounce


def test_a_bounced_reminder_does_not_count_as_given_and_the_erp_hears_of_it(reminded: World) -> None:
    assert tell(reminded, report()) == {"bounced": 1}
    assert Notice.objects.get().status == "failed"
    reminded.erp.events.clear()
    reminded.engine.settings = msgspec.structs.replace(reminded.engine.settings, companies={})  # nothing is decided
    reminded.run()
    assert "does not count as given" in reminded.erp.notes[0].change.text
    assert reminded.erp.dunning[luce(reminded)].level == 0


def test_the_salesperson_is_asked_to_mend_the_address(reminded: World) -> None:
    tell(reminded, report())
    task = msgspec.json.decode(Effect.objects.get(key__endswith=":task").payload, type=AddTask)
    assert task.assignee == Person(id="7", name="Vera")
    assert task.summary == "Mend the e-mail address of a customer"
    assert f"to {TO} bounced: mailbox unknown (5.1.1)" in task.text


def test_a_report_that_is_told_twice_changes_nothing_the_second_time(reminded: World) -> None:
    tell(reminded, report())
    before = (Effect.objects.count(), Audit.objects.count(), DeliveryEvent.objects.count())
    assert tell(reminded, report()) == {"repeated": 1}
    assert (Effect.objects.count(), Audit.objects.count(), DeliveryEvent.objects.count()) == before


def test_two_who_tell_of_the_same_bounce_make_one_task(reminded: World) -> None:
    tell(reminded, report(), report(source="postmark"))
    assert DeliveryEvent.objects.count() == 2
    assert Effect.objects.filter(key__endswith=":task").count() == 1
    assert Effect.objects.filter(key__startswith="delivery:", key__endswith=":note").count() == 1


def test_e_mail_is_closed_to_the_customer_until_the_address_changes(reminded: World) -> None:
    name = str(luce(reminded))
    tell(reminded, report())
    assert tracking.unreachable([name, "erp//customer/999"]) == {name: frozenset({"mail"})}
    reminded.erp.edit(luce(reminded), terms="30 days")
    reminded.run(NEXT)
    assert name in tracking.unreachable([name])
    reminded.erp.edit(luce(reminded), email="lucia@luce.example")
    reminded.run(NEXT)
    assert tracking.unreachable([name]) == {}


def test_capitals_make_no_other_address(reminded: World) -> None:
    tell(reminded, report(recipient="Luce@LUCE.example"))
    reminded.erp.edit(luce(reminded), email="LUCE@luce.example")
    reminded.run(NEXT)
    assert tracking.unreachable([str(luce(reminded))])


def test_the_level_falls_back_and_the_same_notice_is_decided_anew(reminded: World) -> None:
    company = reminded.engine.settings.companies["FR"]
    [before] = open_accounts("FR", company)
    tell(reminded, report())
    [after] = open_accounts("FR", company)
    assert ({item.level for item in before.items}, {item.level for item in after.items}) == ({2}, {0})
    assert (after.unreachable, after.notices) == (frozenset({"mail"}), ())
    [event] = after.events
    assert (event.kind, set(event.items)) == ("delivery-failed", {item.id for item in after.items})
    assert event.words == "The reminder of 2026-11-02 bounced: mailbox unknown (5.1.1)"


def test_a_failure_is_over_once_a_later_notice_was_given(reminded: World) -> None:
    name = str(luce(reminded))
    tell(reminded, report())
    assert name in tracking.failures([name], "FR")
    assert tracking.failures([name], "IT") == {}
    reminded.erp.edit(luce(reminded), email="lucia@luce.example")
    reminded.run(NEXT)
    assert Notice.objects.order_by("-id")[0].status == "given"
    assert tracking.failures([name], "FR") == {}


def test_of_whoever_has_paid_meanwhile_only_the_address_is_to_be_mended(reminded: World) -> None:
    for invoice in invoices(reminded):
        reminded.erp.pay(invoice)
    reminded.run(NEXT)
    tell(reminded, report())
    fresh = Effect.objects.filter(key__startswith="delivery:")
    assert [effect.key.rpartition(":")[2] for effect in fresh] == ["task"]
    assert tracking.failures([str(luce(reminded))], "FR") == {}


def test_a_payment_of_one_of_two_leaves_a_failure_about_the_other(reminded: World) -> None:
    reminded.erp.pay(invoices(reminded)[0])
    reminded.run(TODAY)
    tell(reminded, report())
    [event] = tracking.failures([str(luce(reminded))], "FR")[str(luce(reminded))]
    assert event.items == (f"{invoices(reminded)[1]}#0",)


def test_nothing_of_the_address_stays_in_the_trail_or_the_event(reminded: World) -> None:
    tell(reminded, report())
    event = DeliveryEvent.objects.get()
    assert event.detail == "550 5.1.1 <(address)>: nobody here of this name"
    assert TO not in str(list(Audit.objects.values_list("why", "facts", "ref")))
    assert TO not in str(list(DeliveryEvent.objects.values()))


# Soft bounces and delays


def test_a_delay_is_noted_and_nothing_else(reminded: World) -> None:
    before = Effect.objects.count()
    assert tell(reminded, report("deferred", code="4.4.1")) == {"deferred": 1}
    assert (Notice.objects.get().status, Effect.objects.count()) == ("given", before)
    assert tracking.unreachable([str(luce(reminded))]) == {}


def test_a_full_mailbox_did_not_get_the_reminder_but_may_get_the_next(reminded: World) -> None:
    tell(reminded, report(soft=True, code="4.2.2"))
    assert Notice.objects.get().status == "failed"
    assert not Effect.objects.filter(key__endswith=":task").exists()
    assert tracking.unreachable([str(luce(reminded))]) == {}


def test_three_soft_bounces_in_a_row_close_the_address(reminded: World) -> None:
    name = str(luce(reminded))
    for number in range(1, 4):
        assert tracking.unreachable([name]) == {}
        tell(reminded, report(id=f"s{number}", soft=True, code="4.2.2", at=AT + timedelta(hours=number)))
        reminded.run(TODAY + timedelta(days=number))
    assert tracking.unreachable([name]) == {name: frozenset({"mail"})}
    assert Effect.objects.filter(key__endswith=":task").count() == 1


def test_a_delivery_between_soft_bounces_breaks_the_row(reminded: World) -> None:
    kinds, days = iter(("bounced", "bounced", "delivered", "bounced", "bounced", "bounced")), 0
    for number, kind in enumerate(kinds):
        known = Effect.objects.exclude(mail="").count()
        tell(reminded, report(kind, id=f"{number}", soft=True, code="4.2.2", at=AT + timedelta(days=days)))
        assert bool(tracking.unreachable([str(luce(reminded))])) == (number == 5)
        while Effect.objects.exclude(mail="").count() == known and days < 60:
            days += 1
            reminded.run(TODAY + timedelta(days=days))


def test_one_mail_of_which_three_tell_is_one_failure(reminded: World) -> None:
    soft = {"soft": True, "code": "4.2.2"}
    tell(reminded, report(**soft), report(source="postmark", **soft), report(source="smtp", **soft))
    assert tracking.unreachable([str(luce(reminded))]) == {}


@pytest.mark.parametrize("code", ["5.7.1", "5.3.0", "5.2.2"])
def test_a_server_that_refuses_us_says_nothing_about_the_address(reminded: World, code: str) -> None:
    tell(reminded, report(code=code))
    assert Notice.objects.get().status == "failed"
    assert tracking.unreachable([str(luce(reminded))]) == {}


# Complaints


@pytest.mark.parametrize("kind", ["complained", "unsubscribed"])
def test_who_complains_gets_no_more_e_mail_but_had_the_reminder(reminded: World, kind: str) -> None:
    tell(reminded, report(kind))
    assert Notice.objects.get().status == "given"
    assert tracking.unreachable([str(luce(reminded))])
    task = msgspec.json.decode(Effect.objects.get(key__endswith=":task").payload, type=AddTask)
    assert task.summary == "A customer wants no more e-mail"


# Doubt


def doubt(status: str = "in-doubt", *, unsure: bool = False) -> Effect:
    """Nobody knows whether the mail left."""
    effect = Effect.objects.exclude(mail="").order_by("-id")[0]
    Effect.objects.filter(notice=None).delete()
    Effect.objects.filter(pk=effect.pk).update(status=status, unsure=unsure)
    Notice.objects.update(status="in-doubt" if status == "in-doubt" else "prepared")
    return effect


@pytest.mark.parametrize(("status", "unsure"), [("in-doubt", False), ("pending", True)])
def test_delivered_settles_what_was_in_doubt_as_given(reminded: World, status: str, unsure: bool) -> None:
    effect = doubt(status, unsure=unsure)
    tell(reminded, report("delivered"))
    effect.refresh_from_db()
    assert (effect.status, Notice.objects.get().status) == ("done", "given")
    changes = [msgspec.json.decode(e.payload)["type"] for e in Effect.objects.filter(notice=None)]
    assert changes == [AddNote.__name__, SetDunning.__name__]


def test_a_bounce_settles_what_was_in_doubt_as_not_given(reminded: World) -> None:
    effect = doubt()
    tell(reminded, report())
    effect.refresh_from_db()
    assert (effect.status, Notice.objects.get().status) == ("done", "failed")
    assert [e.key.rpartition(":")[2] for e in Effect.objects.filter(notice=None)] == ["task"]


def test_what_is_being_sent_in_this_moment_is_told_again_later(reminded: World) -> None:
    doubt("sending")
    assert returns.take(reminded.engine.settings, [report()]).waiting == 1
    assert not DeliveryEvent.objects.exists()


# Several addresses, copies, forwarding


def addressed(to: str, *cc: str) -> None:
    payload = msgspec.json.encode({"to": to, "cc": cc}).decode()
    Effect.objects.exclude(mail="").update(payload=payload)


def test_of_two_addresses_one_is_enough(reminded: World) -> None:
    addressed(f"{TO}; conti@luce.example")
    tell(reminded, report())
    assert Notice.objects.get().status == "given"
    assert Effect.objects.filter(key__endswith=":task").count() == 1, "the other one is to be mended all the same"
    tell(reminded, report(id="2", recipient="conti@luce.example"))
    assert Notice.objects.get().status == "failed"


def test_a_copy_that_comes_back_is_not_the_customers_matter(reminded: World) -> None:
    addressed(TO, "vera@atelier.example")
    tell(reminded, report(recipient="vera@atelier.example"))
    assert Notice.objects.get().status == "given"
    assert not Effect.objects.filter(key__endswith=":task").exists()


def test_where_a_mailbox_forwards_to_bounces_for_the_mailbox(reminded: World) -> None:
    tell(reminded, report(recipient="lucia@private.example"))
    assert Notice.objects.get().status == "failed"
    assert tracking.unreachable([str(luce(reminded))])


def test_an_e_invoice_that_comes_back_waits_for_a_person(reminded: World) -> None:
    effect = Effect.objects.exclude(mail="").get()
    Effect.objects.filter(pk=effect.pk).update(notice=None, target=str(invoices(reminded)[0]))
    tell(reminded, report())
    effect.refresh_from_db()
    assert (effect.status, effect.error) == ("failed", "bounced: mailbox unknown (5.1.1)")
    task = msgspec.json.decode(Effect.objects.get(key__endswith=":task").payload, type=AddTask)
    assert (task.target, task.text.partition(" to ")[0]) == (luce(reminded), "What was sent for invoice F1")


# What is not ours, and what is nobody's business


def test_a_report_about_no_message_of_ours_changes_nothing(reminded: World) -> None:
    assert tell(reminded, report(mail="f" * 32), report(mail=""), report(mail="' OR 1=1 \0")) == {"unknown": 3}
    assert not DeliveryEvent.objects.exists()


def test_who_opened_a_mail_is_not_kept_without_a_legal_basis(reminded: World) -> None:
    assert tell(reminded, report("opened"), report("clicked")) == {"unwatched": 2}
    assert not DeliveryEvent.objects.exists()
    watching(reminded)
    assert tell(reminded, report("opened")) == {"opened": 1}


# How a notice fared


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        (("sent", "delivered"), "delivered 2 November 2026 09:12"),
        (("delivered", "opened"), "opened 2 November 2026 09:12"),
        (("delivered", "complained"), "marked as unwanted 2 November 2026 09:12"),
        (("deferred",), "delayed since 2 November 2026 09:12"),
        (("deferred", "bounced"), "bounced: mailbox unknown (5.1.1)"),
        (("rejected",), "not sent on"),
    ],
)
def test_how_a_notice_fared_is_told_in_a_few_words(reminded: World, kinds: tuple[str, ...], words: str) -> None:
    watching(reminded)
    tell(reminded, *(report(kind) for kind in kinds))
    pk = Notice.objects.get().pk
    assert tracking.delivery_of([pk, pk + 1]) == {pk: words}


def test_a_bounce_without_a_known_code_is_told_in_the_servers_words(reminded: World) -> None:
    tell(reminded, report(code="", detail="no such user"))
    assert list(tracking.delivery_of([Notice.objects.get().pk]).values()) == ["bounced: no such user"]


# The whole story


def test_a_bounced_e_mail_becomes_a_letter_and_a_new_address_brings_e_mail_back(reminded: World) -> None:
    levels = tuple(msgspec.structs.replace(level, fallback=("letter",)) for level in POLICY.levels)
    policies = {"standard": msgspec.structs.replace(POLICY, levels=levels)}
    reminded.engine.settings = msgspec.structs.replace(reminded.engine.settings, policies=policies)
    tell(reminded, report())
    reminded.run(NEXT)
    assert (len(reminded.mails), len(reminded.letters)) == (1, 1), "the same level, the next way"
    assert list(Notice.objects.order_by("id").values_list("level", "channel", "status")) == [
        (2, "mail", "failed"),
        (2, "letter", "given"),
    ]
    assert "Mend the e-mail address of a customer" in [task.change.summary for task in reminded.erp.tasks]
    assert reminded.erp.dunning[luce(reminded)].level == 2
    reminded.erp.edit(luce(reminded), email="lucia@luce.example")
    for days in range(2, 20):
        reminded.run(TODAY + timedelta(days=days))
    assert len(reminded.mails) == 2


class Choosy:
    """Our own mail server, which refuses some addresses at once."""

    def __init__(self, said: str) -> None:
        self.said, self.asked = said, 0

    def check(self) -> list[Finding]:
        return []

    def find(self, key: str) -> Receipt | None:
        return None

    def send(self, message: Message, key: str) -> Receipt:
        self.asked += 1
        if "lucia" in message.to:
            return Receipt(id=key)
        text = f"the server refuses {message.to}: {self.said}"
        raise Refused([Fault(code="MAIL-REFUSED", path="to", message=text, source="RFC 5321")])


def choosy(world: World, said: str) -> Choosy:
    server = Choosy(said)
    world.engine.channels["mail"] = server
    customer = world.erp.customer("Officina Luce", email=TO)
    world.erp.invoice(customer, number="F1", due=TODAY - timedelta(days=6))
    for days in range(5):
        world.run(TODAY + timedelta(days=days))
    return server


def test_an_address_that_our_server_refuses_at_once_is_a_bounce_like_any_other(world: World) -> None:
    server = choosy(world, "550 5.1.1 nobody here")
    assert server.asked == 1
    assert Notice.objects.order_by("id")[0].status == "failed"
    assert tracking.unreachable([str(luce(world))])
    assert next(task.change.summary for task in world.erp.tasks) == "Mend the e-mail address of a customer"
    assert not Aside.objects.exists()


def test_a_refusal_that_is_not_the_addresss_fault_waits_for_a_person(world: World) -> None:
    server = choosy(world, "554 5.7.1 relay access denied")
    assert server.asked == 1
    assert Aside.objects.get().stage == "letter"
    assert tracking.unreachable([str(luce(world))]) == {}
