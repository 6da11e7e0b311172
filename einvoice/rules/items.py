"""What every invoice line states: BR-21 to BR-28, BR-54, BR-64, BR-65, BR-CO-04."""

from collections.abc import Iterator

from einvoice.rules.case import Case
from einvoice.rules.making import ABSENT, NOTHING, rule
from einvoice.rules.rule import Finding, Rule


def br_21(case: Case) -> Iterator[Finding]:
    """Each line has an identifier (BT-126). EN 16931-1:2017, BR-21; CEN artefacts 1.3.16."""
    for i, line in enumerate(case.invoice.lines):
        if not line.id.strip():
            yield f"lines[{i}].id", NOTHING


def _lacking(case: Case, term: str) -> Iterator[Finding]:
    if case.absent:
        for i in range(len(case.invoice.lines)):
            if f"lines[{i}].{term}" in case.absent:
                yield f"lines[{i}].{term}", NOTHING


def br_22(case: Case) -> Iterator[Finding]:
    """Each line has a quantity (BT-129). EN 16931-1:2017, BR-22; CEN artefacts 1.3.16."""
    return _lacking(case, "quantity")


def br_23(case: Case) -> Iterator[Finding]:
    """Each quantity has a unit (BT-130). EN 16931-1:2017, BR-23; CEN artefacts 1.3.16."""
    for i, line in enumerate(case.invoice.lines):
        if not line.unit:
            yield f"lines[{i}].unit", NOTHING


def br_24(case: Case) -> Iterator[Finding]:
    """Each line has a net amount (BT-131). EN 16931-1:2017, BR-24; CEN artefacts 1.3.16."""
    return _lacking(case, "net")


def br_25(case: Case) -> Iterator[Finding]:
    """Each line names its item (BT-153). EN 16931-1:2017, BR-25; CEN artefacts 1.3.16."""
    for i, line in enumerate(case.invoice.lines):
        if not line.name.strip():
            yield f"lines[{i}].name", NOTHING


def br_26(case: Case) -> Iterator[Finding]:
    """Each line has a price (BT-146). EN 16931-1:2017, BR-26; CEN artefacts 1.3.16."""
    return _lacking(case, "price")


def br_27(case: Case) -> Iterator[Finding]:
    """The price (BT-146) is there and not below zero. EN 16931-1:2017, BR-27; CEN artefacts 1.3.16."""
    for i, line in enumerate(case.invoice.lines):
        if line.price < 0:
            yield f"lines[{i}].price", {"price": line.price}
        elif case.absent and f"lines[{i}].price" in case.absent:
            yield f"lines[{i}].price", {"price": ABSENT}


def br_28(case: Case) -> Iterator[Finding]:
    """The gross price (BT-148) is not below zero. EN 16931-1:2017, BR-28; CEN artefacts 1.3.16."""
    for i, line in enumerate(case.invoice.lines):
        if line.gross_price is not None and line.gross_price < 0:
            yield f"lines[{i}].gross_price", {"price": line.gross_price}


def br_54(case: Case) -> Iterator[Finding]:
    """A property of an item has a name and a value (BT-160, BT-161). EN 16931-1:2017, BR-54; CEN artefacts 1.3.16."""
    for i, line in enumerate(case.invoice.lines):
        for j, attribute in enumerate(line.attributes):
            if not attribute.name:
                yield f"lines[{i}].attributes[{j}].name", NOTHING
            elif not attribute.value:
                yield f"lines[{i}].attributes[{j}].value", NOTHING


def br_64(case: Case) -> Iterator[Finding]:
    """An item's standard identifier has a scheme (BT-157-1). EN 16931-1:2017, BR-64; CEN artefacts 1.3.16."""
    for i, line in enumerate(case.invoice.lines):
        if line.standard_item and not line.standard_item.scheme:
            yield f"lines[{i}].standard_item.scheme", {"value": line.standard_item.value}


def br_65(case: Case) -> Iterator[Finding]:
    """A classification of an item names its list (BT-158-1). EN 16931-1:2017, BR-65; CEN artefacts 1.3.16."""
    for i, line in enumerate(case.invoice.lines):
        for j, classification in enumerate(line.classifications):
            if not classification.scheme:
                yield f"lines[{i}].classifications[{j}].scheme", {"value": classification.value}


def br_co_04(case: Case) -> Iterator[Finding]:
    """Each line has a VAT category (BT-151). EN 16931-1:2017, BR-CO-04; CEN artefacts 1.3.16."""
    for i, line in enumerate(case.invoice.lines):
        if not line.vat.category:
            yield f"lines[{i}].vat.category", NOTHING


_WORDS = "en16931_items"
RULES: tuple[Rule[Case], ...] = (
    rule("BR-21", br_21, _WORDS),
    rule("BR-22", br_22, _WORDS),
    rule("BR-23", br_23, _WORDS),
    rule("BR-24", br_24, _WORDS),
    rule("BR-25", br_25, _WORDS),
    rule("BR-26", br_26, _WORDS),
    rule("BR-27", br_27, _WORDS),
    rule("BR-28", br_28, _WORDS),
    rule("BR-54", br_54, _WORDS),
    rule("BR-64", br_64, _WORDS),
    rule("BR-65", br_65, _WORDS),
    rule("BR-CO-04", br_co_04, _WORDS),
)
