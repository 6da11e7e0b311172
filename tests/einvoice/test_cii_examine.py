"""Looking at other people's invoices: what is missing is told from what is zero, and nothing brings the reader down."""

from collections.abc import Callable, Iterator
from datetime import date
from random import Random
from typing import Any, get_args

import msgspec
import pytest
from lxml import etree
from lxml.etree import _Element
from msgspec.structs import replace

from einvoice import cii
from einvoice.faults import Unacceptable
from einvoice.mandatory import TERMS
from einvoice.model import Invoice, Party, PaymentMeans
from einvoice.reading import Reading

from . import samples
from .generator import sound_invoices

RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"


def without(invoice: Invoice, path: str) -> Reading:
    """What is found when the first element at `path` (local names) is taken out of the document."""
    root = etree.fromstring(cii.write(invoice))
    target = next(root.iterfind(".//" + "/".join(RAM + step for step in path.split("/"))))
    parent = target.getparent()
    assert parent is not None
    parent.remove(target)
    return cii.examine(etree.tostring(root))


@pytest.mark.parametrize(
    ("taken", "path"),
    [
        ("GuidelineSpecifiedDocumentContextParameter", "specification"),
        ("IssueDateTime", "issue_date"),
        ("SellerTradeParty/Name", "seller.name"),
        ("SellerTradeParty/PostalTradeAddress", "seller.address"),
        ("BuyerTradeParty/PostalTradeAddress", "buyer.address"),
        ("InvoiceCurrencyCode", "currency"),
        ("SpecifiedTradeSettlementPaymentMeans/TypeCode", "payment[0].code"),
        ("SpecifiedTradeSettlementHeaderMonetarySummation/LineTotalAmount", "totals.lines"),
        ("TaxBasisTotalAmount", "totals.tax_exclusive"),
        ("TaxTotalAmount", "totals.tax"),
        ("GrandTotalAmount", "totals.tax_inclusive"),
        ("DuePayableAmount", "totals.payable"),
        ("AllowanceTotalAmount", "totals.allowances"),
        ("ChargeTotalAmount", "totals.charges"),
        ("TotalPrepaidAmount", "totals.prepaid"),
        ("ApplicableHeaderTradeSettlement/ApplicableTradeTax/BasisAmount", "taxes[0].base"),
        ("ApplicableHeaderTradeSettlement/ApplicableTradeTax/CalculatedAmount", "taxes[0].tax"),
        ("ApplicableHeaderTradeSettlement/ApplicableTradeTax/RateApplicablePercent", "taxes[0].vat.rate"),
        ("ApplicableHeaderTradeSettlement/SpecifiedTradeAllowanceCharge/ActualAmount", "allowances[0].amount"),
        ("SpecifiedTradeAllowanceCharge/CategoryTradeTax", "allowances[0].vat.category"),
        ("AssociatedDocumentLineDocument/LineID", "lines[0].id"),
        ("SpecifiedTradeProduct/Name", "lines[0].name"),
        ("BilledQuantity", "lines[0].quantity"),
        ("NetPriceProductTradePrice", "lines[0].price"),
        ("SpecifiedLineTradeSettlement/ApplicableTradeTax/RateApplicablePercent", "lines[0].vat.rate"),
        ("SpecifiedLineTradeSettlement/ApplicableTradeTax", "lines[0].vat.category"),
        ("SpecifiedTradeSettlementLineMonetarySummation", "lines[0].net"),
        ("SpecifiedLineTradeSettlement/SpecifiedTradeAllowanceCharge/ActualAmount", "lines[1].allowances[0].amount"),
        ("IncludedNote/Content", "notes[0].text"),
    ],
)
def test_what_is_taken_out_is_absent(taken: str, path: str) -> None:
    whole = cii.examine(cii.write(samples.french_invoice()))
    found = without(samples.french_invoice(), taken)
    assert path not in whole.absent and path in found.absent
    assert found.faults == ()


def test_an_invoice_of_which_everything_is_there_lacks_only_the_sums_of_nothing() -> None:
    reading = cii.examine(cii.write(samples.export()))
    assert reading.absent == {"totals.allowances", "totals.charges", "totals.prepaid", "totals.rounding"}
    assert reading.invoice == samples.export()


def test_stand_ins_are_a_day_without_history_and_zero() -> None:
    assert without(samples.french_invoice(), "IssueDateTime").invoice.issue_date == date.min
    assert without(samples.french_invoice(), "DuePayableAmount").invoice.totals.payable == 0


def test_payee_and_representative_have_names_too() -> None:
    agent = Party(name="Vertretung", vat_id="DE136695976", address=samples.GERMAN_BUYER.address)
    invoice = samples.french_invoice(payee=Party(name="Factor"), tax_representative=agent)
    assert "payee.name" in without(invoice, "PayeeTradeParty/Name").absent
    assert "tax_representative.name" in without(invoice, "SellerTaxRepresentativeTradeParty/Name").absent
    assert (
        "tax_representative.address" in without(invoice, "SellerTaxRepresentativeTradeParty/PostalTradeAddress").absent
    )


def test_read_refuses_what_has_no_honest_stand_in_and_names_the_term() -> None:
    root = etree.fromstring(cii.write(samples.french_invoice()))
    for tag in ("DuePayableAmount", "BilledQuantity", "TaxTotalAmount", "TotalPrepaidAmount"):
        for target in list(root.iter(RAM + tag))[:1]:
            target.getparent().remove(target)  # type: ignore[union-attr]
    with pytest.raises(Unacceptable) as refusal:
        cii.read(etree.tostring(root))
    assert [(fault.path, fault.message) for fault in refusal.value.faults] == [
        ("lines[0].quantity", "lines[0].quantity (BT-129) is missing"),
        ("lines[0].unit", "lines[0].unit (BT-130) is missing"),
        ("totals.payable", "totals.payable (BT-115) is missing"),
    ]


def test_a_rate_is_asked_for_except_outside_the_scope_of_vat() -> None:
    with pytest.raises(Unacceptable, match=r"lines\[0\]\.vat\.rate \(BT-152\)"):
        cii.read(cii.write(samples.export()).replace(b"<ram:RateApplicablePercent>0</ram:RateApplicablePercent>", b""))
    outside = cii.write(samples.export()).replace(b"CategoryCode>G<", b"CategoryCode>O<")
    outside = outside.replace(b"<ram:RateApplicablePercent>0</ram:RateApplicablePercent>", b"")
    assert "lines[0].vat.rate" in cii.examine(outside).absent
    assert cii.read(outside).lines[0].vat.rate == 0


@pytest.mark.parametrize(
    ("old", "new", "path", "said"),
    [
        (b'format="102">20261102', b'format="203">202611021200', "issue_date", "date format '203'"),
        (b'format="102">20261102', b">20261102", "issue_date", "date format ''"),
        (b'format="102">20261202', b'format="102">20261302', "due_date", "not a day"),
        (b'currencyID="EUR">491.45', b">491.45", "totals.tax", "does not say its currency"),
        (b">491.45<", b"><", "totals.tax", "not a number"),
        (b">18.9573<", b">18,9573<", "lines[3].price", "not a number"),
        (
            b">10</ram:CalculationPercent",
            b">ten</ram:CalculationPercent",
            "lines[1].allowances[0].percent",
            "not a number",
        ),
    ],
)
def test_what_cannot_be_read_is_a_fault_at_its_place_and_the_rest_is_read(
    old: bytes, new: bytes, path: str, said: str
) -> None:
    xml = cii.write(samples.french_invoice())
    assert old in xml
    reading = cii.examine(xml.replace(old, new, 1))
    assert [fault.path for fault in reading.faults] == [path]
    assert said in reading.faults[0].message
    assert path in reading.absent
    assert reading.invoice.seller == samples.FRENCH_SELLER


def test_a_tax_point_code_of_the_other_list_is_told() -> None:
    xml = cii.write(samples.export(tax_point_code="35"))
    assert b"<ram:DueDateTypeCode>29</ram:DueDateTypeCode>" in xml
    assert cii.examine(xml).invoice.tax_point_code == "35"
    reading = cii.examine(xml.replace(b"DueDateTypeCode>29<", b"DueDateTypeCode>35<"))
    assert [fault.path for fault in reading.faults] == ["tax_point_code"]


def test_white_space_around_codes_goes_and_in_texts_stays() -> None:
    invoice = samples.export(terms="  sofort ")
    xml = cii.write(invoice).replace(b">FA-2026-0415<", b">\n FA-2026-0415\t<", 1).replace(b">EUR<", b"> EUR <")
    assert cii.read(xml) == invoice


def test_remittance_without_means_of_payment_is_kept() -> None:
    invoice = samples.export(payment=(PaymentMeans(code="", remittance="RF18539007547034", mandate="M-1"),))
    xml = cii.write(invoice)
    assert b"SpecifiedTradeSettlementPaymentMeans" not in xml
    assert cii.read(xml) == invoice


def test_means_without_a_code_are_not_taken_for_a_transfer() -> None:
    reading = without(samples.french_invoice(), "SpecifiedTradeSettlementPaymentMeans/TypeCode")
    assert reading.invoice.payment == (replace(samples.BANK, code=""),)


def _leaves(root: _Element) -> Iterator[_Element]:
    return (element for element in root.iter() if len(element) == 0)


def _take(element: _Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _blank(element: _Element) -> None:
    element.text = " "


def _garble(element: _Element) -> None:
    element.text = "?\N{SNOWMAN}--"
    for name in element.attrib:
        element.set(name, "?")


def _nest(element: _Element) -> None:
    element.text = ""
    etree.SubElement(element, element.tag).text = "1"


@pytest.mark.parametrize("harm", [_take, _blank, _garble, _nest])
def test_no_harm_to_any_element_brings_the_reader_down(harm: Callable[[_Element], None]) -> None:
    whole = max((cii.write(invoice) for invoice in sound_invoices(12)), key=lambda xml: len({*xml.split(b"<")}))
    count = sum(1 for _ in etree.fromstring(whole).iter())
    for place in range(1, min(count, 400)):
        root = etree.fromstring(whole)
        harm(list(root.iter())[place])
        xml = etree.tostring(root)
        reading = cii.examine(xml)
        assert isinstance(reading.invoice, Invoice)
        if reading.faults:
            with pytest.raises(Unacceptable):
                cii.read(xml)


def test_a_harmed_document_is_refused_or_written_and_then_changes_no_more() -> None:
    random = Random(7)
    for invoice in sound_invoices(40, seed=3):
        root = etree.fromstring(cii.write(invoice))
        for element in random.sample(list(_leaves(root)), 5):
            random.choice((_take, _garble, _blank))(element)
        found = cii.examine(etree.tostring(root)).invoice
        try:
            again = cii.write(found)
        except Unacceptable as refusal:
            assert refusal.faults
        else:
            once = cii.examine(again).invoice
            assert cii.examine(cii.write(once)).invoice == once


def test_the_terms_that_read_asks_for_exist_in_the_model() -> None:
    for path in TERMS:
        kind: Any = Invoice
        for name in path.split("."):
            kind = _inner({field.name: field.type for field in msgspec.structs.fields(kind)}[name])


def _inner(kind: Any) -> Any:
    """`Line` of `tuple[Line, ...]`, `Party` of `Party | None`."""
    inner = [each for each in get_args(kind) if each not in (type(None), ...)]
    return inner[0] if inner else kind
