"""Between deciding and writing a letter: what a dead run leaves is decided anew, and nobody is decided twice."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest

from connectors.contract import Message
from connectors.records import AddTask
from dunning.decisions import Hold, NoticeItem
from dunning.decisions import Notice as Decision
from dunning.policy import Level, Policy
from einvoice.model import Contact
from sync import boundaries, cases, cycle
from sync.models import Aside, Audit, Effect, HoldCase, Notice, NoticeLine
from sync.prepare import prepare
from tests.sync.conftest import POLICY, TODAY, World

LATE = TODAY - timedelta(days=6)


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.fixture(autouse=True)
def unhooked() -> Iterator[None]:
    """No boundary hook is left behind."""
    yield
    boundaries.hook = None


def killed(world: World, at: str, nth: int = 1) -> None:
    """A run that ends at a boundary."""
    passed: list[str] = []

    def die(name: str) -> None:
        passed.append(name)
        if passed.count(at) == nth:
            raise Killed

    boundaries.hook = die
    with pytest.raises(Killed):
        world.run()
    boundaries.hook = None


def statuses() -> list[str]:
    """Of all notices, oldest first."""
    return list(Notice.objects.order_by("id").values_list("status", flat=True))


def decision(customer: str, day: date = TODAY, number: int = 1) -> Decision:
    """A decided notice over one item."""
    amount = Decimal("120.00")
    item = NoticeItem(
        id=f"erp/1/invoice/{number}#0",
        number="F1",
        issued=day,
        due=day,
        amount=amount,
        open=amount,
        currency="EUR",
        level=1,
    )
    return Decision(
        customer=customer, date=day, reason="F1 reaches level 1.", level=1, channel="mail", text="1", items=(item,)
    )


def test_a_decided_notice_survives_a_crash_and_is_decided_anew_by_the_next_run(world: World) -> None:
    for name in ("Alba", "Brenta", "Cima"):
        world.erp.invoice(world.erp.customer(name, email=f"{name}@mail.example"), due=LATE)
    killed(world, "prepare.after-commit")
    assert statuses() == ["prepared", "decided", "decided"]
    world.run()
    assert sorted(statuses()) == ["given", "given", "given", "stopped", "stopped"]
    assert len(world.mails) == 3
    assert Audit.objects.filter(what="stopped before sending").count() == 2


def test_who_pays_after_the_crash_gets_no_letter(world: World) -> None:
    invoice = world.erp.invoice(world.erp.customer("Alba", email="alba@mail.example"), due=LATE)
    killed(world, "decide.after-commit")
    world.erp.pay(invoice)
    world.run()
    assert statuses() == ["stopped"]
    assert world.mails == []


def test_what_was_decided_on_another_day_never_leaves_with_the_dates_of_that_day(world: World) -> None:
    world.erp.invoice(world.erp.customer("Alba", email="alba@mail.example"), due=LATE)
    killed(world, "decide.after-commit")
    world.run(TODAY + timedelta(days=1))
    assert [(row.date, row.status) for row in Notice.objects.order_by("id")] == [
        (TODAY, "stopped"),
        (TODAY + timedelta(days=1), "given"),
    ]


def test_a_batch_that_was_not_committed_leaves_nothing(world: World) -> None:
    world.erp.invoice(world.erp.customer("Alba", email="alba@mail.example"), due=LATE)
    killed(world, "decide.before-commit")
    assert not Notice.objects.exists()
    assert not NoticeLine.objects.exists()
    assert not Audit.objects.exists()


def test_an_account_that_another_engine_decided_today_is_left_out(db: None) -> None:
    first = list(cases.decide([("FR", decision("erp//customer/1"))], run=None))
    again = list(cases.decide([("FR", decision("erp//customer/1")), ("FR", decision("erp//customer/2"))], run=None))
    assert (len(first), len(again)) == (1, 1)
    assert [row.account for row in Notice.objects.order_by("id")] == ["erp//customer/1", "erp//customer/2"]
    assert NoticeLine.objects.count() == 2


def test_a_notice_that_failed_today_does_not_stand_in_the_way(db: None) -> None:
    (first,) = cases.decide([("FR", decision("erp//customer/1"))], run=None)
    Notice.objects.filter(pk=first).update(status=Notice.Status.FAILED)
    assert len(list(cases.decide([("FR", decision("erp//customer/1"))], run=None))) == 1


def test_more_than_a_batch_is_written_whole_and_in_order(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "BATCH", 3)
    seen: list[str] = []
    boundaries.hook = seen.append
    plan = [("FR", decision(f"erp//customer/{number}", number=number)) for number in range(8)]
    ids = list(cases.decide(plan, run=None))
    assert seen.count("decide.after-commit") == 3
    assert [Notice.objects.get(pk=pk).account for pk in ids] == [of.customer for _, of in plan]
    told = Audit.objects.order_by("id").values_list("what", "ref")
    assert list(told) == [("notice decided", of.customer) for _, of in plan]


def test_what_was_decided_is_read_back_as_it_was(db: None) -> None:
    made = decision("erp//customer/1")
    (pk,) = cases.decide([("FR", made)], run=None)
    row = Notice.objects.get(pk=pk)
    assert msgspec.convert(row.decision, Decision) == made
    assert (row.lines.get().open, row.lines.get().level) == (Decimal("120.00"), 1)


def test_a_notice_is_prepared_by_one_engine_only(world: World) -> None:
    customer = world.erp.customer("Alba", email="alba@mail.example")
    world.erp.invoice(customer, due=LATE)
    killed(world, "decide.after-commit")
    pk = Notice.objects.get().pk
    assert prepare(world.engine, pk, run=None) is not None
    assert prepare(world.engine, pk, run=None) is None
    assert Effect.objects.count() == 1


def test_a_letter_that_cannot_be_made_lies_aside_and_does_not_count(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = world.erp.customer("Alba")
    world.erp.invoice(customer, due=LATE)
    companies = world.engine.settings.companies
    no_letters = msgspec.structs.replace(companies["FR"], letter_channel="")
    world.engine.settings = msgspec.structs.replace(world.engine.settings, companies={"FR": no_letters})
    done = world.run()
    assert not done.notices
    assert statuses() == ["failed"]
    assert Aside.objects.get().stage == "letter"
    assert "SOLDE-POST email" in Audit.objects.get(what="notice could not be made").why
    world.erp.edit(customer, email="alba@mail.example")
    world.run()
    assert statuses() == ["failed", "given"]


@pytest.fixture
def by_task(world: World) -> None:
    """Every notice is something that somebody has to do in the ERP."""
    levels = tuple(msgspec.structs.replace(level, channel="activity") for level in POLICY.levels)
    policy = msgspec.structs.replace(POLICY, levels=levels)
    world.engine.settings = msgspec.structs.replace(world.engine.settings, policies={"standard": policy})


def test_a_task_in_the_erp_is_a_notice_and_counts_once_it_is_there(world: World, by_task: None) -> None:
    customer = world.erp.customer("Alba", email="alba@mail.example")
    world.erp.invoice(customer, due=LATE, number="F1")
    world.run()
    assert len(world.erp.tasks) == 1
    assert world.mails == []
    assert statuses() == ["given"]
    assert "given to somebody to follow up" in world.erp.notes[0].change.text  # type: ignore[union-attr]
    world.run()
    assert len(world.erp.tasks) == 1


@pytest.fixture
def calling(build_world: Callable[..., World]) -> World:
    """Every notice is a call that somebody has to make."""
    return build_world(
        policies={"standard": Policy(name="standard", levels=(Level(name="1", days=5, channel="phone"),))}
    )


ALBA = Contact(name="Alba", phone="+39 011 000 00 00")


def test_a_call_to_make_is_a_task_in_the_erp_and_counts_once_it_is_there(calling: World) -> None:
    customer = calling.erp.customer("Alba", contact=ALBA)
    calling.erp.invoice(customer, due=LATE, number="F1")
    calling.run()
    [event] = calling.erp.tasks
    assert isinstance(event.change, AddTask)
    assert event.change.text.startswith("Call Alba: +39 011 000 00 00\n")
    assert statuses() == ["given"]
    assert "given to somebody to phone" in calling.erp.notes[0].change.text  # type: ignore[union-attr]
    calling.run()
    assert len(calling.erp.tasks) == 1


def test_nobody_is_to_be_called_who_pays_at_the_last_moment(calling: World) -> None:
    invoice = calling.erp.invoice(calling.erp.customer("Alba", contact=ALBA), due=LATE)
    calling.erp.meanwhile("reread", lambda: calling.erp.pay(invoice))
    calling.run()
    assert calling.erp.tasks == []
    assert statuses() == ["stopped"]


def test_a_customer_is_put_on_hold_once(db: None) -> None:
    hold = Hold(customer="erp//customer/1", date=TODAY, reason="46 days overdue")
    assert cases.open_holds([hold, hold], run=None) == 1
    assert cases.open_holds([hold], run=None) == 0
    assert (HoldCase.objects.count(), Effect.objects.count()) == (1, 1)


def test_told_to_stop_a_run_decides_and_prepares_nothing_more(world: World) -> None:
    for number in range(3):
        world.erp.invoice(world.erp.customer(f"C{number}", email=f"c{number}@mail.example"), due=LATE)
    asked = iter([False] * 100)

    def stop() -> bool:
        return next(asked) or Effect.objects.exists()

    cycle.run(world.engine, stop=stop)
    assert statuses() == ["prepared", "decided", "decided"]
    assert world.mails == []


def test_a_message_of_a_channel_is_kept_as_evidence(world: World) -> None:
    world.erp.invoice(world.erp.customer("Alba", email="alba@mail.example"), due=LATE)
    world.run()
    evidence = Effect.objects.exclude(evidence=None).get().evidence
    assert evidence is not None
    assert evidence.inputs["decision"]["reason"] == Notice.objects.get().reason
    assert msgspec.json.decode(world.engine.vault.bytes_of(evidence), type=Message).to == "alba@mail.example"
