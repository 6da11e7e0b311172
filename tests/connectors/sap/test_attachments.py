"""Files, notes and tasks on SAP's objects: once each, where a user of SAP looks for them."""

import hashlib
from datetime import date

import pytest

from connectors.errors import Refused, Retry
from connectors.records import AddNote, AddTask, AttachFile, Change, Person, Receipt, Ref, SetEInvoiceStatus
from connectors.sap import attachments, writes
from connectors.sap.world import World
from tests.connectors.sap.fake_client import FakeClient, refused
from tests.connectors.sap.holding import GONE, LUCE
from tests.connectors.sap.holding import sap as bare_sap

PDF = b"%PDF-1.7 an invoice\n"
OTHER = b"%PDF-1.7 another one\n"
INVOICE = Ref("s4", "1010", "invoice", "90000001")
FI_INVOICE = Ref("s4", "1010", "invoice", "2026/1800000123/17")
ORDER = Ref("s4", "1010", "order", "4711")


def sap(**settings: object) -> tuple[World, FakeClient]:
    world, client = bare_sap(**settings)
    client.put("A_BillingDocument", BillingDocument="90000001")
    client.put("A_SalesOrder", SalesOrder="4711")
    client.put("A_OperationalAcctgDocItemCube", CompanyCode="1010", FiscalYear="2026", AccountingDocument="1800000123")
    return world, client


def a_file(content: bytes = PDF, name: str = "FAC-1.pdf", target: Ref = INVOICE) -> AttachFile:
    return AttachFile(target=target, filename=name, mime="application/pdf", sha256=hashlib.sha256(content).hexdigest())


def deliver(world: World, change: Change, key: str, content: bytes | None = None) -> Receipt:
    """What the engine does with an event that may have been carried out before."""
    return writes.find(world, change, key) or writes.push(world, change, key, content)


def names(client: FakeClient) -> list[str]:
    return [row["FileName"] for row, _ in client.files]


class TestFiles:
    def test_a_file_keeps_its_name_and_is_attached_once(self) -> None:
        world, client = sap()
        first = deliver(world, a_file(), "file-1", PDF)
        again = deliver(world, a_file(), "file-1", PDF)
        assert first.id == again.id != ""
        assert names(client) == ["FAC-1.pdf"]
        assert client.files[0][1] == PDF

    def test_what_hangs_there_is_asked_for_before_anything_is_sent_again(self) -> None:
        """Killed between sending and noting: the answer never came, the file is there."""
        world, client = sap()
        client.lose_next_answer = True
        with pytest.raises(Retry) as lost:
            writes.push(world, a_file(), "file-1", PDF)
        assert lost.value.sent
        found = writes.find(world, a_file(), "file-1")
        assert found is not None
        assert len(client.files) == 1

    def test_two_files_of_one_name_are_two_files(self) -> None:
        world, client = sap()
        deliver(world, a_file(), "file-1", PDF)
        deliver(world, a_file(OTHER), "file-2", OTHER)
        assert names(client) == ["FAC-1.pdf", "FAC-1.pdf"]

    def test_the_same_file_on_another_invoice_is_another_file(self) -> None:
        world, client = sap()
        client.put("A_BillingDocument", BillingDocument="90000002")
        deliver(world, a_file(), "file-1", PDF)
        second = Ref("s4", "1010", "invoice", "90000002")
        assert writes.find(world, a_file(target=second), "file-2") is None

    def test_files_of_other_names_are_not_fetched_to_compare_them(self) -> None:
        world, client = sap()
        deliver(world, a_file(name="Contract.pdf"), "file-1", PDF)
        assert writes.find(world, a_file(), "file-2") is None
        assert not [call for call in client.calls if call.startswith("download")]

    def test_a_long_name_that_sap_cut_off_is_recognised(self) -> None:
        world, client = sap()
        change = a_file(name="Reminder 3 before collection, Officina Luce, November 2026.pdf")
        deliver(world, change, "file-1", PDF)
        client.files[0][0]["FileName"] = "Reminder 3 before collection, Officina Luce, Nov"
        assert writes.find(world, change, "file-1") is not None

    @pytest.mark.parametrize(
        ("target", "kind", "key"),
        [
            (INVOICE, "VBRK", "0090000001"),
            (FI_INVOICE, "BKPF", "101018000001232026"),
            (ORDER, "BUS2032", "0000004711"),
            (LUCE, "BUS1006", "0000004017"),
        ],
    )
    def test_each_object_has_its_type_and_its_padded_key(self, target: Ref, kind: str, key: str) -> None:
        world, client = sap()
        deliver(world, a_file(target=target), "file-1", PDF)
        row = client.files[0][0]
        assert (row["BusinessObjectTypeName"], row["LinkedSAPObjectKey"]) == (kind, key)

    def test_another_object_type_can_be_configured(self) -> None:
        """A customer as KNA1 goes by the customer's number, not the business partner's."""
        world, client = sap(attachment_objects={"customer": "KNA1"})
        deliver(world, a_file(target=LUCE), "file-1", PDF)
        row = client.files[0][0]
        assert (row["BusinessObjectTypeName"], row["LinkedSAPObjectKey"]) == ("KNA1", "0000000017")

    @pytest.mark.parametrize(
        ("name", "there"),
        [
            ("Relevé d’été.pdf", "Releve d_ete.pdf"),
            ("Mahnung Größe.pdf", "Mahnung Grosse.pdf"),
            ("a/b\\c\r\nX: y.pdf", "a_b_c X_ y.pdf"),
            ("請求書.pdf", "___.pdf"),
            ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ],
    )
    def test_names_travel_in_a_header_and_lie_on_disks(self, name: str, there: str) -> None:
        assert attachments.file_name(name) == there

    @pytest.mark.parametrize(
        "target",
        [GONE, Ref("s4", "1010", "invoice", "99"), Ref("s4", "1010", "invoice", "2026/99/17"),
         Ref("s4", "1010", "order", "99")],
    )  # fmt: skip
    def test_nothing_is_hung_on_a_number_that_does_not_exist(self, target: Ref) -> None:
        world, client = sap()
        with pytest.raises(Refused, match="99"):
            writes.push(world, a_file(target=target), "file-1", PDF)
        assert not client.files

    def test_what_sap_refuses_comes_with_its_own_words(self) -> None:
        world, client = sap()
        client.trouble["upload FAC-1.pdf"] = [refused("Virus scan: file type application/pdf is not permitted")]
        with pytest.raises(Refused, match="Virus scan"):
            deliver(world, a_file(), "file-1", PDF)

    def test_no_list_of_attachments_is_not_an_empty_one(self) -> None:
        """Else a service that lists nothing would have every file sent again after a lost answer."""
        world, client = sap()
        client.lists = False
        with pytest.raises(Refused, match="no list"):
            writes.find(world, a_file(), "file-1")

    def test_other_bytes_than_those_of_the_change_are_never_sent(self) -> None:
        world, client = sap()
        with pytest.raises(ValueError, match="bytes"):
            writes.push(world, a_file(), "file-1", OTHER)
        assert not client.files


class TestNotesAndTasks:
    def test_a_note_is_a_text_file_that_windows_reads(self) -> None:
        world, client = sap()
        change = AddNote(target=INVOICE, text="Relance n° 1 envoyée\nà Officina Luce")
        first = deliver(world, change, "note-1")
        assert deliver(world, change, "note-1").id == first.id
        row, content = client.files[0]
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.decode("utf-8-sig") == change.text
        assert row["MimeType"] == "text/plain"
        assert len(client.files) == 1

    def test_its_name_says_what_it_is_about(self) -> None:
        world, client = sap()
        deliver(world, AddNote(target=INVOICE, text="Reminder 1 sent"), "note-1")
        [name] = names(client)
        assert name.startswith("Note ")
        assert name.endswith(" Reminder 1 sent.txt")

    def test_two_notes_that_say_the_same_are_two(self) -> None:
        world, client = sap()
        change = AddNote(target=LUCE, text="Called, nobody there")
        deliver(world, change, "call-1")
        deliver(world, change, "call-2")
        assert len(client.files) == 2

    def test_a_note_is_found_though_sap_cut_its_name_off(self) -> None:
        world, client = sap()
        change = AddNote(target=LUCE, text="Called, nobody there")
        deliver(world, change, "call-1")
        client.files[0][0]["FileName"] = names(client)[0][:25]
        assert writes.find(world, change, "call-1") is not None

    def test_a_task_says_what_by_when_and_for_whom(self) -> None:
        world, client = sap()
        change = AddTask(target=LUCE, summary="Call about the hold", text="42 days overdue", due=date(2026, 3, 2),
                         assignee=Person(id="7", name="Ada Rossi"))  # fmt: skip
        deliver(world, change, "task-1")
        deliver(world, change, "task-1")
        [(row, content)] = client.files
        assert row["FileName"].startswith("Task ")
        assert content.decode("utf-8-sig").split("\n\n") == [
            "Call about the hold",
            "Due: 2026-03-02\nFor: Ada Rossi",
            "42 days overdue",
        ]

    def test_a_lost_answer_does_not_double_a_note(self) -> None:
        world, client = sap()
        change = AddNote(target=LUCE, text="Once only")
        client.lose_next_answer = True
        with pytest.raises(Retry):
            writes.push(world, change, "note-1", None)
        deliver(world, change, "note-1")
        assert len(client.files) == 1

    def test_a_note_on_a_customer_that_is_gone_is_refused(self) -> None:
        world, _ = sap()
        with pytest.raises(Refused, match="99"):
            writes.push(world, AddNote(target=GONE, text="hello"), "note-1", None)


def test_sap_has_no_field_for_the_state_of_an_e_invoice() -> None:
    world, client = sap()
    receipt = writes.push(world, SetEInvoiceStatus(target=INVOICE, status="issued"), "status-1", None)
    assert not receipt.done
    assert receipt.detail
    assert not client.writes
