"""The half of the contract suite about writing back: states, events, lost answers."""

import hashlib
from datetime import date

import pytest

from connectors.errors import Refused, Retry
from connectors.records import (
    AddNote,
    AddTask,
    AttachFile,
    Change,
    Customer,
    Invoice,
    Receipt,
    Ref,
    SetDunning,
    SetEInvoiceStatus,
    SetHold,
)
from tests.connectors.harness import Harness, StoredFile

PDF = b"%PDF-1.7 not much of one\n"


def attach(target: Ref, content: bytes = PDF, name: str = "FAC-1.pdf") -> AttachFile:
    digest = hashlib.sha256(content).hexdigest()
    return AttachFile(target=target, filename=name, mime="application/pdf", sha256=digest)


def deliver(harness: Harness, change: Change, key: str, content: bytes | None = None) -> Receipt:
    """What the engine does with an event that may have been carried out before: ask, then push."""
    connector = harness.connector()
    return connector.find(change, key) or connector.push(change, key, content)


def hold_in_pull(harness: Harness, customer: Ref) -> bool:
    pages = harness.connector().pull("customer", None)
    record = next(r for page in pages for r in page.records if r.ref == customer)
    assert isinstance(record, Customer)
    assert record.hold is not None, "a connector that can set a hold shows it"
    return record.hold.on


class EventContract:
    """Files, notes and tasks: carried out once under their key."""

    def test_a_file_is_attached_once_and_found_by_its_key(self, harness: Harness) -> None:
        invoice = harness.invoice(harness.customer())
        change = attach(invoice)
        assert harness.connector().find(change, "file-1") is None
        first = deliver(harness, change, "file-1", PDF)
        again = deliver(harness, change, "file-1", PDF)
        assert first.done
        assert first.id == again.id != ""
        mine = [f for f in harness.files(invoice) if f.content == PDF]
        assert mine == [StoredFile(filename="FAC-1.pdf", content=PDF)]

    def test_a_note_is_added_once_and_found_by_its_key(self, harness: Harness) -> None:
        invoice = harness.invoice(harness.customer())
        change = AddNote(target=invoice, text="Reminder 1 sent <today> & filed; 5 > 3")
        assert harness.connector().find(change, "note-1") is None
        first = deliver(harness, change, "note-1")
        again = deliver(harness, change, "note-1")
        assert first.id == again.id != ""
        assert harness.notes(invoice).count(change.text) == 1

    def test_the_same_text_under_another_key_is_another_note(self, harness: Harness) -> None:
        customer = harness.customer()
        change = AddNote(target=customer, text="Called, nobody there")
        deliver(harness, change, "call-1")
        deliver(harness, change, "call-2")
        assert harness.notes(customer).count(change.text) == 2

    def test_a_task_is_added_once_and_found_by_its_key(self, harness: Harness) -> None:
        customer = harness.customer()
        change = AddTask(target=customer, summary="Call about the hold", text="why", due=date(2026, 3, 2))
        assert harness.connector().find(change, "task-1") is None
        first = deliver(harness, change, "task-1")
        again = deliver(harness, change, "task-1")
        assert first.id == again.id != ""
        assert harness.tasks(customer).count(change.summary) == 1

    def test_when_the_answer_is_lost_the_event_is_found_and_not_doubled(self, harness: Harness) -> None:
        customer = harness.customer()
        change = AddNote(target=customer, text="Once only")
        harness.lose_next_answer()
        with pytest.raises(Retry) as lost:
            harness.connector().push(change, "lost-1")
        assert lost.value.sent, "it may have been carried out, and the engine must know"
        assert harness.connector().find(change, "lost-1") is not None
        deliver(harness, change, "lost-1")
        assert harness.notes(customer).count("Once only") == 1

    def test_when_the_request_is_lost_nothing_is_found_and_it_is_sent_again(self, harness: Harness) -> None:
        customer = harness.customer()
        change = AddNote(target=customer, text="Once only")
        harness.lose_next_request()
        with pytest.raises(Retry):
            harness.connector().push(change, "lost-2")
        assert harness.notes(customer).count("Once only") == 0
        deliver(harness, change, "lost-2")
        assert harness.notes(customer).count("Once only") == 1

    def test_an_event_on_a_record_that_does_not_exist_is_refused(self, harness: Harness) -> None:
        gone = harness.customer("Gone")
        harness.delete(gone)
        for change in (AddNote(target=gone, text="hello"), AddTask(target=gone, summary="call")):
            with pytest.raises(Refused) as refused:
                harness.connector().push(change, f"gone-{type(change).__name__}")
            assert refused.value.faults
            assert gone.id in refused.value.faults[0].message
        with pytest.raises(Refused):
            harness.connector().push(attach(gone), "gone-file", PDF)


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

    def held_in_delta(self, harness: Harness, customer: Ref, cursor: str) -> bool:
        pages = harness.connector().pull("customer", cursor)
        found = [r for p in pages for r in p.records if isinstance(r, Customer) and r.ref == customer]
        return bool(found) and found[-1].hold is not None and found[-1].hold.on

    def test_a_hold_comes_with_the_next_delta(self, harness: Harness) -> None:
        customer = harness.customer()
        cursor = harness.start("customer")
        self.hold(harness, customer)
        assert self.held_in_delta(harness, customer, cursor)

    def test_a_hold_on_a_customer_untouched_for_long_comes_with_the_next_delta(self, harness: Harness) -> None:
        customer = harness.customer()
        harness.advance()
        cursor = harness.start("customer")
        harness.advance()
        self.hold(harness, customer)
        assert self.held_in_delta(harness, customer, cursor)

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


class PushContract(EventContract, HoldContract):
    """All that is written back."""

    def test_the_dunning_level_is_written_and_the_latest_wins(self, harness: Harness) -> None:
        customer = harness.customer()
        for level, day in ((1, date(2026, 2, 2)), (2, date(2026, 2, 16))):
            change = SetDunning(target=customer, level=level, notice_date=day)
            assert harness.connector().push(change, f"dunning-{level}").done
        assert harness.dunning(customer) == (2, date(2026, 2, 16))

    def test_the_einvoice_status_is_written_and_the_latest_wins(self, harness: Harness) -> None:
        invoice = harness.invoice(harness.customer())
        for status in ("issued", "delivered"):
            change = SetEInvoiceStatus(target=invoice, status=status, format="facturx")
            receipt = harness.connector().push(change, f"status-{status}")
            if receipt.detail and not receipt.done:
                pytest.skip(f"the ERP has no place for it: {receipt.detail}")
            assert receipt.done
        assert harness.einvoice_status(invoice) == "delivered"

    def test_our_own_einvoice_status_is_not_taken_for_the_erps(self, harness: Harness) -> None:
        invoice = harness.invoice(harness.customer())
        change = SetEInvoiceStatus(target=invoice, status="issued", format="facturx")
        harness.connector().push(change, "status-1")
        pages = harness.connector().pull("invoice", None)
        bill = next(r for page in pages for r in page.records if r.ref == invoice)
        assert isinstance(bill, Invoice)
        assert bill.erp_einvoice == "", "else the engine would believe that the ERP had sent it"

    def test_a_state_on_a_record_that_does_not_exist_is_refused(self, harness: Harness) -> None:
        gone = harness.customer("Gone")
        harness.delete(gone)
        with pytest.raises(Refused):
            harness.connector().push(SetDunning(target=gone, level=1), "gone-1")
