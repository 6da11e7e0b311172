"""Files, notes and tasks in NetSuite: there once, whatever was lost on the way."""

import hashlib
import re
from datetime import date

import pytest

from connectors.errors import Misconfigured, Refused, Retry
from connectors.netsuite import events, writes
from connectors.netsuite.world import World
from connectors.records import AddNote, AddTask, AttachFile, Change, Person, Receipt, Ref
from tests.connectors.netsuite.fake_account import document, netsuite
from tests.connectors.netsuite.fake_wire import error

PDF = b"%PDF-1.7 not much of one\n"
LUCE, BILL = Ref("ns", "", "customer", "42"), Ref("ns", "1", "invoice", "900")
ROSA = Person(id="11", name="Rosa")


def attach(target: Ref = BILL, content: bytes = PDF) -> AttachFile:
    return AttachFile(
        target=target, filename="FAC-1.pdf", mime="application/pdf", sha256=hashlib.sha256(content).hexdigest()
    )


def deliver(world: World, change: Change, key: str, content: bytes | None = None) -> Receipt:
    return writes.find(world, change, key) or writes.push(world, change, key, content)


class TestFile:
    def test_is_attached_once_and_found_by_its_key(self) -> None:
        world, account = netsuite(folder="77")
        document(account, "900")
        assert writes.find(world, attach(), "file-1") is None
        first = deliver(world, attach(), "file-1", PDF)
        assert deliver(world, attach(), "file-1", PDF) == first
        assert [(f["where"], f["name"], f["folder"]) for f in account.files] == [("invoice/900", "FAC-1.pdf", "77")]

    def test_on_a_credit_memo_goes_to_the_credit_memo(self) -> None:
        world, account = netsuite()
        document(account, "900", "CustCred")
        deliver(world, attach(), "file-1", PDF)
        assert account.files[0]["where"] == "creditMemo/900"

    @pytest.mark.parametrize("content", [None, b"something else"])
    def test_other_bytes_than_the_change_names_never_leave(self, content: bytes | None) -> None:
        world, account = netsuite()
        with pytest.raises(ValueError, match="bytes"):
            writes.push(world, attach(), "file-1", content)
        assert account.files == []

    def test_on_what_is_not_there_is_refused(self) -> None:
        world, account = netsuite()
        with pytest.raises(Refused, match="99"):
            writes.push(world, attach(Ref("ns", "", "customer", "99")), "file-1", PDF)
        assert account.files == []

    def test_with_files_none_it_is_not_done(self) -> None:
        world, _ = netsuite(files="none")
        assert writes.find(world, attach(LUCE), "file-1") is None
        receipt = writes.push(world, attach(LUCE), "file-1", PDF)
        assert not receipt.done
        assert 'files = "none"' in receipt.detail

    def test_without_a_door_nothing_is_lost_it_waits_for_one(self) -> None:
        world, account = netsuite()
        account.script = False
        with pytest.raises(Misconfigured, match="deploy the script"):
            writes.push(world, attach(LUCE), "file-1", PDF)


class TestNote:
    def test_is_added_once_and_another_key_makes_another(self) -> None:
        world, account = netsuite()
        change = AddNote(target=LUCE, text="Called <nobody> & waited")
        first = deliver(world, change, "call-1")
        assert deliver(world, change, "call-1") == first
        deliver(world, change, "call-2")
        assert [note["text"] for note in account.notes] == [change.text] * 2

    def test_when_the_answer_is_lost_it_is_found(self) -> None:
        world, account = netsuite()
        change = AddNote(target=LUCE, text="Once only")
        account.trouble["POST add_note"] = [Retry("broke off")]
        with pytest.raises(Retry) as lost:
            writes.push(world, change, "lost-1", None)
        assert lost.value.sent
        deliver(world, change, "lost-1")
        assert len(account.notes) == 1


class TestTask:
    def test_is_the_customers_with_its_day_and_found_by_its_key(self) -> None:
        world, account = netsuite()
        change = AddTask(target=LUCE, summary="Call about\nthe hold", text="why", due=date(2026, 3, 2), assignee=ROSA)
        assert writes.find(world, change, "hold-1-task") is None
        receipt = deliver(world, change, "hold-1-task")
        assert receipt.id == "solde-hold-1-task"
        assert deliver(world, change, "hold-1-task") == receipt
        assert account.tasks == {
            "solde-hold-1-task": {
                "title": "Call about the hold",
                "message": "why",
                "company": {"id": "42"},
                "dueDate": "2026-03-02",
                "assigned": {"id": "11"},
            }
        }

    def test_about_an_invoice_names_its_customer_too(self) -> None:
        world, account = netsuite()
        document(account, "900")
        writes.push(world, AddTask(target=BILL, summary="Look"), "t", None)
        [task] = account.tasks.values()
        assert (task["company"], task["transaction"]) == ({"id": "42"}, {"id": "900"})

    def test_when_the_answer_is_lost_it_is_found(self) -> None:
        world, account = netsuite()
        change = AddTask(target=LUCE, summary="Call")
        account.trouble["PUT task/eid:solde-t"] = [Retry("broke off")]
        with pytest.raises(Retry) as lost:
            writes.push(world, change, "t", None)
        assert lost.value.sent
        assert writes.find(world, change, "t") is not None

    def test_for_somebody_whom_netsuite_does_not_take_is_added_all_the_same(self) -> None:
        world, account = netsuite()
        words = "You have entered an Invalid Field Value 11 for the following field: assigned"
        account.trouble["PUT task/eid:solde-t"] = [error(400, "INVALID_CONTENT", words)]
        receipt = writes.push(world, AddTask(target=LUCE, summary="Call", assignee=ROSA), "t", None)
        assert receipt.done
        assert "Rosa" in receipt.detail
        assert "assigned" not in account.tasks["solde-t"]

    def test_a_refusal_of_the_task_itself_is_told(self) -> None:
        world, account = netsuite()
        account.trouble["PUT task/eid:solde-t"] = [error(400, "USER_ERROR", "Please enter value(s) for: Type.")] * 2
        with pytest.raises(Refused, match="Please enter"):
            writes.push(world, AddTask(target=LUCE, summary="Call", assignee=ROSA), "t", None)

    @pytest.mark.parametrize("target", [Ref("ns", "", "customer", "99"), Ref("ns", "1", "invoice", "99")])
    def test_on_what_is_not_there_is_refused(self, target: Ref) -> None:
        world, account = netsuite()
        document(account, "900")
        with pytest.raises(Refused) as refused:
            writes.push(world, AddTask(target=target, summary="Call"), "t", None)
        assert "99" in refused.value.faults[0].message
        assert account.tasks == {}

    def test_needs_no_door_for_files(self) -> None:
        world, _ = netsuite(files="none")
        assert deliver(world, AddTask(target=LUCE, summary="Call"), "t").done


@pytest.mark.parametrize("key", ["hold:12:task", "x" * 200, "a|b", "a b", "é", "1/2"])
def test_an_external_id_has_only_what_an_address_takes(key: str) -> None:
    found = events.external(key)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,66}", found)
    assert found == events.external(key)
    assert found != events.external(key + "x")
