"""Germany: what is owed and since when, what XRechnung fixes, and which field to mend."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from einvoice import emission
from einvoice.artefacts import Artefacts, default_folder
from einvoice.countries import country, germany
from einvoice.countries.germany.leitweg import is_valid
from einvoice.emission import emit
from einvoice.faults import errors
from einvoice.judges import Judges
from einvoice.model import Address, Contact, Identifier, Invoice, Party, PaymentMeans
from einvoice.parsing import local, parse

from . import samples
from .germany_stories import AUTHORITY, FIRM, SELLER, SOUND

DAY = samples.DAY
BARE = replace(SOUND, specification="", process="", terms="")


@pytest.fixture(scope="module")
def judges() -> Iterator[Judges]:
    if faults := Artefacts(default_folder()).verify():
        pytest.skip(faults[0].message)
    with Judges(Artefacts(default_folder())) as shared:
        yield shared


def _formats(buyer: Party, on: date = DAY, **facts: object) -> list[str]:
    return [owed.format for owed in germany.obligations(SELLER, buyer, "380", on, facts)]


def _codes(invoice: Invoice) -> set[tuple[str, str]]:
    return {(fault.code, fault.path) for fault in germany.check(invoice)}


def test_public_bodies_take_xrechnung_since_november_2020() -> None:
    assert _formats(AUTHORITY) == ["xrechnung-ubl"]
    assert _formats(AUTHORITY, date(2020, 11, 27)) == ["xrechnung-ubl"]
    assert _formats(AUTHORITY, date(2020, 11, 26)) == []
    assert _formats(AUTHORITY, document="xrechnung-cii") == ["xrechnung-cii"]
    assert _formats(AUTHORITY, document="facturx") == ["xrechnung-ubl"], "they take XRechnung alone"


def test_a_leitweg_id_makes_a_public_body() -> None:
    unmarked = replace(AUTHORITY, public_body=False)
    assert _formats(unmarked) == ["xrechnung-ubl"]
    assert _formats(FIRM, leitweg_id="04011000-12345-03") == ["xrechnung-ubl"]


def test_businesses_take_e_invoices_since_2025() -> None:
    assert _formats(FIRM) == ["facturx"]
    assert _formats(FIRM, date(2024, 12, 31)) == []
    assert _formats(FIRM, document="xrechnung-ubl") == ["xrechnung-ubl"]
    (owed,) = germany.obligations(SELLER, FIRM, "380", DAY)
    assert owed.rules == ("cii-xsd", "en16931-cii")
    assert "2027" in owed.reason and "§ 27 (38) UStG" in owed.source


def test_consumers_and_buyers_abroad_are_owed_nothing() -> None:
    assert _formats(replace(FIRM, consumer=True)) == []
    assert _formats(samples.FRENCH_BUYER) == []
    assert germany.obligations(samples.FRENCH_SELLER, FIRM, "380", DAY) == []
    assert germany.check(samples.intra_community()) == []
    assert germany.complete(samples.intra_community()) == samples.intra_community()


def test_germany_is_found_and_sees_the_sellers_choice() -> None:
    assert country("DE") is germany
    owed = emission.obligations(SELLER, AUTHORITY, "380", DAY, {"DE": {"document": "xrechnung-cii"}})
    assert [one.format for one in owed] == ["xrechnung-cii"]
    unreadable = emission.obligations(SELLER, AUTHORITY, "380", DAY, {"DE": {"format": "pdf"}})
    assert [one.format for one in unreadable] == ["xrechnung-ubl"]


def test_the_leitweg_id_is_the_buyers_reference_and_address() -> None:
    nowhere = replace(AUTHORITY, endpoint=None)
    given = replace(BARE, buyer=nowhere, buyer_reference="", national={"DE": {"leitweg_id": "991-33333TEST-33"}})
    whole = germany.complete(given)
    assert whole.buyer_reference == "991-33333TEST-33"
    assert whole.buyer.endpoint == Identifier(value="991-33333TEST-33", scheme="0204")
    addressed = germany.complete(replace(BARE, buyer_reference=""))
    assert addressed.buyer_reference == "04011000-12345-03"
    assert germany.check(whole) == germany.check(addressed) == []
    assert germany.complete(whole) == whole


def test_an_e_mail_address_is_an_electronic_address() -> None:
    seller = replace(SELLER, endpoint=None)
    buyer = replace(FIRM, endpoint=None, contact=Contact(email="rechnung@kuestenbau.example"))
    given = replace(BARE, seller=seller, buyer=buyer, buyer_reference="K-4711")
    whole = germany.complete(replace(given, national={"DE": {"document": "xrechnung-ubl"}}))
    assert whole.seller.endpoint == Identifier(value="rechnung@nordlicht.example", scheme="EM")
    assert whole.buyer.endpoint == Identifier(value="rechnung@kuestenbau.example", scheme="EM")
    assert germany.check(whole) == []
    assert germany.complete(given).buyer.endpoint is None, "a Factur-X does not ask for it"


def test_cash_discount_is_written_as_xrechnung_wants_it() -> None:
    facts = {"skonto_days": "14", "skonto_percent": "2"}
    whole = germany.complete(replace(BARE, terms="30 Tage netto.", national={"DE": facts}))
    assert whole.terms == "30 Tage netto.\n#SKONTO#TAGE=14#PROZENT=2.00#\n"
    assert germany.check(whole) == []
    assert germany.complete(whole) == whole
    part = germany.complete(replace(BARE, national={"DE": {**facts, "skonto_base": Decimal("2450")}}))
    assert part.terms == "#SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=2450.00#\n"
    assert germany.check(part) == []


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("04011000-12345-03", True),
        ("04011000-1234512345-06", True),
        ("991-33333TEST-33", True),
        ("991-33333test-33", True),
        ("04011000-12345-30", False),
        ("04011000-12354-03", False),
        ("0401100012345-03", False),
        ("1-12345-03", False),
        ("K-4711", False),
        ("", False),
    ],
)
def test_the_check_digits_of_a_leitweg_id(text: str, right: bool) -> None:
    assert is_valid(text) is right


def test_a_mistyped_leitweg_id_stops_the_invoice_and_another_reference_warns() -> None:
    mistyped = replace(SOUND, buyer_reference="04011000-12345-30")
    assert _codes(mistyped) == {("SOLDE-DE-LEITWEG-DIGITS", "buyer_reference")}
    (fault,) = germany.check(replace(SOUND, buyer_reference="Schulbau 7"), "de")
    assert (fault.code, fault.severity) == ("SOLDE-DE-LEITWEG", "warning")
    assert "keine Leitweg-ID" in fault.message
    firm = replace(SOUND, buyer=FIRM, buyer_reference="K-4711", national={"DE": {"document": "xrechnung-cii"}})
    assert germany.check(firm) == []


FIELDS = {
    "no telephone": (
        replace(SOUND, seller=replace(SELLER, contact=Contact(name="W. Jansen", email="w@nordlicht.example"))),
        {("BR-DE-6", "seller.contact.phone"), ("BR-DE-27", "seller.contact.phone")},
    ),
    "no city": (
        replace(SOUND, buyer=replace(AUTHORITY, address=Address(postcode="28195", country="DE"))),
        {("BR-DE-8", "buyer.address.city")},
    ),
    "no account": (
        replace(SOUND, payment=(PaymentMeans(code="30"),)),
        {("BR-DE-23-a", "payment[0].iban")},
    ),
    "no reference": (replace(SOUND, buyer_reference=""), {("BR-DE-15", "buyer_reference")}),
}


@pytest.mark.parametrize("case", FIELDS)
def test_a_fault_names_the_field_to_mend(case: str) -> None:
    invoice, expected = FIELDS[case]
    assert _codes(invoice) == expected


def test_unknown_german_facts_are_a_fault() -> None:
    (fault,) = germany.check(replace(SOUND, national={"DE": {"leitwegid": "x"}}))
    assert (fault.code, fault.path) == ("SOLDE-DE-BLOCK", "national.DE")
    assert "leitwegid" in fault.message


@pytest.mark.parametrize(("facts", "root"), [({}, "Invoice"), ({"document": "xrechnung-cii"}, "CrossIndustryInvoice")])
def test_an_invoice_to_a_public_body_leaves_as_xrechnung(judges: Judges, facts: dict[str, str], root: str) -> None:
    seller, buyer = replace(SELLER, endpoint=None), replace(AUTHORITY, endpoint=None)
    invoice = replace(BARE, seller=seller, buyer=buyer, national={"DE": facts})
    (owed,) = emission.obligations(seller, buyer, "380", DAY, invoice.national)
    one = emit(invoice, owed, judges, 1)
    assert one.faults == () and one.notes == ()
    assert local(parse(one.content)) == root
    assert one.checked_by[-1].startswith("KoSIT XRechnung")


def test_a_credit_note_to_a_public_body_asks_for_no_payment_and_is_accepted(judges: Judges) -> None:
    credit = replace(BARE, type_code="381", preceding=(samples.french_credit_note().preceding))
    (owed,) = emission.obligations(SELLER, AUTHORITY, "381", DAY)
    one = emit(credit, owed, judges, 1)
    assert one.faults == ()
    assert local(parse(one.content)) == "CreditNote"
    assert b"DE89370400440532013000" not in one.content


def test_an_invoice_to_a_business_leaves_as_a_page_with_its_xml(judges: Judges) -> None:
    invoice = replace(BARE, buyer=FIRM, buyer_reference="")
    (owed,) = emission.obligations(SELLER, FIRM, "380", DAY)
    one = emit(invoice, owed, judges, 1, "de")
    assert errors(list(one.faults)) == []
    assert one.content.startswith(b"%PDF-")
    assert "CEN EN16931-CII 1.3.16" in one.checked_by
