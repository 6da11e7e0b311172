"""SdI's controls: each has its story, its words in four languages and its source, and none can be turned round."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from string import Formatter
from typing import Any

import pytest
from lxml import etree

from einvoice.fatturapa import controls
from einvoice.fatturapa.controls.case import Case, figure
from einvoice.fatturapa.names import model_path
from einvoice.faults import errors
from einvoice.rules.rule import LANGUAGES, Finding, Rule
from tests.einvoice.corpora import ABSENT, CORPORA
from tests.einvoice.official import findings
from tests.einvoice.sdi_documents import DOCUMENTS
from tests.einvoice.sdi_stories import SHARED, STORIES, Story, rules_of

ALL = {rule.test.__name__: rule for rule in (*controls.RULES, *controls.SIMPLIFIED)}
EVERY = (*STORIES, *SHARED)


def name(story: Story) -> str:
    return f"{story.control}-{story.document}"


def found(xml: bytes, **more: Any) -> list[tuple[str, str]]:
    return [(fault.code, fault.path) for fault in controls.check(etree.fromstring(xml), **more)]


@pytest.mark.parametrize("story", EVERY, ids=name)
def test_one_thing_broken_gives_exactly_its_code_at_its_place(story: Story) -> None:
    assert story.findings(rules_of(story), broken=False) == frozenset()
    assert story.findings(rules_of(story), broken=True) == story.found


@pytest.mark.parametrize("document", [d for d in DOCUMENTS if not d.startswith("simplified")])
def test_the_documents_of_the_stories_are_sound_to_the_official_schema_too(document: str) -> None:
    assert findings(DOCUMENTS[document], "fatturapa-xsd", "sdi") == []


def test_every_control_has_a_story_and_every_story_its_control() -> None:
    assert sorted(story.control for story in STORIES) == sorted(ALL)
    for story in EVERY:
        rule = next(rule for rule in rules_of(story) if rule.test.__name__ == story.control)
        assert rule.code in {code for code, _ in story.found}


def inverted(rule: Rule[Case]) -> Rule[Case]:
    def test(case: Case) -> Iterator[Finding]:
        if not list(rule.test(case)):
            yield "", {}

    return replace(rule, test=test, words={"en": "the contrary"})


@pytest.mark.parametrize("story", EVERY, ids=name)
def test_a_control_turned_round_does_not_tell_its_story(story: Story) -> None:
    rules = rules_of(story)
    assert story.holds(rules)
    turned = tuple(inverted(r) if r.test.__name__ == story.control else r for r in rules)
    assert turned != rules
    assert not story.holds(turned)


@pytest.mark.parametrize("story", EVERY, ids=name)
def test_a_control_left_out_does_not_tell_its_story(story: Story) -> None:
    assert not story.holds(tuple(r for r in rules_of(story) if r.test.__name__ != story.control))


@pytest.mark.parametrize("rule", ALL.values(), ids=list(ALL))
def test_every_control_speaks_four_languages_and_names_its_source(rule: Rule[Case]) -> None:
    said = {language: rule.sentence(language) for language in LANGUAGES}
    assert len(set(said.values())) == len(LANGUAGES)
    holes = [{field for _, field, _, _ in Formatter().parse(text) if field} for text in said.values()]
    assert all(each == holes[0] for each in holes)
    assert rule.code in rule.source
    assert "Elenco dei controlli 2.0" in rule.source
    assert " as published in " in rule.source
    assert rule.test.__doc__


def test_there_are_sixty_of_them() -> None:
    assert len(ALL) + len(("00001", "00003")) >= 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finding_is_said_in_the_readers_language(language: str) -> None:
    words = {"en": "but the VAT stated is", "fr": "mais la TVA indiquée", "it": "ma l'imposta", "de": "aber die Steuer"}
    xml = DOCUMENTS["plain"].replace(b"<Imposta>185.90", b"<Imposta>185.92")
    (fault,) = controls.check(etree.fromstring(xml), language)
    assert words[language] in fault.message
    assert "185.92" in fault.message


def test_a_cent_on_a_line_or_on_vat_and_99_cents_on_a_base_are_within_sdis_tolerance() -> None:
    for old, new in (
        ("<PrezzoTotale>845.00", "<PrezzoTotale>845.01"),
        ("<Imposta>185.90", "<Imposta>185.91"),
        ("<ImponibileImporto>24.00", "<ImponibileImporto>24.25"),
        ("<Data>", "<Data> "),
    ):
        assert found(DOCUMENTS["plain"].replace(old.encode(), new.encode())) == []
    base = DOCUMENTS["export"].replace(b"<ImponibileImporto>30.00", b"<ImponibileImporto>%s")
    assert found(base % b"30.99") == []
    assert found(base % b"31.00") == [("00422", "taxes[0].base")]


def test_a_rounding_of_the_base_is_taken_into_account() -> None:
    rounded = b"<Arrotondamento>1.00</Arrotondamento><ImponibileImporto>31.00"
    assert found(DOCUMENTS["export"].replace(b"<ImponibileImporto>30.00", rounded)) == []


@pytest.mark.parametrize(
    ("discounts", "net", "codes"),
    [
        ("<Tipo>SC</Tipo><Percentuale>10.00</Percentuale>", "760.50", []),
        ("<Tipo>SC</Tipo><Percentuale>10.00</Percentuale>", "760.52", ["00423"]),
        ("<Tipo>MG</Tipo><Importo>1.00</Importo>", "855.00", []),
        ("<Tipo>SC</Tipo><Percentuale>50.00</Percentuale><Importo>1.00</Importo>", "835.00", []),
    ],
)
def test_discounts_are_taken_off_the_price_of_one_unit(discounts: str, net: str, codes: list[str]) -> None:
    line = "<ScontoMaggiorazione>" + discounts + "</ScontoMaggiorazione><PrezzoTotale>" + net
    xml = DOCUMENTS["plain"].replace(b"<PrezzoTotale>845.00", line.encode())
    assert [code for code, _ in found(xml) if code == "00423"] == codes


def test_natura_and_rate_go_together_in_td16_alone() -> None:
    both = DOCUMENTS["integrated"].replace(b"22.00</AliquotaIVA>", b"22.00</AliquotaIVA><Natura>N6.3</Natura>")
    assert found(both) == []
    assert {code for code, _ in found(both.replace(b"TD16", b"TD01"))} == {"00401", "00430"}


def test_general_natura_codes_stood_until_2020() -> None:
    old = DOCUMENTS["export"].replace(b"N3.1", b"N3")
    assert {code for code, _ in found(old)} == {"00445"}
    assert found(old.replace(b"2026-11-02", b"2020-12-31")) == []


def test_without_a_day_nobody_says_that_an_invoice_is_from_the_future() -> None:
    assert found(DOCUMENTS["plain"]) == []
    assert found(DOCUMENTS["plain"], on=date(2026, 11, 2)) == []
    assert found(DOCUMENTS["plain"], on=date(2026, 11, 1)) == [("00403", "issue_date")]


def test_each_invoice_of_a_lot_is_judged_and_named() -> None:
    first, second = DOCUMENTS["lot"].split(b"</FatturaElettronicaBody>", 1)
    spoiled = first + b"</FatturaElettronicaBody>" + second.replace(b"<Imposta>185.90", b"<Imposta>1.00")
    assert found(spoiled) == [("00421", "lot[1].taxes[0].tax")]


def test_the_schemas_findings_use_the_same_places() -> None:
    body = "/FatturaElettronica/FatturaElettronicaBody[2]"
    goods, general = f"{body}/DatiBeniServizi", f"{body}/DatiGenerali"
    for place, path in (
        (f"{goods}/DettaglioLinee[2]/PrezzoTotale", "lot[1].lines[1].net"),
        (
            f"{general}/DatiGeneraliDocumento/DatiCassaPrevidenziale/Natura",
            "lot[1].national.IT.casse[0].vat.national_code",
        ),
        (f"{general}/DatiFattureCollegate[2]/Data", "lot[1].preceding[1].issue_date"),
        (f"{general}/DatiGeneraliDocumento/Data", "lot[1].issue_date"),
        (f"{body}/Unknown", f"{body}/Unknown"),
    ):
        assert model_path(place) == path


def test_the_same_number_for_an_invoice_and_its_credit_note_is_no_duplicate() -> None:
    head, tail = DOCUMENTS["lot"].rsplit(b"TD01", 1)
    assert found((head + b"TD04" + tail).replace(b"2026/119", b"2026/118")) == []


def test_a_discount_on_the_document_is_named_as_the_models_allowance() -> None:
    extra = (
        "<DettaglioLinee><NumeroLinea>3</NumeroLinea><TipoCessionePrestazione>SC</TipoCessionePrestazione>"
        "<Descrizione>Sconto</Descrizione><PrezzoUnitario>-1.00</PrezzoUnitario><PrezzoTotale>-3.00</PrezzoTotale>"
        "<AliquotaIVA>22.00</AliquotaIVA></DettaglioLinee><DatiRiepilogo>"
    )
    xml = DOCUMENTS["plain"].replace(b"<DatiRiepilogo>", extra.encode(), 1)
    assert ("00423", "allowances[0].net") in found(xml)


@pytest.mark.parametrize("text", ["", "molto", "1e9", "NaN", "12345678901234567890", "1,50", "--1", "١٢"])
def test_a_figure_that_cannot_be_read_is_left_to_the_schema(text: str) -> None:
    assert figure(text) is None
    assert found(DOCUMENTS["export"].replace(b"<PrezzoUnitario>10.00", f"<PrezzoUnitario>{text}".encode())) == []


@pytest.mark.parametrize("element", ["FatturaElettronicaHeader", "DatiBeniServizi", "DatiGenerali", "DatiAnagrafici"])
def test_an_incomplete_document_is_judged_without_harm(element: str) -> None:
    root = etree.fromstring(DOCUMENTS["professional"])
    for one in list(root.iter(element)):
        one.getparent().remove(one)  # type: ignore[union-attr]
    assert isinstance(controls.check(root), list)


def test_another_document_is_told_apart() -> None:
    for check in (controls.check, controls.check_simplified):
        (fault,) = check(etree.fromstring("<Invoice/>"))
        assert (fault.code, fault.path) == ("00200", "")


@pytest.mark.parametrize("regime", ["RF19", "RF20"])
def test_small_sellers_and_corrections_have_no_limit(regime: str) -> None:
    large = DOCUMENTS["simplified"].replace(b"<Importo>30.00", b"<Importo>900.00")
    note = DOCUMENTS["simplified_note"].replace(b"<Importo>61.00", b"<Importo>900.00")
    for xml, codes in ((large, ["00460"]), (large.replace(b"RF01", regime.encode()), []), (note, [])):
        assert [fault.code for fault in controls.check_simplified(etree.fromstring(xml))] == codes


@pytest.mark.parametrize(
    ("file", "size", "codes"),
    [
        ("IT01234560157_00001.xml", 9, []),
        ("IT01234560157_A1.xml.p7m", 9, []),
        ("ITRSSMRA85T10A562S_00002.XML", 5 * 1024 * 1024, []),
        ("IT01234560157_00001.zip", 9, []),
        ("fattura 118.xml", 9, ["00001"]),
        ("IT01234560157_000001.xml", 9, ["00001"]),
        ("IT01234560157_00001.pdf", 9, ["00001"]),
        ("IT01234560157_00001.xml", 5 * 1024 * 1024 + 1, ["00003"]),
    ],
)
def test_a_files_name_and_size_are_looked_at_before_it_is_opened(file: str, size: int, codes: list[str]) -> None:
    assert [fault.code for fault in controls.check_file(file, size)] == codes
    said = {language: [f.message for f in controls.check_file(file, size, language)] for language in LANGUAGES}
    assert not codes or len({str(m) for m in said.values()}) == len(LANGUAGES)


@pytest.mark.skipif(not CORPORA.exists(), reason=ABSENT)
def test_the_agenzias_examples() -> None:
    wrong = {"IT01234567890_FPR02.xml": {"00422"}, "IT01234567890_FPR03.xml": {"00422"}}
    paths = sorted((CORPORA / "fatturapa" / "good").glob("*.xml"))
    assert len(paths) == 6
    for path in paths:
        faults = controls.check(etree.fromstring(path.read_bytes()))
        assert {fault.code for fault in errors(faults)} == wrong.get(path.name, set()), path.name


def test_five_thousand_lines_are_judged_one_by_one() -> None:
    head, row, tail = DOCUMENTS["export"].partition(b"<DettaglioLinee>")
    line, end, rest = tail.partition(b"</DettaglioLinee>")
    wrong = (row + line + end).replace(b"<PrezzoTotale>30.00", b"<PrezzoTotale>31.00")
    faults = found(head + wrong * 5000 + rest)
    assert faults[-1] == ("00422", "taxes[0].base")
    assert faults[:-1] == [("00423", f"lines[{i}].net") for i in range(5000)]
