"""One debtor behind several accounts: only when a person said so, and then within one limit."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from connectors import memory
from connectors.errors import Misconfigured
from connectors.records import Ref
from sync.customer import debtors
from sync.customer.accounts import find
from sync.customer.entries import take_back
from sync.customer.wishes import same
from sync.engine import connect
from sync.models import Notice
from tests.sync.conftest import World
from tests.sync.phone import day, desk, luce, on, run


@pytest.fixture
def two(world: World) -> World:
    """A second ERP with a company of its own beside the first."""
    memory.forget("other")
    settings = world.engine.settings
    other = msgspec.structs.replace(settings.companies["FR"], connection="other", name="Atelier Sud")
    section = msgspec.structs.replace(settings.connections["erp"], settings=memory.Settings(store="other"))
    both = msgspec.structs.replace(
        settings,
        companies={**settings.companies, "SUD": other},
        connections={**settings.connections, "other": section},
    )
    world.engine.settings = both
    world.engine.connectors["other"] = connect(both, "other")
    world.engine.channels = dict(world.engine.channels)
    return replace(world, engine=world.engine)


def in_the_other(world: World, name: str = "Luce Officina", **fields: str) -> Ref:
    erp = memory.store("other")
    ref = erp.customer(name, email="amministrazione@luce.example", **fields)
    erp.invoice(ref, number="S1", amount="70.00", issued=day(-30), due=day(-4))
    return msgspec.structs.replace(ref, connection="other")


def test_two_accounts_of_two_erps_that_are_one_debtor_get_one_notice_within_the_limit(two: World) -> None:
    first = luce(two)
    other = in_the_other(two)
    run(two, 0)
    same(desk(two), first, find(str(other)))
    assert [run(two, n) for n in (1, 2, 7)] == [1, 0, 0]
    assert run(two, 8) == 1  # a week later it is the other account's turn
    accounts = list(Notice.objects.order_by("id").values_list("account", flat=True))
    assert accounts == [first.account, str(other)]


def test_what_only_looks_alike_stays_two_debtors(two: World) -> None:
    luce(two)
    in_the_other(two)
    run(two, 0)
    assert run(two, 1) == 2


def test_two_cards_of_one_debtor_in_one_erp_get_one_notice_in_a_run(world: World) -> None:
    first = luce(world)
    erp = on(world, 0)
    second = erp.customer("Officina Luce Filiale", email="filiale@luce.example")
    erp.invoice(second, number="F2", amount="80.00", issued=day(-30), due=day(-4))
    run(world, 0)
    same(desk(world), first, find(str(second)))
    assert [run(world, n) for n in (1, 2)] == [1, 0]
    assert run(world, 8) == 1


def test_a_shared_vat_number_only_proposes(two: World) -> None:
    first = luce(two, vat_id="IT12345670017")
    other = in_the_other(two, vat_id="IT 12345670017")
    run(two, 0)
    (one,) = debtors.proposals()
    assert (one.first, one.second, one.vat_id) == (first.account, str(other), "IT12345670017")
    assert debtors.linked([first.account, str(other)]) == {}
    same(desk(two), first, find(str(other)))
    assert list(debtors.proposals()) == []


def test_a_parent_who_reads_for_its_subsidiaries_gets_one_notice_within_the_limit(world: World) -> None:
    settings = world.engine.settings
    policy = msgspec.structs.replace(settings.policies["standard"], to_parent=True)
    world.engine.settings = msgspec.structs.replace(settings, policies={"standard": policy})
    erp = on(world, 0)
    parent = erp.customer("Gruppo Luce", email="gruppo@luce.example")
    for part in ("Nord", "Sud"):
        below = erp.customer(f"Luce {part}", email=f"{part}@luce.example", parent=parent)
        erp.invoice(below, number=part, amount="80.00", issued=day(-30), due=day(-4))
    run(world, 0)
    assert [run(world, n) for n in (1, 2, 7)] == [1, 0, 0]
    assert run(world, 8) == 1
    assert all("gruppo@luce.example" in mail.read_text() for mail in world.mails)


def test_subsidiaries_that_read_for_themselves_have_limits_of_their_own(world: World) -> None:
    erp = on(world, 0)
    parent = erp.customer("Gruppo Luce", email="gruppo@luce.example")
    for part in ("Nord", "Sud"):
        below = erp.customer(f"Luce {part}", email=f"{part}@luce.example", parent=parent)
        erp.invoice(below, number=part, amount="80.00", issued=day(-30), due=day(-4))
    run(world, 0)
    assert run(world, 1) == 2


def test_links_join_and_come_apart_again(two: World) -> None:
    first = luce(two)
    erp = on(two, 0)
    third = erp.customer("Luce Export")
    other = in_the_other(two)
    run(two, 0)
    same(desk(two), first, find(str(other)))
    link = same(desk(two), find(str(other)), find(str(third)))
    assert debtors.linked([first.account]) == {first.account: (str(third), str(other))}
    take_back(find(str(other)), link.number, "not the same owner", today=day(0))
    assert debtors.linked([first.account, str(third)]) == {first.account: (str(other),)}


def test_one_account_is_not_linked_to_itself_nor_twice(two: World) -> None:
    first = luce(two)
    other = in_the_other(two)
    run(two, 0)
    with pytest.raises(Misconfigured, match="is one account already"):
        same(desk(two), first, first)
    same(desk(two), first, find(str(other)))
    with pytest.raises(Misconfigured, match="are one debtor already"):
        same(desk(two), find(str(other)), first)


def test_parent_and_subsidiaries_are_what_the_erp_says(world: World) -> None:
    erp = on(world, 0)
    parent = erp.customer("Gruppo Luce")
    erp.advance(timedelta(seconds=1))
    north, south = (erp.customer(f"Luce {part}", parent=parent) for part in ("Nord", "Sud"))
    erp.customer("Luce Vicina")
    run(world, 0)
    assert debtors.family(str(parent)).subsidiaries == (str(north), str(south))
    assert debtors.family(str(north)) == debtors.Family(parent=str(parent), siblings=(str(south),))
