"""How it is paid: BR-49 to BR-51, BR-61. CII asks for an account only where one is begun; UBL always."""

from collections.abc import Iterator

from einvoice.rules.case import Case
from einvoice.rules.making import NOTHING, rule, source
from einvoice.rules.rule import Finding, Rule

_TRANSFERS = {"30", "58"}  # UNTDID 4461: credit transfer, SEPA credit transfer
_DIGITS = 10  # of a card number: its first six and last four


def br_49(case: Case) -> Iterator[Finding]:
    """Means of payment (BG-16) have a code (BT-81). EN 16931-1:2017, BR-49; CEN artefacts 1.3.16."""
    for i in range(len(case.invoice.payment)):
        if f"payment[{i}].code" in case.absent:
            yield f"payment[{i}].code", NOTHING


def br_50(case: Case) -> Iterator[Finding]:
    """An account (BG-17) that is transferred to has a number (BT-84). EN 16931-1:2017, BR-50; CEN artefacts 1.3.16."""
    for i, means in enumerate(case.invoice.payment):
        begun = means.account_name or (case.ubl and means.bic)
        if means.code in _TRANSFERS and begun and not means.iban:
            yield f"payment[{i}].iban", {"code": means.code}


def br_61(case: Case) -> Iterator[Finding]:
    """A credit transfer names the account to pay to (BT-84). EN 16931-1:2017, BR-61; CEN artefacts 1.3.16."""
    for i, means in enumerate(case.invoice.payment):
        if means.code in _TRANSFERS and not means.iban and (case.ubl or means.account_name):
            yield f"payment[{i}].iban", {"code": means.code}


def _long_cards(case: Case) -> Iterator[Finding]:
    for i, means in enumerate(case.invoice.payment):
        if len(means.card_number) > _DIGITS:
            yield f"payment[{i}].card_number", {"digits": len(means.card_number)}


def br_51(case: Case) -> Iterator[Finding]:
    """A card number (BT-87) is cut down to ten digits. EN 16931-1:2017, BR-51; CEN artefacts 1.3.16."""
    return _long_cards(case) if case.cii else iter(())


def br_51_in_ubl(case: Case) -> Iterator[Finding]:
    """The same, of which UBL's artefact warns. EN 16931-1:2017, BR-51; CEN artefacts 1.3.16."""
    return iter(()) if case.cii else _long_cards(case)


_WORDS = "en16931_payment"
RULES: tuple[Rule[Case], ...] = (
    rule("BR-49", br_49, _WORDS),
    rule("BR-50", br_50, _WORDS),
    rule("BR-51", br_51, _WORDS),
    Rule("BR-51", source("BR-51"), br_51_in_ubl, _WORDS, "warning"),
    rule("BR-61", br_61, _WORDS),
)
