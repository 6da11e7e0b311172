"""Allowances and charges, of the document and of its lines: BR-31 to BR-44, BR-CO-21 to BR-CO-24.

BR-CO-05 to BR-CO-08 (code and text of a reason say the same) are in the artefacts, but test nothing there.
"""

from collections.abc import Iterator
from functools import partial

from einvoice.rules.case import Case
from einvoice.rules.making import NOTHING, rule
from einvoice.rules.rule import Finding, Rule


def amount(charge: bool, case: Case) -> Iterator[Finding]:
    """A document's allowance or charge has an amount (BT-92, BT-99). EN 16931-1:2017, BR-31, BR-36; CEN 1.3.16."""
    for path, _ in case.extras(charge):
        if f"{path}.amount" in case.absent:
            yield f"{path}.amount", NOTHING


def category(charge: bool, case: Case) -> Iterator[Finding]:
    """It has a VAT category (BT-95, BT-102). EN 16931-1:2017, BR-32, BR-37; CEN artefacts 1.3.16."""
    for path, extra in case.extras(charge):
        if extra.vat is None or not extra.vat.category:
            yield f"{path}.vat", {"amount": extra.amount}


def reason(charge: bool, case: Case) -> Iterator[Finding]:
    """It has a reason or its code (BT-97/98, BT-104/105). EN 16931-1:2017, BR-33, BR-38, BR-CO-21/22; CEN 1.3.16."""
    for path, extra in case.extras(charge):
        if not (extra.reason or extra.reason_code):
            yield f"{path}.reason", {"amount": extra.amount}


def line_amount(charge: bool, case: Case) -> Iterator[Finding]:
    """A line's allowance or charge has an amount (BT-136, BT-141). EN 16931-1:2017, BR-41, BR-43; CEN 1.3.16."""
    for path, _ in case.line_extras(charge):
        if f"{path}.amount" in case.absent:
            yield f"{path}.amount", NOTHING


def line_reason(charge: bool, case: Case) -> Iterator[Finding]:
    """It has a reason or its code (BT-139/140, BT-144/145). EN 16931-1:2017, BR-42, BR-44, BR-CO-23/24; CEN 1.3.16."""
    for path, extra in case.line_extras(charge):
        if not (extra.reason or extra.reason_code):
            yield f"{path}.reason", {"amount": extra.amount}


_WORDS = "en16931_extras"
RULES: tuple[Rule[Case], ...] = (
    rule("BR-31", partial(amount, False), _WORDS),
    rule("BR-32", partial(category, False), _WORDS),
    rule("BR-33", partial(reason, False), _WORDS),
    rule("BR-36", partial(amount, True), _WORDS),
    rule("BR-37", partial(category, True), _WORDS),
    rule("BR-38", partial(reason, True), _WORDS),
    rule("BR-41", partial(line_amount, False), _WORDS),
    rule("BR-42", partial(line_reason, False), _WORDS),
    rule("BR-43", partial(line_amount, True), _WORDS),
    rule("BR-44", partial(line_reason, True), _WORDS),
    rule("BR-CO-21", partial(reason, False), _WORDS),
    rule("BR-CO-22", partial(reason, True), _WORDS),
    rule("BR-CO-23", partial(line_reason, False), _WORDS),
    rule("BR-CO-24", partial(line_reason, True), _WORDS),
)
