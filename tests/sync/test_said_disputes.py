"""Disputes and blocks: what is not asked for, how long, and who hears of it."""

from decimal import Decimal

import pytest

from connectors.errors import Misconfigured
from connectors.records import AddTask, Person
from sync.customer.disputes import block, close_dispute, dispute, unblock
from sync.models import Said
from tests.sync.conftest import World
from tests.sync.phone import account, asked, bill, day, desk, luce, on, run

ANNA = Person(id="7", name="Anna Keller", email="anna@atelier.example")


def tasks(world: World) -> list[AddTask]:
    return [event.change for event in world.erp.tasks if isinstance(event.change, AddTask)]


def contested(world: World, amount: str, **options: str) -> Decimal:
    """What decisions see as disputed of F1 once we say that so much of it is."""
    known = luce(world)
    if options.get("erp"):
        world.erp.edit(bill(world, "F1"), disputed=Decimal(options["erp"]))
    dispute(desk(world), known, "F1", reason="price", amount=amount)
    run(world, 0)
    return account(world, known).items[0].disputed


def test_only_the_part_that_is_not_disputed_is_asked_for(world: World) -> None:
    known = luce(world)
    dispute(desk(world), known, "F1", reason="quantity", amount="30", why="three boxes are missing")
    assert run(world, 1) == 1
    assert asked(world) == {"F1": Decimal("70.00")}


def test_an_invoice_that_is_disputed_whole_is_not_asked_for(world: World) -> None:
    known = luce(world)
    dispute(desk(world), known, "F1", reason="duplicate")
    assert [run(world, n) for n in (1, 8, 15)] == [0, 0, 0]


def test_of_our_dispute_and_the_erps_the_larger_counts_not_their_sum(world: World) -> None:
    assert contested(world, "30", erp="20.00") == Decimal("30.00")


def test_the_erps_own_dispute_wins_where_it_is_larger(world: World) -> None:
    assert contested(world, "30", erp="45.00") == Decimal("45.00")


def test_two_disputes_about_one_invoice_are_two_quarrels(world: World) -> None:
    known = luce(world)
    dispute(desk(world), known, "F1", reason="price", amount="30")
    dispute(desk(world), known, "F1", reason="quantity", amount="20")
    assert account(world, known).items[0].disputed == Decimal("50.00")
    with pytest.raises(Misconfigured, match=r"60\.00 EUR of F1 cannot be disputed: 50\.00 EUR is open and not yet so"):
        dispute(desk(world), known, "F1", reason="tax", amount="60")


def test_one_instalment_of_an_invoice_can_be_disputed(world: World) -> None:
    known = luce(world)
    erp = on(world, 0)
    customer = erp.bill(bill(world, "F1")).customer
    erp.invoice(customer, number="F9", amount="100", instalments=[(day(-4), "40"), (day(30), "60")], issued=day(-30))
    run(world, 0)
    dispute(desk(world), known, "F9#2", reason="delivery")
    seen = {item.id.rpartition("#")[2]: item.disputed for item in account(world, known).items if item.number == "F9"}
    assert seen == {"0": Decimal(0), "1": Decimal("60")}


def test_a_dispute_that_is_rejected_is_asked_for_again_and_tells_that_it_was_closed(world: World) -> None:
    known = luce(world)
    number = dispute(desk(world), known, "F1", reason="quality").number
    assert run(world, 1) == 0
    close_dispute(desk(world, 2), known, number, "rejected", "the photos show no damage")
    (event,) = account(world, known).events
    assert (event.kind, event.date, event.items) == ("dispute-closed", day(2), (account(world, known).items[0].id,))
    assert run(world, 2) == 1
    assert asked(world) == {"F1": Decimal("100.00")}


def test_was_the_customer_right_the_invoice_waits_for_its_credit_note(world: World) -> None:
    known = luce(world)
    number = dispute(desk(world), known, "F1", reason="price", amount="30", owner="Anna").number
    close_dispute(desk(world, 1), known, number, "accepted")
    assert [run(world, n) for n in (1, 8, 15)] == [0, 0, 0]
    assert account(world, known).events == ()
    (task,) = tasks(world)
    assert task.summary == "Write the credit note for F1"
    assert run(world, 16) == 1  # nobody wrote it: the waiting has an end


def test_past_its_deadline_a_dispute_becomes_a_task_of_its_owner_once(world: World) -> None:
    known = luce(world, salesperson=ANNA)
    dispute(desk(world), known, "F1", reason="price", owner="anna keller", deadline=str(day(4)))
    run(world, 4)
    assert not tasks(world)
    run(world, 5)
    run(world, 6)
    (task,) = tasks(world)
    assert (task.summary, task.assignee) == ("Dispute about F1 is not cleared", ANNA)


def test_a_dispute_about_a_paid_invoice_is_over(world: World) -> None:
    known = luce(world)
    dispute(desk(world), known, "F1", reason="price", deadline=str(day(1)))
    on(world, 1).pay(bill(world, "F1"))
    run(world, 2)
    assert Said.objects.get().ended_as == "settled"
    assert not tasks(world)


def test_what_cannot_be_read_ends_nothing(world: World) -> None:
    known = luce(world)
    dispute(desk(world), known, "F1", reason="price")
    world.erp.spoil(bill(world, "F1"), "due")
    run(world, 1)
    assert Said.objects.get().ended_on is None


def test_a_block_keeps_reminders_back_and_ends_by_itself(world: World) -> None:
    known = luce(world)
    block(desk(world), known, "talks with the owner", until=str(day(7)))
    assert [run(world, n) for n in (1, 7)] == [0, 0]
    assert run(world, 8) == 1
    row = Said.objects.get()
    assert (row.ended_as, row.ended_on) == ("expired", day(8))


def test_a_block_of_one_invoice_leaves_the_others_alone(world: World) -> None:
    known = luce(world, ("F1", "100.00"), ("F2", "80.00"))
    block(desk(world), known, "proof of delivery is looked for", until=str(day(7)), invoices=["F1"])
    assert run(world, 1) == 1
    assert asked(world) == {"F2": Decimal("80.00")}


def test_a_block_is_lifted_by_hand(world: World) -> None:
    known = luce(world)
    block(desk(world), known, "talks with the owner", open_ended=True)
    assert run(world, 1) == 0
    unblock(desk(world, 2), known, "talks failed")
    assert run(world, 2) == 1


def test_the_erps_own_block_stays_whatever_is_lifted_here(world: World) -> None:
    known = luce(world)
    world.erp.edit(known.record.ref, dunning_block="insolvency")
    run(world, 0)
    block(desk(world), known, "holidays", until=str(day(3)))
    seen = account(world, known)
    assert (seen.block, seen.block_until) == ("insolvency; holidays", None)
    told = unblock(desk(world), known, "back").message
    assert "The ERP blocks it as well (insolvency)" in told
    assert [run(world, n) for n in (1, 8)] == [0, 0]


@pytest.mark.parametrize(
    ("why", "options", "words"),
    [
        ("", {"until": "2026-11-20"}, "a block needs a reason"),
        ("holidays", {}, "say how long: --until"),
        ("holidays", {"until": "2026-10-20"}, "is in the past"),
    ],
)
def test_a_block_has_a_reason_and_an_end(world: World, why: str, options: dict[str, str], words: str) -> None:
    with pytest.raises(Misconfigured) as told:
        block(desk(world), luce(world), why, **options)  # type: ignore[arg-type]
    assert words in str(told.value)


def test_a_dispute_is_closed_with_an_outcome_that_exists(world: World) -> None:
    known = luce(world)
    number = dispute(desk(world), known, "F1", reason="price").number
    with pytest.raises(Misconfigured, match="accepted, partly, rejected, withdrawn; found 'fine'"):
        close_dispute(desk(world), known, number, "fine")
    with pytest.raises(Misconfigured, match=f"has no open dispute 99; there are {number}"):
        close_dispute(desk(world), known, 99, "rejected")
    with pytest.raises(Misconfigured, match="--reason is one of price"):
        dispute(desk(world), known, "F1", reason="mood")
