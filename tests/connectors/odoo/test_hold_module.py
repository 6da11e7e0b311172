"""Holds in an Odoo with the module solde_credit_hold: written where they stop orders, and a person's kept."""

from typing import Any

import pytest

from connectors.odoo.hold_receipts import receipt as kept
from connectors.records import Customer, Receipt, Ref, SetHold
from tests.connectors.findings import said
from tests.connectors.odoo.recorded import VERSIONS, Recorded, connector, load

REASON = "F1 is 46 days overdue. To be released: pay 120.00 EUR."
NOBODY = {"solde_hold": False, "solde_hold_reason": False, "solde_hold_source": False}


class WithModule(Recorded):
    """As Odoo with the module: every customer has the fields, and a release leaves nothing behind."""

    def __init__(self, content: dict[str, Any]) -> None:
        super().__init__(content)
        for name in NOBODY:
            self.content["fields"]["res.partner"][name] = {"string": name, "type": "char"}
        for row in self.rows["res.partner"]:
            row.update(NOBODY)

    def _write(self, model: str, ids: list[int], named: dict[str, Any]) -> bool:
        if named["vals"] == {"solde_hold": False}:
            named = {**named, "vals": NOBODY}
        return super()._write(model, ids, named)


@pytest.fixture(params=VERSIONS, ids=lambda v: f"odoo{v}")
def fake(request: pytest.FixtureRequest) -> WithModule:
    return WithModule(load(request.param))


def row(fake: Recorded) -> dict[str, Any]:
    return fake.named("res.partner", "Menuiserie Dubois SARL")


def shown(fake: Recorded) -> dict[str, Any]:
    return {name: row(fake)[name] for name in NOBODY}


def warning(fake: Recorded) -> dict[str, Any]:
    return {name: row(fake)[name] for name in ("sale_warn", "sale_warn_msg") if name in row(fake)}


def dubois(fake: Recorded) -> Ref:
    return Ref("odoo", "", "customer", str(row(fake)["id"]))


def hold(fake: Recorded, reason: str = REASON, undo: str = "") -> Receipt:
    return connector(fake).push(SetHold(target=dubois(fake), on=True, reason=reason, undo=undo), "h")


def release(fake: Recorded, undo: str) -> Receipt:
    return connector(fake).push(SetHold(target=dubois(fake), on=False, undo=undo), "r")


def seen(fake: Recorded) -> bool:
    """Whether the customer that Solde reads is on hold."""
    found = connector(fake).reread([dubois(fake)]).customers[0]
    assert isinstance(found, Customer)
    assert found.hold
    return found.hold.on


def test_the_hold_is_the_customers_own_and_the_warning_is_left_alone(fake: WithModule) -> None:
    before = warning(fake)
    assert not seen(fake)
    receipt = hold(fake)
    assert receipt.done
    assert shown(fake) == {"solde_hold": True, "solde_hold_reason": REASON, "solde_hold_source": "solde"}
    assert seen(fake)
    assert release(fake, receipt.undo) == Receipt(id=str(row(fake)["id"]))
    assert shown(fake) == NOBODY
    assert not seen(fake)
    assert warning(fake) == before


def test_a_hold_set_by_hand_is_neither_overwritten_nor_lifted(fake: WithModule) -> None:
    ours = hold(fake).undo
    for source in ("manual", False):
        row(fake).update(solde_hold=True, solde_hold_reason="Ask Anna", solde_hold_source=source)
        theirs = shown(fake)
        answer = hold(fake)
        assert not answer.done
        assert "somebody put this customer on hold" in answer.detail
        assert not release(fake, ours).done
        assert shown(fake) == theirs


def test_a_hold_that_a_manager_reworded_is_the_managers(fake: WithModule) -> None:
    receipt = hold(fake)
    row(fake).update(solde_hold_reason=f"{REASON} Ask Anna!", solde_hold_source="manual")
    answer = release(fake, receipt.undo)
    assert not answer.done
    assert "changed" in answer.detail
    assert row(fake)["solde_hold"] is True


def test_a_hold_whose_receipt_was_lost_is_taken_over(fake: WithModule) -> None:
    hold(fake)
    again = hold(fake, "F1 is 47 days overdue")
    assert row(fake)["solde_hold_reason"] == "F1 is 47 days overdue"
    assert release(fake, again.undo).done
    assert shown(fake) == NOBODY


def test_a_hold_that_a_person_lifted_is_not_lifted_twice(fake: WithModule) -> None:
    receipt = hold(fake)
    row(fake).update(NOBODY)
    assert not release(fake, receipt.undo).done
    assert shown(fake) == NOBODY


def test_without_a_receipt_nothing_is_released(fake: WithModule) -> None:
    hold(fake)
    for undo in ("", "{", "[]", '{"before": {}}'):
        assert not release(fake, undo).done
    assert row(fake)["solde_hold"] is True


def test_a_warning_from_before_the_module_is_still_taken_back(fake: WithModule) -> None:
    before = warning(fake)
    after = {**before, "sale_warn_msg": "[Solde] 42 days overdue"}
    if "sale_warn" in before:
        after["sale_warn"] = "block"
    row(fake).update(after)
    assert not seen(fake), "a warning stops no order"
    assert "a sales warning from before the module, which stops no order: 1." in said(connector(fake).check(), "note")
    assert release(fake, kept(before, after)).done
    assert warning(fake) == before
    assert shown(fake) == NOBODY


def test_a_hold_that_went_with_the_module_is_told(fake: WithModule) -> None:
    receipt = hold(fake)
    for name in NOBODY:
        del fake.content["fields"]["res.partner"][name]
        for partner in fake.rows["res.partner"]:
            del partner[name]
    before = warning(fake)
    answer = release(fake, receipt.undo)
    assert not answer.done
    assert "was removed from Odoo" in answer.detail
    assert warning(fake) == before


def _installed(fake: Recorded, *modules: str) -> None:
    fake.rows["ir.module.module"] = [
        {"id": i, "name": name, "state": "installed"} for i, name in enumerate(("solde_credit_hold", *modules))
    ]
    fake.content["fields"]["ir.module.module"] = {"name": {"string": "Name", "type": "char"}}


def test_check_says_that_holds_stop_orders_and_what_is_missing(fake: WithModule) -> None:
    _installed(fake)
    fake.groups = {"solde_credit_hold.group_manager": False}
    found = connector(fake).check()
    assert "holds: the module solde_credit_hold is installed: confirming an order of a held" in said(found, "ok")
    assert said(found, "error", "warning") == ""
    assert "sale_warn" not in said(found)
    fake.groups["solde_credit_hold.group_set"] = False
    assert "holds cannot be set: grant Credit hold: set and release" in said(connector(fake).check(), "warning")


def test_check_finds_more_rights_than_are_needed(fake: WithModule) -> None:
    _installed(fake)
    assert "may also lift other people's holds" in said(connector(fake).check(), "note")


def test_check_says_whether_deliveries_are_refused(fake: WithModule) -> None:
    _installed(fake, "stock")
    assert "deliveries to held customers are not refused" in said(connector(fake).check(), "warning")
    _installed(fake, "stock", "solde_credit_hold_stock")
    found = connector(fake).check()
    assert said(found, "warning") == ""
    assert "confirming an order or validating a delivery of a held customer is refused" in said(found, "ok")
