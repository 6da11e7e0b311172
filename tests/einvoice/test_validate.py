"""`validate`: every file gets one answer, and none a traceback."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from einvoice import cii, facturx, fatturapa
from einvoice.artefacts import Artefacts, default_folder
from einvoice.faults import errors
from einvoice.judges import Judges
from einvoice.validate import validate, validate_file
from tests.einvoice import samples

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"


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
    plain = b"urn:cen.eu:en16931:2017"
    german = xml.replace(plain, plain + b"#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0")
    answer = validate(german, "a.xml", judges)
    assert answer.format == "xrechnung-cii"
    assert answer.status == "invalid"
    assert any(fault.code.startswith("BR-DE-") for fault in answer.faults)


@pytest.mark.parametrize(
    ("data", "format_"),
    [
        (b"<FatturaElettronicaSemplificata versione='FSM10'/>", "fatturapa-simplified"),
        (b"<CrossDomainAcknowledgementAndResponse/>", "cdar"),
        (b"<CrossIndustryDocument/>", "facturx"),
        (b"\x30\x82\x01\x00 signed", "fatturapa"),
        (b"MIIabc", "fatturapa"),
        (
            cii.write(samples.export()).replace(b"urn:cen.eu:en16931:2017", b"urn:factur-x.eu:1p0:minimum"),
            "facturx-minimum",
        ),
    ],
)
def test_what_cannot_be_judged_yet_says_so_and_is_not_valid(data: bytes, format_: str, judges: Judges) -> None:
    answer = validate(data, "x", judges)
    assert (answer.status, answer.valid, answer.checked_by) == ("unsupported", False, ())
    assert answer.format == format_ if format_ != "facturx-minimum" else answer.profile == "MINIMUM"
    assert len(answer.faults) == 1


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


@pytest.mark.slow
def test_kosits_own_samples_are_all_valid(judges: Judges) -> None:
    files = sorted((CORPORA / "xrechnung").glob("*.xml"))
    if not files:
        pytest.skip("the sample documents are not here")
    wrong = [answer.file for f in files if not (answer := validate_file(f, judges)).valid]
    assert wrong == []
