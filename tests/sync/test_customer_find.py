"""Whom a collector means."""

import pytest

from connectors.errors import Misconfigured
from connectors.records import Ref
from einvoice.model import Identifier
from sync.customer.accounts import find
from tests.sync.conftest import World
from tests.sync.phone import run


@pytest.fixture
def three(world: World) -> World:
    world.erp.customer("Officina Luce", vat_id="IT12345670017", identifiers=(Identifier(value="K-1001"),))
    world.erp.customer("Officina Luna", vat_id="IT00743110157", identifiers=(Identifier(value="K-1002"),))
    world.erp.customer("Atelier Soleil", vat_id="FR40303265045", identifiers=(Identifier(value="K-10"),))
    run(world, 0)
    return world


@pytest.mark.parametrize(
    "text", ["1", "erp//customer/1", "K-1001", "k-1001", "IT12345670017", "officina luce", "Luce", "Officina Luce"]
)
def test_a_customer_is_found_by_id_number_or_part_of_the_name(three: World, text: str) -> None:
    assert find(text).record.party.name == "Officina Luce"


def test_several_matches_are_listed_with_what_tells_them_apart(three: World) -> None:
    with pytest.raises(Misconfigured) as told:
        find("Officina")
    lines = str(told.value).splitlines()
    assert lines[0].startswith("2 customers match 'Officina'")
    assert lines[1:] == [
        "  erp//customer/1  Officina Luce, 10121 Torino IT",
        "  erp//customer/2  Officina Luna, 10121 Torino IT",
    ]


def test_a_slip_of_the_pen_gets_the_nearest_names(three: World) -> None:
    with pytest.raises(Misconfigured, match=r"no customer matches 'Oficina Luce'; nearest: Officina Luce"):
        find("Oficina Luce")


@pytest.mark.parametrize("text", ["", " ", "99", "K-1", "erp//customer/99", "a/b/c"])
def test_nobody_is_nobody(three: World, text: str) -> None:
    with pytest.raises(Misconfigured, match="no customer matches"):
        find(text)


def test_a_customer_whose_record_cannot_be_read_is_named_with_where_to_look(three: World) -> None:
    three.erp.spoil(Ref("erp", "", "customer", "3"), "name")
    run(three, 1)
    with pytest.raises(Misconfigured, match=r"the record of Atelier Soleil .* could not be read: `solde aside list`"):
        find("Soleil")


def test_a_customer_that_is_gone_is_not_found(three: World) -> None:
    three.erp.delete(Ref("erp", "", "customer", "3"))
    run(three, 1)
    with pytest.raises(Misconfigured):
        find("Soleil")
