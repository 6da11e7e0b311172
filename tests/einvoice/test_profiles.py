"""The profiles of Factur-X: each says what it can, says which it is, and is accepted by its own rules."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pikepdf
import pytest
from lxml import etree
from msgspec.structs import replace

from einvoice import cii, facturx
from einvoice.cii.profiles import PROFILES, profile_named
from einvoice.faults import Unacceptable
from einvoice.model import Identifier, Instalment, Invoice

from . import samples
from .generator import sound_invoices
from .official import findings

FX = {"fx": "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"}
RULES = {
    "MINIMUM": "facturx-minimum",
    "BASIC WL": "facturx-basicwl",
    "BASIC": "facturx-basic",
    "EN 16931": "facturx-en16931",
    "EXTENDED": "facturx-extended",
}


@dataclass
class Said:
    """A document in one profile and what its rules find, warnings apart."""

    invoice: Invoice
    faults: list[str]


def _judged(profile: str, count: int) -> Iterator[Said]:
    for invoice in [*samples.all_french().values(), *sound_invoices(count)]:
        if profile in ("BASIC", "BASIC WL") and invoice.totals.rounding:
            continue  # refused: see below
        if any(vat.vat.category == "B" for vat in invoice.taxes):
            continue  # Factur-X 1.09 has no category B (split payment)
        if profile == "MINIMUM" and not (invoice.seller.vat_id or invoice.seller.legal_id):
            continue  # BR-CO-26: MINIMUM has no other number of the seller
        if profile == "EXTENDED" and invoice.currency == "JPY":
            continue  # BR-FXEXT-S-09b reckons with cents also where the currency has none
        yield Said(invoice, findings(cii.write(invoice, profile), f"{RULES[profile]}-xsd", RULES[profile]))


@pytest.mark.parametrize("profile", RULES)
def test_every_profile_is_accepted_by_its_own_schema_and_rules(profile: str) -> None:
    _accepted(profile, 6)


@pytest.mark.slow
@pytest.mark.parametrize("profile", RULES)
def test_many_invoices_are_accepted_in_every_profile(profile: str) -> None:
    _accepted(profile, 200)


def _accepted(profile: str, count: int) -> None:
    seen = 0
    for said in _judged(profile, count):
        assert [fault for fault in said.faults if not _passing(fault)] == [], said.invoice.number
        seen += 1
    assert seen > count // 2


def _passing(fault: str) -> bool:
    """Two warnings: the schema asks for an empty delivery (PEPPOL-EN16931-R008), no day is stated (BR-FX-EN-04)."""
    return "Document MUST not contain empty elements" in fault or "invoice that is not a down payment" in fault


@pytest.mark.parametrize("profile", RULES)
def test_a_buyer_with_a_trading_name_and_a_codice_fiscale_is_accepted_in_every_profile(profile: str) -> None:
    invoice = samples.french_invoice()
    buyer = replace(invoice.buyer, trading_name="Au Bon Copeau", tax_registration="RSSMRA80A01F205X")
    document = cii.write(replace(invoice, buyer=buyer), profile)
    found = findings(document, f"{RULES[profile]}-xsd", RULES[profile])
    assert [fault for fault in found if not _passing(fault)] == []
    said = cii.examine(document).invoice.buyer
    assert said.tax_registration == ""
    assert said.trading_name == ("Au Bon Copeau" if profile in ("EN 16931", "EXTENDED") else "")


@pytest.mark.parametrize("profile", PROFILES)
def test_what_a_profile_does_not_lose_comes_back(profile: str) -> None:
    for invoice in samples.all_french().values():
        read = cii.examine(cii.write(invoice, profile)).invoice
        assert cii.lost(read, profile) == (["totals.lines"] if profile == "MINIMUM" else [])  # a number is always there
        if not cii.lost(invoice, profile):
            assert replace(read, specification="", process=invoice.process) == invoice


def test_lost_names_every_term_by_its_place() -> None:
    invoice = samples.french_invoice()
    assert cii.lost(invoice, "EN 16931") == []
    assert sorted(cii.lost(invoice, "BASIC")) == [
        "buyer.contact",
        "lines[0].description",
        "lines[1].allowances[0].base",
        "lines[1].allowances[0].percent",
        "lines[1].order_line",
        "lines[1].seller_item",
        "payment[0].account_name",
        "payment[0].bic",
        "sales_order",
        "seller.contact",
        "seller.legal_info",
    ]
    assert "lines" in cii.lost(invoice, "BASIC WL")
    assert {"lines", "taxes", "totals.lines", "due_date", "seller.address.city"} <= set(cii.lost(invoice, "MINIMUM"))


def test_what_en_16931_has_not_is_lost_in_every_profile() -> None:
    invoice = samples.consumer_invoice(national={"FR": {"frame": "B1"}})
    assert cii.lost(invoice, "EXTENDED") == ["buyer.consumer", "national"]


def test_each_profile_says_which_it_is_and_the_whole_standard_says_what_the_invoice_says() -> None:
    own = samples.export(specification="urn:cen.eu:en16931:2017#compliant#urn:example.org:cius")
    assert cii.read(cii.write(own)) == own
    for name, profile in PROFILES.items():
        assert profile.guideline.encode() in cii.write(own, name)
        assert b"example.org:cius" not in cii.write(own, name)
    with pytest.raises(ValueError, match="EXTENDED, XRECHNUNG"):
        cii.write(own, "COMFORT")


def test_an_xrechnung_has_germanys_identifiers() -> None:
    read = cii.read(cii.write(samples.export(process=""), "XRECHNUNG"))
    assert read.specification == "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
    assert read.process == "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
    assert cii.read(cii.write(samples.export(process="B1"), "XRECHNUNG")).process == "B1"


def test_instalments_are_several_terms_in_extended_and_a_line_of_text_elsewhere() -> None:
    due = samples.DAY + timedelta(days=30)
    parts = (
        Instalment(due=due, amount=Decimal(1000)),
        Instalment(due=due + timedelta(days=30), amount=Decimal("1613.64")),
    )
    invoice = samples.french_invoice(due_date=due, instalments=parts)
    extended = cii.write(invoice, "EXTENDED")
    assert extended.count(b"<ram:PartialPaymentAmount>") == 2
    for profile in ("BASIC WL", "BASIC", "EN 16931"):
        xml = cii.write(invoice, profile)
        assert b"PartialPaymentAmount" not in xml
        assert cii.examine(xml).invoice.instalments == parts
    assert replace(cii.read(extended), specification="") == invoice
    assert cii.lost(invoice, "EXTENDED") == cii.lost(invoice, "EN 16931") == []


def test_one_instalment_that_says_more_than_the_due_date_is_lost() -> None:
    invoice = samples.export()
    other = Instalment(due=samples.DAY, amount=Decimal(1))
    found = cii.lost(replace(invoice, instalments=(other,)), "EN 16931")
    assert found == ["instalments[0].amount", "instalments[0].due"]


def test_a_rounding_that_a_profile_cannot_say_is_refused_not_dropped() -> None:
    invoice = samples.export()
    totals = replace(invoice.totals, rounding=Decimal("0.01"), payable=invoice.totals.payable + Decimal("0.01"))
    with pytest.raises(Unacceptable, match="BT-114"):
        cii.write(replace(invoice, totals=totals), "BASIC")
    assert b"RoundingAmount" in cii.write(replace(invoice, totals=totals), "EN 16931")
    assert b"RoundingAmount" not in cii.write(replace(invoice, totals=totals), "MINIMUM")


@pytest.mark.parametrize("name", PROFILES)
def test_the_pdf_attaches_and_names_its_profile(name: str) -> None:
    profile = profile_named(name)
    data = facturx.write(samples.french_invoice(), profile=name)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        (spec,) = pdf.Root.AF
        assert profile.attachment == spec.UF
        assert spec.AFRelationship == f"/{profile.relationship}"
        xmp = etree.fromstring(pdf.Root.Metadata.read_bytes())
    assert xmp.findtext(".//fx:ConformanceLevel", namespaces=FX) == name
    assert xmp.findtext(".//fx:DocumentFileName", namespaces=FX) == profile.attachment
    assert facturx.examine(data).invoice.number == "FA-2026-0412"
    assert facturx.examine(data).invoice.specification == ("" if name == "EN 16931" else profile.guideline)
    with pytest.raises(ValueError, match="profile"):
        facturx.write(samples.french_invoice(), profile="EXTENDED-CTC-FR")


def test_a_logistics_charge_is_read_as_a_charge() -> None:
    xml = cii.write(samples.export(), "EXTENDED").replace(
        b"<ram:SpecifiedTradePaymentTerms>",
        b"<ram:SpecifiedLogisticsServiceCharge><ram:Description>Fret</ram:Description>"
        b"<ram:AppliedAmount>12.50</ram:AppliedAmount><ram:AppliedTradeTax><ram:TypeCode>VAT</ram:TypeCode>"
        b"<ram:CategoryCode>G</ram:CategoryCode><ram:RateApplicablePercent>0</ram:RateApplicablePercent>"
        b"</ram:AppliedTradeTax></ram:SpecifiedLogisticsServiceCharge><ram:SpecifiedTradePaymentTerms>",
        1,
    )
    (charge,) = cii.read(xml).allowances
    assert (charge.charge, charge.amount, charge.reason) == (True, Decimal("12.50"), "Fret")
    assert charge.vat is not None and charge.vat.category == "G"


def test_minimum_keeps_the_sellers_numbers() -> None:
    seller = replace(samples.FRENCH_SELLER, identifiers=(Identifier(value="x"),))
    read = cii.examine(cii.write(samples.french_invoice(seller=seller), "MINIMUM"))
    assert (read.invoice.seller.vat_id, read.invoice.seller.legal_id) == (seller.vat_id, seller.legal_id)
    assert {"lines", "taxes", "totals.lines"} <= read.absent
