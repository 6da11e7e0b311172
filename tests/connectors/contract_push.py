"""The part of the contract suite about writing back: events that happen once, lost answers, the latest state."""

import hashlib
from datetime import date

import pytest

from connectors.errors import Refused, Retry
from connectors.records import (
    AddNote,
    AddTask,
    AttachFile,
    Change,
    Invoice,
    Receipt,
    Ref,
    SetDunning,
    SetEInvoiceStatus,
)
from tests.connectors.contract_holds import HoldContract
from tests.connectors.harness import Harness, StoredFile
from tests.connectors.pulled import first

PDF = b"%PDF-1.7 not much of one\n"


def attach(target: Ref, content: bytes = PDF, name: str = "FAC-1.pdf") -> AttachFile:
    digest = hashlib.sha256(content).hexdigest()
    return AttachFile(target=target, filename=name, mime="application/pdf", sha256=digest)


def deliver(harness: Harness, change: Change, key: str, content: bytes | None = None) -> Receipt:
    """What the engine does with an event that may have been carried out before: ask, then push."""
    connector = harness.connector()
    return connector.find(change, key) or connector.push(change, key, content)


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
        bill = first(harness.connector(), "invoice", invoice)
        assert isinstance(bill, Invoice)
        assert bill.erp_einvoice == "", "else the engine would believe that the ERP had sent it"

    def test_a_state_on_a_record_that_does_not_exist_is_refused(self, harness: Harness) -> None:
        gone = harness.customer("Gone")
        harness.delete(gone)
        with pytest.raises(Refused):
            harness.connector().push(SetDunning(target=gone, level=1), "gone-1")
