"""What was said is read for whole chunks of accounts, and costs next to nothing where nobody said anything."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from sync.customer.accounts import find
from sync.customer.debtors import linked
from sync.customer.disputes import block
from sync.customer.promises import promise
from sync.customer.said import said_of
from tests.sync.conftest import World
from tests.sync.phone import day, desk, on, run

Queries = Callable[[int], AbstractContextManager[Any]]
MANY = [f"erp//customer/{number}" for number in range(2000)]


def test_where_nobody_said_anything_two_thousand_accounts_are_one_query_each(
    world: World, django_assert_num_queries: Queries
) -> None:
    company = world.engine.settings.companies["FR"]
    with django_assert_num_queries(1):
        assert said_of("FR", company, MANY) == {}
    with django_assert_num_queries(1):
        assert linked(MANY) == {}


def test_the_number_of_queries_does_not_grow_with_the_promises(
    world: World, django_assert_num_queries: Queries
) -> None:
    erp = on(world, 0)
    for number in range(12):
        ref = erp.customer(f"Cliente {number}")
        erp.invoice(ref, number=f"F{number}", amount="100.00", issued=day(-30), due=day(30))
    run(world, 0)
    place = desk(world)
    for number in range(12):
        promise(place, find(f"erp//customer/{number + 1}"), "50", str(day(4)))
    block(place, find("erp//customer/1"), "talks", until=str(day(4)))
    with django_assert_num_queries(4):
        found = said_of("FR", place.settings.companies["FR"], MANY)
    assert len(found) == 12
    assert all(len(said.promises) == 1 for said in found.values())
