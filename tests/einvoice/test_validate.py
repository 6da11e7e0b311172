"""`validate`: every file gets one answer, and none a traceback."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from einvoice import cii, facturx, fatturapa
from einvoice.artefacts import Artefacts, default_folder
from einvoice.fatturapa.controls import LABEL_SIMPLIFIED
from einvoice.faults import errors
from einvoice.judges import Judges
from einvoice.rules.rule import LANGUAGES
from einvoice.validate import validate, validate_file
from tests.einvoice import documents, hostile, samples
from tests.einvoice.test_signed import ber, sign

PLAIN = b"urn:cen.eu:en16931:2017"


@pytest.fixture(scope="module")
def judges() -> Iterator[Judges]:
    if faults := Artefacts(default_folder()).verify():
        pytest.skip(faults[0].message)
    with Judges(Artefacts(default_folder())) as shared:
        yield shared


def test_a_factur_x_is_judged_by_what_binds_it(judges: Judges) -> None:
    answer = validate(facturx.write(samples.french_invoice()), "a.pdf", judges)
    assert (answer.format, answer.profile, answer.status) == ("facturx", "EN 16931", "valid")
    assert "FNFE BR-FR CII 1.4.0.04" in answer.checked_by
    everything = validate(facturx.write(samples.export()), "a.pdf", judges, all_rules=True)
    assert "Factur-X EN16931 Schematron 1.09.2" in everything.checked_by
    assert errors(list(everything.faults)) == []


def test_cross_border_xml_is_not_held_to_french_rules(judges: Judges) -> None:
    answer = validate(cii.write(samples.reverse_charge()), "a.xml", judges)
    assert (answer.format, answer.valid) == ("cii", True)
    assert answer.checked_by == ("UN/CEFACT CII XSD D22B", "CEN EN16931-CII 1.3.16")


def test_a_fatturapa_is_judged_by_schema_and_sdi(judges: Judges) -> None:
    xml = fatturapa.write(samples.italian_invoice())
    answer = validate(xml, "a.xml", judges)
    assert (answer.format, answer.profile, answer.valid) == ("fatturapa", "FPR12", True)
    broken = validate(xml.replace(b"<Imposta>185.90", b"<Imposta>18.59"), "a.xml", judges)
    assert (broken.status, [f.code for f in broken.faults]) == ("invalid", ["00421"])


def test_xrechnung_says_which_rules_it_breaks(judges: Judges) -> None:
    xml = cii.write(samples.reverse_charge())
    german = xml.replace(PLAIN, PLAIN + b"#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0")
    answer = validate(german, "a.xml", judges)
    assert answer.format == "xrechnung-cii"
    assert answer.status == "invalid"
    assert any(fault.code.startswith("BR-DE-") for fault in answer.faults)


@pytest.mark.parametrize(
    ("data", "format_", "words"),
    [
        (b"<NotificaScarto/>", "", "SdI's notice NS"),
        (cii.write(samples.export()).replace(PLAIN, b"urn:somebody:else"), "cii", "urn:somebody:else"),
        (
            cii.write(samples.export()).replace(PLAIN, PLAIN + b"#compliant#urn:xoev-de:kosit:standard:xrechnung_2.0"),
            "xrechnung-cii",
            "xrechnung_2.0",
        ),
    ],
)
def test_what_cannot_be_judged_says_why_and_is_not_valid(data: bytes, format_: str, words: str, judges: Judges) -> None:
    answer = validate(data, "x", judges)
    assert (answer.status, answer.valid, answer.checked_by) == ("unsupported", False, ())
    assert answer.format == format_
    [only] = answer.faults
    assert only.code == "SOLDE-UNSUPPORTED"
    assert words in only.message


def test_minimum_is_held_to_its_own_rules_and_not_to_en_16931(judges: Judges) -> None:
    answer = validate(documents.minimum(), "a.xml", judges)
    assert (answer.profile, answer.status, answer.faults) == ("MINIMUM", "valid", ())
    assert answer.checked_by == ("Factur-X MINIMUM XSD 1.09", "Factur-X MINIMUM Schematron 1.09")
    whole = cii.write(samples.export()).replace(PLAIN, b"urn:factur-x.eu:1p0:minimum")
    assert not validate(whole, "a.xml", judges).valid


def test_a_simplified_fatturapa_is_judged_by_its_schema_and_sdi(judges: Judges) -> None:
    answer = validate(documents.simplified(), "a.xml", judges)
    assert (answer.format, answer.status) == ("fatturapa-simplified", "valid")
    assert answer.checked_by == ("FatturaPA simplified XSD 1.0.2", LABEL_SIMPLIFIED)
    assert errors(list(answer.faults)) == []
    broken = validate(documents.simplified().replace(b"<Importo>", b"<Importo>x"), "a.xml", judges)
    assert (broken.status, broken.faults[0].code) == ("invalid", "00200")


def test_a_lifecycle_message_is_judged_by_its_schema_and_the_french_rules(judges: Judges) -> None:
    answer = validate(documents.cdar(), "a.xml", judges)
    assert (answer.format, answer.status, answer.faults) == ("cdar", "valid", ())
    assert answer.checked_by == ("UN/CEFACT CDAR XSD D22B", "FNFE BR-FR-CDV 1.4.0.01")
    without_reason = documents.cdar().replace(b"Code>204<", b"Code>210<")
    broken = validate(without_reason, "a.xml", judges)
    assert broken.status == "invalid"
    assert any(fault.code.startswith("BR-FR-CDV") for fault in broken.faults)


def test_a_signed_fatturapa_is_judged_and_the_verdict_says_that_the_signature_was_not(judges: Judges) -> None:
    xml = fatturapa.write(samples.italian_invoice())
    for data in (sign(ber(0x04, xml)), sign(ber(0x24, ber(0x04, xml), endless=True), endless=True)):
        answer = validate(data, "a.xml.p7m", judges)
        assert (answer.format, answer.valid) == ("fatturapa", True)
        assert [(f.code, f.severity) for f in answer.faults] == [("SOLDE-SIGNATURE", "warning")]


def test_no_more_is_told_of_a_file_than_somebody_reads(judges: Judges) -> None:
    xml = fatturapa.write(samples.italian_invoice())
    line = xml[xml.index(b"<DettaglioLinee>") : xml.index(b"</DettaglioLinee>") + len(b"</DettaglioLinee>")]
    total = line.index(b"<PrezzoTotale>") + len(b"<PrezzoTotale>")
    answer = validate(xml.replace(line, (line[:total] + b"9" + line[total:]) * 600, 1), "a.xml", judges)
    assert (answer.status, len(answer.faults)) == ("invalid", 501)
    assert answer.faults[-1].code == "SOLDE-MORE"
    assert answer.faults[0].code == "00423"


def test_zugferd_1_is_held_to_its_schema(judges: Judges) -> None:
    answer = validate(b"<CrossIndustryDocument/>", "a.xml", judges)
    assert (answer.format, answer.status, answer.checked_by) == ("facturx", "invalid", ("ZUGFeRD XSD 1.0",))


def test_soldes_own_sentences_are_said_in_four_languages(judges: Judges) -> None:
    said = {validate(b"", "a.xml", judges, language=language).faults[0].message for language in LANGUAGES}
    assert len(said) == len(LANGUAGES)
    unknown = validate(b"", "a.xml", judges, language="xx").faults[0].message
    assert unknown == "The file is empty."


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<html/>",
        b"%PDF-1.7 broken",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><Invoice>&b;</Invoice>",
        b"<Invoice xmlns='urn:someone:else'/>",
        b"\x00" * 100,
        b"<a>" * 3000,
        "<Invoice/>".encode("utf-16"),
    ],
)
def test_what_is_no_invoice_is_invalid_with_one_fault(data: bytes, judges: Judges) -> None:
    answer = validate(data, "x", judges)
    assert (answer.status, answer.valid, len(answer.faults)) == ("invalid", False, 1)


def test_a_file_that_is_not_there_is_invalid(judges: Judges, tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.xml", tmp_path):
        answer = validate_file(path, judges)
        assert (answer.status, len(answer.faults)) == ("invalid", 1)


def test_the_answer_has_the_commands_fields(judges: Judges) -> None:
    answer = msgspec.to_builtins(validate(b"hello", "a.xml", judges))
    assert list(answer) == ["file", "format", "profile", "status", "valid", "checked_by", "faults"]
    assert set(answer["faults"][0]) == {"code", "severity", "path", "message", "source"}


@pytest.mark.parametrize("name", ["factur-x.xml", "zugferd-invoice.xml", "ZUGFeRD-invoice.xml", "xrechnung.xml"])
def test_the_xml_in_a_pdf_is_found_under_every_name_that_it_has_had(name: str, judges: Judges) -> None:
    page = hostile.pdf({"terms.txt": b"hello", name: cii.write(samples.export())})
    answer = validate(page, "a.pdf", judges)
    assert (answer.format, answer.profile, answer.status) == ("facturx", "EN 16931", "valid")


def test_a_zugferd_1_pdf_is_recognised(judges: Judges) -> None:
    answer = validate(hostile.pdf({"ZUGFeRD-invoice.xml": b"<CrossIndustryDocument/>"}), "a.pdf", judges)
    assert (answer.format, answer.checked_by) == ("facturx", ("ZUGFeRD XSD 1.0",))
