"""Conversion: the same invoice in another format, and an honest list of what did not come along."""

import msgspec
import pytest

from einvoice import cii, facturx, fatturapa, hybrid, ubl
from einvoice.convert import convert
from einvoice.faults import Unacceptable
from einvoice.model import Identifier, Note
from tests.einvoice import samples


def _extract(pdf: bytes, _language: str) -> bytes:
    return hybrid.extract(pdf)


def test_cii_becomes_ubl_and_nothing_is_lost() -> None:
    invoice = samples.french_invoice()
    made = convert(cii.write(invoice), "ubl", _extract)
    assert ubl.read(made.content) == cii.read(cii.write(invoice))
    assert (made.format, made.mime, made.losses) == ("ubl", "text/xml", ())


def test_what_a_smaller_profile_cannot_say_is_listed_with_its_path() -> None:
    xml = cii.write(samples.french_invoice())
    made = convert(xml, "cii", _extract, options={"profile": "MINIMUM"})
    lost = {fault.path: fault for fault in made.losses}
    assert {"lines[0].name", "due_date", "payment[0].iban"} <= set(lost)
    assert {fault.code for fault in made.losses} == {"SOLDE-LOST"}
    assert cii.read(xml).lines[0].name in lost["lines[0].name"].message


def test_what_the_model_has_no_term_for_is_listed_with_its_place() -> None:
    xml = cii.write(samples.french_invoice())
    told = b"<ram:Description>two</ram:Description><ram:Description>three</ram:Description>"
    end = b"</ram:SpecifiedTradeProduct>"
    made = convert(xml.replace(end, told + end, 1), "ubl", _extract)
    unread = [fault for fault in made.losses if fault.code == "SOLDE-UNREAD"]
    assert [(fault.path.rpartition("/")[2], "three" in fault.message) for fault in unread] == [
        ("Description[2]", False),
        ("Description[3]", True),
    ]


def test_a_pdf_is_opened_and_its_profile_binds_no_other_document() -> None:
    pdf = facturx.write(samples.french_invoice(), profile="EXTENDED")
    made = convert(pdf, "ubl", _extract)
    assert b"factur-x" not in made.content
    assert ubl.read(made.content).specification == ""


def test_an_italian_document_keeps_its_figures_in_the_european_form() -> None:
    invoice = samples.italian_invoice()
    made = convert(fatturapa.write(invoice), "ubl", _extract)
    again = ubl.read(made.content)
    assert (again.totals.payable, again.seller.vat_id) == (invoice.totals.payable, invoice.seller.vat_id)
    assert any(fault.path.startswith("national.IT") for fault in made.losses)


def test_a_language_says_the_losses() -> None:
    invoice = msgspec.structs.replace(
        samples.french_invoice(),
        object_id=Identifier(value="M-1", scheme="AVV"),
        notes=(Note(text="three", subject="AAI"),),
    )
    made = convert(cii.write(invoice), "cii", _extract, options={"profile": "MINIMUM"}, language="de")
    assert all("lässt sich" in fault.message for fault in made.losses)


@pytest.mark.parametrize("data", [b"", b"<a/>", b"%PDF-1.7 nothing"])
def test_what_is_no_invoice_is_refused(data: bytes) -> None:
    with pytest.raises(Unacceptable):
        convert(data, "ubl", _extract)


def test_an_unknown_option_is_named() -> None:
    with pytest.raises(LookupError, match="profile"):
        convert(cii.write(samples.french_invoice()), "ubl", _extract, options={"profile": "BASIC"})


def test_of_a_lot_one_invoice_is_chosen_and_the_others_are_no_loss() -> None:
    first = samples.italian_invoice()
    lot = fatturapa.write_lot((first, msgspec.structs.replace(first, number="2026/119")))
    with pytest.raises(Unacceptable) as refused:
        convert(lot, "ubl", _extract)
    assert [fault.code for fault in refused.value.faults] == ["SOLDE-LOT"]
    made = convert(lot, "ubl", _extract, number=2)
    assert ubl.read(made.content).number == "2026/119"
    assert not [fault for fault in made.losses if fault.code == "SOLDE-UNREAD"]
    with pytest.raises(Unacceptable):
        convert(lot, "ubl", _extract, number=3)
