"""The module solde_credit_hold on real Odoo servers: a held customer's order is not confirmed, whoever asks.

The servers need this repository's `odoo_addons` in their addons path (docs/odoo.md). The module is installed for
the time of these tests and taken away again, if it was not there.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import requests

from connectors.errors import Misconfigured, Refused
from tests.connectors.odoo import held
from tests.connectors.odoo.held import REASON, People, Stage, people, quotation, refusal, staged

__all__ = ["people"]
pytestmark = pytest.mark.odoo
SENTENCE = "is on credit hold. F1 is 46 days overdue."


@pytest.fixture
def stage(people: People) -> Stage:
    return staged(people)


def test_confirming_is_refused_with_a_sentence_and_passes_after_the_release(people: People, stage: Stage) -> None:
    for hands in (people.clerk, people.office, people.robot):  # an administrator is no credit manager either
        said = refusal(hands, "sale.order", "action_confirm", [stage.order])
        assert SENTENCE in said
        assert "cannot be confirmed" in said
    assert stage.states() == {"draft"}
    people.clerk.call("sale.order", "action_quotation_sent", [stage.order])  # a quotation may be sent
    people.robot.write("res.partner", stage.customer, solde_hold=False)
    assert stage.hold() == {"solde_hold": False, "solde_hold_reason": False, "solde_hold_source": False, "active": True}
    assert refusal(people.clerk, "sale.order", "action_confirm", [stage.order]) == ""
    assert stage.states() == {"sale"}


def test_contacts_invoice_addresses_and_delivery_addresses_are_held_with_their_company(
    people: People, stage: Stage
) -> None:
    for order in (
        stage.quotation(stage.contact),
        stage.quotation(stage.other, partner_invoice_id=stage.customer),
        stage.quotation(stage.other, partner_shipping_id=stage.contact),
    ):
        assert SENTENCE in refusal(people.clerk, "sale.order", "action_confirm", [order])
    free = stage.quotation(stage.other)
    assert refusal(people.clerk, "sale.order", "action_confirm", [free]) == ""


def test_several_orders_at_once_are_refused_if_one_is_held(people: People, stage: Stage) -> None:
    free = stage.quotation(stage.other)
    assert SENTENCE in refusal(people.clerk, "sale.order", "action_confirm", [free, stage.order])
    assert people.office.client.read("sale.order", [free], ("state",))[free]["state"] == "draft"


def test_a_manager_confirms_in_spite_of_it_and_the_order_says_so(people: People, stage: Stage) -> None:
    assert refusal(people.manager, "sale.order", "action_confirm", [stage.order]) == ""
    domain = [["model", "=", "sale.order"], ["res_id", "=", stage.order], ["body", "like", "in spite of"]]
    notes = people.office.client.search_read("mail.message", domain, ("body", "author_id"))
    assert len(notes) == 1
    assert "hold-manager" in notes[0]["body"]
    assert "46 days overdue" in notes[0]["body"]
    assert notes[0]["author_id"][1].endswith("hold-manager")


def test_the_robot_never_touches_a_hold_set_by_hand(people: People) -> None:
    stage = staged(people, "manual")
    theirs = stage.hold()
    assert theirs["solde_hold_source"] == "manual"
    for values in ({"solde_hold": False}, {"solde_hold_reason": "mine"}, {"solde_hold_source": "solde"}):
        assert "set by hand" in refusal(people.robot, "res.partner", "write", [stage.customer], vals=values)
    # Together with somebody whom it may hold, and by taking the customer apart.
    on = {"solde_hold": True, "solde_hold_source": "solde"}
    assert "set by hand" in refusal(people.robot, "res.partner", "write", [stage.other, stage.customer], vals=on)
    assert refusal(people.robot, "res.partner", "write", [stage.contact], vals={"parent_id": False})
    assert refusal(people.robot, "res.partner", "unlink", [stage.customer])
    assert stage.hold() == theirs
    people.manager.write("res.partner", stage.customer, solde_hold=False)
    people.robot.write("res.partner", stage.customer, solde_hold=True, solde_hold_source="manual")
    assert stage.hold()["solde_hold_source"] == "solde", "what the robot sets is never by hand"
    people.manager.write("res.partner", stage.customer, solde_hold_reason="Ask Anna")
    assert stage.hold()["solde_hold_source"] == "manual", "what a manager rewords is the manager's"


def test_a_stranger_who_signs_the_quotation_reads_a_neutral_sentence(people: People, stage: Stage) -> None:
    """The portal's page confirms as superuser in the name of nobody."""
    office = people.office
    office.write("sale.order", stage.order, require_signature=True, require_payment=False)
    office.call("sale.order", "action_quotation_sent", [stage.order])
    access = office.call("sale.order", "get_portal_url", [stage.order]).partition("access_token=")[2].split("&")[0]
    pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    answer = requests.post(
        f"{people.server.settings.url}/my/orders/{stage.order}/accept",
        json={"jsonrpc": "2.0", "params": {"access_token": access, "name": "Bruna", "signature": pixel}},
        timeout=60,
    ).text
    assert "Please contact us" in answer
    assert "overdue" not in answer
    assert "credit hold" not in answer
    assert stage.states() == {"sent"}


def test_a_customer_with_a_login_does_not_read_why(people: People, stage: Stage) -> None:
    guest = people.hired("hold-guest", "base.group_portal", partner_id=stage.contact)
    named: dict[str, Any] = {"domain": [["id", "=", stage.customer]]}
    assert guest.call("res.partner", "search_read", fields=["name"], **named)
    for field in ("solde_hold", "solde_hold_reason", "solde_hold_text"):
        assert field not in guest.call("res.partner", "fields_get", attributes=["string"])
        with pytest.raises((Misconfigured, Refused)):
            guest.call("res.partner", "read", [stage.customer], fields=[field])


def test_people_see_it_on_customer_contact_and_order(people: People, stage: Stage) -> None:
    for model, id_ in (("res.partner", stage.customer), ("res.partner", stage.contact), ("sale.order", stage.order)):
        row = people.clerk.call(model, "read", [id_], fields=["solde_hold_text"])[0]
        assert SENTENCE in row["solde_hold_text"]
        form = people.clerk.call(model, "get_views", views=[[False, "form"]])["views"]["form"]["arch"]
        assert "solde_hold_text" in form
    assert not people.clerk.call("res.partner", "read", [stage.other], fields=["solde_hold_text"])[0]["solde_hold_text"]
    form = people.clerk.call("res.partner", "get_views", views=[[False, "form"]])["views"]["form"]["arch"]
    assert 'name="solde_hold"' not in form, "only who may change it gets the switch"
    form = people.manager.call("res.partner", "get_views", views=[[False, "form"]])["views"]["form"]["arch"]
    assert 'name="solde_hold"' in form


# Everything that an ordinary user may try over RPC to get rid of a hold, or to confirm in spite of it. Whether
# Odoo refuses or takes no notice: afterwards the hold must be as it was, and no order confirmed.
Attack = Callable[[People, Stage], Any]


def _partner(method: str, *ids: str, **named: Any) -> Attack:
    return lambda people, stage: people.clerk.call(
        "res.partner", method, [getattr(stage, name) for name in ids] or None, **named
    )


def _order(**values: Any) -> Attack:
    return lambda people, stage: people.clerk.write("sale.order", stage.order, **values)


def _command(command: Callable[[Stage], list[Any]], on: str = "other", field: str = "child_ids") -> Attack:
    return lambda people, stage: people.clerk.write("res.partner", getattr(stage, on), **{field: [command(stage)]})


def _merge(people: People, stage: Stage) -> None:
    values = {
        "partner_ids": [[6, 0, [stage.customer, stage.other]]],
        "dst_partner_id": stage.other,
        "state": "selection",
    }
    context = {"active_model": "res.partner", "active_ids": [stage.customer, stage.other]}
    wizard = people.clerk.call("base.partner.merge.automatic.wizard", "create", vals_list=[values], context=context)
    people.clerk.call("base.partner.merge.automatic.wizard", "action_merge", wizard, context=context)


def _swap(people: People, stage: Stage) -> None:
    people.clerk.write("sale.order", stage.order, partner_id=stage.other, partner_invoice_id=stage.other,
                       partner_shipping_id=stage.other)  # fmt: skip
    people.clerk.call("sale.order", "action_confirm", [stage.order])
    people.clerk.write("sale.order", stage.order, partner_id=stage.customer)


def _revived(people: People, stage: Stage) -> None:
    people.clerk.call("sale.order", "action_cancel", [stage.order])
    people.clerk.write("sale.order", stage.order, state="sale")


def _then_confirm(attack: Attack) -> Attack:
    """Take a contact out of the customer, then confirm what it ordered."""

    def whole(people: People, stage: Stage) -> None:
        order = stage.quotation(stage.contact)
        attack(people, stage)
        people.clerk.call("sale.order", "action_confirm", [order])

    return whole


OFF = {"solde_hold": False}
ATTACKS: dict[str, Attack] = {
    "write": _partner("write", "customer", vals=OFF),
    "write the reason": _partner("write", "customer", vals={"solde_hold_reason": ""}),
    "write the source": _partner("write", "customer", vals={"solde_hold_source": "manual"}),
    "write to several": _partner("write", "other", "customer", vals=OFF),
    "update": _partner("update", "customer", values=OFF),
    "web_save": _partner("web_save", "customer", vals=OFF, specification={}),
    "onchange": _partner("onchange", "customer", values=OFF, field_names=["solde_hold"],
                         fields_spec={"solde_hold": {}, "solde_hold_text": {}}),
    "through a child": _partner("write", "contact", vals=OFF),
    "through a child's parent": lambda p, s: p.clerk.write("res.partner", s.contact, parent_id=s.customer, **OFF),
    "through somebody's children": _command(lambda s: [1, s.customer, OFF]),
    "through its own children": _command(lambda s: [1, s.customer, OFF], on="customer"),
    "through the orders": _command(lambda s: [1, s.order, {"state": "sale"}], on="customer", field="sale_order_ids"),
    "through an order's customer": lambda p, s: p.clerk.call(
        "sale.order", "load", fields=[".id", "partner_id/.id", "partner_id/solde_hold"],
        data=[[str(s.order), str(s.customer), "False"]],
    ),
    "load": lambda p, s: p.clerk.call(
        "res.partner", "load", fields=[".id", "solde_hold"], data=[[str(s.customer), "False"]]
    ),
    "load through children": lambda p, s: p.clerk.call(
        "res.partner", "load", fields=[".id", "child_ids/.id", "child_ids/solde_hold"],
        data=[[str(s.other), str(s.customer), "False"]],
    ),
    "in another company": lambda p, s: p.clerk.call(
        "res.partner", "write", [s.customer], vals=OFF, context={"allowed_company_ids": [p.server.italian]}
    ),
    "as if for a company": lambda p, s: p.clerk.call(
        "res.partner", "write", [s.customer], vals=OFF, context={"force_company": p.server.italian, "company_id": 1}
    ),
    "as if installing": lambda p, s: p.clerk.call(
        "res.partner", "write", [s.customer], vals=OFF,
        context={"install_mode": True, "module": "base", "tracking_disable": True, "su": True, "uid": 1},
    ),
    "an administrator": lambda p, s: p.office.write("res.partner", s.customer, **OFF),
    "translate": _partner("update_field_translations", "customer", field_name="solde_hold_reason",
                          translations={"en_US": ""}),
    "archive": _partner("write", "customer", vals={"active": False}),
    "delete": _partner("unlink", "customer"),
    "give it a parent": lambda p, s: p.clerk.write("res.partner", s.customer, parent_id=s.other, is_company=False),
    "merge": _merge,
    "default": lambda p, s: p.clerk.call("ir.default", "set", model_name="res.partner", field_name="solde_hold",
                                         value=False),
    "state": _order(state="sale"),
    "state done": _order(state="done"),
    "state and customer": lambda p, s: p.clerk.write("sale.order", s.order, state="sale", note="x"),
    "web_save an order": lambda p, s: p.clerk.call("sale.order", "web_save", [s.order], vals={"state": "sale"},
                                                   specification={}),
    "update an order": lambda p, s: p.clerk.call("sale.order", "update", [s.order], values={"state": "sale"}),
    "create confirmed": lambda p, s: quotation(p.clerk, s.customer, state="sale"),
    "create confirmed by default": lambda p, s: p.clerk.call(
        "sale.order", "create", vals_list=[{"partner_id": s.customer}], context={"default_state": "sale"}
    ),
    "copy confirmed": lambda p, s: p.clerk.call("sale.order", "copy", [s.order], default={"state": "sale"}),
    "load an order": lambda p, s: p.clerk.call("sale.order", "load", fields=[".id", "state"],
                                               data=[[str(s.order), "sale"]]),
    "private method": lambda p, s: p.clerk.call("sale.order", "_action_confirm", [s.order]),
    "private write": lambda p, s: p.clerk.call("res.partner", "_write", [s.customer], vals=OFF),
    "swap the customer": _swap,
    "cancel and revive": _revived,
    "detach": _then_confirm(_partner("write", "contact", vals={"parent_id": False})),
    "make a company": _then_confirm(_partner("write", "contact", vals={"is_company": True})),
    "make a company by type": _then_confirm(_partner("write", "contact", vals={"company_type": "company"})),
    "another legal entity": _then_confirm(
        lambda p, s: p.clerk.write("res.partner", s.contact, commercial_partner_id=s.other)
    ),
    "adopt": _then_confirm(_command(lambda s: [4, s.contact, 0])),
    "disown": _then_confirm(_command(lambda s: [3, s.contact, 0], on="customer")),
    "disown all": _then_confirm(_command(lambda s: [5, 0, 0], on="customer")),
    "replace children": _then_confirm(_command(lambda s: [6, 0, []], on="customer")),
    "move the customer away": _then_confirm(
        lambda p, s: p.clerk.write("res.partner", s.customer, parent_id=s.other, is_company=False)
    ),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_ordinary_user_gets_around_no_hold(people: People, attack: str) -> None:
    stage = staged(people)
    before = stage.hold()
    assert before["solde_hold"]
    assert before["solde_hold_reason"] == REASON
    with suppress(Refused, Misconfigured):
        ATTACKS[attack](people, stage)
    after = stage.hold()
    assert {**after, "active": True} == before
    assert "sale" not in stage.states()
    assert "done" not in stage.states()
    if stage.states() & {"draft", "sent"}:
        domain = [["partner_id", "=", stage.customer], ["state", "in", ["draft", "sent"]]]
        orders = people.server.client.ids("sale.order", domain)
        assert all(SENTENCE in refusal(people.clerk, "sale.order", "action_confirm", [order]) for order in orders)


def test_an_ordinary_user_sets_no_hold_either(people: People, stage: Stage) -> None:
    on = {"solde_hold": True, "solde_hold_reason": "mine"}
    clerk = people.clerk
    assert "may change a credit hold" in refusal(clerk, "res.partner", "write", [stage.other], vals=on)
    for values, context in (
        ({"name": "New", **on}, {}),
        ({"name": "New"}, {"default_solde_hold": True}),
        ({"name": "New", "child_ids": [[0, 0, {"name": "Child", **on}]]}, {}),
    ):
        with pytest.raises((Refused, Misconfigured), match="may change a credit hold"):
            clerk.call("res.partner", "create", vals_list=[values], context=context)
    copied = clerk.call("res.partner", "copy", [stage.customer])
    copied = copied[0] if isinstance(copied, list) else copied
    row = people.office.call("res.partner", "read", [copied], fields=["solde_hold", "solde_hold_reason"])[0]
    assert (row["solde_hold"], row["solde_hold_reason"]) == (False, False)


def test_a_user_who_is_a_held_customer_does_not_free_himself(people: People) -> None:
    """A user is a contact too: its fields can be written through `res.users`."""
    me = people.clerk.client.transport().login()
    partner = people.office.call("res.users", "read", [me], fields=["partner_id"])[0]["partner_id"][0]
    boss = people.hired("hold-boss", "base.group_user", "base.group_partner_manager", "base.group_erp_manager",
                        held.MANAGER)  # fmt: skip
    boss.write("res.partner", partner, solde_hold=True)
    for hands in (people.clerk, people.office):  # an administrator may write users, but no hold
        assert refusal(hands, "res.users", "write", [me], vals=OFF)
        assert refusal(hands, "res.users", "web_save", [me], vals=OFF, specification={})
    row = people.office.call("res.partner", "read", [partner], fields=["solde_hold"])[0]
    assert row["solde_hold"] is True
    boss.write("res.users", me, solde_hold=False)
    assert people.office.call("res.partner", "read", [partner], fields=["solde_hold"])[0]["solde_hold"] is False
