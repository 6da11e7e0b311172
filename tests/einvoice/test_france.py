"""France: what is owed, what the law adds, and which field to mend."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from einvoice import cii
from einvoice.countries import france
from einvoice.model import Attachment, Identifier, Invoice, Note, Party, Reference, Vat

from . import samples
from .official import findings

INVOICE = samples.french_invoice()
CREDIT = samples.french_credit_note()
DOMESTIC = ("cii-xsd", "en16931-cii", "br-fr-cii")


def _codes(invoice: Invoice) -> set[tuple[str, str]]:
    return {(fault.code, fault.path) for fault in france.check(invoice)}


def _buyer(**changes: object) -> Invoice:
    return replace(INVOICE, buyer=replace(INVOICE.buyer, **changes))


def _seller(**changes: object) -> Invoice:
    return replace(INVOICE, seller=replace(INVOICE.seller, **changes))


def _first_line(**changes: object) -> Invoice:
    return replace(INVOICE, lines=(replace(INVOICE.lines[0], **changes), *INVOICE.lines[1:]))


@pytest.mark.parametrize(
    ("buyer", "rules"),
    [
        (samples.FRENCH_BUYER, DOMESTIC),
        (samples.CONSUMER, DOMESTIC[:2]),
        (samples.GERMAN_BUYER, DOMESTIC[:2]),
        (samples.AMERICAN_BUYER, DOMESTIC[:2]),
    ],
)
def test_a_french_seller_owes_every_buyer_a_factur_x(buyer: Party, rules: tuple[str, ...]) -> None:
    (owed,) = france.obligations(samples.FRENCH_SELLER, buyer, "380", samples.DAY)
    assert (owed.format, owed.country, owed.rules) == ("facturx", "FR", rules)


def test_the_french_rules_hold_from_the_day_of_the_reform() -> None:
    parties = (samples.FRENCH_SELLER, samples.FRENCH_BUYER, "380")
    assert france.obligations(*parties, date(2026, 8, 31))[0].rules == DOMESTIC[:2]
    assert france.obligations(*parties, date(2026, 9, 1))[0].rules == DOMESTIC


def test_an_italian_seller_owes_france_nothing_here() -> None:
    assert france.obligations(samples.ITALIAN_SELLER, samples.FRENCH_BUYER, "380", samples.DAY) == []
    assert france.check(samples.italian_invoice()) == []
    assert france.complete(samples.italian_invoice()) == samples.italian_invoice()


@pytest.mark.parametrize("name", samples.all_french())
def test_good_invoices_have_no_faults(name: str) -> None:
    assert france.check(samples.all_french()[name]) == []


BROKEN = {
    "a space in the number": (replace(INVOICE, number="FA 1"), "BR-FR-02", "number"),
    "a long number": (replace(INVOICE, number="F" * 36), "BR-FR-01", "number"),
    "an odd type": (replace(INVOICE, type_code="325"), "BR-FR-04", "type_code"),
    "no notes": (replace(INVOICE, notes=()), "BR-FR-05", "notes"),
    "a note twice": (replace(INVOICE, notes=INVOICE.notes + INVOICE.notes[:1]), "BR-FR-06", "notes"),
    "an odd frame": (replace(INVOICE, process="X1"), "BR-FR-08", "process"),
    "no seller's SIREN": (_seller(legal_id=None), "BR-FR-10", "seller.legal_id"),
    "no buyer's address": (_buyer(endpoint=None), "BR-FR-12", "buyer.endpoint"),
    "no seller's address": (_seller(endpoint=None), "BR-FR-13", "seller.endpoint"),
    "odd address": (
        _buyer(endpoint=Identifier(value="801234568 x", scheme="0225")),
        "BR-FR-23",
        "buyer.endpoint",
    ),
    "another firm's SIRET": (
        _seller(identifiers=(Identifier(value="80123456800013", scheme="0009"),)),
        "BR-FR-09",
        "seller.identifiers[0]",
    ),
    "an odd category": (
        _first_line(vat=Vat(category="L", rate=Decimal(20))),
        "BR-FR-15",
        "lines[0].vat.category",
    ),
    "an odd rate": (_first_line(vat=Vat(category="S", rate=Decimal(19))), "BR-FR-16", "lines[0].vat.rate"),
    "an odd attachment": (
        replace(
            INVOICE, attachments=(Attachment(id="1", filename="a", mime="text/csv", content=b"", description="x"),)
        ),
        "BR-FR-17",
        "attachments[0].description",
    ),
    "a credit of nothing": (replace(CREDIT, preceding=()), "BR-FR-CO-05", "preceding"),
    "a credit without a date": (
        replace(CREDIT, preceding=(Reference(number="FA-1"),)),
        "BR-FR-CO-05",
        "preceding",
    ),
    "a correction of nothing": (replace(INVOICE, type_code="384"), "BR-FR-CO-04", "preceding"),
    "due before its date": (
        replace(INVOICE, due_date=INVOICE.issue_date - timedelta(days=1)),
        "BR-FR-CO-07",
        "due_date",
    ),
    "paid but owing": (replace(INVOICE, process="B2"), "BR-FR-CO-09", "totals.prepaid"),
    "francs without euros": (replace(INVOICE, currency="CHF"), "BR-FR-CO-12", "totals.tax_accounting"),
    "five decimals": (_first_line(quantity=Decimal("3.00001")), "BR-FR-DEC-02", "lines[0].quantity"),
    "seven decimals": (_first_line(price=Decimal("1.0000001")), "BR-FR-DEC-03", "lines[0].price"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_fault_names_the_rule_and_the_field_and_the_official_rules_agree(case: str) -> None:
    invoice, rule, path = BROKEN[case]
    assert _codes(invoice) == {(rule, path)}
    assert any(found.startswith(rule) for found in findings(cii.write(invoice), "br-fr-cii"))


def test_a_business_buyer_needs_a_siren_and_is_reached_by_it() -> None:
    assert ("BR-FR-11", "buyer.legal_id") in _codes(_buyer(legal_id=None))
    wrong = Identifier(value="801234567", scheme="0002")
    assert ("BR-FR-11", "buyer.legal_id") in _codes(_buyer(legal_id=wrong))
    elsewhere = Identifier(value="912345675", scheme="0225")
    assert _codes(_buyer(endpoint=elsewhere)) == {("BR-FR-21", "buyer.endpoint")}


def test_abroad_only_the_sellers_own_numbers_are_looked_at() -> None:
    invoice = samples.export(process="", notes=(), number="n° 7")
    assert france.check(invoice) == []
    nameless = replace(invoice, seller=replace(invoice.seller, legal_id=None))
    assert _codes(nameless) == {("BR-FR-10", "seller.legal_id")}


def test_what_the_law_fixes_is_filled_in_and_the_result_is_accepted() -> None:
    seller = replace(samples.FRENCH_SELLER, legal_id=Identifier(value="912 345 675 00017"), endpoint=None)
    buyer = replace(samples.FRENCH_BUYER, legal_id=Identifier(value="801234568"), endpoint=None)
    bare = samples.build(
        (samples.line(1, "Conseil", "2", "450", unit="DAY"),),
        seller=replace(seller, identifiers=()),
        buyer=buyer,
    )
    assert france.check(bare) != []
    whole = france.complete(bare)
    assert whole.seller.legal_id == Identifier(value="912345675", scheme="0002")
    assert whole.seller.identifiers == (Identifier(value="91234567500017", scheme="0009"),)
    assert whole.seller.endpoint == Identifier(value="912345675", scheme="0225")
    assert whole.buyer.endpoint == Identifier(value="801234568", scheme="0225")
    assert whole.process == "S1"
    assert [note.subject for note in whole.notes] == ["PMT", "PMD", "AAB"]
    assert france.check(whole) == []
    assert findings(cii.write(whole), *DOMESTIC) == []
    assert france.complete(whole) == whole


def test_what_the_erp_says_is_kept() -> None:
    own = (Note(subject="PMD", text="Pénalités : 12 % l'an."),)
    invoice = replace(INVOICE, notes=own, process="B4")
    whole = france.complete(invoice)
    assert [note.text for note in whole.notes if note.subject == "PMD"] == [own[0].text]
    assert whole.process == "B4"
    assert whole.seller == invoice.seller


@pytest.mark.parametrize(("units", "frame"), [(("C62", "KGM"), "B1"), (("HUR", "DAY"), "S1"), (("C62", "HUR"), "M1")])
def test_the_frame_follows_what_is_sold(units: tuple[str, ...], frame: str) -> None:
    lines = tuple(samples.line(i, "X", "1", "10", unit=unit) for i, unit in enumerate(units, 1))
    assert france.complete(samples.build(lines)).process == frame


def test_a_consumer_gets_no_notes_about_business_law() -> None:
    assert france.complete(samples.consumer_invoice(notes=())).notes == ()


def test_a_siren_is_never_guessed_from_a_vat_number() -> None:
    invoice = _buyer(legal_id=None, endpoint=None)
    assert france.complete(invoice).buyer.legal_id is None
