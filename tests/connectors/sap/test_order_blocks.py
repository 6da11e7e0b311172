"""What happens to the open orders of a customer on hold."""

import pytest

from connectors.errors import Refused, Retry
from connectors.records import SetHold
from connectors.sap import writes
from connectors.sap.world import World
from tests.connectors.sap.fake_client import FakeClient, locked, refused
from tests.connectors.sap.holding import LUCE, account, hold, release, sap, state


def shop(**settings: object) -> tuple[World, FakeClient]:
    """Orders are blocked for delivery with ZD and for billing with ZB."""
    world, client = sap(order_delivery_block="ZD", order_billing_block="ZB", **settings)
    account(client, "1000")
    return world, client


def order(client: FakeClient, number: str, *, status: str = "A", organisation: str = "1010", delivery: str = "",
          billing: str = "", payer: str = "") -> None:  # fmt: skip
    partners = [{"PartnerFunction": "RG", "Customer": payer}] if payer else []
    client.put("A_SalesOrder", SalesOrder=number, SoldToParty="17", SalesOrganization=organisation,
               OverallSDProcessStatus=status, DeliveryBlockReason=delivery, HeaderBillingBlockReason=billing,
               to_Partner={"results": partners})  # fmt: skip


def blocks(client: FakeClient, number: str) -> tuple[str, str]:
    row = client.row("A_SalesOrder", number)
    return row["DeliveryBlockReason"], row["HeaderBillingBlockReason"]


def test_open_orders_are_blocked_with_the_hold_and_freed_with_its_release() -> None:
    world, client = shop()
    order(client, "1")
    order(client, "2", status="B")
    receipt = hold(world)
    assert blocks(client, "1") == blocks(client, "2") == ("ZD", "ZB")
    assert "2 open orders blocked" in receipt.detail
    answer = release(world, receipt.undo)
    assert answer.done
    assert "2 open orders freed" in answer.detail
    assert blocks(client, "1") == blocks(client, "2") == ("", "")


def test_without_codes_orders_are_not_even_read() -> None:
    world, client = sap()
    account(client, "1000")
    order(client, "1")
    hold(world)
    assert blocks(client, "1") == ("", "")
    assert not [call for call in client.calls if "A_SalesOrder" in call]


def test_what_is_done_what_others_blocked_and_what_is_not_ours_stays() -> None:
    world, client = shop()
    order(client, "1", status="C")
    order(client, "2", delivery="01")
    order(client, "3", organisation="3030")
    order(client, "4", payer="99")
    receipt = hold(world)
    assert blocks(client, "1") == ("", "")
    assert blocks(client, "2") == ("01", "ZB"), "only the empty one of the two"
    assert blocks(client, "3") == ("", ""), "a company that Solde does not work for"
    assert blocks(client, "4") == ("", ""), "somebody else pays it"
    release(world, receipt.undo)
    assert blocks(client, "2") == ("01", "")


def test_an_order_that_is_finished_or_paid_by_another_by_now_is_freed_too() -> None:
    world, client = shop()
    order(client, "1")
    undo = hold(world).undo
    order(client, "1", status="C", payer="99", delivery="ZD", billing="ZB")
    release(world, undo)
    assert blocks(client, "1") == ("", "")


def test_an_order_that_was_finished_while_we_looked_is_left() -> None:
    world, client = shop()
    order(client, "1")
    client.meanwhile = lambda: order(client, "1", status="C")
    client.tables["CreditManagementAccount"][0].update(CreditAccountIsBlocked=True, CreditAccountBlockReason="ZS")
    hold(world)
    assert blocks(client, "1") == ("", "")


def test_an_order_that_somebody_is_editing_does_not_stop_the_others() -> None:
    world, client = shop()
    for number in ("1", "2", "3"):
        order(client, number)
    client.trouble["change A_SalesOrder 2"] = [locked("2")]
    with pytest.raises(Retry) as passing:
        hold(world)
    assert "MEIER" in str(passing.value)
    assert "1 not yet" in str(passing.value)
    assert blocks(client, "1") == blocks(client, "3") == ("ZD", "ZB")
    assert hold(world).done, "the engine repeats it"
    assert blocks(client, "2") == ("ZD", "ZB")


def test_an_order_that_sap_refuses_is_told_and_not_repeated_for_ever() -> None:
    world, client = shop()
    order(client, "1")
    order(client, "2")
    client.trouble["change A_SalesOrder 1"] = [refused("Order 1 is incomplete: maintain the incoterms")]
    receipt = hold(world)
    assert receipt.done
    assert "incoterms" in receipt.detail
    assert blocks(client, "2") == ("ZD", "ZB")


def test_when_sap_is_away_it_is_not_asked_for_each_of_a_thousand_orders() -> None:
    world, client = shop()
    for number in range(1000, 1100):
        order(client, str(number))
        client.trouble[f"change A_SalesOrder {number}"] = [locked(str(number))]
    with pytest.raises(Retry, match="100 not yet"):
        hold(world)
    assert len([call for call in client.calls if call.startswith("change A_SalesOrder")]) == 5


def test_a_release_that_broke_off_is_still_a_release_when_it_is_repeated() -> None:
    world, client = shop()
    order(client, "1")
    undo = hold(world).undo
    client.trouble["change A_SalesOrder 1"] = [locked("1")]
    with pytest.raises(Retry):
        release(world, undo)
    answer = release(world, undo)
    assert answer.done
    assert "1 open orders freed" in answer.detail
    assert blocks(client, "1") == ("", "")


def test_who_has_paid_is_released_though_somebody_keeps_one_order_open() -> None:
    world, client = shop()
    order(client, "1")
    order(client, "2")
    undo = hold(world).undo
    client.trouble["change A_SalesOrder 1"] = [locked("1")] * 2
    for _ in range(2):
        with pytest.raises(Retry, match=r"1 not yet: .*MEIER"):
            release(world, undo)
        assert state(client, "1000") == (False, "")
        assert blocks(client, "2") == ("", "")
    assert release(world, undo).done
    assert blocks(client, "1") == ("", "")


def test_an_order_that_sap_will_not_free_is_told_and_freed_when_it_is_repeated() -> None:
    """A receipt would end it, and the order would keep its block for ever."""
    world, client = shop()
    order(client, "1")
    order(client, "2")
    undo = hold(world).undo
    client.trouble["change A_SalesOrder 1"] = [refused("maintain the incoterms"), refused("maintain the incoterms")]
    with pytest.raises(Refused, match=r"customer 17 .*1 of them \(1\): .*incoterms.*solde outbox retry"):
        release(world, undo)
    assert state(client, "1000") == (False, "")
    assert blocks(client, "2") == ("", "")
    client.trouble["change A_SalesOrder 1"] = []
    answer = release(world, undo)
    assert answer.done
    assert "1 open orders freed" in answer.detail
    assert blocks(client, "1") == ("", "")


def test_one_order_is_refused_and_another_kept_open() -> None:
    world, client = shop()
    order(client, "1")
    order(client, "2")
    undo = hold(world).undo
    client.trouble["change A_SalesOrder 1"] = [refused("maintain the incoterms")]
    client.trouble["change A_SalesOrder 2"] = [locked("2")]
    with pytest.raises(Retry, match=r"MEIER.*SAP refused 1 of them \(1\): .*incoterms"):
        release(world, undo)


def test_a_release_of_what_somebody_lifted_changes_nothing() -> None:
    world, client = shop()
    undo = hold(world).undo
    account(client, "1000")
    answer = release(world, undo)
    assert not answer.done
    assert answer.detail == "block ZS no longer stands on the credit account: it was lifted before"


def test_orders_are_freed_though_somebody_made_the_hold_his_own() -> None:
    """What he wants of the orders he can say himself: our codes would stay in them for ever."""
    world, client = shop()
    order(client, "1")
    undo = hold(world).undo
    account(client, "1000", blocked=True, reason="01")
    assert not release(world, undo).done
    assert blocks(client, "1") == ("", "")


def test_a_customer_whom_somebody_else_holds_keeps_his_orders_as_they_are() -> None:
    world, client = shop()
    account(client, "1000", blocked=True, reason="01")
    order(client, "1")
    hold(world)
    assert blocks(client, "1") == ("", "")


def test_orders_are_freed_of_the_codes_that_were_set_though_the_settings_changed() -> None:
    world, client = shop()
    order(client, "1")
    undo = hold(world).undo
    elsewhere = World("s4", client, sap(order_delivery_block="ZX")[0].settings, world.companies)
    writes.push(elsewhere, SetHold(target=LUCE, on=False, undo=undo), "release-1", None)
    assert blocks(client, "1") == ("", "")


def test_a_customer_without_an_account_is_refused_before_any_order_is_touched() -> None:
    world, client = shop()
    client.tables["CreditManagementAccount"].clear()
    order(client, "1")
    with pytest.raises(Refused):
        hold(world)
    assert blocks(client, "1") == ("", "")
