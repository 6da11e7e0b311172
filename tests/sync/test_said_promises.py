"""Promises to pay and instalment plans: entered by a collector, kept or broken by what comes in."""

from datetime import date
from decimal import Decimal

import pytest

from connectors.errors import Misconfigured
from connectors.records import Settlement
from sync.customer.entries import take_back
from sync.customer.history import history
from sync.customer.promises import plan, promise
from sync.models import Audit, Said
from tests.sync.conftest import World
from tests.sync.phone import account, asked, bill, day, desk, luce, on, run

HALF, WHOLE = Decimal("50.00"), Decimal("100.00")


def test_without_a_promise_the_customer_is_reminded_the_next_day(world: World) -> None:
    luce(world)
    assert run(world, 1) == 1


def test_nobody_is_reminded_of_what_is_promised_and_a_kept_promise_ends_by_itself(world: World) -> None:
    known = luce(world)
    promise(desk(world), known, "100", str(day(4)))
    assert [run(world, n) for n in (1, 2)] == [0, 0]
    on(world, 3).pay(bill(world, "F1"))
    assert [run(world, n) for n in (3, 7)] == [0, 0]
    row = Said.objects.get()
    assert (row.ended_as, row.ended_on) == ("kept", day(3))
    assert any("was kept: 100.00 EUR came in" in event.change.text for event in world.erp.notes)  # type: ignore[union-attr]


def test_a_broken_promise_brings_the_reminder_back(world: World) -> None:
    known = luce(world)
    promise(desk(world), known, "100", str(day(4)))
    assert run(world, 4) == 0
    assert run(world, 7) == 1
    assert asked(world) == {"F1": WHOLE}


def test_a_promise_that_is_partly_kept_leaves_the_rest_to_be_asked_for(world: World) -> None:
    known = luce(world)
    promise(desk(world), known, "100", str(day(4)))
    on(world, 3).pay(bill(world, "F1"), "60.00")
    run(world, 3)
    assert account(world, known).promises[0].received == Decimal("60.00")
    assert run(world, 7) == 1
    assert asked(world) == {"F1": Decimal("40.00")}


def test_a_promise_about_one_invoice_protects_only_that_one(world: World) -> None:
    known = luce(world, ("F1", "100.00"), ("F2", "80.00"))
    promise(desk(world), known, "all", str(day(4)), invoices=["F1"])
    assert run(world, 1) == 1
    assert asked(world) == {"F2": Decimal("80.00")}


def test_money_that_came_after_the_day_does_not_keep_the_promise(world: World) -> None:
    known = luce(world, ("F1", "100.00"), ("F2", "80.00"))
    promise(desk(world), known, "100", str(day(2)), invoices=["F1"])
    on(world, 3).pay(bill(world, "F1"), "90.00")
    run(world, 3)
    assert account(world, known).promises[0].received == 0


def test_money_that_was_there_before_keeps_no_promise_when_it_is_matched_later(world: World) -> None:
    known = luce(world)
    erp = on(world, 0)
    early = erp.payment_on_account(erp.row(bill(world, "F1")).record.customer, "50.00", date=day(-2))  # type: ignore[union-attr]
    run(world, 0)
    promise(desk(world), known, "50", str(day(4)), invoices=["F1"])
    erp.edit(early, unapplied=Decimal(0))
    erp.edit(bill(world, "F1"), open=HALF, dues=tuple(_less(erp.bill(bill(world, "F1")).dues, HALF)))
    run(world, 1)
    assert account(world, known).promises[0].received == 0


def test_a_credit_note_is_no_money_but_nothing_is_left_to_be_promised_once_it_closes_the_invoice(world: World) -> None:
    known = luce(world)
    promise(desk(world), known, "100", str(day(4)), invoices=["F1"])
    on(world, 1).credit_note(bill(world, "F1"))
    run(world, 1)
    row = Said.objects.get()
    assert (row.ended_as, row.ended_why) == ("settled", "nothing of what it was about is open any more")


def test_money_for_another_invoice_keeps_no_promise_about_this_one(world: World) -> None:
    known = luce(world, ("F1", "100.00"), ("F2", "80.00"))
    promise(desk(world), known, "100", str(day(4)), invoices=["F1"])
    erp, first = on(world, 1), bill(world, "F1")
    erp.pay(bill(world, "F2"))
    credit = (Settlement(date=day(1), amount=Decimal("25.00"), credit=True),)
    erp.edit(
        first, settlements=credit, open=Decimal("75.00"), dues=tuple(_less(erp.bill(first).dues, Decimal("25.00")))
    )
    run(world, 1)
    assert account(world, known).promises[0].received == 0


def test_so_it_is_where_the_erp_does_not_tell_what_a_payment_settled(world: World) -> None:
    known = luce(world, ("F1", "100.00"), ("F2", "80.00"))
    promise(desk(world), known, "100", str(day(4)), invoices=["F1"])
    for number, amount in (("F2", "80.00"), ("F1", "25.00")):
        on(world, 1).pay(bill(world, number), amount)
        world.erp.edit(bill(world, number), settlements=())
    run(world, 1)
    assert account(world, known).promises[0].received == Decimal("25.00")


def test_money_on_account_counts_for_a_promise_about_an_invoice(world: World) -> None:
    known = luce(world)
    promise(desk(world), known, "100", str(day(4)), invoices=["F1"])
    erp = on(world, 1)
    erp.payment_on_account(erp.bill(bill(world, "F1")).customer, "50.00")
    run(world, 1)
    assert account(world, known).promises[0].received == HALF


def test_one_payment_keeps_one_promise_not_two(world: World) -> None:
    known = luce(world)
    first = promise(desk(world), known, "50", str(day(2)))
    promise(desk(world), known, "50", str(day(9)))
    on(world, 1).pay(bill(world, "F1"), "50.00")
    run(world, 1)
    assert Said.objects.get(ended_as="kept").pk == first.number
    assert [p.received for p in account(world, known).promises] == [0]
    assert run(world, 8) == 0  # the second half is still promised
    assert run(world, 10) == 1
    assert asked(world) == {"F1": HALF}


def test_where_the_erp_tells_what_settled_an_invoice_that_counts(world: World) -> None:
    """Some banks' money never becomes a payment record: the invoice alone tells of it."""
    known = luce(world)
    promise(desk(world), known, "50", str(day(4)), invoices=["F1"])
    invoice = bill(world, "F1")
    paid = (Settlement(date=day(1), amount=HALF, ref="bank"), Settlement(date=day(1), amount=HALF, credit=True))
    on(world, 1).edit(invoice, settlements=paid, open=HALF, dues=tuple(_less(world.erp.bill(invoice).dues, HALF)))
    run(world, 1)
    assert Said.objects.get().ended_as == "kept"


def test_a_promise_that_was_taken_back_protects_no_longer_and_stays_in_the_history(world: World) -> None:
    known = luce(world)
    entered = promise(desk(world), known, "100", str(day(4)), why="on the phone")
    take_back(known, entered.number, "it was another customer", today=day(0))
    assert run(world, 1) == 1
    assert Said.objects.get().ended_as == "taken-back"
    whats = list(Audit.objects.filter(what__startswith="promise").order_by("id").values_list("what", "why"))
    which = f"entry {entered.number}"
    assert whats == [("promise entered", which), ("promise ended: taken-back", which)]
    told = [line.why for line in history(known.account) if line.what.startswith("promise")]
    assert told == [f"{which}, 100.00 EUR by {day(4)}: on the phone", f"{which}, it was another customer"]
    assert Said.objects.values_list("why", "ended_why").get() == ("on the phone", "it was another customer")


@pytest.mark.parametrize(
    ("amount", "by", "options", "words"),
    [
        ("250", 4, {}, "250.00 EUR is more than the 180.00 EUR that is open"),
        ("90", 4, {"invoices": ["F2"]}, "90.00 EUR is more than the 80.00 EUR that is open (F2)"),
        ("50", -1, {}, "2026-11-01 is in the past (today is 2026-11-02)"),
        ("50", 4000, {}, "is the year right?"),
        ("50", 4, {"invoices": ["F3"]}, "has no invoice F3; open are F2, F1"),
        ("50", 4, {"currency": "USD"}, "has nothing open in USD: open is 180.00 EUR"),
        ("ten", 4, {}, "'ten' is not an amount: write it as 1250.00"),
        ("-5", 4, {}, "an amount must be above zero"),
        ("1.005", 4, {}, "its smallest unit is 0.01"),
        ("50", 4, {"company": "XX"}, "--company may be FR"),
    ],
)
def test_what_does_not_fit_is_said_in_clear_words_and_nothing_is_kept(
    world: World, amount: str, by: int, options: dict[str, object], words: str
) -> None:
    known = luce(world, ("F1", "100.00"), ("F2", "80.00"))
    with pytest.raises(Misconfigured) as told:
        promise(desk(world), known, amount, str(day(by)), **options)  # type: ignore[arg-type]
    assert words in str(told.value)
    assert not Said.objects.exists()


def test_a_date_that_is_none_is_shown_how_to_write(world: World) -> None:
    with pytest.raises(Misconfigured, match="'friday' is not a date: write it as 2026-11-09"):
        promise(desk(world), luce(world), "50", "friday")


def test_what_is_promised_already_cannot_be_promised_again(world: World) -> None:
    known = luce(world)
    promise(desk(world), known, "60", str(day(4)))
    with pytest.raises(Misconfigured, match=r"with 60\.00 EUR promised already .* running: \d+ \(60\.00 EUR by"):
        promise(desk(world), known, "50", str(day(4)))


def test_in_a_plan_only_the_instalment_that_is_due_is_asked_for(world: World) -> None:
    known = luce(world)
    plan(desk(world), known, [f"{day(3)}:30", f"{day(33)}:70"])
    assert run(world, 1) == 1  # the friendly reminder, some days before the instalment
    assert asked(world) == {"F1": Decimal("30.00")}
    on(world, 3).pay(bill(world, "F1"), "30.00")
    assert [run(world, n) for n in (3, 8, 20)] == [0, 0, 0]
    on(world, 32).pay(bill(world, "F1"))
    assert run(world, 34) == 0
    assert Said.objects.get().ended_as in {"kept", "settled"}


def test_a_broken_plan_falls_back_to_the_invoices_own_dates(world: World) -> None:
    known = luce(world)
    plan(desk(world), known, [f"{day(3)}:30", f"{day(33)}:70"])
    assert run(world, 3) == 0
    assert run(world, 4) == 1
    assert asked(world) == {"F1": WHOLE}


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (("3:30", "33:60"), "the instalments add up to 90.00 EUR, open on F1 is 100.00 EUR: 10.00 EUR missing"),
        (("3:30", "33:80"), "10.00 EUR too much"),
        (("33:30", "3:70"), "in the order of their days"),
        (("-3:30", "3:70"), "is in the past"),
        (("x30",), "write it as DATE:AMOUNT"),
    ],
)
def test_a_plan_must_add_up(world: World, parts: tuple[str, ...], words: str) -> None:
    known = luce(world)
    with pytest.raises(Misconfigured) as told:
        plan(desk(world), known, [_dated(part) for part in parts])
    assert words in str(told.value)


def test_an_invoice_is_in_one_plan_only(world: World) -> None:
    known = luce(world)
    number = plan(desk(world), known, [f"{day(3)}:100"]).number
    with pytest.raises(Misconfigured, match=f"F1 is in plan {number} already"):
        plan(desk(world), known, [f"{day(3)}:100"])
    with pytest.raises(Misconfigured, match=f"F1 is in plan {number} already"):
        promise(desk(world), known, "100", str(day(4)), invoices=["F1"])


def _dated(part: str) -> str:
    count, colon, amount = part.partition(":")
    return f"{day(int(count))}:{amount}" if colon else part


def _less(dues: object, amount: Decimal) -> list[object]:
    import msgspec

    first, *others = list(dues)  # type: ignore[call-overload]
    return [msgspec.structs.replace(first, open=first.open - amount), *others]


def test_the_day_of_a_promise_is_the_companys(world: World) -> None:
    known = luce(world)
    promise(desk(world), known, "100", str(day(4)))
    assert Said.objects.get().made_on == date(2026, 11, 2)
