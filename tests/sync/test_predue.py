"""Half way to the due date an invoice is compared with its order, once, and what differs is a task in the ERP."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from connectors.records import AddTask, Person, Ref
from sync import cycle
from sync.models import Audit, Effect, PreDueCheck
from tests.sync.conftest import POLICY, World, settings

CHECKING = msgspec.structs.replace(POLICY, check_part=Decimal("0.5"), levels=POLICY.levels[1:])
ISSUED, DUE = date(2026, 3, 2), date(2026, 4, 1)  # net 30: compared from 17 March on
BEFORE, HALF_WAY, LATER = date(2026, 3, 16), date(2026, 3, 17), date(2026, 3, 20)
DESKS, CHAIRS = ("Desk", "10", "100.00"), ("Chair", "4", "50.00")


@pytest.fixture
def checking(build_world: Callable[..., World]) -> World:
    return build_world(policies={"standard": CHECKING})


def billed(world: World, *goods: tuple[str, str, str], order: str = "S00012", number: str = "INV/7") -> Ref:
    who = world.erp.customer("Officina Luce", salesperson=Person(id="5", name="Ada Riva"))
    world.erp.order(who, goods=[DESKS, CHAIRS], number=order, date=date(2026, 2, 20))
    return world.erp.invoice(who, goods=goods, issued=ISSUED, due=DUE, orders=(order,), number=number)


def tasks(world: World) -> list[AddTask]:
    return [event.change for event in world.erp.tasks if isinstance(event.change, AddTask)]


def test_nothing_happens_before_half_of_the_term_has_passed(checking: World) -> None:
    billed(checking, ("Desk", "12", "100.00"), CHAIRS)
    summary = checking.run(BEFORE)
    assert (summary.compared, summary.differing, tasks(checking)) == (0, 0, [])


def test_a_difference_becomes_one_task_for_the_salesperson_with_the_point_of_break(checking: World) -> None:
    invoice = billed(checking, ("Desk", "12", "100.00"), CHAIRS)
    checking.run(BEFORE)
    summary = checking.run(HALF_WAY)

    (task,) = tasks(checking)
    assert (summary.compared, summary.differing) == (1, 1)
    assert (task.target, task.due, task.assignee and task.assignee.name) == (invoice, HALF_WAY, "Ada Riva")
    assert task.summary == "Invoice INV/7 differs from its order"
    assert task.text.splitlines() == [
        "Line 1, 'Desk': 12 invoiced, 10 ordered in S00012.",
        "It falls due on 2026-04-01: mend it before the customer contests it.",
    ]
    assert Audit.objects.filter(what="invoice differs from order").count() == 1


def test_it_is_compared_once(checking: World) -> None:
    billed(checking, ("Desk", "12", "100.00"), CHAIRS)
    checking.run(HALF_WAY)
    again = checking.run(LATER)
    assert (again.compared, len(tasks(checking))) == (0, 1)


def test_a_part_payment_brings_no_second_task(checking: World) -> None:
    invoice = billed(checking, ("Desk", "12", "100.00"), CHAIRS)
    checking.run(HALF_WAY)
    checking.erp.pay(invoice, "100.00")
    again = checking.run(LATER)
    assert (again.compared, again.differing, len(tasks(checking))) == (1, 0, 1)


def test_an_edit_that_makes_another_difference_brings_another_task(checking: World) -> None:
    invoice = billed(checking, ("Desk", "12", "100.00"), CHAIRS)
    checking.run(HALF_WAY)
    document = checking.erp.bill(invoice).document
    first = msgspec.structs.replace(document.lines[0], quantity=Decimal(10), net=Decimal("1100.00"))
    edited = msgspec.structs.replace(document, lines=(first, *document.lines[1:]))
    checking.erp.edit(invoice, document=edited)
    checking.run(LATER)
    assert "110.00 EUR each invoiced, 100.00 EUR in S00012" in tasks(checking)[-1].text
    assert len(tasks(checking)) == 2


def test_an_invoice_as_ordered_is_noted_as_compared_and_nobody_is_bothered(checking: World) -> None:
    billed(checking, DESKS, CHAIRS)
    summary = checking.run(HALF_WAY)
    assert (summary.compared, summary.differing, tasks(checking)) == (1, 0, [])
    assert PreDueCheck.objects.get().checked_on == HALF_WAY


def test_what_was_billed_twice_is_told_on_the_second_invoice(checking: World) -> None:
    first = billed(checking, DESKS, CHAIRS, number="INV/3")
    who = checking.erp.bill(first).customer
    second = checking.erp.invoice(
        who, goods=[DESKS], issued=date(2026, 3, 3), due=date(2026, 4, 2), orders=("S00012",), number="INV/7"
    )
    checking.run(date(2026, 3, 18))
    (task,) = tasks(checking)
    assert task.target == second
    assert "10 invoiced, and 10 already on INV/3, of 10 ordered in S00012" in task.text


def test_what_was_credited_may_be_billed_anew(checking: World) -> None:
    first = billed(checking, DESKS, CHAIRS, number="INV/3")
    checking.erp.credit_note(first)
    checking.erp.invoice(
        checking.erp.bill(first).customer,
        goods=[DESKS, CHAIRS],
        issued=date(2026, 3, 3),
        due=date(2026, 4, 2),
        orders=("S00012",),
    )
    checking.run(date(2026, 3, 18))
    assert tasks(checking) == []


def test_an_invoice_without_an_order_is_left_alone(checking: World) -> None:
    who = checking.erp.customer()
    checking.erp.invoice(who, goods=[DESKS], issued=ISSUED, due=DUE)
    summary = checking.run(HALF_WAY)
    assert (summary.compared, tasks(checking)) == (0, [])


def test_an_invoice_that_is_already_overdue_is_for_the_reminders(checking: World) -> None:
    billed(checking, ("Desk", "12", "100.00"), CHAIRS)
    summary = checking.run(date(2026, 4, 2))
    assert (summary.compared, tasks(checking)) == (0, [])


def test_a_policy_that_asks_for_no_check_makes_none(world: World) -> None:
    billed(world, ("Desk", "12", "100.00"), CHAIRS)
    world.run(HALF_WAY)
    assert (tasks(world), PreDueCheck.objects.count()) == ([], 0)


def test_a_customer_group_may_have_its_invoices_checked_while_others_are_not(build_world: Callable[..., World]) -> None:
    company = settings(Path()).companies["FR"]
    companies = {"FR": msgspec.structs.replace(company, groups={"Craft": "checking"})}
    world = build_world(policies={"standard": POLICY, "checking": CHECKING}, companies=companies)
    invoice = billed(world, ("Desk", "12", "100.00"), CHAIRS)
    world.run(HALF_WAY)
    assert tasks(world) == []
    world.erp.edit(world.erp.bill(invoice).customer, group="Craft")
    world.erp.pay(invoice, "1.00")  # an invoice is looked at again when it changes
    world.run(HALF_WAY)
    assert len(tasks(world)) == 1


def test_a_dry_run_counts_and_writes_nothing(checking: World) -> None:
    billed(checking, ("Desk", "12", "100.00"), CHAIRS)
    checking.engine.pinned = HALF_WAY
    plan, _ = cycle.preview(checking.engine)
    assert (plan.compared, plan.differing) == (1, 1)
    assert (PreDueCheck.objects.count(), Effect.objects.count()) == (0, 0)


def test_many_invoices_cost_a_fixed_number_of_queries(
    checking: World, django_assert_max_num_queries: Callable[..., object]
) -> None:
    who = checking.erp.customer()
    for n in range(60):
        checking.erp.order(who, goods=[DESKS], number=f"S{n}", date=date(2026, 2, 20))
        checking.erp.invoice(who, goods=[DESKS], issued=ISSUED, due=DUE, orders=(f"S{n}",))
    checking.run(BEFORE)
    checking.engine.pinned = HALF_WAY
    from sync import predue
    from sync.summary import Summary

    summary = Summary()
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        predue.check(checking.engine, "erp", summary, run=None)
    assert summary.compared == 60
