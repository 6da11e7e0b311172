"""The part of the contract suite about holds: set, seen, and taken back only where they are Solde's."""

import pytest

from connectors.errors import Refused
from connectors.records import Customer, Receipt, Record, Ref, SetHold, Unreadable
from tests.connectors.harness import Harness
from tests.connectors.pulled import first, seen


def shown(record: Record | Unreadable) -> bool:
    """Whether a record that was pulled shows a hold."""
    assert isinstance(record, Customer)
    assert record.hold is not None, "a connector that can set a hold shows it"
    return record.hold.on


def hold_in_pull(harness: Harness, customer: Ref) -> bool:
    return shown(first(harness.connector(), "customer", customer))


def held_in_delta(harness: Harness, customer: Ref, cursor: str) -> bool:
    return shown(seen(harness.connector().pull("customer", cursor))[customer])


class HoldContract:
    """Solde takes back only what Solde set."""

    def hold(self, harness: Harness, customer: Ref, key: str = "hold-1") -> Receipt:
        change = SetHold(target=customer, on=True, reason="42 days overdue")
        return harness.connector().push(change, key)

    def release(self, harness: Harness, customer: Ref, undo: str, key: str = "release-1") -> Receipt:
        return harness.connector().push(SetHold(target=customer, on=False, undo=undo), key)

    def test_a_hold_is_set_seen_and_released(self, harness: Harness) -> None:
        customer = harness.customer()
        before = harness.hold_value(customer)
        assert not hold_in_pull(harness, customer)
        receipt = self.hold(harness, customer)
        assert receipt.done
        assert harness.held(customer)
        assert hold_in_pull(harness, customer)
        assert self.release(harness, customer, receipt.undo).done
        assert not harness.held(customer)
        assert not hold_in_pull(harness, customer)
        assert harness.hold_value(customer) == before

    def test_a_hold_comes_with_the_next_delta(self, harness: Harness) -> None:
        customer = harness.customer()
        cursor = harness.start("customer")
        self.hold(harness, customer)
        assert held_in_delta(harness, customer, cursor)

    def test_a_hold_on_a_customer_untouched_for_long_comes_with_the_next_delta(self, harness: Harness) -> None:
        customer = harness.customer()
        harness.advance()
        cursor = harness.start("customer")
        harness.advance()
        self.hold(harness, customer)
        assert held_in_delta(harness, customer, cursor)

    def test_the_previous_value_comes_back(self, harness: Harness) -> None:
        customer = harness.customer()
        harness.set_previous(customer)
        before = harness.hold_value(customer)
        receipt = self.hold(harness, customer)
        assert harness.held(customer)
        assert self.release(harness, customer, receipt.undo).done
        assert harness.hold_value(customer) == before

    def test_setting_it_twice_does_not_forget_the_previous_value(self, harness: Harness) -> None:
        """A crash between the effect and its acknowledgement repeats it; only the last receipt is kept."""
        customer = harness.customer()
        before = harness.hold_value(customer)
        self.hold(harness, customer)
        again = self.hold(harness, customer)
        assert again.done
        assert self.release(harness, customer, again.undo).done
        assert not harness.held(customer)
        assert harness.hold_value(customer) == before

    def test_setting_it_twice_over_a_third_value_does_not_forget_it(self, harness: Harness) -> None:
        customer = harness.customer()
        harness.set_previous(customer)
        before = harness.hold_value(customer)
        self.hold(harness, customer)
        again = self.hold(harness, customer)
        self.release(harness, customer, again.undo)
        assert harness.hold_value(customer) == before

    def test_somebody_elses_hold_is_left_when_we_would_set_ours(self, harness: Harness) -> None:
        customer = harness.customer()
        harness.hold_by_hand(customer)
        theirs = harness.hold_value(customer)
        receipt = self.hold(harness, customer)
        assert not receipt.done
        assert receipt.detail
        self.release(harness, customer, receipt.undo)
        assert harness.held(customer)
        assert harness.hold_value(customer) == theirs

    def test_a_hold_that_somebody_made_his_own_is_not_released(self, harness: Harness) -> None:
        customer = harness.customer()
        receipt = self.hold(harness, customer)
        harness.hold_by_hand(customer)
        theirs = harness.hold_value(customer)
        answer = self.release(harness, customer, receipt.undo)
        assert not answer.done
        assert answer.detail
        assert harness.held(customer)
        assert harness.hold_value(customer) == theirs

    def test_a_hold_that_somebody_lifted_stays_lifted(self, harness: Harness) -> None:
        customer = harness.customer()
        receipt = self.hold(harness, customer)
        harness.lift_by_hand(customer)
        self.release(harness, customer, receipt.undo)
        assert not harness.held(customer)

    def test_releasing_twice_is_harmless(self, harness: Harness) -> None:
        customer = harness.customer()
        receipt = self.hold(harness, customer)
        self.release(harness, customer, receipt.undo)
        self.release(harness, customer, receipt.undo)
        assert not harness.held(customer)

    def test_a_hold_on_a_customer_that_does_not_exist_is_refused(self, harness: Harness) -> None:
        gone = harness.customer("Gone")
        harness.delete(gone)
        with pytest.raises(Refused) as refused:
            self.hold(harness, gone)
        assert gone.id in refused.value.faults[0].message
