"""France: what is owed, what the law adds, and which field to mend."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from einvoice import cii
from einvoice.countries import france
from einvoice.model import Attachment, Identifier, Invoice, Note, Party, Vat

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


FIELDS = {
    "a space in the number": (replace(INVOICE, number="FA 1"), "BR-FR-02_BT-1", "number"),
    "no note on penalties": (
        replace(INVOICE, notes=(INVOICE.notes[0], INVOICE.notes[2])),
        "BR-FR-05_BT-22_PMD",
        "notes",
    ),
    "no buyer's address": (_buyer(endpoint=None), "BR-FR-12_BT-49", "buyer.endpoint"),
    "another firm's SIRET": (
        _seller(identifiers=(Identifier(value="80123456800013", scheme="0009"),)),
        "BR-FR-09_BT-29",
        "seller.identifiers[0]",
    ),
    "an odd category": (_first_line(vat=Vat(category="B")), "BR-FR-15_BT-95_BT-151", "lines[0].vat.category"),
    "an odd rate": (_first_line(vat=Vat(category="S", rate=Decimal(19))), "BR-FR-16_BT-152", "lines[0].vat.rate"),
    "a prose attachment": (
        replace(INVOICE, attachments=(Attachment(id="1", description="photo"),)),
        "BR-FR-17_BT-123",
        "attachments[0].description",
    ),
    "a credit of nothing": (replace(CREDIT, preceding=()), "BR-FR-CO-05_BT-3", "preceding"),
    "due before its date": (
        replace(INVOICE, due_date=INVOICE.issue_date - timedelta(days=1)),
        "BR-FR-CO-07_BT-9",
        "due_date",
    ),
    "paid but owing": (
        replace(INVOICE, process="B2", totals=replace(INVOICE.totals, prepaid=INVOICE.totals.tax_inclusive)),
        "BR-FR-CO-09_BT-23-2",
        "totals.payable",
    ),
    "francs without euros": (replace(INVOICE, currency="CHF"), "BR-FR-CO-12_BT-5", "totals.tax_accounting"),
    "five decimals": (_first_line(quantity=Decimal("3.00001")), "BR-FR-DEC-02_BT-129", "lines[0].quantity"),
}


@pytest.mark.parametrize("case", FIELDS)
def test_a_fault_names_the_field_to_mend(case: str) -> None:
    invoice, rule, path = FIELDS[case]
    assert _codes(invoice) == {(rule, path)}


def test_a_fault_is_said_in_the_readers_language() -> None:
    dear = replace(INVOICE, due_date=date(2026, 10, 1))
    said = {language: france.check(dear, language)[0].message for language in ("en", "fr", "it", "de")}
    assert len(set(said.values())) == 4
    assert said["fr"] == "La date d'échéance (BT-9) 2026-10-01 précède la date de la facture (BT-2) 2026-11-02."
    assert all("2026-10-01" in message for message in said.values())


LAW = {
    "a mistyped SIREN": (
        _buyer(
            legal_id=Identifier(value="801234567", scheme="0002"),
            endpoint=Identifier(value="801234567", scheme="0225"),
        ),
        "SOLDE-FR-SIREN-DIGIT",
        "buyer.legal_id",
    ),
    "a mistyped SIRET": (
        _seller(identifiers=(Identifier(value="91234567500018", scheme="0009"),)),
        "SOLDE-FR-SIRET-DIGIT",
        "seller.identifiers[0]",
    ),
    "a buyer without SIREN": (_buyer(legal_id=None), "SOLDE-FR-BUYER-SIREN", "buyer.legal_id"),
    "an address of somebody else": (
        _buyer(endpoint=Identifier(value="912345675", scheme="0225")),
        "SOLDE-FR-ADDRESS",
        "buyer.endpoint",
    ),
    "a seller without SIREN, abroad": (
        samples.export(seller=replace(samples.FRENCH_SELLER, legal_id=None)),
        "SOLDE-FR-SELLER-SIREN",
        "seller.legal_id",
    ),
    "French VAT in francs": (
        replace(samples.consumer_invoice(), currency="CHF"),
        "SOLDE-FR-EURO",
        "totals.tax_accounting",
    ),
}


@pytest.mark.parametrize("case", LAW)
def test_the_law_asks_for_more_than_br_fr_tests(case: str) -> None:
    invoice, rule, path = LAW[case]
    assert _codes(invoice) == {(rule, path)}
    judges = DOMESTIC if rule != "SOLDE-FR-EURO" and invoice.buyer.address.country == "FR" else DOMESTIC[:2]
    assert findings(cii.write(invoice), *judges) == []


def test_abroad_only_the_sellers_own_numbers_are_looked_at() -> None:
    assert france.check(samples.export(process="", notes=(), number="n° 7")) == []


def _with_facts(invoice: Invoice, **facts: object) -> Invoice:
    return replace(invoice, national={"FR": facts})


def test_the_sellers_own_words_replace_the_statutory_ones() -> None:
    facts = {"recovery_fee": "60 euros.", "late_penalties": "12 % l'an.", "early_discount": "2 % à 8 jours."}
    whole = france.complete(_with_facts(replace(INVOICE, notes=()), **facts))
    assert {note.subject: note.text for note in whole.notes} == {
        "PMT": "60 euros.",
        "PMD": "12 % l'an.",
        "AAB": "2 % à 8 jours.",
    }
    assert france.check(whole) == []


def test_a_treatment_becomes_the_note_that_the_platform_reads() -> None:
    whole = france.complete(_with_facts(INVOICE, treatment="B2B"))
    assert [note.text for note in whole.notes if note.subject == "BAR"] == ["B2B"]
    assert france.check(whole) == []
    assert findings(cii.write(whole), *DOMESTIC) == []
    assert france.complete(whole) == whole


def test_a_department_of_the_buyer_is_reached_by_siret_and_routing_code() -> None:
    buyer = replace(samples.FRENCH_BUYER, legal_id=Identifier(value="80123456800013"), endpoint=None)
    whole = france.complete(_with_facts(replace(INVOICE, buyer=buyer), routing_code="ACHATS-2"))
    assert whole.buyer.endpoint == Identifier(value="801234568_80123456800013_ACHATS-2", scheme="0225")
    assert Identifier(value="ACHATS-2", scheme="0224") in whole.buyer.identifiers
    assert france.check(whole) == []
    assert findings(cii.write(whole), *DOMESTIC) == []


def test_a_buyer_may_have_chosen_an_address_with_a_suffix() -> None:
    whole = france.complete(_with_facts(_buyer(endpoint=None), address_suffix="FOURNISSEURS"))
    assert whole.buyer.endpoint == Identifier(value="801234568_FOURNISSEURS", scheme="0225")


def test_a_member_of_a_vat_group_says_so_and_names_the_group() -> None:
    member = france.complete(_with_facts(INVOICE, vat_group="732 829 320"))
    assert Identifier(value="732829320", scheme="0231") in member.seller.identifiers
    assert _codes(member) == {("BR-FR-CO-15_BT-29-1", "tax_representative.vat_id")}
    group = Party(name="Groupe du Rhône SA", vat_id="FR44732829320", address=samples.FRENCH_SELLER.address)
    whole = replace(member, tax_representative=group)
    assert france.check(whole) == []
    assert findings(cii.write(whole), *DOMESTIC) == []


@pytest.mark.parametrize("facts", [{"traitement": "B2B"}, {"treatment": "B2G"}])
def test_unknown_french_facts_are_a_fault(facts: dict[str, str]) -> None:
    strange = _with_facts(INVOICE, **facts)
    (fault,) = france.check(strange)
    assert (fault.code, fault.path) == ("SOLDE-FR-BLOCK", "national.FR")
    assert next(iter(facts)) in fault.message
    assert france.complete(strange).national == strange.national


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
