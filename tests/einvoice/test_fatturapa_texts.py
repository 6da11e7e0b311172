"""Texts in other alphabets: written in Latin letters, said so, never lost."""

from typing import Any

import msgspec
import pytest
from lxml import etree

from einvoice import fatturapa
from einvoice.countries.italy.latin import turned
from einvoice.faults import Unacceptable
from einvoice.model import Invoice, Note
from tests.einvoice import samples
from tests.einvoice.official import findings

replace = msgspec.structs.replace


@pytest.mark.parametrize(
    ("text", "latin", "basic"),
    [
        ("“Luna” – l’ora…", '"Luna" - l\'ora...', '"Luna" - l\'ora...'),
        ("12,50 € / 3 £", "12,50 EUR / 3 £", "12,50 EUR / 3 GBP"),
        ("Łódź Światło", "Lódz Swiatlo", "Lodz Swiatlo"),
        ("Řehoř Čapek, Žižkov", "Rehor Capek, Zizkov", "Rehor Capek, Zizkov"),
        ("Ștefan Țepeș", "Stefan Tepes", "Stefan Tepes"),
        ("Đorđe Đoković", "Dorde Dokovic", "Dorde Dokovic"),
        ("Œuvre à Strasbourg", "Oeuvre à Strasbourg", "Oeuvre a Strasbourg"),
        ("ﬁne ½ m²", "fine ½ m²", "fine 1/2 m2"),
        ("Straße GROẞ", "Straße GROSS", "Strasse GROSS"),
        ("Ευάγγελος Παπαδόπουλος ΑΕ", "Evangelos Papadopoulos AE", "Evangelos Papadopoulos AE"),
        ("ΘΕΟΔΩΡΟΣ, Θεόδωρος, Μπάμπης", "THEODOROS, Theodoros, Bampis", "THEODOROS, Theodoros, Bampis"),
        ("Αγγελική, Αθήνα, λουλούδι", "Angeliki, Athina, louloudi", "Angeliki, Athina, louloudi"),
        ("Юрий Щукин, ЖУКОВ", "Iurii Shchukin, ZHUKOV", "Iurii Shchukin, ZHUKOV"),
        ("Київ, Ђорђе", "Kiiv, Dorde", "Kiiv, Dorde"),
        ("50 μm, β-carotene, 10 kΩ", "50 µm, beta-carotene, 10 kOhm", "50 um, beta-carotene, 10 kOhm"),
        ("ø 12 ≥ 3 ≠ 4 −5", "ø 12 >= 3 != 4 -5", "o 12 >= 3 != 4 -5"),
        ("e\u0301te\u0301 \u200bcafe\u0301", "été café", "ete cafe"),
        ("perché già così", "perché già così", "perche gia cosi"),
    ],
)
def test_readings_that_people_recognise(text: str, latin: str, basic: str) -> None:
    assert turned(text) == latin
    assert turned(text, 0x7F) == basic


@pytest.mark.parametrize("text", ["漢字", "مرحبا", "שלום", "😀", "한글", "กรุงเทพ", "♥", "\x07"])
def test_what_has_no_reading_stays_for_the_caller_to_refuse(text: str) -> None:
    assert turned(text) == text


def strange(**more: Any) -> Invoice:
    buyer = replace(samples.ITALIAN_BUYER, name="Łódź Światło S.r.l.")
    invoice = samples.italian_invoice()
    line = replace(invoice.lines[0], name="Lampada “Луна”", description="10 €", seller_item="№ 7")
    fields: dict[str, Any] = {"buyer": buyer, "lines": (line, *invoice.lines[1:]), "number": "2026–118"}
    fields["notes"] = (Note(text="Spedizione gratuita – grazie"),)
    return replace(invoice, **(fields | more))


def test_each_change_is_a_warning_with_the_text_before_and_after() -> None:
    invoice = strange()
    written = fatturapa.write(invoice)
    assert findings(written, "fatturapa-xsd", "sdi") == []
    warnings = {fault.path: fault.message for fault in fatturapa.transliterations(invoice)}
    assert set(warnings) == {"buyer.name", "lines[0].name", "lines[0].description", "notes[0].text", "number"}
    assert "'Łódź Światło S.r.l.' is written as 'Lódz Swiatlo S.r.l.'" in warnings["buyer.name"]
    assert "'Lampada \"Luna\"'" in warnings["lines[0].name"]
    again = fatturapa.read(written)
    assert again.buyer.name == "Lódz Swiatlo S.r.l."
    assert again.number == "2026-118"
    assert again.lines[0].name == 'Lampada "Luna" - 10 EUR'
    assert again.lines[0].seller_item == "№ 7"  # CodiceValore takes any letter
    assert fatturapa.transliterations(again) == []


def test_an_address_of_mail_is_never_put_into_other_letters() -> None:
    contact = replace(samples.ITALIAN_SELLER.contact, email="città@officina.example")
    invoice = strange(seller=replace(samples.ITALIAN_SELLER, contact=contact))
    with pytest.raises(Unacceptable) as refused:
        fatturapa.write(invoice)
    (fault,) = refused.value.faults
    assert (fault.path, fault.severity) == ("seller.contact.email", "error")


def test_a_text_too_long_in_latin_letters_is_refused_by_what_would_be_written() -> None:
    buyer = replace(samples.ITALIAN_BUYER, name="Щ" * 30)
    with pytest.raises(Unacceptable) as refused:
        fatturapa.write(strange(buyer=buyer))
    (fault,) = refused.value.faults
    assert (fault.code, fault.path) == ("SOLDE-IT-LENGTH", "buyer.name")
    assert "120 characters" in fault.message


def test_mark_up_in_a_text_is_text() -> None:
    invoice = strange(notes=(Note(text="<b>5 & 6</b> ]]> \"x\" 'y'"),))
    root = etree.fromstring(fatturapa.write(invoice))
    assert root.findtext(".//Causale") == "<b>5 & 6</b> ]]> \"x\" 'y'"
