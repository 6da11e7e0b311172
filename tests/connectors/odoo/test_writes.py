"""What is written into Odoo, where, and how a repeat finds it."""

import base64
import hashlib
from datetime import date
from typing import Any

import pytest

from connectors.errors import Misconfigured, Refused
from connectors.odoo.writes import mark
from connectors.records import (
    AddNote,
    AddTask,
    AttachFile,
    Person,
    Receipt,
    Ref,
    SetDunning,
    SetEInvoiceStatus,
    SetHold,
)
from tests.connectors.odoo.recorded import VERSIONS, Recorded, connector, load

PDF = b"%PDF-1.7 invoice"


@pytest.fixture(params=VERSIONS, ids=lambda v: f"odoo{v}")
def fake(request: pytest.FixtureRequest) -> Recorded:
    found = Recorded(load(request.param))
    found.content["fields"].setdefault("res.users", {"name": {}, "email": {}})
    for name in ("login", "active"):
        found.content["fields"]["res.users"][name] = {"string": name, "type": "char"}
    return found


def dubois(fake: Recorded) -> Ref:
    return Ref("odoo", "", "customer", str(fake.named("res.partner", "Menuiserie Dubois SARL")["id"]))


def invoice(fake: Recorded) -> Ref:
    return Ref("odoo", "4", "invoice", str(fake.rows["account.move"][0]["id"]))


def attach(target: Ref) -> AttachFile:
    return AttachFile(target=target, filename="f.pdf", mime="application/pdf", sha256=hashlib.sha256(PDF).hexdigest())


def test_a_file_is_one_record_with_its_external_id_in_one_call(fake: Recorded) -> None:
    change = attach(invoice(fake))
    assert connector(fake).find(change, "key/1") is None
    receipt = connector(fake).push(change, "key/1", PDF)
    row = fake.row("ir.attachment", int(receipt.id))
    assert (row["res_model"], row["res_id"], row["name"]) == ("account.move", int(change.target.id), "f.pdf")
    assert base64.b64decode(row["datas"]) == PDF
    assert row["xml_id"] == f"__solde__.{mark('key/1')}"
    assert connector(fake).find(change, "key/1") == Receipt(id=receipt.id)
    assert connector(fake).find(change, "key/2") is None


def test_the_same_key_twice_is_still_one_file(fake: Recorded) -> None:
    """Two engines that both asked before either wrote: the external id is unique in the database."""
    change = attach(invoice(fake))
    first, second = (connector(fake).push(change, "key/1", PDF) for _ in range(2))
    assert first == second


def test_bytes_that_are_not_the_evidence_are_not_attached(fake: Recorded) -> None:
    with pytest.raises(ValueError, match="bytes"):
        connector(fake).push(attach(invoice(fake)), "key/1", b"something else")


def test_a_refused_file_says_odoos_reason(fake: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    def load_refused(*_: Any) -> dict[str, Any]:
        return {"ids": False, "messages": [{"message": "The quota is exceeded"}]}

    monkeypatch.setattr(fake, "_load", load_refused)
    with pytest.raises(Refused, match="quota"):
        connector(fake).push(attach(invoice(fake)), "key/1", PDF)


def test_a_missing_right_to_attach_is_for_the_operator(fake: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    def load_forbidden(*_: Any) -> dict[str, Any]:
        return {"ids": False, "messages": [{"message": "You are not allowed to create 'Attachment' records."}]}

    monkeypatch.setattr(fake, "_load", load_forbidden)
    with pytest.raises(Misconfigured, match="may not attach"):
        connector(fake).push(attach(invoice(fake)), "key/1", PDF)


def test_a_note_is_text_and_is_found_by_its_message_id(fake: Recorded) -> None:
    change = AddNote(target=invoice(fake), text="Sent to <Officina> & Co.\nsecond line\n\nnext")
    receipt = connector(fake).push(change, "note-1")
    row = fake.rows["mail.message"][-1]
    assert row["body"] == "<p>Sent to &lt;Officina&gt; &amp; Co.<br/>second line</p><p>next</p>"
    assert row["message_id"] == f"<{mark('note-1')}@solde>"
    assert connector(fake).find(change, "note-1") == receipt == Receipt(id=str(row["id"]))
    assert connector(fake).find(change, "note-2") is None


def test_a_task_goes_to_the_customers_salesperson(fake: Recorded) -> None:
    salesman = fake.named("res.partner", "Menuiserie Dubois SARL")["user_id"][0]
    fake.row("res.users", salesman)["active"] = True
    change = AddTask(target=dubois(fake), summary="Call them", text="42 days", due=date(2026, 12, 1))
    receipt = connector(fake).push(change, "task-1")
    row = fake.row("mail.activity", int(receipt.id))
    assert (row["user_id"], row["summary"], row["date_deadline"]) == (salesman, "Call them", "2026-12-01")
    assert connector(fake).find(change, "task-1") == receipt


def test_a_task_for_somebody_who_left_goes_to_the_user_of_the_configuration(fake: Recorded) -> None:
    fake._new("res.users", name="Desk", login="desk", active=True)
    change = AddTask(target=dubois(fake), summary="Call them", assignee=Person(id="4711"))
    connector(fake, task_user="desk").push(change, "task-1")
    assert fake.rows["mail.activity"][-1]["user_id"] == fake.named("res.users", "Desk")["id"]


def test_a_task_that_was_done_meanwhile_is_found_in_the_history(fake: Recorded) -> None:
    change = AddTask(target=dubois(fake), summary="Call them")
    connector(fake).push(change, "task-1")
    note = fake.rows["mail.activity"].pop()["note"]
    fake._new("mail.message", model="res.partner", res_id=int(change.target.id), body=f"To-Do done {note}")
    assert connector(fake).find(change, "task-1")


def test_nothing_is_hung_on_a_record_that_is_gone(fake: Recorded) -> None:
    gone = Ref("odoo", "", "customer", "99999")
    for change in (AddNote(target=gone, text="x"), AddTask(target=gone, summary="x"), SetHold(target=gone, on=True),
                   SetDunning(target=gone, level=1)):  # fmt: skip
        with pytest.raises(Refused, match="99999"):
            connector(fake).push(change, "k")
    with pytest.raises(Refused, match="line-5"):
        connector(fake).push(AddNote(target=Ref("odoo", "4", "payment", "line-5"), text="x"), "k")


def test_what_odoo_has_no_field_for_is_said_and_nothing_is_written(fake: Recorded) -> None:
    for change in (SetDunning(target=dubois(fake), level=2), SetEInvoiceStatus(target=invoice(fake), status="issued")):
        receipt = connector(fake).push(change, "k")
        assert not receipt.done
        assert "no field" in receipt.detail
    assert "write" not in {method for _, method in fake.calls}


def warning(fake: Recorded) -> dict[str, Any]:
    row = fake.named("res.partner", "Menuiserie Dubois SARL")
    return {k: row[k] for k in ("sale_warn", "sale_warn_msg") if k in row}


def hold(fake: Recorded, reason: str = "42 days overdue") -> Receipt:
    return connector(fake).push(SetHold(target=dubois(fake), on=True, reason=reason), "h")


def release(fake: Recorded, undo: str) -> Receipt:
    return connector(fake).push(SetHold(target=dubois(fake), on=False, undo=undo), "r")


def test_a_hold_is_written_where_the_version_can_show_it_and_taken_back(fake: Recorded) -> None:
    before = warning(fake)
    receipt = hold(fake)
    shown = warning(fake)
    assert shown["sale_warn_msg"] == "[Solde] 42 days overdue"
    if fake.content["version"] < 19:
        assert shown["sale_warn"] == "block"
    else:
        assert "sale_warn" not in shown
    assert release(fake, receipt.undo).done
    assert warning(fake) == before


def test_a_milder_warning_stays_readable_below_the_hold_and_comes_back(fake: Recorded) -> None:
    if fake.content["version"] >= 19:
        pytest.skip("from 19 on a warning has no kind")
    row = fake.named("res.partner", "Menuiserie Dubois SARL")
    row.update(sale_warn="warning", sale_warn_msg="Pays late")
    hold(fake)
    assert warning(fake)["sale_warn_msg"].endswith("Pays late")
    again = hold(fake, "43 days overdue")  # the first receipt was lost
    assert warning(fake)["sale_warn_msg"].count("Pays late") == 1
    release(fake, again.undo)
    assert warning(fake) == {"sale_warn": "warning", "sale_warn_msg": "Pays late"}


def test_a_hold_by_hand_is_neither_overwritten_nor_released(fake: Recorded) -> None:
    row = fake.named("res.partner", "Menuiserie Dubois SARL")
    row.update(sale_warn_msg="Ask Anna", **({"sale_warn": "block"} if "sale_warn" in row else {}))
    theirs = warning(fake)
    receipt = hold(fake)
    assert not receipt.done
    assert not release(fake, receipt.undo).done
    assert warning(fake) == theirs


def test_a_hold_that_somebody_reworded_is_his(fake: Recorded) -> None:
    receipt = hold(fake)
    fake.named("res.partner", "Menuiserie Dubois SARL")["sale_warn_msg"] = "[Solde] 42 days overdue. Ask Anna!"
    theirs = warning(fake)
    answer = release(fake, receipt.undo)
    assert not answer.done
    assert "changed" in answer.detail
    assert warning(fake) == theirs


def test_without_a_receipt_nothing_is_released(fake: Recorded) -> None:
    hold(fake)
    held = warning(fake)
    for undo in ("", "{", "[]", '{"before": {}}'):
        assert not release(fake, undo).done
    assert warning(fake) == held


def test_the_stored_pdf_is_read_back(fake: Recorded) -> None:
    ref = invoice(fake)
    fake.rows["account.move"][0]["message_main_attachment_id"] = False
    assert connector(fake).invoice_pdf(ref) is None
    here = {"res_model": "account.move", "res_id": int(ref.id), "mimetype": "application/pdf"}
    fake._new("ir.attachment", **here, res_field="invoice_pdf_report_file", datas=base64.b64encode(PDF).decode())
    assert connector(fake).invoice_pdf(ref) == PDF


def test_a_main_attachment_that_is_no_pdf_is_no_invoice(fake: Recorded) -> None:
    ref = invoice(fake)
    here = {"res_model": "account.move", "res_id": int(ref.id), "res_field": False}
    row = fake._new("ir.attachment", **here, name="x.png", datas=base64.b64encode(b"PNG").decode())
    fake.rows["account.move"][0]["message_main_attachment_id"] = [row["id"], "x.png"]
    assert connector(fake).invoice_pdf(ref) is None
    row["datas"] = base64.b64encode(PDF).decode()
    assert connector(fake).invoice_pdf(ref) == PDF
