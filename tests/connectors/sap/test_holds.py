"""A customer's hold in SAP, as a credit manager sees it."""

import pytest

from connectors.errors import Refused, Retry
from connectors.sap import holds
from connectors.sap.settings import Settings
from connectors.sap.world import World
from connectors.secret import Secret
from tests.connectors.sap.fake_client import FakeClient
from tests.connectors.sap.holding import COMPANIES, GONE, account, hold, release, sap, state


class TestCreditAccount:
    def test_is_blocked_with_our_reason_and_freed_again(self) -> None:
        world, client = sap()
        account(client, "1000")
        receipt = hold(world)
        assert receipt.done
        assert state(client, "1000") == (True, "ZS")
        assert release(world, receipt.undo).done
        assert state(client, "1000") == (False, "")

    def test_every_account_is_blocked_where_no_segment_is_configured(self) -> None:
        world, client = sap()
        account(client, "1000")
        account(client, "2000")
        hold(world)
        assert state(client, "1000") == state(client, "2000") == (True, "ZS")

    def test_only_the_segments_of_our_companies_are_touched(self) -> None:
        world, client = sap(credit_segments={"1010": "1000", "3030": "3000"})
        account(client, "1000")
        account(client, "3000")
        hold(world)
        assert state(client, "1000") == (True, "ZS")
        assert state(client, "3000") == (False, "")

    def test_what_the_credit_manager_blocked_stays_his(self) -> None:
        world, client = sap()
        account(client, "1000", blocked=True, reason="01")
        receipt = hold(world)
        assert not receipt.done
        assert "credit account 1000" in receipt.detail
        assert "01" in receipt.detail
        release(world, receipt.undo)
        assert state(client, "1000") == (True, "01")

    def test_a_block_without_a_reason_is_his_too(self) -> None:
        world, client = sap()
        account(client, "1000", blocked=True)
        assert not hold(world).done
        assert state(client, "1000") == (True, "")

    def test_a_reason_that_does_not_block_yet_is_not_overwritten(self) -> None:
        world, client = sap()
        account(client, "1000", reason="01")
        receipt = hold(world)
        assert not receipt.done
        assert state(client, "1000") == (False, "01")

    def test_of_two_segments_his_is_left_and_the_other_blocked(self) -> None:
        world, client = sap()
        account(client, "1000", blocked=True, reason="01")
        account(client, "2000")
        receipt = hold(world)
        assert receipt.done
        assert "credit account 1000" in receipt.detail
        assert release(world, receipt.undo).done
        assert state(client, "1000") == (True, "01")
        assert state(client, "2000") == (False, "")

    def test_a_block_that_he_made_his_own_is_not_lifted(self) -> None:
        world, client = sap()
        account(client, "1000")
        receipt = hold(world)
        client.row("CreditManagementAccount", "4017", "1000")["CreditAccountBlockReason"] = "01"
        answer = release(world, receipt.undo)
        assert not answer.done
        assert "ZS" in answer.detail
        assert state(client, "1000") == (True, "01")

    def test_he_blocks_it_between_our_reading_and_our_writing(self) -> None:
        """The stale row is refused (412); read again it is his, and stays so."""
        world, client = sap()
        account(client, "1000")
        client.meanwhile = lambda: account(client, "1000", blocked=True, reason="01")
        assert not hold(world).done
        assert state(client, "1000") == (True, "01")

    def test_setting_it_twice_changes_nothing_and_gives_the_same_receipt(self) -> None:
        world, client = sap()
        account(client, "1000")
        first = hold(world)
        written = len(client.writes)
        again = hold(world)
        assert again == first
        assert len(client.writes) == written

    def test_when_the_answer_is_lost_the_repeat_finds_it_set(self) -> None:
        world, client = sap()
        account(client, "1000")
        client.lose_next_answer = True
        with pytest.raises(Retry):
            hold(world)
        assert hold(world).done
        assert len(client.writes) == 1

    def test_a_lost_receipt_does_not_leave_the_customer_on_hold_for_ever(self) -> None:
        world, client = sap()
        account(client, "1000")
        hold(world)
        assert release(world, "").done
        assert state(client, "1000") == (False, "")

    def test_a_release_goes_where_the_hold_was_set_though_the_settings_changed(self) -> None:
        world, client = sap()
        account(client, "1000")
        receipt = hold(world)
        moved = Settings(url="https://s4.example.com", user="SOLDE", password=Secret("x"), hold="customer",
                         hold_code="ZX")  # fmt: skip
        assert release(World("s4", client, moved, COMPANIES), receipt.undo).done
        assert state(client, "1000") == (False, "")

    def test_a_release_leaves_the_segments_of_another_solde(self) -> None:
        world, client = sap(credit_segments={"1010": "1000"})
        account(client, "1000")
        account(client, "3000", blocked=True, reason="ZS")
        receipt = hold(world)
        assert release(world, receipt.undo).done
        assert state(client, "1000") == (False, "")
        assert state(client, "3000") == (True, "ZS")

    def test_a_segment_that_left_the_configuration_is_freed_by_its_receipt(self) -> None:
        world, client = sap(credit_segments={"1010": "1000"})
        account(client, "1000")
        receipt = hold(world)
        moved = World("s4", client, sap(credit_segments={"1010": "2000"})[0].settings, COMPANIES)
        assert release(moved, receipt.undo).done
        assert state(client, "1000") == (False, "")

    def test_a_customer_without_a_credit_account_is_refused_with_a_way_out(self) -> None:
        world, _ = sap()
        with pytest.raises(Refused) as none:
            hold(world)
        assert 'hold = "customer"' in str(none.value)
        assert "UKM_BP" in str(none.value)

    def test_a_customer_that_does_not_exist_is_refused_by_name(self) -> None:
        world, _ = sap()
        with pytest.raises(Refused) as gone:
            hold(world, GONE)
        assert "99" in gone.value.faults[0].message


class TestCustomer:
    def blocks(self, client: FakeClient) -> tuple[str, str, str]:
        row = client.row("A_Customer", "17")
        return row["OrderIsBlockedForCustomer"], row["DeliveryIsBlocked"], row["BillingIsBlockedForCustomer"]

    def test_orders_and_deliveries_are_blocked_and_freed(self) -> None:
        world, client = sap(hold="customer")
        receipt = hold(world)
        assert self.blocks(client) == ("ZS", "ZS", "")
        assert release(world, receipt.undo).done
        assert self.blocks(client) == ("", "", "")

    def test_billing_too_where_that_is_configured(self) -> None:
        world, client = sap(hold="customer", hold_blocks=("order", "delivery", "billing"))
        hold(world)
        assert self.blocks(client) == ("ZS", "ZS", "ZS")

    def test_a_delivery_block_of_logistics_stays_and_orders_are_blocked(self) -> None:
        world, client = sap(hold="customer")
        client.row("A_Customer", "17")["DeliveryIsBlocked"] = "02"
        receipt = hold(world)
        assert receipt.done
        assert "DeliveryIsBlocked 02" in receipt.detail
        assert self.blocks(client) == ("ZS", "02", "")
        release(world, receipt.undo)
        assert self.blocks(client) == ("", "02", "")

    def test_a_customer_that_does_not_exist_is_refused_by_name(self) -> None:
        world, _ = sap(hold="customer")
        with pytest.raises(Refused) as gone:
            hold(world, GONE)
        assert "99" in gone.value.faults[0].message


class TestSalesArea:
    def area(self, client: FakeClient, organisation: str, order: str = "", *, deleted: bool = False) -> None:
        client.put("A_CustomerSalesArea", Customer="17", SalesOrganization=organisation, DistributionChannel="10",
                   Division="00", OrderIsBlockedForCustomer=order, DeliveryIsBlockedForCustomer="",
                   BillingIsBlockedForCustomer="", DeletionIndicator=deleted)  # fmt: skip

    def order_block(self, client: FakeClient, organisation: str) -> str:
        return str(client.row("A_CustomerSalesArea", "17", organisation, "10", "00")["OrderIsBlockedForCustomer"])

    def test_only_areas_of_our_companies_that_are_in_use(self) -> None:
        world, client = sap(hold="sales-area", sales_organizations={"DE01": "1010", "DE02": "1010"})
        self.area(client, "DE01")
        self.area(client, "DE02", deleted=True)
        self.area(client, "US01")
        receipt = hold(world)
        assert [self.order_block(client, each) for each in ("DE01", "DE02", "US01")] == ["ZS", "", ""]
        assert release(world, receipt.undo).done
        assert self.order_block(client, "DE01") == ""

    def test_a_customer_of_other_companies_only_is_refused(self) -> None:
        world, client = sap(hold="sales-area")
        self.area(client, "US01")
        with pytest.raises(Refused, match="sales area"):
            hold(world)


class TestShown:
    def test_a_hold_is_shown_whoever_set_it_with_its_raw_fields(self) -> None:
        world, client = sap()
        account(client, "1000")
        free = holds.shown(world, client.tables["CreditManagementAccount"])
        account(client, "1000", blocked=True, reason="01")
        held = holds.shown(world, client.tables["CreditManagementAccount"])
        assert free is not None
        assert held is not None
        assert (free.on, held.on) == (False, True)
        assert '"CreditAccountBlockReason": "01"' in held.value

    def test_it_does_not_depend_on_the_order_of_rows(self) -> None:
        world, client = sap()
        account(client, "1000")
        account(client, "2000", blocked=True, reason="ZS")
        rows = client.tables["CreditManagementAccount"]
        assert holds.shown(world, rows) == holds.shown(world, rows[::-1])

    def test_a_hold_in_somebody_elses_segment_is_none_of_ours(self) -> None:
        world, client = sap(credit_segments={"1010": "1000"})
        account(client, "1000")
        account(client, "3000", blocked=True, reason="01")
        shown = holds.shown(world, client.tables["CreditManagementAccount"])
        assert shown is not None
        assert not shown.on

    def test_without_a_row_and_without_a_place_there_is_nothing_to_show(self) -> None:
        assert holds.shown(sap()[0], []) is None
        world, client = sap(hold="none", hold_code="")
        account(client, "1000", blocked=True, reason="01")
        assert holds.shown(world, client.tables["CreditManagementAccount"]) is None
        assert not hold(world).done
