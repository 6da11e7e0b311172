"""Other people's Cross Industry Invoices: what a document says in EN 16931's terms, it still says when rewritten."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from einvoice import cii

from .corpora import ABSENT, CORPORA
from .leaves import Leaf, lacking
from .leaves import leaves as every_leaf
from .official import findings

FILES = [*sorted(CORPORA.glob("xrechnung/*uncefact.xml")), *sorted(CORPORA.glob("en16931/cii/*.xml"))]

# Leaves that may be missing from the rewritten document, and why that is no loss.
PASSING = {
    r"/(Allowance|Charge)TotalAmount=0$": "a sum of nothing is not stated",
    r"/(Rounding|TotalPrepaid)Amount=0$": "a sum of nothing is not stated",
    r"/BasisQuantity=1 ": "a price is for one unless something else is said",
    r"/SpecifiedLineTradeSettlement/ApplicableTradeTax/ExemptionReason=": "BT-120 is a term of the breakdown alone",
    r"/SpecifiedProcuringProject/Name=": "the schema asks for a name, EN 16931 has none",
    r"/GrossPriceProductTradePrice/BasisQuantity=": "BT-149 is one, and the net price has it",
    r"^/@schemaLocation=": "a hint for parsers",
}
# Two elements for one term: which of them it was is no part of the model.
ALIKE = {"DepartmentName": "PersonName", "ProprietaryID": "IBANID"}


def leaves(xml: bytes) -> Counter[Leaf]:
    """As `leaves.leaves`; a base quantity has its unit (the line's, if it has none) beside it, an account no spaces."""
    root = etree.fromstring(xml, etree.XMLParser(remove_comments=True))
    for element in root.iter("{*}DepartmentName", "{*}ProprietaryID"):
        name = etree.QName(element)
        element.tag = f"{{{name.namespace}}}{ALIKE[name.localname]}"
    for element in root.iter("{*}IBANID"):
        element.text = (element.text or "").replace(" ", "")
    for line in root.iter("{*}IncludedSupplyChainTradeLineItem"):
        (unit,) = (element.get("unitCode", "") for element in line.iter("{*}BilledQuantity"))
        for element in line.iter("{*}BasisQuantity"):
            element.text = f"{Decimal(element.text or '').normalize():f} {element.attrib.pop('unitCode', unit)}"
    return every_leaf(etree.tostring(root))


@pytest.mark.skipif(not FILES, reason=ABSENT)
def test_the_samples_are_there() -> None:
    assert len(FILES) == 56


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_term_is_lost_when_a_document_is_read_and_written_again(file: Path) -> None:
    before = file.read_bytes()
    after = cii.write(cii.read(before))
    assert cii.read(after) == cii.read(before)
    assert lacking(leaves(before) - leaves(after), PASSING) == []
    assert findings(after, "cii-xsd") == []
