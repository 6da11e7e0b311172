"""Other people's Cross Industry Invoices: what a document says in EN 16931's terms, it still says when rewritten."""

import re
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest
from lxml import etree

from einvoice import cii

from .corpora import ABSENT, CORPORA
from .official import findings

FILES = [*sorted(CORPORA.glob("xrechnung/*uncefact.xml")), *sorted(CORPORA.glob("en16931/cii/*.xml"))]

# Leaves that may be missing from the rewritten document, and why that is no loss.
PASSING = {
    r"/(Allowance|Charge)TotalAmount=0$": "a sum of nothing is not stated",
    r"/(Rounding|TotalPrepaid)Amount=0$": "a sum of nothing is not stated",
    r"/BasisQuantity=1$": "a price is for one unless something else is said",
    r"/BasisQuantity/@unitCode=": "and so is its unit (checked apart: BT-150 stays where BT-149 is not 1)",
    r"/SpecifiedLineTradeSettlement/ApplicableTradeTax/ExemptionReason=": "BT-120 is a term of the breakdown alone",
    r"/SpecifiedProcuringProject/Name=": "the schema asks for a name, EN 16931 has none",
    r"/GrossPriceProductTradePrice/BasisQuantity=": "BT-149 is one, and the net price has it",
    r"^/@schemaLocation=": "a hint for parsers",
}
# Two elements for one term: which of them it was is no part of the model.
ALIKE = {"DepartmentName": "PersonName", "ProprietaryID": "IBANID"}
Leaf = tuple[str, str]


def leaves(xml: bytes) -> Counter[Leaf]:
    """Every text and attribute with its place: numbers as numbers, white space around texts apart."""
    found: Counter[Leaf] = Counter()
    for element in etree.fromstring(xml, etree.XMLParser(remove_comments=True)).iter():
        steps = [*reversed(list(element.iterancestors())), element][1:]
        place = "/".join(ALIKE.get(name, name) for name in (etree.QName(step).localname for step in steps))
        for name, value in element.attrib.items():
            found[f"{place}/@{etree.QName(name).localname}", value.strip()] += 1
        if len(element) == 0 and (element.text or "").strip():
            found[place, _plain(place, (element.text or "").strip())] += 1
    return found


def _plain(place: str, text: str) -> str:
    if place.endswith(("BinaryObject", "IBANID")):
        return re.sub(r"\s", "", text)
    if place.endswith(("Amount", "Quantity", "Percent")):
        try:
            return str(Decimal(text).normalize())
        except InvalidOperation:
            return text
    return text


@pytest.mark.skipif(not FILES, reason=ABSENT)
def test_the_samples_are_there() -> None:
    assert len(FILES) == 56


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_term_is_lost_when_a_document_is_read_and_written_again(file: Path) -> None:
    before = file.read_bytes()
    after = cii.write(cii.read(before))
    assert cii.read(after) == cii.read(before)
    gone = [f"{place}={text}" for place, text in (leaves(before) - leaves(after)).elements()]
    assert [leaf for leaf in gone if not any(re.search(passing, leaf) for passing in PASSING)] == []
    assert findings(after, "cii-xsd") == []
