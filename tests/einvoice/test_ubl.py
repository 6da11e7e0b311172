"""UBL invoices and credit notes: every term of the model in its place, accepted by the official rules, and back."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree
from msgspec.structs import replace

from einvoice import ubl
from einvoice.faults import Unacceptable
from einvoice.model import (
    Attachment,
    Delivery,
    Identifier,
    Instalment,
    Invoice,
    Note,
    Party,
    PaymentMeans,
    Period,
    Vat,
)
from einvoice.parsing import parse

from . import samples
from .official import findings
from .strategies import invoices

CARRIED = {name: invoice for name, invoice in samples.all_french().items() if not invoice.buyer.consumer}
CREDIT_NOTES = ("81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532")
PAYEE = Party(
    name="Affacturage du Midi SA",
    identifiers=(Identifier(value="4012345000009", scheme="0088"),),
    legal_id=Identifier(value="552100554", scheme="0002"),
)


@pytest.mark.parametrize("name", samples.all_french())
def test_every_kind_of_invoice_is_accepted_by_the_official_rules(name: str) -> None:
    assert findings(ubl.write(samples.all_french()[name]), "ubl-xsd", "en16931-ubl") == []


@pytest.mark.parametrize("name", CARRIED)
def test_what_is_written_is_read_back(name: str) -> None:
    assert ubl.read(ubl.write(CARRIED[name])) == CARRIED[name]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(invoices())
def test_any_invoice_is_read_back_and_fits_the_schema(invoice: Invoice) -> None:
    xml = ubl.write(invoice)
    assert ubl.read(xml) == invoice
    assert findings(xml, "ubl-xsd") == []


@pytest.mark.slow
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(invoices())
def test_very_many_invoices_are_read_back(invoice: Invoice) -> None:
    assert ubl.read(ubl.write(invoice)) == invoice


def test_the_same_invoice_gives_the_same_bytes() -> None:
    assert ubl.write(samples.french_invoice()) == ubl.write(samples.french_invoice())


@pytest.mark.parametrize("code", CREDIT_NOTES)
def test_what_gives_money_back_is_a_credit_note(code: str) -> None:
    invoice = samples.french_credit_note(type_code=code)
    xml = ubl.write(invoice)
    assert etree.QName(parse(xml)).localname == "CreditNote"
    assert ubl.read(xml) == invoice
    assert findings(xml, "ubl-xsd", "en16931-ubl") == []


def test_the_due_date_of_a_credit_note_stands_in_its_payment_means() -> None:
    paid = samples.french_credit_note(payment=(samples.BANK,))
    assert _text(ubl.write(paid), "PaymentMeans/PaymentDueDate") == paid.due_date.isoformat()  # type: ignore[union-attr]
    assert ubl.read(ubl.write(paid)) == paid


@pytest.mark.parametrize("payment", [(), (PaymentMeans(code="1"),), (PaymentMeans(code="1", remittance="A"),)])
def test_a_due_date_without_payment_means_makes_none(payment: tuple[PaymentMeans, ...]) -> None:
    invoice = samples.french_credit_note(payment=payment)
    xml = ubl.write(invoice)
    assert ubl.read(xml) == invoice
    assert findings(xml, "ubl-xsd", "en16931-ubl") == []


def full(**more: Any) -> Invoice:
    """Every document-level term at once, beside those of `french_invoice`."""
    fields: dict[str, Any] = {
        "project": "P-77",
        "tender": "LOT-3",
        "object_id": Identifier(value="METER-9", scheme="ABZ"),
        "receiving_advice": "WE-5",
        "despatch_advice": "LS-5",
        "accounting_reference": "4000-17",
        "tax_point_code": "432",
        "period": Period(start=date(2026, 10, 1), end=date(2026, 10, 31)),
        "payee": PAYEE,
        "tax_representative": Party(name="Fiskal GmbH", vat_id="DE136695976", address=samples.GERMAN_BUYER.address),
        "payment": (
            PaymentMeans(
                code="59",
                text="Prélèvement",
                remittance="FA-2026-0412",
                mandate="M-1",
                creditor_id="FR72ZZZ123456",
                debited_account="FR7630006000011234567890189",
            ),
        ),
        "attachments": (
            Attachment(
                id="PLAN-1", filename="plan.pdf", mime="application/pdf", content=b"%PDF-\0\xff", description="P"
            ),
            Attachment(id="PLAN-2", url="https://ateliers-rhone.example/plan?a=1&b=2"),
            Attachment(id="PLAN-3", description="auf Papier"),
        ),
        "delivery": Delivery(
            delivered=samples.DAY,
            name="Entrepôt Nord",
            location=Identifier(value="4012345000009", scheme="0088"),
            address=samples.FRENCH_BUYER.address,
        ),
    }
    return samples.french_invoice(**(fields | more))


PLACES = {
    "project": ("ProjectReference/ID", "AdditionalDocumentReference[DocumentTypeCode='50']/ID"),
    "tender": ("OriginatorDocumentReference/ID", "OriginatorDocumentReference/ID"),
    "receiving_advice": ("ReceiptDocumentReference/ID", "ReceiptDocumentReference/ID"),
    "despatch_advice": ("DespatchDocumentReference/ID", "DespatchDocumentReference/ID"),
    "contract": ("ContractDocumentReference/ID", "ContractDocumentReference/ID"),
    "accounting_reference": ("AccountingCost", "AccountingCost"),
    "tax_point_code": ("InvoicePeriod/DescriptionCode", "InvoicePeriod/DescriptionCode"),
    "sales_order": ("OrderReference/SalesOrderID", "OrderReference/SalesOrderID"),
}


@pytest.mark.parametrize("credit", [False, True])
def test_every_reference_stands_where_the_binding_puts_it(credit: bool) -> None:
    invoice = full(type_code="381" if credit else "380")
    xml = ubl.write(invoice)
    for field, places in PLACES.items():
        assert _text(xml, places[credit]) == getattr(invoice, field), field
    assert _text(xml, "AdditionalDocumentReference[DocumentTypeCode='130']/ID[@schemeID='ABZ']") == "METER-9"
    assert _text(xml, "PayeeParty/PartyIdentification/ID[@schemeID='SEPA']") == "FR72ZZZ123456"
    assert ubl.read(xml) == invoice
    assert findings(xml, "ubl-xsd", "en16931-ubl") == []


def test_the_creditor_is_the_seller_where_there_is_no_payee() -> None:
    xml = ubl.write(full(payee=None))
    assert _text(xml, "AccountingSupplierParty/Party/PartyIdentification/ID[@schemeID='SEPA']") == "FR72ZZZ123456"
    assert ubl.read(xml) == full(payee=None)


def test_a_sales_order_without_an_order_invents_none() -> None:
    invoice = samples.french_invoice(purchase_order="")
    xml = ubl.write(invoice)
    assert ubl.read(xml) == invoice
    assert findings(xml, "ubl-xsd", "en16931-ubl") == []


def test_a_local_tax_number_is_no_vat_number() -> None:
    seller = replace(samples.FRENCH_SELLER, tax_registration="123/456/789")
    xml = ubl.write(samples.french_invoice(seller=seller))
    assert _text(xml, "AccountingSupplierParty/Party/PartyTaxScheme[TaxScheme/ID='FC']/CompanyID") == "123/456/789"
    assert _text(xml, "AccountingSupplierParty/Party/PartyTaxScheme[TaxScheme/ID='VAT']/CompanyID") == seller.vat_id
    assert findings(xml, "ubl-xsd", "en16931-ubl") == []


@pytest.mark.parametrize("text", ["#AAI#looks like a subject", "  #AAI#so does this", "#no subject", "## #AAI# ##"])
def test_a_subject_is_part_of_the_note_and_no_text_is_mistaken_for_one(text: str) -> None:
    invoice = samples.export(notes=(Note(text=text), Note(text="Bon à savoir", subject="AAI")))
    xml = ubl.write(invoice)
    assert "#AAI#Bon à savoir" in xml.decode()
    assert ubl.read(xml) == invoice


def test_the_price_before_its_discount_is_read_back_and_a_discount_of_zero_is_none() -> None:
    line = replace(samples.line(1, "Étau", "2", "63"), gross_price=Decimal(70), price_discount=Decimal(7))
    bare = replace(samples.line(2, "Étau", "2", "63"), gross_price=Decimal(63))
    invoice = samples.build((line, bare))
    xml = ubl.write(invoice)
    assert ubl.read(xml) == invoice
    assert findings(xml, "ubl-xsd", "en16931-ubl") == []
    zero = replace(bare, price_discount=Decimal(0))
    assert ubl.read(ubl.write(samples.build((line, zero)))) == invoice


def test_a_price_per_hundred_in_another_unit() -> None:
    line = replace(samples.line(1, "Vis", "15", "4.80", unit="KGM"), base_quantity=Decimal(100), base_unit="GRM")
    invoice = samples.build((line,))
    assert _text(ubl.write(invoice), "InvoiceLine/Price/BaseQuantity[@unitCode='GRM']") == "100"
    assert ubl.read(ubl.write(invoice)) == invoice


def test_several_instalments_are_listed_in_the_terms_and_the_first_is_the_due_date() -> None:
    half = samples.french_credit_note().totals.payable / 2
    parts = tuple(Instalment(due=samples.DAY + timedelta(days=n), amount=half) for n in (30, 60))
    invoice = samples.french_credit_note(
        type_code="380", terms="En deux fois", due_date=parts[0].due, instalments=parts
    )
    xml = ubl.write(invoice)
    assert _text(xml, "PaymentTerms/Note") == "En deux fois\n2026-12-02: 75.60 EUR / 2027-01-01: 75.60 EUR"
    assert _text(xml, "DueDate") == "2026-12-02"
    assert ubl.read(xml) == invoice
    assert findings(xml, "ubl-xsd", "en16931-ubl") == []


def test_terms_that_only_look_like_instalments_stay_terms() -> None:
    for terms in ("2026-12-02: first half, the rest in spring", "2026-13-02: 1.00 EUR / 2026-14-02: 1.00 EUR"):
        assert ubl.read(ubl.write(samples.export(terms=terms))).terms == terms


def test_what_is_outside_the_scope_of_vat_has_a_rate_of_zero_in_the_breakdown_alone() -> None:
    outside = Vat(category="O", exemption_reason="Hors champ", exemption_code="VATEX-EU-O")
    seller, buyer = (replace(party, vat_id="") for party in (samples.FRENCH_SELLER, samples.FRENCH_BUYER))
    lines = (samples.line(1, "Subvention", "1", "100", outside),)
    xml = ubl.write(samples.build(lines, vats=(outside,), seller=seller, buyer=buyer))
    assert xml.count(b"</cbc:Percent>") == 1
    assert _text(xml, "TaxTotal/TaxSubtotal/TaxCategory/Percent") == "0"
    assert findings(xml, "ubl-xsd", "en16931-ubl") == []


def test_what_payment_means_share_is_said_as_often_as_the_rules_allow() -> None:
    shared = {"code": "58", "text": "Virement", "remittance": "FA-1", "mandate": "M-1"}
    means = tuple(PaymentMeans(**shared, iban=iban) for iban in (samples.BANK.iban, "DE75512108001245126199"))
    invoice = samples.export(payment=means)
    xml = ubl.write(invoice)
    assert xml.count(b"Virement") == xml.count(b"M-1") == 1
    assert ubl.read(xml) == invoice
    assert findings(xml, "ubl-xsd", "en16931-ubl") == []


@pytest.mark.parametrize(("field", "term"), [("remittance", "BT-83"), ("mandate", "BT-89"), ("creditor_id", "BT-90")])
def test_what_is_said_once_may_not_differ(field: str, term: str) -> None:
    means = tuple(PaymentMeans(**{field: value}) for value in "AB")
    with pytest.raises(Unacceptable, match=term):
        ubl.write(samples.export(payment=means))


def test_a_specification_of_its_own_is_kept_and_another_can_be_asked_for() -> None:
    invoice = samples.export(specification="urn:example.org:cius:1")
    assert _text(ubl.write(invoice), "CustomizationID") == "urn:example.org:cius:1"
    assert ubl.read(ubl.write(invoice)) == invoice
    assert _text(ubl.write(invoice, customization="urn:example.org:cius:2"), "CustomizationID").endswith(":2")


def test_an_amount_that_two_decimals_cannot_hold_is_refused_and_its_field_named() -> None:
    invoice = samples.export()
    with pytest.raises(Unacceptable) as refusal:
        ubl.write(replace(invoice, totals=replace(invoice.totals, payable=Decimal("1.005"))))
    assert [(fault.code, fault.path) for fault in refusal.value.faults] == [("BR-DEC-18", "totals.payable")]


def test_what_xml_cannot_hold_is_refused_and_its_field_named() -> None:
    invoice = samples.french_invoice()
    line = replace(invoice.lines[0], price=Decimal("NaN"))
    with pytest.raises(Unacceptable) as refusal:
        ubl.write(replace(invoice, lines=(line,), buyer=replace(invoice.buyer, name="Maison\x07 Lefèvre")))
    assert [(fault.code, fault.path) for fault in refusal.value.faults] == [
        ("SOLDE-TEXT", "buyer.name"),
        ("SOLDE-NUMBER", "lines[0].price"),
    ]


def test_file_names_are_safe_and_stay_apart() -> None:
    assert ubl.filename(samples.french_invoice(), 7) == "FA-2026-0412.xml"
    assert ubl.filename(samples.export(number="../2026/é 1"), 7) == "2026---1-7.xml"


def _namespaces(root: etree._Element) -> dict[str, str]:
    return {prefix: uri for prefix, uri in root.nsmap.items() if prefix}


def _text(xml: bytes, path: str) -> str:
    """The text of the only element at `path`, written without prefixes."""
    root = parse(xml)
    for element in root.iter():
        element.tag = etree.QName(element).localname
    (found,) = root.xpath(path)
    return found.text or ""
