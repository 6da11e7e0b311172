"""What a run does with e-invoices, told as stories. How a document is made and judged is told in tests/einvoice."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from connectors.errors import Retry
from connectors.records import AddNote, AttachFile, SetEInvoiceStatus
from sync import settle
from sync.clock import utc_now
from sync.models import Aside, Audit, EDocument, Effect
from tests.sync.conftest import World
from tests.sync.emitting import FROM, NEXT, Office, emitting, issue, office, redo, sent

__all__ = ["emitting", "office"]


def test_an_invoice_gets_its_document_a_note_and_a_status_and_goes_out_once(emitting: World) -> None:
    issue(emitting)
    emitting.run()
    emitting.run(NEXT)
    assert sent(emitting) == ["F1.xml"]
    assert {type(change) for change in emitting.erp.writes()} == {AttachFile, AddNote, SetEInvoiceStatus}
    assert emitting.erp.files[0].content == b"<invoice>F1 120.00</invoice>"
    assert "rules 1" in emitting.erp.notes[0].change.text  # type: ignore[union-attr]


def test_nothing_of_before_the_first_day_leaves(emitting: World) -> None:
    issue(emitting, on=FROM - timedelta(days=1))
    emitting.run()
    assert not EDocument.objects.exists()


def test_what_the_erp_sent_itself_is_not_sent_again(emitting: World) -> None:
    issue(emitting, erp_einvoice="sent")
    emitting.run()
    assert not Effect.objects.exists()


def test_an_edit_after_emission_is_for_a_person_and_makes_no_second_document(emitting: World) -> None:
    invoice = issue(emitting)
    emitting.run()
    before = emitting.erp.bill(invoice).document
    totals = msgspec.structs.replace(before.totals, payable=Decimal("999.00"))
    redo(emitting, invoice, totals=totals)
    assert emitting.run(NEXT).edited == 1
    assert emitting.run(NEXT).edited == 0  # told once
    aside = Aside.objects.get()
    assert aside.stage == "edited"
    assert "F1 was changed in the ERP after its e-invoice F1.xml was issued" in aside.faults[0]["message"]
    assert Audit.objects.filter(what="edited after emission").count() == 1
    assert sent(emitting) == ["F1.xml"]
    assert len(emitting.erp.files) == 1
    redo(emitting, invoice, totals=before.totals)
    emitting.run(NEXT)
    assert not Aside.objects.exists()


def test_a_payment_is_no_edit(emitting: World) -> None:
    invoice = issue(emitting)
    emitting.run()
    emitting.erp.pay(invoice)
    assert emitting.run(NEXT).edited == 0
    assert not Aside.objects.exists()


def test_a_settled_edit_stays_settled_until_the_next_edit(emitting: World) -> None:
    invoice = issue(emitting)
    emitting.run()
    redo(emitting, invoice, number="F1-bis")
    emitting.run(NEXT)
    settle.settle_aside(Aside.objects.get())
    emitting.run(NEXT)
    assert Aside.objects.get().settled_at is not None
    redo(emitting, invoice, number="F1-ter")
    emitting.run(NEXT)
    assert Aside.objects.get().settled_at is None


@pytest.mark.parametrize("happens", ["cancelled", "changed", "deleted"])
def test_what_happens_in_the_erp_at_the_last_moment_stops_the_platform(emitting: World, happens: str) -> None:
    invoice = issue(emitting)
    act = {
        "cancelled": lambda: emitting.erp.cancel(invoice),
        "changed": lambda: redo(emitting, invoice, number="F2"),
        "deleted": lambda: emitting.erp.delete(invoice),
    }[happens]
    emitting.erp.meanwhile("reread", act)
    emitting.run()
    assert sent(emitting) == []
    waiting = Effect.objects.get(key__endswith=":send")
    assert waiting.status == "pending", "an edit may be undone, so it is kept back, not thrown away"
    assert "the invoice" in waiting.error


def test_an_erp_that_cannot_be_asked_keeps_the_document_here(emitting: World) -> None:
    issue(emitting)
    emitting.erp.fail("reread", Retry("down"))
    emitting.run()
    assert sent(emitting) == []
    emitting.run()
    assert sent(emitting) == ["F1.xml"]


def test_a_refused_document_lies_aside_until_it_is_mended(emitting: World, office: Office) -> None:
    invoice = issue(emitting)
    issue(emitting, "F2")
    office.refuses = {"F1"}
    done = emitting.run()
    assert done.einvoices_refused == 1
    assert sent(emitting) == ["F2.xml"]
    fault = Aside.objects.get(stage="einvoice").faults[0]
    assert fault["code"] == "BR-CO-09"
    assert fault["origin"].startswith("Memory: customer")
    office.refuses = set()
    emitting.run(NEXT)
    assert sent(emitting) == ["F1.xml", "F2.xml"]
    assert not Aside.objects.exists()
    assert EDocument.objects.filter(invoice=str(invoice)).count() == 1


def test_a_refusal_that_a_person_settled_does_not_come_back_by_itself(emitting: World, office: Office) -> None:
    issue(emitting)
    office.refuses = {"F1"}
    emitting.run()
    settle.settle_aside(Aside.objects.get())
    emitting.run(NEXT)
    assert Aside.objects.get().settled_at is not None


def test_file_numbers_are_given_out_once(emitting: World, office: Office) -> None:
    for number in ("F1", "F2", "F3"):
        issue(emitting, number)
    emitting.run()
    assert sorted(office.serials) == [1, 2, 3]


def test_the_note_and_the_status_follow_the_attachment(emitting: World) -> None:
    issue(emitting)
    emitting.erp.fail("push", Retry("down", sent=False))
    emitting.run()
    assert emitting.erp.writes() == []
    emitting.engine.now = lambda: utc_now() + timedelta(hours=1)
    emitting.run()
    assert [type(event.change) for event in emitting.erp.events] == [AttachFile, AddNote]


def _with_page(world: World, **choice: Any) -> None:
    settings = world.engine.settings
    company = msgspec.structs.replace(settings.companies["FR"], **choice)
    world.engine.settings = msgspec.structs.replace(settings, companies={"FR": company})


def test_the_page_is_ours_in_the_companys_colours(emitting: World, office: Office, tmp_path: Path) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_bytes(b"<svg/>")
    _with_page(emitting, logo=logo, accent="#7a1f1f")
    issue(emitting)
    emitting.run()
    (paper,) = office.papers
    assert (paper.source, paper.look.logo, paper.look.accent) == (None, b"<svg/>", "#7a1f1f")


def test_the_page_is_the_one_that_the_erp_stored(emitting: World, office: Office) -> None:
    _with_page(emitting, invoice_page="erp", unfit_page="refuse")
    invoice = issue(emitting)
    emitting.erp.rows[invoice.kind, invoice.id].pdf = b"%PDF-1.7 the ERP's"
    emitting.run()
    (paper,) = office.papers
    assert (paper.source, paper.on_unfit) == (b"%PDF-1.7 the ERP's", "refuse")


def test_where_the_erp_stored_none_a_person_decides_or_our_page_takes_its_place(
    emitting: World, office: Office
) -> None:
    _with_page(emitting, invoice_page="erp", unfit_page="refuse")
    issue(emitting)
    emitting.run()
    assert "stored no PDF" in Aside.objects.get().faults[0]["message"]
    assert not sent(emitting)
    _with_page(emitting, unfit_page="replace")
    emitting.run(NEXT)
    assert [paper.source for paper in office.papers] == [None]
    assert sent(emitting) == ["F1.xml"]
