"""What is different for one customer, and a note of a call."""

import msgspec
import pytest

from connectors.errors import Misconfigured
from connectors.records import AddTask
from sync.accounts import customer_of
from sync.customer.wishes import call, wish
from sync.models import Aside, Audit, Notice, Said
from tests.sync.conftest import POLICY, World
from tests.sync.phone import account, day, desk, luce, on, run


def test_reminders_go_to_the_address_that_was_told_on_the_phone(world: World) -> None:
    known = luce(world)
    wish(desk(world), known, "email", "new@luce.example", why="the bookkeeper has changed")
    assert run(world, 1) == 1
    assert "new@luce.example" in world.mails[0].read_text()


def test_without_an_address_the_wish_is_the_address(world: World) -> None:
    known = luce(world, email="")
    wish(desk(world), known, "email", "new@luce.example")
    assert run(world, 1) == 1
    assert not world.letters


def test_a_reminder_that_lay_aside_for_want_of_an_address_leaves_once_one_is_told(world: World) -> None:
    settings = world.engine.settings
    company = msgspec.structs.replace(settings.companies["FR"], letter_channel="")
    world.engine.settings = msgspec.structs.replace(settings, companies={"FR": company})
    known = luce(world, email="")
    assert run(world, 1) == 0
    assert Aside.objects.filter(stage="letter").exists()
    wish(desk(world), known, "email", "new@luce.example")
    assert run(world, 2) == 1


def test_who_wants_letters_gets_letters(world: World) -> None:
    known = luce(world)
    wish(desk(world), known, "channel", "letter")
    assert run(world, 1) == 0
    assert len(world.letters) == 1


def test_no_level_above_the_highest_that_was_set(world: World) -> None:
    known = luce(world)
    wish(desk(world), known, "cap", "2")
    for count in range(1, 70, 3):
        run(world, count)
    assert set(Notice.objects.values_list("level", flat=True)) == {2}


def test_cap_nought_means_no_reminders(world: World) -> None:
    known = luce(world)
    wish(desk(world), known, "cap", "0")
    assert [run(world, n) for n in (1, 20, 40)] == [0, 0, 0]


def test_a_customer_may_follow_a_policy_of_its_own(world: World) -> None:
    known = luce(world)
    gentle = msgspec.structs.replace(
        POLICY, name="gentle", levels=(msgspec.structs.replace(POLICY.levels[1], days=30),)
    )
    settings = world.engine.settings
    world.engine.settings = msgspec.structs.replace(settings, policies={**settings.policies, "gentle": gentle})
    wish(desk(world), known, "policy", "gentle")
    assert [run(world, n) for n in (1, 8, 15)] == [0, 0, 0]
    assert run(world, 28) == 1


def test_the_newest_word_holds_and_dash_takes_it_back(world: World) -> None:
    known = luce(world)
    wish(desk(world), known, "language", "it")
    wish(desk(world), known, "language", "fr")
    assert account(world, known).language == "fr"
    assert [row.ended_as for row in Said.objects.order_by("id")] == ["replaced", ""]
    wish(desk(world), known, "language", "-")
    found = customer_of(known.account)
    assert found is not None
    assert found.language == known.record.language


def test_telephone_key_and_grade_are_carried(world: World) -> None:
    known = luce(world)
    for field, value in (("phone", "+39 011 555 0100"), ("key", "K1"), ("grade", "A")):
        wish(desk(world), known, field, value)
    found = customer_of(known.account)
    assert found is not None
    assert found.party.contact is not None
    assert found.party.contact.phone == "+39 011 555 0100"
    assert (account(world, known).key, account(world, known).grade) == ("K1", "A")


@pytest.mark.parametrize(("kind", "seen"), [("consumer", (True, False)), ("sole-trader", (False, True))])
def test_a_natural_person_is_treated_as_one_where_the_erp_does_not_say(
    world: World, kind: str, seen: tuple[bool, bool]
) -> None:
    known = luce(world)
    wish(desk(world), known, "kind", kind)
    assert (account(world, known).consumer, account(world, known).sole_trader) == seen


def test_where_the_erp_says_consumer_it_is_one(world: World) -> None:
    known = luce(world, consumer=True)
    with pytest.raises(Misconfigured, match=r"the ERP says that .* is a consumer: change it there"):
        wish(desk(world), known, "kind", "business")
    assert account(world, known).consumer


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("colour", "red", "what can be set is policy, channel"),
        ("policy", "strict", "there is no policy 'strict'; there are standard"),
        ("channel", "pigeon", "a channel is one of mail, letter"),
        ("language", "Italian", "two letters of ISO 639-1"),
        ("cap", "high", "the highest level is a number"),
        ("email", "luce@", "is not an e-mail address"),
        ("email", "a@b.example, c@d.example", "is not an e-mail address"),
        ("phone", "call me", "is not a telephone number"),
        ("kind", "robot", "consumer, sole-trader, business"),
        ("key", "", "1 to 20 characters"),
        ("email", "-", "no email was set"),
    ],
)
def test_what_cannot_be_set_is_said_with_what_can(world: World, field: str, value: str, words: str) -> None:
    with pytest.raises(Misconfigured) as told:
        wish(desk(world), luce(world), field, value)
    assert words in str(told.value)


def test_a_call_is_a_note_in_the_erp_and_a_task_to_call_back(world: World) -> None:
    known = luce(world, email="", country="FR")
    call(
        desk(world), known, "call-back", spoke_with="Mme Roux", again=str(day(2)), why="the owner is back on Wednesday"
    )
    on(world, 0)
    world.run(day(0))
    (note,) = world.erp.notes
    assert note.change.text.startswith(  # type: ignore[union-attr]
        "Call: call-back, spoke with Mme Roux (the owner is back on Wednesday). Entered by "
    )
    (task,) = [event.change for event in world.erp.tasks]
    assert isinstance(task, AddTask)
    assert (task.summary, task.due) == ("Call Officina Luce back", day(2))


def test_who_entered_what_and_why_stays(world: World) -> None:
    known = luce(world)
    call(desk(world), known, "reached", why="all is well")
    line = Audit.objects.get(what="call entered")
    entry = Said.objects.get()
    assert (line.ref, line.why, line.who) == (known.account, f"entry {entry.pk}", entry.who)
    assert (line.facts["entry"]["outcome"], entry.why) == ("reached", "all is well")


def test_a_call_has_an_outcome(world: World) -> None:
    with pytest.raises(Misconfigured, match="reached, no-answer, voicemail, call-back, wrong-number; found 'maybe'"):
        call(desk(world), luce(world), "maybe")
