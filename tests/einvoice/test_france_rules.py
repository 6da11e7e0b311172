"""BR-FR: each rule is broken by one story, and the official rules of FNFE find the very same ids."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from einvoice import cii
from einvoice.artefacts import default_folder
from einvoice.countries import france
from einvoice.countries.france import ONLY_IN_DOCUMENTS, RULES
from einvoice.model import Vat
from tests.einvoice.france_stories import ALSO, INVOICE, STORIES
from tests.einvoice.official import assertions, findings
from tests.einvoice.stories import found

OFFICIAL = default_folder() / "br-fr" / "BR-FR-Flux2-Schematron-CII.xslt"
BY_CODE = {rule.code: rule for rule in RULES}


def official(xml: bytes) -> set[str]:
    return {finding.partition(": ")[0] for finding in findings(xml, "br-fr-cii")}


def test_the_sound_invoice_is_sound_to_both() -> None:
    assert france.check(INVOICE) == []
    assert official(cii.write(INVOICE)) == set()


@pytest.mark.parametrize("code", BY_CODE)
def test_a_story_breaks_the_rule_and_the_official_rules_say_the_same(code: str) -> None:
    broken = STORIES[code](INVOICE)
    expected = {code} | ALSO.get(code, set())
    assert found(RULES, broken) == expected
    assert official(cii.write(broken)) == expected


def test_every_official_rule_is_ours_or_cannot_be_broken_by_the_model() -> None:
    official_ids = assertions(OFFICIAL)
    assert len(official_ids) > 150
    assert official_ids == set(BY_CODE) | set(ONLY_IN_DOCUMENTS)
    assert not set(BY_CODE) & set(ONLY_IN_DOCUMENTS)
    assert all(len(reason) > 20 for reason in ONLY_IN_DOCUMENTS.values())


def test_idle_zeros_are_not_written_and_count_in_a_strangers_document() -> None:
    line = replace(INVOICE.lines[0], quantity=Decimal("3.00000"), vat=Vat(category="S", rate=Decimal("20.000")))
    padded = replace(INVOICE, lines=(line, *INVOICE.lines[1:]))
    xml = cii.write(padded)
    assert found(RULES, padded) == official(xml) == set()
    strange = xml.replace(b">3</ram:BilledQuantity>", b">3.00000</ram:BilledQuantity>", 1)
    strange = strange.replace(b">20</ram:RateApplicablePercent>", b">20.000</ram:RateApplicablePercent>", 1)
    expected = {"BR-FR-DEC-02_BT-129", "BR-FR-16_BT-152", "BR-FR-DEC-04_BT-152"}
    assert official(strange) == expected
    assert found(RULES, cii.examine(strange).invoice, "cii") == expected
