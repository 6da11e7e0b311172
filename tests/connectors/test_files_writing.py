"""What the files connector writes back survives a crash, and the PDFs that the ERP made."""

import hashlib
from datetime import date

import pytest

from connectors.errors import Refused
from connectors.files.out import plain, tame
from connectors.records import (
    AddNote,
    AddTask,
    AttachFile,
    Ref,
    SetHold,
)
from tests.connectors.exporting import connect, erp, out_rows
from tests.connectors.exports import Exports

__all__ = ["erp"]

NOTE = Ref("legacy", "", "customer", "C1")


# Writing back


def test_a_torn_last_row_is_taken_off_and_written_again(erp: Exports) -> None:
    connector = connect(erp)
    connector.push(AddNote(target=NOTE, text="first\nwith a second line"), "n1")
    path = erp.folder.parent / "out" / "notes.csv"
    whole = path.read_bytes()
    connector.push(AddNote(target=NOTE, text='second "quoted"\nand torn'), "n2")
    torn = path.read_bytes()
    for end in range(len(whole), len(torn)):
        path.write_bytes(torn[:end])
        again = connect(erp)
        change = AddNote(target=NOTE, text='second "quoted"\nand torn')
        assert again.find(change, "n1") is not None
        assert again.find(change, "n2") is None, f"cut at byte {end}"
    again.push(change, "n2")
    assert [(row["key"], row["text"]) for row in out_rows(erp, "notes.csv")] == [
        ("n1", "first\nwith a second line"),
        ("n2", 'second "quoted"\nand torn'),
    ]


def test_two_processes_append_to_the_same_file(erp: Exports) -> None:
    one, two = connect(erp), connect(erp)
    for number in range(3):
        one.push(AddNote(target=NOTE, text="one"), f"one-{number}")
        two.push(AddNote(target=NOTE, text="two"), f"two-{number}")
    assert len(out_rows(erp, "notes.csv")) == 6
    assert one.find(AddNote(target=NOTE, text="two"), "two-2") is not None


@pytest.mark.parametrize("text", ["=1+1", "+39 011", "-5", "@SUM(A1)", "\tx", "'=x", "plain", ""])
def test_free_text_never_becomes_a_formula_and_comes_back_as_it_was(text: str) -> None:
    assert not tame(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert plain(tame(text)) == text


def test_tasks_and_notes_are_tamed_in_the_file(erp: Exports) -> None:
    connect(erp).push(AddTask(target=NOTE, summary="=cmd", text="@x", due=date(2026, 3, 2)), "t1")
    [row] = out_rows(erp, "tasks.csv")
    assert (row["summary"], row["text"], row["due"]) == ("'=cmd", "'@x", "2026-03-02")


def test_an_attachment_stays_in_its_folder_whatever_it_is_called(erp: Exports) -> None:
    content = b"%PDF-1.7"
    digest = hashlib.sha256(content).hexdigest()
    change = AttachFile(target=NOTE, filename="../../etc/passwd", mime="application/pdf", sha256=digest)
    connect(erp).push(change, "a1", content)
    [row] = out_rows(erp, "attachments.csv")
    folder = erp.folder.parent / "out" / "attachments"
    assert [path.name for path in folder.iterdir()] == [f"C1_{digest[:12]}_etc-passwd"]
    assert (erp.folder.parent / "out" / row["path"]).read_bytes() == content


def test_bytes_that_are_not_those_that_were_decided_on_are_refused(erp: Exports) -> None:
    change = AttachFile(target=NOTE, filename="a.pdf", mime="application/pdf", sha256="0" * 64)
    with pytest.raises(Refused, match="sha256 differs"):
        connect(erp).push(change, "a1", b"other")


def test_the_erp_may_take_our_own_hold_over_into_its_exports(erp: Exports) -> None:
    connector = connect(erp)
    connector.push(SetHold(target=NOTE, on=True, reason="42 days overdue"), "h1")
    erp.row("customers", "C1")["hold"] = "Solde: 42 days overdue"
    erp.write()
    assert connect(erp).push(SetHold(target=NOTE, on=False), "h2").done
    assert [(row["record"], row["hold"]) for row in out_rows(erp, "holds.csv")] == [("C1", "no")]


def test_holds_keep_one_row_per_customer(erp: Exports) -> None:
    erp.customer("C2")
    connector = connect(erp)
    for key in ("C1", "C2", "C1"):
        target = Ref("legacy", "", "customer", key)
        connector.push(SetHold(target=target, on=True, reason=f"because of {key}"), f"h-{key}")
    assert sorted(row["record"] for row in out_rows(erp, "holds.csv")) == ["C1", "C2"]


# The ERP's own PDFs


def test_the_pdf_of_an_invoice_is_found_by_column_or_pattern(erp: Exports) -> None:
    erp.invoice("I1", "C1", pdf="pdf/one.pdf")
    erp.invoice("I2", "C1")
    erp.invoice("I3", "C1")
    (erp.folder / "pdf").mkdir()
    (erp.folder / "pdf" / "one.pdf").write_bytes(b"%PDF-1")
    (erp.folder / "pdf" / "FAC-I2.pdf").write_bytes(b"%PDF-2")
    connector = connect(erp, pdf="pdf/{number}.pdf")
    found = [connector.invoice_pdf(Ref("legacy", "1", "invoice", key)) for key in ("I1", "I2", "I3", "I9")]
    assert found == [b"%PDF-1", b"%PDF-2", None, None]


def test_a_pdf_outside_the_folder_or_that_is_none_is_refused(erp: Exports) -> None:
    (erp.folder.parent / "secret.pdf").write_bytes(b"%PDF-secret")
    (erp.folder / "text.pdf").write_bytes(b"hello")
    erp.invoice("I1", "C1", pdf="../secret.pdf")
    erp.invoice("I2", "C1", pdf="text.pdf")
    for key, said in (("I1", "leads out of the folder"), ("I2", "is no PDF")):
        with pytest.raises(Refused, match=said):
            connect(erp).invoice_pdf(Ref("legacy", "1", "invoice", key))
