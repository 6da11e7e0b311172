"""The native rules are all of the official ones, and each says in four languages what is wrong."""

from string import Formatter

import pytest
from lxml import etree

from einvoice import cii, rules
from einvoice.artefacts import default_folder
from einvoice.rules import ARITHMETIC, RULES
from einvoice.rules.case import Case
from einvoice.rules.rule import LANGUAGES, Rule
from tests.agreement.stories import same
from tests.agreement.stories_vat import CATEGORIES, base
from tests.agreement.targets import TARGETS
from tests.einvoice import samples

# Rule, the change in the model that breaks it, and the sound invoice.
PLAIN = [one for one in TARGETS if (one.kind, one.syntax) == ("plain", "cii") and one.story.model is not same]
MODEL = [(one.rule, one.story.model, one.story.base) for one in PLAIN]
# In the artefacts, but their test is true whatever the document.
EMPTY = {"BR-CO-05", "BR-CO-06", "BR-CO-07", "BR-CO-08"}


def official(syntax: str) -> dict[str, str]:
    """Ids and flags of the official rules on the model; the test is skipped where they are not installed."""
    sheet = default_folder() / "en16931" / f"EN16931-{syntax.upper()}-validation.xslt"
    if not sheet.exists():
        pytest.skip(f"the official file {sheet.name} is not installed")
    found = {}
    for element in etree.parse(sheet).iter("{*}failed-assert"):
        said = {a.get("name"): a.text or "" for a in element.iter("{*}attribute")}
        if said["id"].startswith("BR-"):
            found[said["id"]] = said["flag"]
    return found


@pytest.mark.parametrize("syntax", ["cii", "ubl"])
def test_the_native_rules_are_the_official_ones(syntax: str) -> None:
    assert {rule.code for rule in RULES} == official(syntax).keys() - EMPTY


@pytest.mark.parametrize("rule", (*RULES, *ARITHMETIC), ids=lambda rule: rule.code)
def test_a_rule_speaks_four_languages_of_the_same_values(rule: Rule[Case]) -> None:
    said = [rule.sentence(language) for language in LANGUAGES]
    assert len(set(said)) == len(LANGUAGES)
    values = {frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name) for sentence in said}
    assert len(values) == 1
    assert rule.code in rule.source


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_breaks_can_be_said(language: str) -> None:
    for _, change, sound in MODEL:
        assert all("{" not in f.message for f in rules.check(change(sound), syntax="cii", language=language))
        rules.check(change(sound), syntax="ubl", language=language)


@pytest.mark.parametrize(("category", "name", "rate"), CATEGORIES)
def test_an_invoice_of_each_category_is_sound(category: str, name: str, rate: str) -> None:
    for syntax in ("cii", "ubl", ""):
        assert rules.check(base(category, rate), syntax=syntax) == [], name


def test_what_a_document_leaves_out_is_told_from_zero() -> None:
    reading = cii.examine(cii.write(samples.french_invoice()).replace(b"LineTotalAmount", b"Nothing"))
    found = {fault.code for fault in rules.check(reading.invoice, absent=reading.absent, syntax="cii")}
    assert {"BR-12", "BR-24", "BR-CO-10", "BR-CO-13"} <= found


def test_a_sentence_names_both_figures_in_the_reader_s_language() -> None:
    invoice = MODEL[[code for code, _, _ in MODEL].index("BR-CO-10")]
    fault = next(f for f in rules.check(invoice[1](invoice[2]), language="it") if f.code == "BR-CO-10")
    assert fault.message == "la somma delle righe è 2612.19 EUR, ma è registrato 2613.19 EUR (BT-106)"


def test_the_official_card_rule_warns_in_ubl_and_refuses_in_cii() -> None:
    change, sound = next((c, s) for code, c, s in MODEL if code == "BR-51")
    broken = change(sound)
    severities = {
        syntax: [f.severity for f in rules.check(broken, syntax=syntax) if f.code == "BR-51"]
        for syntax in ("cii", "ubl")
    }
    assert severities == {"cii": ["error"], "ubl": ["warning"]}
