"""The words, dates and numbers of the invoice page."""

import io
from datetime import timedelta
from decimal import Decimal

import pikepdf
import pytest
from lxml import etree
from msgspec.structs import replace

from einvoice import facturx
from einvoice.faults import Unacceptable
from einvoice.model import Address, Instalment, Invoice, Note, Period
from einvoice.page import LANGUAGES, Look, page, title
from einvoice.page.payment import transfer
from einvoice.page.words import labels

from . import gallery, samples

NARROW, FIXED = "\u202f", "\u00a0"


def test_numbers_and_dates_are_written_as_the_language_writes_them() -> None:
    invoice = samples.french_invoice()
    assert page(invoice, "fr")["payable"] == ("Net à payer", f"2{NARROW}613,64{FIXED}€")
    assert page(invoice, "it")["payable"][1] == f"2.613,64{FIXED}€"
    assert page(invoice, "en")["payable"][1] == f"€{FIXED}2,613.64"
    assert page(invoice, "de")["payable"][1] == f"2.613,64{FIXED}€"
    assert dict(page(invoice, "fr")["facts"])["Échéance"] == "2 décembre 2026"
    assert dict(page(invoice, "it")["facts"])["Scadenza"] == "2 dicembre 2026"
    assert dict(page(invoice, "en")["facts"])["Due date"] == "2 December 2026"
    assert dict(page(invoice, "de")["facts"])["Fällig am"] == "2. Dezember 2026"


def test_a_line_shows_its_discount_its_unit_and_its_base_quantity() -> None:
    lines = page(samples.french_invoice(), "fr")["lines"]
    assert lines[1]["details"] == ["Ligne de commande 2", f"Remise fidélité 10{FIXED}%{FIXED}: −42,00"]
    assert (lines[2]["quantity"], lines[2]["unit"]) == ("7,5", "h")
    assert lines[3]["price"] == "18,9573"
    assert (lines[4]["price"], lines[4]["per"]) == ("4,80", "par 100")


def test_units_are_named_as_people_name_them() -> None:
    units = (("1", "DAY"), ("2", "DAY"), ("3", "C62"), ("31", "XPK"), ("1", "XBX"), ("6", "SET"))
    lines = tuple(samples.line(i, "X", number, "1", unit=unit) for i, (number, unit) in enumerate(units, 1))
    languages = ("en", "fr", "it", "de")
    shown = [[line["unit"] for line in page(samples.build(lines), lang)["lines"]] for lang in languages]
    assert shown == [
        ["day", "days", "", "packs", "box", "sets"],
        ["j", "j", "", "packs", "boîte", "lots"],
        ["giorno", "giorni", "", "conf.", "scatola", "set"],
        ["Tag", "Tage", "", "Pack", "Schachtel", "Sätze"],
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
    assert [page(invoice, language)["addressed"] for language in LANGUAGES] == [
        "Client",
        "Cliente",
        "Customer",
        "Kunde",
    ]
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
    first, *others = (labels(language) for language in LANGUAGES)
    for words in others:
        assert words.keys() == first.keys()
        for table in ("types", "means_names", "categories", "units"):
            assert words[table].keys() == first[table].keys()
    assert all(word for language in LANGUAGES for word in labels(language).values())


def test_everything_that_people_need_stands_on_the_page() -> None:
    invoice = gallery.german()
    shown = page(invoice, "de")
    facts = dict(shown["facts"])
    assert facts["Leistungsdatum"] == "30. Oktober 2026"
    assert facts["Leistungszeitraum"] == "1. Oktober 2026 – 31. Oktober 2026"
    assert (facts["Ihr Zeichen"], facts["Vergabe oder Los"]) == ("04011000-12345-03", "Los 2")
    assert (facts["Projekt"], facts["Ihre Kontierung"]) == ("Luftreinhaltung 2026", "KST 3410")
    assert [(party["label"], party["lines"][0]) for party in shown["parties"]] == [
        ("Geliefert an", "Messstation Süd"),
        ("Zahlungsempfänger", "Hanse Factoring AG"),
    ]
    assert dict(shown["payment"])["Gläubiger-ID"] == "DE98ZZZ09999999999"
    assert dict(shown["payment"])["Belastetes Konto"] == "DE89 3704 0044 0532 0130 00"
    details = " ".join(shown["lines"][1]["details"])
    for part in ("GTIN 4012345678901", "Farbe: lichtgrau", "Ursprung Deutschland", "Listenpreis 34,00"):
        assert part in details
    assert shown["lines"][0]["details"][0].startswith("01.10.2026 – 31.10.2026")
    assert shown["attachments"] == ["A1 · Messprotokoll", "A2 · Fotos · https://nordlicht.example/fotos/1187"]


def test_the_tax_representative_and_the_day_of_the_tax_are_named() -> None:
    (agent,) = page(gallery.francs(), "en")["parties"]
    assert (agent["label"], agent["lines"][-1]) == ("Tax representative", "VAT FR40303265045")
    assert dict(page(gallery.final(), "it")["facts"])["Esigibilità IVA"] == "all'incasso"


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (Period(start=samples.DAY, end=samples.DAY), "2 novembre 2026"),
        (Period(start=samples.DAY), "à partir du 2 novembre 2026"),
        (Period(end=samples.DAY), "jusqu'au 2 novembre 2026"),
    ],
)
def test_a_period_may_be_a_day_or_open(period: Period, words: str) -> None:
    assert dict(page(samples.export(period=period), "fr")["facts"])["Période"] == words


def test_the_window_is_where_the_envelopes_of_the_sellers_country_have_it() -> None:
    assert page(gallery.german(), "de")["window"] == "left"
    assert page(samples.french_invoice(), "de")["window"] == "right"


def test_an_italian_seller_may_say_that_the_page_is_a_copy() -> None:
    shown = page(gallery.final(), "it", Look(courtesy=True))
    assert shown["legal"][-1].startswith("Copia analogica della fattura elettronica")
    assert page(gallery.final(), "it")["legal"] == []


def test_the_code_for_the_telephone_says_what_the_bank_needs() -> None:
    assert transfer(samples.french_invoice()).split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "AGRIFRPPXXX",
        "Ateliers du Rhône SAS",
        "FR7630006000011234567890189",
        "EUR2613.64",
        "",
        "",
        "FA-2026-0412",
    ]


def test_the_code_does_not_ask_for_what_an_italian_buyer_pays_to_the_state() -> None:
    withheld = {"tipo_ritenuta": "RT02", "importo_ritenuta": "174.35", "aliquota_ritenuta": "20"}
    owing = samples.italian_invoice(national={"IT": {"ritenute": [withheld | {"causale_pagamento": "A"}]}})
    split = samples.italian_invoice(national={"IT": {"esigibilita": "S"}})
    assert transfer(samples.italian_invoice()).split("\n")[7] == f"EUR{owing.totals.payable}"
    assert transfer(owing).split("\n")[7] == f"EUR{owing.totals.payable - Decimal('174.35')}"
    assert transfer(split).split("\n")[7] == f"EUR{split.totals.tax_exclusive}"


def test_the_code_keeps_to_the_lengths_of_the_guideline() -> None:
    means = replace(samples.BANK, account_name="Société " * 20, remittance="Référence  très\nlongue " * 20)
    name, text = (transfer(samples.export(payment=(means,))).split("\n")[at] for at in (5, 10))
    assert (len(name), len(text)) == (70, 140)
    assert "  " not in text


@pytest.mark.parametrize(
    "invoice",
    [
        samples.french_credit_note(),
        samples.french_credit_note(payment=(samples.BANK,)),
        samples.foreign_currency(),
        gallery.german(),
        gallery.instalments(),
        samples.export(payment=(replace(samples.BANK, iban="FR7630006000011234567890188"),)),
        samples.export(payment=(samples.BANK, replace(samples.BANK, code="59"))),
        samples.export(prepaid="2660.00"),
        samples.export(payment=()),
    ],
)
def test_there_is_no_code_where_one_transfer_of_euros_does_not_pay_the_invoice(invoice: Invoice) -> None:
    assert page(invoice, "en")["code"] == ""


def test_the_code_is_a_drawing_of_squares() -> None:
    drawing = etree.fromstring(page(samples.french_invoice(), "fr")["code"])
    width = int(drawing.get("viewBox", "").split()[2])
    assert (width - 17) % 4 == 0, "the number of modules of a QR code"
    path = drawing[0].get("d", "")
    assert path.startswith("M0 0h7v1h-7z"), "the upper left corner"


@pytest.mark.parametrize(
    ("look", "words"),
    [
        (Look(accent="blue"), "is not of the form #rrggbb"),
        (Look(accent="#ffee88"), "too light to be read"),
        (Look(logo=b"GIF89a"), "no PNG, JPEG or SVG"),
        (Look(logo=b"\x89PNG\r\n\x1a\n" + bytes(40)), "the logo cannot be shown"),
        (Look(logo=b"<svg" + bytes(3 * 1024 * 1024)), "at most 2097152 are taken"),
    ],
)
def test_a_look_that_cannot_be_shown_is_refused_in_words(look: Look, words: str) -> None:
    with pytest.raises(Unacceptable, match=words):
        facturx.write(samples.french_invoice(), look=look)


@pytest.mark.parametrize("logo", [gallery.LOGO, gallery.png(120, 40)], ids=["svg", "png"])
def test_the_logo_stands_in_the_head_and_gives_the_same_bytes_again(logo: bytes) -> None:
    invoice = samples.french_invoice()
    made = facturx.write(invoice, look=Look(logo=logo))
    assert made != facturx.write(invoice)
    assert made == facturx.write(invoice, look=Look(logo=logo))
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert len(pdf.pages) == 1


def test_a_logo_reaches_for_no_other_file() -> None:
    reaching = gallery.LOGO.replace(b"</svg>", b'<image href="/etc/hostname" width="9" height="9"/></svg>')
    with pytest.raises(Unacceptable, match="the logo cannot be shown"):
        facturx.write(samples.french_invoice(), look=Look(logo=reaching))


def test_withholding_and_split_vat_stand_between_the_total_and_what_is_paid() -> None:
    held = {"ritenute": [{"tipo_ritenuta": "RT02", "importo_ritenuta": "200.00", "aliquota_ritenuta": "20.00",
                          "causale_pagamento": "A"}]}  # fmt: skip
    invoice = samples.italian_invoice()
    shown = page(replace(invoice, national={"IT": held}), "it")
    assert dict(shown["totals"])["Ritenuta d'acconto"] == "−200,00"
    full, less = page(invoice, "it")["payable"][1], shown["payable"][1]
    assert full != less
    split = page(replace(invoice, national={"IT": {"esigibilita": "S"}}), "it")
    assert (
        f"−{_figures(invoice.totals.tax)}" in dict(split["totals"])["IVA versata dal cliente (scissione dei pagamenti)"]
    )


def _figures(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")
