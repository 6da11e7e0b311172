"""Cross Industry Invoices: what the model says, in the form that the official rules accept, and back."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree
from msgspec.structs import replace

from einvoice import cii
from einvoice.faults import Unacceptable
from einvoice.model import Attachment, Instalment, Invoice, PaymentMeans, Vat

from . import samples
from .generator import sound_invoices
from .official import findings
from .strategies import invoices

RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
CARRIED = {name: invoice for name, invoice in samples.all_french().items() if not invoice.buyer.consumer}


@pytest.mark.parametrize("name", samples.all_french())
def test_every_kind_of_invoice_is_accepted_by_the_official_rules(name: str) -> None:
    xml = cii.write(samples.all_french()[name])
    assert findings(xml, "cii-xsd", "facturx-en16931-xsd", "en16931-cii") == []


@pytest.mark.parametrize("name", CARRIED)
def test_what_is_written_is_read_back(name: str) -> None:
    assert cii.read(cii.write(CARRIED[name])) == CARRIED[name]


def test_a_consumer_is_read_back_as_a_buyer_since_en_16931_knows_no_consumers() -> None:
    invoice = samples.consumer_invoice()
    assert cii.read(cii.write(invoice)) == replace(invoice, buyer=replace(invoice.buyer, consumer=False))


def test_the_same_invoice_gives_the_same_bytes() -> None:
    assert cii.write(samples.french_invoice()) == cii.write(samples.french_invoice())


def test_attachments_travel_inside_the_invoice() -> None:
    plan = Attachment(
        id="PLAN-1", filename="plan.pdf", mime="application/pdf", content=b"%PDF-\0\xff", description="PJA"
    )
    invoice = samples.french_invoice(attachments=(plan,))
    xml = cii.write(invoice)
    assert cii.read(xml) == invoice
    assert findings(xml, "cii-xsd", "en16931-cii") == []


def test_several_instalments_are_listed_in_the_terms_and_the_first_is_the_due_date() -> None:
    invoice = samples.french_credit_note(type_code="380", terms="En deux fois")
    half = invoice.totals.payable / 2
    parts = tuple(Instalment(due=samples.DAY + timedelta(days=n), amount=half) for n in (30, 60))
    invoice = replace(invoice, due_date=parts[0].due, instalments=parts)
    xml = cii.write(invoice)
    assert _text(xml, "SpecifiedTradePaymentTerms/Description") == (
        "En deux fois\n2026-12-02: 75.60 EUR / 2027-01-01: 75.60 EUR"
    )
    assert _text(xml, "SpecifiedTradePaymentTerms/DueDateDateTime/*") == "20261202"
    assert cii.read(xml) == invoice
    assert findings(xml, "cii-xsd", "en16931-cii") == []


def test_one_instalment_is_the_due_date() -> None:
    invoice = samples.export(due_date=None)
    only = Instalment(due=samples.DAY + timedelta(days=9), amount=invoice.totals.payable)
    assert cii.read(cii.write(replace(invoice, instalments=(only,)))) == replace(invoice, due_date=only.due)


def test_terms_that_only_look_like_instalments_stay_terms() -> None:
    invoice = samples.export(terms="2026-12-02: first half, the rest in spring")
    assert cii.read(cii.write(invoice)) == invoice


def test_what_is_outside_the_scope_of_vat_has_a_rate_of_zero_in_the_breakdown_alone() -> None:
    outside = Vat(category="O", exemption_reason="Hors champ", exemption_code="VATEX-EU-O")
    seller, buyer = (replace(party, vat_id="") for party in (samples.FRENCH_SELLER, samples.FRENCH_BUYER))
    lines = (samples.line(1, "Subvention", "1", "100", outside),)
    xml = cii.write(samples.build(lines, vats=(outside,), seller=seller, buyer=buyer))
    assert xml.count(b"</ram:RateApplicablePercent>") == 1
    assert _text(xml, "ApplicableHeaderTradeSettlement/ApplicableTradeTax/RateApplicablePercent") == "0"
    assert findings(xml, "cii-xsd", "en16931-cii") == []


def test_a_credit_note_keeps_its_means_of_payment() -> None:
    credit = samples.french_credit_note(payment=(samples.BANK,))
    xml = cii.write(credit)
    assert cii.read(xml) == credit
    assert findings(xml, "cii-xsd", "en16931-cii", "br-fr-cii") == []


def test_a_national_account_number_is_no_iban() -> None:
    means = PaymentMeans(code="30", iban="000123456789", account_name="Ateliers", bic="AGRIFRPPXXX")
    invoice = samples.export(payment=(means,))
    xml = cii.write(invoice)
    assert _text(xml, "PayeePartyCreditorFinancialAccount/ProprietaryID") == "000123456789"
    assert cii.read(xml) == invoice
    assert findings(xml, "cii-xsd", "en16931-cii") == []


def test_a_discount_of_zero_still_has_its_sum() -> None:
    rebate = replace(samples.french_invoice().allowances[0], amount=Decimal("0.00"))
    invoice = samples.build((samples.line(1, "Étau", "1", "70"),), allowances=(rebate,))
    assert findings(cii.write(invoice), "cii-xsd", "en16931-cii") == []


def _in_dinars(price: str) -> Invoice:
    line = samples.line(1, "Étau", "1", "70", samples.EXPORT)
    invoice = samples.build((line,), vats=(samples.EXPORT,), buyer=samples.SWISS_BUYER, currency="KWD")
    net = Decimal(price)
    return replace(
        invoice,
        lines=(replace(line, price=net, net=net),),
        taxes=(replace(invoice.taxes[0], base=net),),
        totals=replace(invoice.totals, lines=net, tax_exclusive=net, tax_inclusive=net, payable=net),
    )


def test_the_third_decimal_of_a_dinar_is_refused_and_every_field_named() -> None:
    with pytest.raises(Unacceptable) as refusal:
        cii.write(_in_dinars("70.125"))
    assert [(fault.code, fault.path) for fault in refusal.value.faults] == [
        ("BR-DEC-09", "totals.lines"),
        ("BR-DEC-12", "totals.tax_exclusive"),
        ("BR-DEC-14", "totals.tax_inclusive"),
        ("BR-DEC-18", "totals.payable"),
        ("BR-DEC-19", "taxes[0].base"),
        ("BR-DEC-23", "lines[0].net"),
    ]
    assert "70.125 KWD" in refusal.value.faults[0].message


def test_a_third_decimal_of_zero_is_no_loss() -> None:
    assert _text(cii.write(_in_dinars("70.120")), "DuePayableAmount") == "70.12"


def test_an_absurd_amount_is_refused_not_stumbled_over() -> None:
    invoice = samples.export()
    with pytest.raises(Unacceptable) as refusal:
        cii.write(replace(invoice, totals=replace(invoice.totals, payable=Decimal("1E+40"))))
    assert [(fault.code, fault.path) for fault in refusal.value.faults] == [("BR-DEC-18", "totals.payable")]


def test_yen_have_no_decimals() -> None:
    invoice = replace(_in_dinars("7000"), currency="JPY")
    assert _text(cii.write(invoice), "DuePayableAmount") == "7000"
    with pytest.raises(Unacceptable, match=r"BT-106 is 7000\.5 JPY"):
        cii.write(replace(_in_dinars("7000.5"), currency="JPY"))


def test_prices_and_quantities_keep_every_digit_without_exponents() -> None:
    line = replace(samples.line(1, "Vis", "1", "1"), price=Decimal("1E-7"), quantity=Decimal("1.20E+3"))
    xml = cii.write(samples.build((line,)))
    assert _text(xml, "NetPriceProductTradePrice/ChargeAmount") == "0.0000001"
    assert _text(xml, "SpecifiedLineTradeDelivery/BilledQuantity") == "1200"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1E+999999", "1E-999999"])
def test_what_is_no_number_is_refused(number: str) -> None:
    line = replace(samples.line(1, "Vis", "1", "1"), price=Decimal(number))
    with pytest.raises(Unacceptable) as refusal:
        cii.write(samples.build((line,)))
    assert [(fault.code, fault.path) for fault in refusal.value.faults] == [("SOLDE-NUMBER", "lines[0].price")]


def test_a_character_that_xml_cannot_hold_is_refused_and_its_field_named() -> None:
    invoice = samples.french_invoice()
    buyer = replace(invoice.buyer, name="Maison\x07 Lefèvre")
    with pytest.raises(Unacceptable) as refusal:
        cii.write(replace(invoice, buyer=buyer))
    assert [(fault.code, fault.path) for fault in refusal.value.faults] == [("SOLDE-TEXT", "buyer.name")]


def test_two_different_payment_references_are_refused() -> None:
    means = (PaymentMeans(remittance="A"), PaymentMeans(remittance="B"))
    with pytest.raises(Unacceptable, match="BT-83"):
        cii.write(samples.export(payment=means))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(invoices())
def test_every_term_of_any_invoice_comes_back_from_a_document_that_the_schema_accepts(invoice: Invoice) -> None:
    xml = cii.write(invoice)
    assert cii.read(xml) == invoice
    assert findings(xml, "cii-xsd") == []


def test_signs_that_xml_means_something_by_come_back() -> None:
    signs = "a < b & \"c\" > 'd' ]]> &amp; \t e\r\nf\rg"
    plan = Attachment(id="A", filename=signs, mime="text/csv", content=b"1", description=signs)
    invoice = samples.export(terms=signs, attachments=(plan,), tax_representative=None)
    assert cii.read(cii.write(invoice)) == invoice


def _accepted(count: int) -> None:
    for invoice in sound_invoices(count):
        xml = cii.write(invoice)
        assert cii.read(xml) == invoice
        assert findings(xml, "cii-xsd", "en16931-cii") == [], invoice.number


def test_invoices_of_every_shape_are_accepted_by_the_official_rules() -> None:
    _accepted(20)


@pytest.mark.slow
def test_many_more_invoices_are_accepted_by_the_official_rules() -> None:
    _accepted(400)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not well-formed"),
        (b"%PDF-1.7", "not well-formed"),
        (b"<Invoice/>", "root element is Invoice"),
        (b"\xff\xfe\x00", "not well-formed"),
    ],
)
def test_what_is_no_invoice_is_refused_in_words(data: bytes, said: str) -> None:
    with pytest.raises(Unacceptable, match=said):
        cii.read(data)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"20261102", b"2026-11-02", "2026-11-02"),
        (b">2613.64<", b">much<", "'much', which is not a number"),
        (b">2613.64<", b">1e999999<", "'1e999999', which is not a number"),
        (b">491.45<", b">4,91<", "'4,91', which is not a number"),
        (b">2613.64<", b">NaN<", "'NaN', which is not a number"),
        (b"SellerTradeParty", b"SalesTradeParty", r"seller\.name \(BT-27\) is missing"),
        (b"BilledQuantity", b"Quantity", r"lines\[0\]\.quantity \(BT-129\) is missing"),
    ],
)
def test_a_garbled_invoice_is_refused_and_the_place_named(old: bytes, new: bytes, said: str) -> None:
    with pytest.raises(Unacceptable, match=said):
        cii.read(cii.write(samples.french_invoice()).replace(old, new))


def test_no_file_of_this_machine_is_read_into_an_invoice(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    doctype = f'<!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'.encode()
    xml = cii.write(samples.export(terms="TERMS"))
    declaration, _, body = xml.partition(b"\n")
    hostile = declaration + doctype + body.replace(b"TERMS", b"&s;")
    assert b"&s;" in hostile
    with pytest.raises(Unacceptable) as refusal:
        cii.read(hostile)
    assert "document type" in str(refusal.value) and "the secret" not in str(refusal.value)


def test_file_names_are_safe_and_stay_apart() -> None:
    assert cii.filename(samples.french_invoice(), 7) == "FA-2026-0412.xml"
    assert cii.filename(samples.export(number="../2026/é 1"), 7) == "2026---1-7.xml"


def _text(xml: bytes, path: str) -> str | None:
    """The text of the only element at `path`, written without prefixes."""
    steps = "/".join(step if step == "*" else RAM + step for step in path.split("/"))
    (found,) = etree.fromstring(xml).iterfind(f".//{steps}")
    return found.text
