"""Reading a stranger's UBL: what is missing is noted, what is unreadable is named, and nothing brings it down."""

from datetime import date
from pathlib import Path

import pytest
from lxml import etree
from msgspec.structs import replace

from einvoice import ubl
from einvoice.faults import Unacceptable
from einvoice.model import (
    Contact,
    Period,
)
from einvoice.parsing import parse

from . import samples
from .test_ubl import full


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not well-formed"),
        (b"%PDF-1.7", "not well-formed"),
        (b"<Invoice/>", "root element is Invoice"),
        (b'<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>', "neither Invoice nor CreditNote"),
    ],
)
def test_what_is_no_invoice_is_refused_in_words(data: bytes, said: str) -> None:
    with pytest.raises(Unacceptable, match=said):
        ubl.examine(data)


@pytest.mark.parametrize(
    ("old", "new", "path", "said"),
    [
        (b"<cbc:IssueDate>2026-11-02", b"<cbc:IssueDate>02.11.2026", "issue_date", "'02.11.2026', which is not a day"),
        (b"<cbc:IssueDate>2026-11-02", b"<cbc:IssueDate>2026-02-30", "issue_date", "'2026-02-30', which is not a day"),
        (b">2613.64<", b">much<", "totals.payable", "'much', which is not a number"),
        (b">2613.64<", b">1e9999<", "totals.payable", "'1e9999', which is not a number"),
        (b">2613.64<", b">NaN<", "totals.payable", "'NaN', which is not a number"),
    ],
)
def test_a_value_that_cannot_be_read_is_named(old: bytes, new: bytes, path: str, said: str) -> None:
    xml = ubl.write(samples.french_invoice())
    assert old in xml
    reading = ubl.examine(xml.replace(old, new))
    assert [(fault.path, said in fault.message) for fault in reading.faults] == [(path, True)]
    assert path in reading.absent
    with pytest.raises(Unacceptable, match=said):
        ubl.read(xml.replace(old, new))


MISSING = {
    "number": "/ubl:Invoice/cbc:ID",
    "issue_date": "cbc:IssueDate",
    "type_code": "cbc:InvoiceTypeCode",
    "currency": "cbc:DocumentCurrencyCode",
    "seller.name": "cac:AccountingSupplierParty//cbc:RegistrationName",
    "buyer.name": "cac:AccountingCustomerParty//cbc:RegistrationName",
    "totals.lines": "cac:LegalMonetaryTotal/cbc:LineExtensionAmount",
    "totals.payable": "cac:LegalMonetaryTotal/cbc:PayableAmount",
    "taxes[1].tax": "cac:TaxTotal/cac:TaxSubtotal[2]/cbc:TaxAmount",
    "taxes[0].vat.rate": "cac:TaxTotal/cac:TaxSubtotal[1]/cac:TaxCategory/cbc:Percent",
    "allowances[1].amount": "cac:AllowanceCharge[2]/cbc:Amount",
    "allowances[0].vat.category": "cac:AllowanceCharge[1]/cac:TaxCategory/cbc:ID",
    "lines[2].quantity": "cac:InvoiceLine[3]/cbc:InvoicedQuantity",
    "lines[2].net": "cac:InvoiceLine[3]/cbc:LineExtensionAmount",
    "lines[2].price": "cac:InvoiceLine[3]/cac:Price",
    "lines[2].name": "cac:InvoiceLine[3]/cac:Item/cbc:Name",
    "lines[2].vat.rate": "cac:InvoiceLine[3]/cac:Item/cac:ClassifiedTaxCategory/cbc:Percent",
    "lines[1].allowances[0].amount": "cac:InvoiceLine[2]/cac:AllowanceCharge/cbc:Amount",
}
TOLERATED = {
    "totals.tax": "cac:TaxTotal/cbc:TaxAmount",
    "totals.allowances": "cac:LegalMonetaryTotal/cbc:AllowanceTotalAmount",
    "totals.prepaid": "cac:LegalMonetaryTotal/cbc:PrepaidAmount",
    "seller.address": "cac:AccountingSupplierParty//cac:PostalAddress",
    "lines": "cac:InvoiceLine",
    "taxes": "cac:TaxTotal/cac:TaxSubtotal",
    "specification": "cbc:CustomizationID",
}


@pytest.mark.parametrize("path", MISSING)
def test_a_mandatory_term_that_is_not_there_is_named(path: str) -> None:
    xml = _without(ubl.write(samples.french_invoice()), MISSING[path])
    assert path in ubl.examine(xml).absent
    with pytest.raises(Unacceptable) as refusal:
        ubl.read(xml)
    assert path in [fault.path for fault in refusal.value.faults]


@pytest.mark.parametrize("path", TOLERATED)
def test_what_the_rules_judge_is_noted_and_does_not_stop_the_reading(path: str) -> None:
    xml = _without(ubl.write(samples.french_invoice()), TOLERATED[path])
    assert path in ubl.examine(xml).absent
    ubl.read(xml)


def test_a_whole_document_has_nothing_absent_but_the_sums_it_does_not_state() -> None:
    assert ubl.examine(ubl.write(samples.french_invoice())).absent == {"totals.rounding"}


@pytest.mark.parametrize("harm", ["gone", "empty", "garbled"])
def test_no_harm_to_any_element_brings_the_reader_down(harm: str) -> None:
    """Each element in turn; the document is still examined, and read only if nothing is amiss that must be there."""
    xml = ubl.write(full())
    for place in range(1, len(list(parse(xml).iter()))):
        root = parse(xml)
        element = list(root.iter())[place]
        if harm == "gone":
            element.getparent().remove(element)  # type: ignore[union-attr]
        else:
            element[:] = []
            element.text = "" if harm == "empty" else "�#x9"
            element.attrib.clear()
        harmed = etree.tostring(root)
        ubl.examine(harmed)
        try:
            ubl.read(harmed)
        except Unacceptable as refusal:
            assert all(fault.path and fault.message for fault in refusal.faults), element.tag


def test_an_empty_invoice_is_examined_without_stumbling() -> None:
    reading = ubl.examine(b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>')
    assert {"number", "issue_date", "lines", "taxes", "totals.payable", "seller.name"} <= reading.absent


def test_a_group_that_is_there_and_says_nothing_is_not_taken_for_absent() -> None:
    """Rules tell a group without its terms (BR-CO-20, BR-DE-5) from one that is not there."""
    contact, line = Contact(), replace(samples.line(1, "Étau", "1", "70"), period=Period())
    invoice = samples.build((line,), seller=replace(samples.FRENCH_SELLER, contact=contact), period=Period())
    assert ubl.read(ubl.write(invoice)) == invoice
    assert ubl.read(ubl.write(replace(invoice, tax_point_code="35"))).period is None


def test_the_tax_total_is_told_by_its_currency() -> None:
    xml = ubl.write(samples.french_invoice())
    total = b'<cac:TaxTotal><cbc:TaxAmount currencyID="EUR"'
    assert total in xml
    assert "totals.tax" in ubl.examine(xml.replace(total, total.replace(b"EUR", b"USD"))).absent
    untold = ubl.examine(xml.replace(total, b"<cac:TaxTotal><cbc:TaxAmount"))
    assert "currencyID" in untold.faults[0].message and "totals.tax" in untold.absent


def test_days_may_name_a_time_zone() -> None:
    xml = ubl.write(samples.french_invoice()).replace(b"2026-11-02<", b"2026-11-02+01:00<")
    assert ubl.read(xml).issue_date == date(2026, 11, 2)


def test_no_file_of_this_machine_is_read_into_an_invoice(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    declaration, _, body = ubl.write(samples.export(terms="TERMS")).partition(b"\n")
    doctype = f'<!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'.encode()
    with pytest.raises(Unacceptable, match="document type declaration"):
        ubl.read(declaration + doctype + body.replace(b"TERMS", b"&s;"))


def _namespaces(root: etree._Element) -> dict[str, str]:
    return {prefix: uri for prefix, uri in root.nsmap.items() if prefix}


def _without(xml: bytes, path: str) -> bytes:
    root = parse(xml)
    found = root.xpath(path, namespaces=_namespaces(root))
    assert found, path
    for element in found:
        element.getparent().remove(element)
    return etree.tostring(root)
