"""Deliveries to held customers on real Odoo servers, where the Inventory module is installed."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest

from connectors.errors import Misconfigured, Refused
from tests.connectors.odoo import held
from tests.connectors.odoo.held import People, Stage, refusal, staged
from tests.connectors.odoo.servers import addresses, label, opened

pytestmark = pytest.mark.odoo
SENTENCE = "is on credit hold. F1 is 46 days overdue."


@pytest.fixture(scope="module", params=addresses() or [""], ids=label)
def people(request: pytest.FixtureRequest) -> Iterator[People]:
    server = opened(request.param)
    if held.module_state(server, "sale_stock") != "installed":
        pytest.skip("the Inventory module is not installed")
    state = held.module_state(server)
    if state != "installed":
        held.install(server)
    assert held.module_state(server, held.GLUE) == "installed", "it installs itself where both are there"
    yield People(server)
    if state != "installed":
        held.remove(server)
    server.client.close()


@dataclass
class Delivery:
    """One that is ready, of a customer who was put on hold after ordering."""

    stage: Stage
    picking: int
    move: int

    def rows(self, model: str, *fields: str) -> list[dict[str, Any]]:
        client = self.stage.people.server.client
        return client.search_read(model, [["picking_id", "=", self.picking]], fields)

    @property
    def state(self) -> str:
        client = self.stage.people.server.client
        return str(client.read("stock.picking", [self.picking], ("state",))[self.picking]["state"])

    def delivered(self) -> float:
        """What is booked as delivered."""
        return sum(row["quantity"] for row in self.rows("stock.move", "quantity", "state") if row["state"] == "done")


def ready(people: People, partner: int = 0) -> Delivery:
    stage = staged(people)
    office = people.office
    people.manager.write("res.partner", stage.customer, solde_hold=False)
    order = stage.quotation(partner or stage.customer)
    office.call("sale.order", "action_confirm", [order])
    picking = office.client.read("sale.order", [order], ("picking_ids",))[order]["picking_ids"][0]
    office.call("stock.picking", "action_assign", [picking])
    move = office.first("stock.move", ["picking_id", "=", picking])
    office.write("stock.move", move, quantity=1, picked=True)
    people.robot.write("res.partner", stage.customer, solde_hold=True, solde_hold_reason=held.REASON)
    return Delivery(stage, picking, move)


def validate(hands: Any, delivery: Delivery) -> str:
    """The button, and the question about a backorder answered."""
    return refusal(hands, "stock.picking", "button_validate", [delivery.picking], context={"skip_backorder": True})


def test_a_delivery_is_refused_with_a_sentence_and_passes_after_the_release(people: People) -> None:
    delivery = ready(people)
    for hands in (people.clerk, people.office, people.robot):
        said = validate(hands, delivery)
        assert SENTENCE in said
        assert "cannot be validated" in said
    assert delivery.state == "assigned"
    row = people.clerk.call("stock.picking", "read", [delivery.picking], fields=["solde_hold_text"])[0]
    assert SENTENCE in row["solde_hold_text"]
    form = people.clerk.call("stock.picking", "get_views", views=[[False, "form"]])["views"]["form"]["arch"]
    assert "solde_hold_text" in form
    people.robot.write("res.partner", delivery.stage.customer, solde_hold=False)
    assert validate(people.clerk, delivery) == ""
    assert delivery.state == "done"


def test_a_delivery_elsewhere_of_what_a_held_customer_ordered_is_refused(people: People) -> None:
    delivery = ready(people)
    people.office.write("stock.picking", delivery.picking, partner_id=delivery.stage.other)
    assert SENTENCE in validate(people.clerk, delivery)


def test_a_manager_delivers_in_spite_of_it_and_the_delivery_says_so(people: People) -> None:
    delivery = ready(people)
    assert validate(people.manager, delivery) == ""
    assert delivery.state == "done"
    domain = [["model", "=", "stock.picking"], ["res_id", "=", delivery.picking], ["body", "like", "in spite of"]]
    notes = people.office.client.search_read("mail.message", domain, ("body",))
    assert len(notes) == 1
    assert "hold-manager" in notes[0]["body"]


def test_goods_come_back_from_a_held_customer(people: People) -> None:
    delivery = ready(people)
    assert validate(people.manager, delivery) == ""
    office = people.office
    context = {"active_id": delivery.picking, "active_ids": [delivery.picking], "active_model": "stock.picking"}
    wizard = people.clerk.call("stock.return.picking", "create", vals_list=[{"picking_id": delivery.picking}],
                               context=context)  # fmt: skip
    line = office.first("stock.return.picking.line", ["wizard_id", "=", wizard[0]])
    people.clerk.write("stock.return.picking.line", line, quantity=1)
    button = "action_create_returns" if office.client.version >= 18 else "create_returns"
    action = people.clerk.call("stock.return.picking", button, wizard, context=context)
    back = Delivery(delivery.stage, int(action["res_id"]), 0)
    people.office.call("stock.picking", "action_assign", [back.picking])
    move = office.first("stock.move", ["picking_id", "=", back.picking])
    office.write("stock.move", move, quantity=1, picked=True)
    assert validate(people.clerk, back) == ""
    assert back.state == "done"


Attack = Callable[[People, Delivery], Any]


def _line(delivery: Delivery) -> dict[str, Any]:
    row = delivery.rows("stock.move.line", "product_id", "location_id", "location_dest_id")[0]
    return {key: value[0] for key, value in row.items() if key != "id"}


def _new_move(people: People, delivery: Delivery) -> None:
    values = {**_line(delivery), "product_uom_qty": 1, "quantity": 1, "picking_id": delivery.picking, "state": "done"}
    if "name" in people.office.client.fields("stock.move"):
        values["name"] = "more"
    people.clerk.create("stock.move", **values)


def _loose_move(people: People, delivery: Delivery) -> None:
    """Without a delivery, but for the customer."""
    values = {**_line(delivery), "product_uom_qty": 1, "partner_id": delivery.stage.contact, "state": "done"}
    if "name" in people.office.client.fields("stock.move"):
        values["name"] = "loose"
    people.clerk.create("stock.move", **values)


ATTACKS: dict[str, Attack] = {
    "the button": lambda p, d: p.clerk.call("stock.picking", "button_validate", [d.picking]),
    "the button, everything skipped": lambda p, d: p.clerk.call(
        "stock.picking", "button_validate", [d.picking],
        context={"skip_backorder": True, "skip_immediate": True, "skip_sms": True, "cancel_backorder": True,
                 "button_validate_picking_ids": [d.picking], "picking_ids_not_to_backorder": [d.picking]},
    ),
    "the move": lambda p, d: p.clerk.write("stock.move", d.move, state="done"),
    "the delivery's state": lambda p, d: p.clerk.write("stock.picking", d.picking, state="done"),
    "through the delivery": lambda p, d: p.clerk.write(
        "stock.picking", d.picking, move_ids=[[1, d.move, {"state": "done"}]]
    ),
    "web_save": lambda p, d: p.clerk.call("stock.picking", "web_save", [d.picking], vals={"state": "done"},
                                          specification={}),
    "load": lambda p, d: p.clerk.call("stock.move", "load", fields=[".id", "state"], data=[[str(d.move), "done"]]),
    "a new move": _new_move,
    "a loose move": _loose_move,
    "private": lambda p, d: p.clerk.call("stock.picking", "_action_done", [d.picking]),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_leaves_for_a_held_customer(people: People, attack: str) -> None:
    delivery = ready(people)
    domain = [["partner_id", "=", delivery.stage.contact], ["state", "=", "done"]]
    with suppress(Refused, Misconfigured):
        ATTACKS[attack](people, delivery)
    assert delivery.state == "assigned"
    assert delivery.delivered() == 0
    assert people.office.client.ids("stock.move", domain) == []


@pytest.mark.parametrize("how", ["the move", "the line", "another line"])
def test_a_delivery_that_is_done_grows_no_more(people: People, how: str) -> None:
    delivery = ready(people)
    people.manager.write("res.partner", delivery.stage.customer, solde_hold=False)
    assert validate(people.clerk, delivery) == ""
    people.robot.write("res.partner", delivery.stage.customer, solde_hold=True, solde_hold_reason=held.REASON)
    lines = delivery.rows("stock.move.line", "quantity")
    clerk = people.clerk
    with pytest.raises(Refused, match="cannot be validated"):
        if how == "the move":
            clerk.write("stock.move", delivery.move, quantity=5)
        elif how == "the line":
            clerk.write("stock.move.line", lines[0]["id"], quantity=5)
        else:
            clerk.create("stock.move.line", **_line(delivery), quantity=4, picking_id=delivery.picking)
    assert delivery.delivered() == 1
    clerk.write("stock.move.line", lines[0]["id"], quantity=0.5)  # less is a correction
    assert delivery.delivered() == 0.5
