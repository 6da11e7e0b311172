"""The comparison itself: both sides find the same, every native rule is tried, and a rule that lies is caught."""

from collections.abc import Iterator

import pytest
from lxml import etree

from einvoice.artefacts import ArtefactMissing, Artefacts, default_folder

from . import making
from .compared import NATIVE, NOT_NATIVE, unlisted
from .features import beyond_the_model, without_blanks
from .judging import Bench, Document, Outcome, turned
from .targets import TARGETS, UNPROVOKED

ARTEFACTS = Artefacts(default_folder())
RULES = {rule.code: rule for rules in NATIVE.values() for rule in rules}
# One or more of each family of rules, and of each side: mandatory, sums, decimals, codes, VAT, France, Germany.
INVERTED = (
    *("BR-01", "BR-09", "BR-16", "BR-25", "BR-27", "BR-29", "BR-33", "BR-48", "BR-53", "BR-61"),
    *("BR-CO-03", "BR-CO-09", "BR-CO-10", "BR-CO-14", "BR-CO-15", "BR-CO-17", "BR-CO-26"),
    *("BR-DEC-09", "BR-DEC-23", "BR-CL-01", "BR-CL-10", "BR-CL-23"),
    *("BR-S-01", "BR-S-08", "BR-Z-05", "BR-E-10", "BR-AE-02", "BR-IC-11", "BR-G-09", "BR-O-11", "BR-AF-05", "BR-AG-08"),
    *("BR-FR-01_BT-1", "BR-FR-12_BT-49", "BR-DE-1", "BR-DE-15", "PEPPOL-EN16931-R120", "PEPPOL-EN16931-R010"),
)
FATAL = [code for code in INVERTED if RULES[code].severity == "error"]


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    try:
        for rules in NATIVE:
            ARTEFACTS.rules(rules)
    except ArtefactMissing as missing:
        pytest.skip(str(missing))
    bench = Bench(ARTEFACTS)
    yield bench
    bench.close()


def few(count: int) -> list[Document]:
    """As many targets, from everywhere in their table, as documents that chance breaks."""
    spread = range(0, len(TARGETS), len(TARGETS) // count)
    return [making.generated(place, 3) for place in (*spread, *range(len(TARGETS), len(TARGETS) + count))]


def told(outcomes: list[Outcome]) -> list[str]:
    return [f"{one.name}: {code} by the {side} rules" for one in outcomes for _, code, side in one.differences]


def test_both_sides_find_the_same_in_some_sixty_documents(bench: Bench) -> None:
    outcomes = [bench.compare(document) for document in few(30)]
    assert told(outcomes) == []
    assert sum(not one.left_out for one in outcomes) >= 50
    assert {one.valid for one in outcomes if not one.left_out} == {True, False}


@pytest.mark.parametrize("rules", NATIVE)
def test_every_official_rule_is_native_or_explained_and_every_native_one_official(rules: str) -> None:
    try:
        assert unlisted(ARTEFACTS, rules) == (set(), set())
    except ArtefactMissing as missing:
        pytest.skip(str(missing))
    assert not {rule.code for rule in NATIVE[rules]} & set(NOT_NATIVE[rules])
    assert all(len(reason) > 20 for reason in NOT_NATIVE[rules].values())


def test_every_native_rule_has_a_document_that_is_to_break_it_or_a_reason() -> None:
    fatal = {code for code, rule in RULES.items() if rule.severity == "error"}
    assert fatal - {target.rule for target in TARGETS} - set(UNPROVOKED) == set()


@pytest.mark.slow
def test_each_target_breaks_its_rule_in_one_syntax_at_least(bench: Bench) -> None:
    broken = {
        target.rule
        for place, target in enumerate(TARGETS)
        for _, theirs, ours in bench.compare(making.targeted(target, place)).fatal
        if target.rule in theirs & ours
    }
    fatal = {code for code, rule in RULES.items() if rule.severity == "error"}
    assert fatal - broken - set(UNPROVOKED) == set()


@pytest.fixture(scope="module")
def agreed(bench: Bench) -> list[tuple[Document, Outcome]]:
    """The targets of the rules that will be turned upside down, and what is found in them."""
    places = [place for place, target in enumerate(TARGETS) if target.rule in FATAL]
    documents = [making.generated(place, 3) for place in places]
    return [(document, bench.compare(document)) for document in documents]


@pytest.mark.slow
@pytest.mark.parametrize("code", FATAL)
def test_a_rule_that_is_turned_upside_down_shows(code: str, agreed: list[tuple[Document, Outcome]]) -> None:
    own = [(document, outcome) for document, outcome in agreed if document.name.split()[1] == code]
    assert own
    assert told([outcome for _, outcome in own]) == []
    upside_down = Bench(ARTEFACTS, inverted=code)
    try:
        assert any(
            (found, side) == (code, "official")
            for document, _ in own
            for _, found, side in upside_down.compare(document).differences
        )
    finally:
        upside_down.close()


def test_the_rule_that_is_turned_upside_down_is_the_only_one() -> None:
    rules = NATIVE["br-fr-cii"]
    changed = turned(rules, rules[3].code)
    assert [one is other for one, other in zip(rules, changed, strict=True)].count(False) == 1


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        ("<Invoice><IssueDate>2026-11-02</IssueDate></Invoice>", ""),
        ("<Invoice><CountryCode>FR </CountryCode></Invoice>", "blanks around a value"),
        ("<Invoice><Note>Merci !\n</Note></Invoice>", ""),
        ("<Invoice><Amount>3.00</Amount></Invoice>", "an amount that does not say its currency"),
        (
            "<Invoice><DocumentCurrencyCode>EUR</DocumentCurrencyCode><Amount currencyID='SEK'>3.00</Amount></Invoice>",
            "an amount in a currency that is not the invoice's",
        ),
        ("<CrossIndustryInvoice><ApplicableTradeTax/></CrossIndustryInvoice>", "a tax that is not VAT"),
    ],
)
def test_what_the_model_does_not_keep_is_left_out(xml: str, reason: str) -> None:
    assert beyond_the_model(etree.fromstring(xml)) == reason


def test_blanks_are_taken_out_step_by_step() -> None:
    root = etree.fromstring("<a><b scheme=''>1</b><c><d> </d></c><e>2</e></a>")
    steps = [etree.tostring(step).decode() for step in map(_copied, without_blanks(root))]
    assert steps == [
        "<a><b>1</b><c><d> </d></c><e>2</e></a>",
        "<a><b>1</b><c/><e>2</e></a>",
        "<a><b>1</b><e>2</e></a>",
    ]
    assert list(without_blanks(etree.fromstring("<a><b>1</b></a>"))) == []


def _copied(root: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(root))
