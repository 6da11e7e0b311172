"""The words, dates and numbers of the invoice page."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from einvoice.model import Address, Instalment, Note
from einvoice.page import LANGUAGES, page, title

from . import samples

NARROW, FIXED = "\u202f", "\u00a0"


def test_numbers_and_dates_are_written_as_the_language_writes_them() -> None:
    invoice = samples.french_invoice()
    assert page(invoice, "fr")["payable"] == ("Net à payer", f"2{NARROW}613,64{FIXED}€")
    assert page(invoice, "it")["payable"][1] == f"2.613,64{FIXED}€"
    assert page(invoice, "en")["payable"][1] == f"€{FIXED}2,613.64"
    assert dict(page(invoice, "fr")["facts"])["Échéance"] == "2 décembre 2026"
    assert dict(page(invoice, "it")["facts"])["Scadenza"] == "2 dicembre 2026"
    assert dict(page(invoice, "en")["facts"])["Due date"] == "2 December 2026"


def test_a_line_shows_its_discount_its_unit_and_its_base_quantity() -> None:
    lines = page(samples.french_invoice(), "fr")["lines"]
    assert lines[1]["details"] == [f"Remise fidélité 10{FIXED}%{FIXED}: −42,00"]
    assert (lines[2]["quantity"], lines[2]["unit"]) == ("7,5", "h")
    assert lines[3]["price"] == "18,9573"
    assert (lines[4]["price"], lines[4]["per"]) == ("4,80", "par 100")


def test_units_are_named_as_people_name_them() -> None:
    units = (("1", "DAY"), ("2", "DAY"), ("3", "C62"), ("31", "XPK"), ("1", "XBX"), ("6", "SET"))
    lines = tuple(samples.line(i, "X", number, "1", unit=unit) for i, (number, unit) in enumerate(units, 1))
    shown = [[line["unit"] for line in page(samples.build(lines), lang)["lines"]] for lang in ("en", "fr", "it")]
    assert shown == [
        ["day", "days", "", "packs", "box", "sets"],
        ["j", "j", "", "packs", "boîte", "lots"],
        ["giorno", "giorni", "", "conf.", "scatola", "set"],
    ]


def test_nobody_reads_the_code_of_a_unit_that_has_no_word() -> None:
    units = ("4L", "XYZ", "ZZZ", "brins")
    lines = tuple(samples.line(i, "X", "2", "1", unit=unit) for i, unit in enumerate(units, 1))
    assert [line["unit"] for line in page(samples.build(lines), "fr")["lines"]] == ["", "colis", "", "brins"]


def test_a_credit_note_says_what_it_credits_and_asks_for_no_payment() -> None:
    invoice = samples.french_credit_note()
    shown = page(invoice, "fr")
    assert title(invoice, "fr") == "Avoir AV-2026-0031"
    assert dict(shown["facts"])["Facture d'origine"] == "FA-2026-0412 du 2 novembre 2026"
    assert shown["payable"][0] == "Net en votre faveur"
    assert [page(invoice, language)["addressed"] for language in LANGUAGES] == ["Client", "Cliente", "Customer"]
    assert page(samples.french_invoice(), "fr")["addressed"] == "Facturé à"
    assert "Échéance" not in dict(shown["facts"])


def test_why_there_is_no_vat_stands_beside_the_rate() -> None:
    assert "283-2" in page(samples.reverse_charge(), "en")["taxes"][0]["reason"]
    silent = replace(samples.REVERSE, exemption_reason="")
    invoice = samples.build((samples.line(1, "X", "1", "9", silent),), vats=(silent,))
    assert page(invoice, "it")["taxes"][0]["reason"] == "Inversione contabile"


def test_vat_in_euros_stands_below_the_vat_of_a_foreign_currency() -> None:
    assert ("VAT in EUR", "0.00") in page(samples.foreign_currency(), "en")["totals"]


def test_instalments_replace_the_due_date() -> None:
    invoice = samples.french_credit_note(type_code="380")
    half = invoice.totals.payable / 2
    parts = tuple(Instalment(due=samples.DAY + timedelta(days=n), amount=half) for n in (60, 30))
    shown = page(replace(invoice, instalments=parts), "fr")
    assert shown["instalments"] == [("2 décembre 2026", "75,60"), ("1er janvier 2027", "75,60")]
    assert "Échéance" not in dict(shown["facts"])


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        (Address(line1="1 rue A", postcode="75001", city="Paris", country="FR"), ["1 rue A", "75001 Paris"]),
        (
            Address(line1="Via B 2", postcode="20121", city="Milano", subdivision="MI", country="IT"),
            ["Via B 2", "20121 Milano (MI)", "ITALIE"],
        ),
        (
            Address(line1="3 C St", city="Portland", subdivision="ME", postcode="04101", country="US"),
            ["3 C St", "Portland, ME 04101", "ÉTATS-UNIS"],
        ),
        (
            Address(line1="4 D Road", city="Leeds", postcode="LS1 1AA", country="GB"),
            ["4 D Road", "Leeds", "LS1 1AA", "ROYAUME-UNI"],
        ),
    ],
)
def test_an_address_looks_as_its_country_writes_it(address: Address, lines: list[str]) -> None:
    buyer = replace(samples.FRENCH_BUYER, address=address, contact=None)
    assert page(samples.export(buyer=buyer), "fr")["buyer"] == [buyer.name, *lines]


def test_legal_notes_stand_apart_and_notes_for_platforms_stand_nowhere() -> None:
    notes = (*samples.FRENCH_NOTES, Note(text="Merci !"), Note(text="B2B", subject="BAR"))
    shown = page(samples.export(notes=notes), "fr")
    assert shown["notes"] == ["Merci !"]
    assert len(shown["legal"]) == 3


def test_every_language_has_every_word() -> None:
    words: list[dict[str, Any]] = [page(samples.export(), language)["labels"] for language in LANGUAGES]
    assert all(word.keys() == words[0].keys() for word in words)
    assert all(all(word.values()) for word in words)
