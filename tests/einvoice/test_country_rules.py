"""Every national rule: said in four languages, with its source, broken by a story that notices when it is inverted."""

import string
from dataclasses import dataclass

import pytest

from einvoice.countries import france, germany
from einvoice.countries.france.law import LAW as FRENCH_LAW
from einvoice.countries.germany.law import LAW as GERMAN_LAW
from einvoice.model import Invoice
from einvoice.rules.case import Case
from einvoice.rules.rule import LANGUAGES, Rule
from tests.einvoice import france_stories, germany_stories
from tests.einvoice.stories import Break, found, silent


@dataclass(frozen=True)
class Told:
    """A rule among its fellows, and the story of it."""

    rule: Rule[Case]
    rules: tuple[Rule[Case], ...]
    sound: Invoice
    story: Break
    syntax: str = ""


GERMAN_STORIES = germany_stories.STORIES | germany_stories.STORIES_IN_UBL
TOLD = [
    *(Told(rule, france.RULES, france_stories.INVOICE, france_stories.STORIES[rule.code]) for rule in france.RULES),
    *(
        Told(
            rule,
            germany.RULES,
            germany_stories.SOUND,
            GERMAN_STORIES[rule.code],
            "ubl" if rule.code in germany_stories.STORIES_IN_UBL else "cii",
        )
        for rule in germany.RULES
        if rule.code not in germany_stories.UNWRITTEN  # these have tests of their own
    ),
]
EVERY = (*france.RULES, *FRENCH_LAW, *germany.RULES, *GERMAN_LAW)


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: rule.code)
def test_a_rule_is_said_in_four_languages_with_the_same_values(rule: Rule[Case]) -> None:
    sentences = [rule.sentence(language) for language in LANGUAGES]
    assert len(set(sentences)) == len(LANGUAGES) == 4
    values = [{name for _, name, _, _ in string.Formatter().parse(said) if name} for said in sentences]
    assert all(named == values[0] for named in values), values


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: rule.code)
def test_a_rule_names_its_source(rule: Rule[Case]) -> None:
    assert any(character.isdigit() for character in rule.source), "an article, a version or a date"


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.rule.code)
def test_a_story_notices_when_its_rule_is_inverted(told: Told) -> None:
    broken = told.story(told.sound)
    upside_down = tuple(silent(rule) if rule is told.rule else rule for rule in told.rules)
    assert found(told.rules, told.sound, told.syntax) == set()
    assert told.rule.code in found(told.rules, broken, told.syntax)
    assert told.rule.code not in found(upside_down, broken, told.syntax)
    assert found(upside_down, told.sound, told.syntax) == {told.rule.code}


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.rule.code)
def test_a_finding_has_every_value_that_its_sentence_names(told: Told) -> None:
    findings = list(told.rule.test(Case(told.story(told.sound), syntax=told.syntax)))
    assert findings
    for path, values in findings:
        assert path
        for language in LANGUAGES:
            assert "{" not in told.rule.sentence(language).format_map(values)


def test_no_rule_stands_twice() -> None:
    codes = [rule.code for rule in EVERY]
    assert len(codes) == len(set(codes))
