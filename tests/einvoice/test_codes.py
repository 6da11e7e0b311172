"""The code lists are those that the official rules use, code by code."""

import re
from pathlib import Path

import pytest
from lxml import etree

from einvoice.artefacts import default_folder
from einvoice.codes import NAMES, codes, version

# Each list, and a rule of the artefacts that has it.
RULES = {
    "EAS": "BR-CL-25",
    "ICD": "BR-CL-10",
    "ISO 3166-1": "BR-CL-14",
    "ISO 4217": "BR-CL-04",
    "Rec 20": "BR-CL-23",
    "UNTDID 1153": "BR-CL-07",
    "UNTDID 4451": "BR-CL-08",
    "UNTDID 4461": "BR-CL-16",
    "UNTDID 5189": "BR-CL-19",
    "UNTDID 5305": "BR-CL-17",
    "UNTDID 7143": "BR-CL-13",
    "UNTDID 7161": "BR-CL-20",
    "VATEX": "BR-CL-22",
}


def lists(syntax: str, rule: str) -> list[frozenset[str]]:
    """The lists of codes in an official rule's test; the test is skipped where the rules are not installed."""
    sheet = default_folder() / "en16931" / f"EN16931-{syntax.upper()}-validation.xslt"
    if not sheet.exists():
        pytest.skip(f"the official file {sheet.name} is not installed")
    found = [frozenset(said.split()) for said in re.findall(r"'([^']*)'", _test(sheet, rule))]
    return [one for one in found if len(one) > 1]


def _test(sheet: Path, rule: str) -> str:
    for element in etree.parse(sheet).iter("{*}failed-assert"):
        if any((a.text or "") == rule for a in element.iter("{*}attribute")):
            when = element.getparent().getprevious()
            assert when is not None
            return str(when.get("test"))
    raise AssertionError(f"{sheet.name} has no {rule}")


@pytest.mark.parametrize("syntax", ["cii", "ubl"])
@pytest.mark.parametrize("name", RULES)
def test_a_list_is_the_official_one(name: str, syntax: str) -> None:
    assert codes(name, syntax) in lists(syntax, RULES[name])


def test_document_types_are_two_lists_in_ubl_and_one_in_cii() -> None:
    invoices, credit_notes = lists("ubl", "BR-CL-01")
    assert (codes("UNTDID 1001 invoice"), codes("UNTDID 1001 credit note")) == (invoices, credit_notes)
    assert lists("cii", "BR-CL-01") == [invoices | credit_notes]


def test_the_tax_point_has_a_list_for_each_syntax() -> None:
    assert lists("ubl", "BR-CL-06") == [codes("UNTDID 2005")]
    assert lists("cii", "BR-CL-06") == [codes("UNTDID 2475")]


@pytest.mark.parametrize("name", NAMES)
def test_every_list_is_dated(name: str) -> None:
    assert codes(name)
    assert re.search(r"1\.3\.16, \d{4}-\d\d-\d\d$", version(name))


def test_a_list_that_is_not_there_is_named() -> None:
    with pytest.raises(LookupError, match="UNTDID 1"):
        codes("UNTDID 1")
