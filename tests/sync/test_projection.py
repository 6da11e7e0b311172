"""The open and settled items beside the ledger: always what the entries say, to the last decimal."""

from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

import msgspec
import pytest
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.memory import MemoryErp
from connectors.records import Due, Fault, Invoice, Ref, Settlement, Unreadable
from sync.models import Aside, Entry, OpenItem, SettledItem
from sync.projection import open_rows, settled_rows
from sync.pull import pull
from sync.store import mark_gone, record_of, store
from tests.sync.conftest import TODAY, World

DAY = timedelta(days=1)


def read(world: World) -> None:
    """One pull."""
    pull("erp", world.engine.connectors["erp"])


def open_now() -> list[tuple[str, str, str]]:
    """Item, what is open of it, what of that is disputed; as text, so that every decimal counts."""
    rows = OpenItem.objects.order_by("id").values_list("item", "open", "disputed")
    return [(item.rpartition("/")[2], str(left), str(disputed)) for item, left, disputed in rows]


@pytest.fixture
def luce(world: World) -> Ref:
    """A customer."""
    return world.erp.customer("Officina Luce")


def test_an_invoice_in_instalments_is_open_in_as_many_items(world: World, luce: Ref) -> None:
    parts = [(TODAY, "40.00"), (TODAY - DAY, "60.00"), (TODAY + DAY, "20.00")]
    invoice = world.erp.invoice(luce, number="F1", amount="120.00", instalments=parts, area="Spare parts")
    read(world)
    assert open_now() == [("1#0", "60.00", "0"), ("1#1", "40.00", "0"), ("1#2", "20.00", "0")]
    first = OpenItem.objects.get(item=f"{invoice}#0")
    assert (first.account, first.number, first.due, first.currency) == (str(luce), "F1", TODAY - DAY, "EUR")
    assert (first.area, first.credit) == ("Spare parts", False)


def test_a_paid_instalment_is_settled_and_the_others_keep_their_names(world: World, luce: Ref) -> None:
    invoice = world.erp.invoice(luce, amount="120.00", instalments=[(TODAY, "40.00"), (TODAY + DAY, "80.00")])
    world.erp.pay(invoice, "40.00")
    read(world)
    assert open_now() == [("1#1", "80.00", "0")]
    assert [(row.due, row.amount) for row in SettledItem.objects.all()] == [(TODAY, Decimal("40.00"))]


def test_a_dispute_takes_the_earliest_instalments_first(world: World, luce: Ref) -> None:
    parts = [(TODAY, "40.00"), (TODAY + DAY, "80.00")]
    world.erp.invoice(luce, amount="120.00", instalments=parts, disputed=Decimal("50.00"))
    read(world)
    assert open_now() == [("1#0", "40.00", "40.00"), ("1#1", "80.00", "10.00")]


def test_money_on_account_and_an_open_credit_note_stand_in_the_customers_favour(world: World, luce: Ref) -> None:
    world.erp.credit_note(world.erp.invoice(luce, amount="120.00"), applied=False)
    world.erp.payment_on_account(luce, "30.50", memo="transfer of May")
    read(world)
    favour = OpenItem.objects.filter(credit=True).order_by("id")
    assert [(row.number, str(row.open)) for row in favour] == [("RINV/1", "120.00"), ("transfer of May", "30.50")]


def test_an_amount_comes_back_with_the_decimals_that_it_had(world: World, luce: Ref) -> None:
    large = "99999999999999.999"
    world.erp.invoice(
        luce, amount=large, currency="KWD", dues=(Due(date=TODAY, amount=Decimal(large), open=Decimal(large)),)
    )
    read(world)
    assert open_now() == [("1#0", large, "0")]


def test_a_deleted_invoice_and_one_that_cannot_be_read_any_more_are_not_open(world: World, luce: Ref) -> None:
    deleted, spoilt = world.erp.invoice(luce), world.erp.invoice(luce)
    read(world)
    assert OpenItem.objects.count() == 2
    world.erp.delete(deleted)
    world.erp.spoil(spoilt, "due")
    read(world)
    assert not OpenItem.objects.exists()
    world.erp.spoil(spoilt, "")
    read(world)
    assert [row.item for row in OpenItem.objects.all()] == [f"{spoilt}#0"]


def test_a_cancelled_invoice_is_neither_open_nor_paid(world: World, luce: Ref) -> None:
    world.erp.cancel(world.erp.invoice(luce))
    read(world)
    assert not OpenItem.objects.exists()
    assert not SettledItem.objects.exists()


def test_an_instalment_is_settled_on_the_day_on_which_the_money_reached_it(world: World, luce: Ref) -> None:
    dues = tuple(Due(date=TODAY + n * DAY, amount=Decimal(60), open=Decimal(0)) for n in range(2))
    came = (Settlement(date=TODAY + 5 * DAY, amount=Decimal(70)), Settlement(date=TODAY + 9 * DAY, amount=Decimal(50)))
    world.erp.invoice(luce, amount="120.00", state="paid", open=Decimal(0), dues=dues, settlements=came)
    read(world)
    assert list(SettledItem.objects.order_by("due").values_list("due", "settled_on")) == [
        (TODAY, TODAY + 5 * DAY),
        (TODAY + DAY, TODAY + 9 * DAY),
    ]


def test_what_a_credit_note_alone_has_settled_says_nothing_about_paying(world: World, luce: Ref) -> None:
    credit = (Settlement(date=TODAY, amount=Decimal(120), credit=True),)
    dues = (Due(date=TODAY, amount=Decimal(120), open=Decimal(0)),)
    world.erp.invoice(luce, amount="120.00", state="paid", open=Decimal(0), dues=dues, settlements=credit)
    read(world)
    assert not SettledItem.objects.exists()


def test_an_amount_that_no_column_can_hold_is_set_aside(world: World, luce: Ref) -> None:
    world.erp.invoice(luce, dues=(Due(date=TODAY, amount=Decimal("1E+60"), open=Decimal(1)),))
    read(world)
    assert Aside.objects.get().faults[0]["path"] == "dues[0].amount"
    assert not OpenItem.objects.exists()


def test_a_store_of_before_is_filled_from_its_entries(world: World, luce: Ref) -> None:
    world.erp.invoice(luce, amount="120.00", instalments=[(TODAY, "40.00"), (TODAY + DAY, "80.00")])
    world.erp.pay(world.erp.invoice(luce))
    world.erp.payment_on_account(luce, "10.00")
    read(world)
    before = (rows(OpenItem), rows(SettledItem))
    assert [len(found) for found in before] == [3, 1]
    OpenItem.objects.all().delete()
    SettledItem.objects.all().delete()
    import_module("sync.migrations.0004_fill").items(apps, None)
    assert (rows(OpenItem), rows(SettledItem)) == before


def rows(model: Any) -> list[dict[str, Any]]:
    """What a table holds, without the numbers that the database gives."""
    found = [{k: v for k, v in row.items() if k != "id"} for row in model.objects.values()]
    return sorted(found, key=str)


# Any sequence of what an ERP can tell: an invoice as it is now, one that cannot be read, one that is gone.

AMOUNTS = st.decimals(0, 5000, places=2)
DUES = st.builds(
    lambda day, amount, part: Due(date=TODAY + day * DAY, amount=amount, open=(amount * part).quantize(amount)),
    st.integers(-50, 50), AMOUNTS.filter(bool), st.sampled_from([Decimal(0), Decimal("0.25"), Decimal(1)]),
)  # fmt: skip
STATES = st.sampled_from(["open", "open", "paid", "cancelled", "reversed"])
NEWS = st.one_of(
    st.tuples(st.just("told"), st.lists(DUES, max_size=4), STATES, AMOUNTS),
    st.tuples(st.just("unreadable")),
    st.tuples(st.just("gone")),
)
PROJECTED: dict[Any, Any] = {
    OpenItem: (("entry_id", "item", "due", "amount", "open", "disputed", "credit"), open_rows),
    SettledItem: (("entry_id", "due", "amount", "settled_on"), settled_rows),
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(news=st.lists(st.tuples(st.integers(0, 2), NEWS), max_size=8))
def test_whatever_the_erp_tells_the_items_are_what_the_entries_say(db: None, news: list[Any]) -> None:
    Entry.objects.all().delete()
    erp = MemoryErp()
    luce = erp.customer("Officina Luce")
    blank = [erp.bill(erp.invoice(luce)) for _ in range(3)]
    for version, (number, (what, *facts)) in enumerate(news):
        tell(blank[number], str(version), what, facts)
        readable = Entry.objects.filter(gone=False, unreadable=False)
        for model, (columns, made) in PROJECTED.items():
            values = [{"entry_id": e.pk, "credit": False, **v} for e in readable for v in made(record_of(e))]
            expected = [tuple(each[column] for column in columns) for each in values]
            assert sorted(model.objects.values_list(*columns), key=str) == sorted(expected, key=str)


def tell(bill: Invoice, version: str, what: str, facts: list[Any]) -> None:
    """One page with one piece of news."""
    if what == "gone":
        mark_gone([bill.ref])
    elif what == "unreadable":
        fault = Fault(code="X", path="", message="no", source="test")
        store([Unreadable(ref=bill.ref, version=version, faults=(fault,))])
    else:
        dues, state, disputed = facts
        left = sum((due.open for due in dues), Decimal(0))
        changed = {"dues": tuple(dues), "state": state, "open": left, "disputed": min(disputed, left)}
        store([msgspec.structs.replace(bill, version=version, **changed)])


def test_the_open_items_of_an_invoice_add_up_to_what_is_open(db: None) -> None:
    erp = MemoryErp()
    luce = erp.customer("Officina Luce")
    parts = [(date(2026, month, 1), "33.33") for month in (3, 2, 1)]
    invoice = erp.invoice(luce, amount="99.99", instalments=parts)
    erp.pay(invoice, "50.00")
    assert sum(row["open"] for row in open_rows(erp.bill(invoice))) == erp.bill(invoice).open
