"""The rules of EN 16931 on the model: fast, before anything is written, and each names the model's own field.

They are the rules that CEN's artefacts 1.3.16 check on the semantic model, one for each official id; the official
artefacts decide, these come first because they know where a value came from. `make agreement` compares the two.

Not here: what only a document can break (CII-SR, CII-DT, UBL-SR, UBL-DT, UBL-CR), and the ids that test nothing in the
artefacts (BR-CO-05 to BR-CO-08).
"""

from collections.abc import Collection

from einvoice.faults import Fault
from einvoice.model import Invoice
from einvoice.rules import (
    adding_up,
    breakdown,
    decimals,
    documents,
    extras,
    items,
    listed,
    mandatory,
    parties,
    payment,
    periods,
    totals,
    vat_breakdown,
    vat_parts,
    vat_special,
)
from einvoice.rules.case import Case
from einvoice.rules.rule import Rule, run

__all__ = ["ARITHMETIC", "RULES", "arithmetic", "check"]

RULES: tuple[Rule[Case], ...] = (
    *totals.RULES,
    *mandatory.RULES,
    *parties.RULES,
    *items.RULES,
    *extras.RULES,
    *breakdown.RULES,
    *vat_breakdown.RULES,
    *vat_parts.RULES,
    *vat_special.RULES,
    *periods.RULES,
    *payment.RULES,
    *documents.RULES,
    *decimals.RULES,
    *listed.RULES,
)

# What must add up in every format, FatturaPA included.
ARITHMETIC: tuple[Rule[Case], ...] = (*totals.RULES, *adding_up.RULES, *decimals.RULES)


def check(
    invoice: Invoice, *, absent: Collection[str] | None = None, syntax: str = "", language: str = "en"
) -> list[Fault]:
    """Every finding by EN 16931, in `language`: `en`, `fr`, `it` or `de`.

    `absent` and `syntax` as in `Case`: the paths that a document left out, and `cii` or `ubl`. Without a syntax, what
    the rules of either would find.
    """
    return run(RULES, Case(invoice, absent, syntax), language)


def arithmetic(invoice: Invoice, language: str = "en") -> list[Fault]:
    """What does not add up: totals, VAT groups, decimals."""
    return run(ARITHMETIC, Case(invoice), language)
