"""A customer's hold in NetSuite, as a credit manager sees it."""

import json
from typing import Any

import pytest

from connectors.errors import Refused, Retry
from connectors.netsuite import hold_mark, holds, writes
from connectors.netsuite.world import World
from connectors.records import Receipt, Ref, SetHold
from tests.connectors.netsuite.fake_account import Account, netsuite, order
from tests.connectors.netsuite.fake_wire import error

LUCE = Ref("ns", "", "customer", "42")
GONE = Ref("ns", "", "customer", "99")
HOLD, WHY = "creditholdoverride", "custentity_solde_hold"


def hold(world: World, customer: Ref = LUCE, reason: str = "42 days overdue") -> Receipt:
    return writes.push(world, SetHold(target=customer, on=True, reason=reason), "hold-1", None)


def release(world: World, undo: str, customer: Ref = LUCE) -> Receipt:
    return writes.push(world, SetHold(target=customer, on=False, undo=undo), "release-1", None)


def luce(account: Account) -> dict[str, Any]:
    return account.row("customer", "42")


def without_field(**more: Any) -> tuple[World, Account]:
    """An account in which the bundle is not installed."""
    world, account = netsuite(**more)
    del luce(account)[WHY]
    return world, account


class TestHold:
    def test_is_set_with_its_reason_in_one_request_and_released_again(self) -> None:
        world, account = netsuite()
        receipt = hold(world)
        assert receipt.done
        assert luce(account)[HOLD] == "ON"
        assert luce(account)[WHY].startswith("42 days overdue [Solde ")
        assert len(account.writes) == 1
        assert release(world, receipt.undo).done
        assert (luce(account)[HOLD], luce(account)[WHY]) == ("AUTO", None)
        assert len(account.writes) == 2

    def test_off_comes_back_as_off(self) -> None:
        world, account = netsuite()
        luce(account)[HOLD] = "OFF"
        receipt = hold(world)
        release(world, receipt.undo)
        assert luce(account)[HOLD] == "OFF"

    def test_setting_it_twice_forgets_nothing(self) -> None:
        world, account = netsuite()
        luce(account)[HOLD] = "OFF"
        first = hold(world)
        again = hold(world)
        assert again == first
        assert len(account.writes) == 1
        release(world, again.undo)
        assert luce(account)[HOLD] == "OFF"

    def test_another_reason_is_written_and_what_was_before_stays_known(self) -> None:
        world, account = netsuite()
        luce(account)[HOLD] = "OFF"
        hold(world)
        hold(world, reason="60 days overdue")
        assert luce(account)[WHY].startswith("60 days overdue")
        assert release(world, "").done
        assert luce(account)[HOLD] == "OFF"

    def test_a_lost_receipt_is_no_loss_for_the_field_says_it(self) -> None:
        world, account = netsuite()
        account.trouble["PATCH customer/42"] = [Retry("broke off")]
        with pytest.raises(Retry) as lost:
            hold(world)
        assert lost.value.sent
        assert release(world, "").done
        assert luce(account)[HOLD] == "AUTO"

    def test_somebody_elses_hold_is_left(self) -> None:
        world, account = netsuite()
        luce(account)[HOLD] = "ON"
        receipt = hold(world)
        assert not receipt.done
        assert "on hold already" in receipt.detail
        assert not release(world, receipt.undo).done
        assert luce(account)[HOLD] == "ON"
        assert account.writes == []

    @pytest.mark.parametrize("words", [None, "I want to see the money first"])
    def test_whoever_empties_or_rewords_the_field_makes_the_hold_his(self, words: str | None) -> None:
        world, account = netsuite()
        receipt = hold(world)
        luce(account)[WHY] = words
        answer = release(world, receipt.undo)
        assert not answer.done
        assert "no longer Solde's" in answer.detail
        assert (luce(account)[HOLD], luce(account)[WHY]) == ("ON", words)

    def test_rewording_beside_the_mark_counts_too(self) -> None:
        world, account = netsuite()
        receipt = hold(world)
        luce(account)[WHY] = luce(account)[WHY].replace("42 days", "Ask me, 42 days")
        assert not release(world, receipt.undo).done

    def test_what_somebody_lifted_stays_lifted(self) -> None:
        world, account = netsuite()
        receipt = hold(world)
        luce(account)[HOLD] = "OFF"
        answer = release(world, receipt.undo)
        assert not answer.done
        assert "somebody lifted it" in answer.detail
        assert (luce(account)[HOLD], luce(account)[WHY]) == ("OFF", None)

    def test_releasing_twice_changes_nothing_more(self) -> None:
        world, account = netsuite()
        receipt = hold(world)
        release(world, receipt.undo)
        written = len(account.writes)
        assert not release(world, receipt.undo).done
        assert len(account.writes) == written

    @pytest.mark.parametrize("on", [True, False])
    def test_a_customer_that_is_not_there_is_named(self, on: bool) -> None:
        world, _ = netsuite()
        with pytest.raises(Refused) as refused:
            writes.push(world, SetHold(target=GONE, on=on), "key", None)
        assert "99" in refused.value.faults[0].message

    def test_a_customer_deleted_between_reading_and_writing_is_named(self) -> None:
        world, account = netsuite()
        account.trouble["PATCH customer/42"] = [error(404, "NONEXISTENT_ID")]
        with pytest.raises(Refused, match="42 does not exist"):
            hold(world)

    def test_an_id_of_another_world_asks_nothing(self) -> None:
        world, account = netsuite(hold_reason="")
        with pytest.raises(Refused, match="x1"):
            hold(world, Ref("ns", "", "customer", "x1"))
        assert account.asked == []

    def test_with_hold_none_nothing_is_written(self) -> None:
        world, account = netsuite(hold="none")
        receipt = hold(world)
        assert not receipt.done
        assert 'hold = "none"' in receipt.detail
        assert account.writes == []

    def test_a_refusal_in_netsuites_words_is_passed_on(self) -> None:
        world, account = netsuite()
        locked = "This record has been locked by a user defined workflow."
        account.trouble["PATCH customer/42"] = [error(400, "USER_ERROR", locked)]
        with pytest.raises(Refused, match="locked by a user defined workflow"):
            hold(world)

    @pytest.mark.parametrize(("override", "on"), [("ON", True), ("AUTO", False), ("OFF", False), ("", False)])
    def test_is_shown_whoever_set_it(self, override: str, on: bool) -> None:
        assert holds.shown(override).on is on


class TestWithoutTheField:
    """The bundle is not installed: only the receipt knows whose a hold is."""

    def test_the_receipt_brings_back_what_was_there(self) -> None:
        world, account = without_field()
        luce(account)[HOLD] = "OFF"
        receipt = hold(world)
        assert luce(account)[HOLD] == "ON"
        assert release(world, receipt.undo).done
        assert luce(account)[HOLD] == "OFF"

    def test_without_a_receipt_nothing_is_lifted(self) -> None:
        world, account = without_field()
        hold(world)
        answer = release(world, "")
        assert not answer.done
        assert "no record of a hold" in answer.detail
        assert luce(account)[HOLD] == "ON"

    def test_a_hold_that_is_there_is_never_taken_for_ours(self) -> None:
        world, _ = without_field()
        hold(world)
        again = hold(world)
        assert not again.done
        assert "receipt was lost" in again.detail

    def test_the_field_is_asked_for_once(self) -> None:
        world, account = without_field()
        hold(world)
        hold(world)
        assert [what for method, what, _ in account.asked if method == "POST"] == ["customer"]

    def test_a_field_that_came_later_does_not_hide_an_old_hold(self) -> None:
        world, account = without_field()
        receipt = hold(world)
        later, _ = netsuite(account)
        luce(account)[WHY] = None
        assert release(later, receipt.undo).done
        assert luce(account)[HOLD] == "AUTO"


class TestOrders:
    def test_open_ones_wait_for_approval_and_come_back(self) -> None:
        world, account = netsuite(block_orders=True)
        order(account, "501")
        order(account, "502", status="A")
        order(account, "503", status="D")
        receipt = hold(world)
        assert "1 open orders sent back" in receipt.detail
        assert [account.row("transaction", id_)["status"] for id_ in ("501", "502", "503")] == ["A", "A", "D"]
        answer = release(world, receipt.undo)
        assert answer.done
        assert [account.row("transaction", id_)["status"] for id_ in ("501", "502", "503")] == ["B", "A", "D"]
        assert luce(account)[WHY] is None

    def test_those_of_other_customers_and_companies_are_not_touched(self) -> None:
        world, account = netsuite(block_orders=True)
        order(account, "501", customer="43")
        order(account, "502", subsidiary="9")
        hold(world)
        assert {row["status"] for row in account.rows["transaction"]} == {"B"}

    def test_none_is_touched_where_it_is_not_wanted(self) -> None:
        world, account = netsuite()
        order(account, "501")
        hold(world)
        assert account.row("transaction", "501")["status"] == "B"

    def test_the_customer_is_held_first_and_freed_first(self) -> None:
        """The script in the account refuses the approval of a held customer's order."""
        world, account = netsuite(block_orders=True)
        order(account, "501")
        receipt = hold(world)
        release(world, receipt.undo)
        assert [what for _, what, _ in account.writes] == [
            "customer/42", "salesOrder/501", "customer/42", "salesOrder/501", "customer/42"]  # fmt: skip

    def test_one_that_somebody_edited_since_is_left_to_him(self) -> None:
        world, account = netsuite(block_orders=True)
        order(account, "501")
        receipt = hold(world)
        account.touch(account.row("transaction", "501"))
        answer = release(world, receipt.undo)
        assert answer.done
        assert "501" in answer.detail
        assert account.row("transaction", "501")["status"] == "A"

    def test_one_that_somebody_approved_since_stays_as_it_is(self) -> None:
        world, account = netsuite(block_orders=True)
        approved = order(account, "501")
        receipt = hold(world)
        approved["status"] = "F"
        assert release(world, receipt.undo).done
        assert approved["status"] == "F"

    def test_where_the_hold_was_taken_over_they_go_on_waiting(self) -> None:
        world, account = netsuite(block_orders=True)
        order(account, "501")
        receipt = hold(world)
        luce(account)[WHY] = "mine"
        assert not release(world, receipt.undo).done
        assert account.row("transaction", "501")["status"] == "A"

    def test_where_somebody_lifted_the_hold_they_come_back(self) -> None:
        world, account = netsuite(block_orders=True)
        order(account, "501")
        receipt = hold(world)
        luce(account)[HOLD] = "AUTO"
        release(world, receipt.undo)
        assert account.row("transaction", "501")["status"] == "B"

    def test_a_run_that_broke_off_is_taken_up_where_it_stopped(self) -> None:
        """The second order could not be reached; the repeat moves it, and knows of the first by the field."""
        world, account = netsuite(block_orders=True)
        order(account, "501")
        order(account, "502")
        account.trouble["PATCH salesOrder/502"] = [error(503, "BUSY")]
        with pytest.raises(Retry, match="1 not yet"):
            hold(world)
        receipt = hold(world)
        assert sorted(json.loads(receipt.undo)["orders"]) == ["501", "502"]
        release(world, receipt.undo)
        assert {row["status"] for row in account.rows["transaction"]} == {"B"}

    def test_a_release_that_broke_off_is_taken_up_too(self) -> None:
        world, account = netsuite(block_orders=True)
        order(account, "501")
        receipt = hold(world)
        account.trouble["PATCH salesOrder/501"] = [error(503, "BUSY")]
        with pytest.raises(Retry):
            release(world, receipt.undo)
        assert release(world, receipt.undo).done
        assert account.row("transaction", "501")["status"] == "B"
        assert (luce(account)[HOLD], luce(account)[WHY]) == ("AUTO", None)

    def test_one_that_netsuite_refuses_is_told_and_the_rest_goes_on(self) -> None:
        world, account = netsuite(block_orders=True)
        order(account, "501")
        order(account, "502")
        account.trouble["PATCH salesOrder/501"] = [error(400, "USER_ERROR", "locked by a workflow")]
        receipt = hold(world)
        assert receipt.done
        assert "locked by a workflow" in receipt.detail
        assert list(json.loads(receipt.undo)["orders"]) == ["502"]

    def test_after_some_silence_the_rest_waits_for_the_next_try(self) -> None:
        world, account = netsuite(block_orders=True)
        for number in range(501, 509):
            order(account, str(number))
            account.trouble[f"PATCH salesOrder/{number}"] = [error(503, "BUSY")]
        with pytest.raises(Retry, match="8 not yet"):
            hold(world)
        assert len([what for _, what, _ in account.writes if what.startswith("salesOrder")]) == 5

    @pytest.mark.parametrize(("field", "most"), [(WHY, 3900), ("custentity_mine", 300)])
    def test_a_field_of_your_own_may_be_a_short_one(self, field: str, most: int) -> None:
        world, account = netsuite(block_orders=True, hold_reason=field)
        luce(account)[field] = None
        for number in range(100_000, 100_100):
            order(account, str(number))
        receipt = hold(world)
        assert len(luce(account)[field]) <= most
        assert len(json.loads(receipt.undo)["orders"]) == 100
        release(world, receipt.undo)
        assert {row["status"] for row in account.rows["transaction"]} == {"B"}

    def test_without_the_field_no_order_is_touched_for_nobody_would_remember(self) -> None:
        world, account = without_field(block_orders=True)
        order(account, "501")
        hold(world)
        assert account.row("transaction", "501")["status"] == "B"


class TestMark:
    def test_what_is_written_is_read_again_whatever_the_blanks(self) -> None:
        text = hold_mark.written("42 days\noverdue ", "OFF", ["1", "22"], 3900)
        assert hold_mark.read(text.replace(" ", "\r\n ") + " ") == hold_mark.Mark("OFF", ("1", "22"))

    def test_without_a_reason_there_is_still_a_mark(self) -> None:
        assert hold_mark.read(hold_mark.written("", "AUTO", [], 300)) == hold_mark.Mark("AUTO")

    def test_it_fits_the_field_and_leaves_out_orders_that_do_not(self) -> None:
        text = hold_mark.written("x" * 900, "AUTO", [str(n) for n in range(100_000, 100_100)], 300)
        mark = hold_mark.read(text)
        assert len(text) <= 300
        assert mark is not None
        assert 0 < len(mark.orders) < 100

    @pytest.mark.parametrize("text", ["", "mine", "42 days overdue [Solde 000000; before AUTO]", "[Solde]"])
    def test_other_words_are_no_mark(self, text: str) -> None:
        assert hold_mark.read(text) is None

    @pytest.mark.parametrize("undo", ["", "{", "[]", '{"orders": 3}', '{"before": "ON"}', "\ud800"])
    def test_a_garbled_receipt_says_nothing(self, undo: str) -> None:
        world, account = without_field()
        luce(account)[HOLD] = "ON"
        assert not release(world, undo).done
        assert luce(account)[HOLD] == "ON"
