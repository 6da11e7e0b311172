"""What the rules of BR-FR are made of."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeAlias

from einvoice.model import Invoice
from einvoice.rules.case import Case
from einvoice.rules.rule import Finding, Rule, table

SOURCE = "BR-FR 1.4.0 (FNFE, CII)"

Findings: TypeAlias = Iterator[Finding]
Test: TypeAlias = Callable[[Case], Findings]

# Types of UNTDID 1001 that the buyer issues in the seller's name.
SELF_BILLED = frozenset({"389", "501", "500", "471", "473", "261", "502"})


def rule(code: str, test: Test, words: str = "") -> Rule[Case]:
    """A rule under its official id.

    FNFE gives one requirement an id for each term that it holds for (`BR-FR-01_BT-1`, `BR-FR-01_BT-25`). One sentence
    serves them all: it stands under the part before the underscore, or under `words`.
    """
    sentences = table("br_fr")
    return Rule(code, SOURCE, test, sentences[words or (code if code in sentences else code.partition("_")[0])])


def codes(listed: str) -> frozenset[str]:
    """A list of codes, written with blanks between."""
    return frozenset(listed.split())


def extended(case: Case) -> bool:
    """Whether the document follows EXTENDED-CTC-FR, which says things of lines that EN 16931 has no terms for."""
    return "extended" in case.invoice.specification.lower()


def barred(invoice: Invoice) -> list[str]:
    """The treatments that the invoice's notes BAR ask the platform for."""
    return [note.text for note in invoice.notes if note.subject == "BAR"]


def due_date(invoice: Invoice) -> date | None:
    """BT-9 as documents state it: the first instalment's, where there are several."""
    parts = invoice.instalments
    if len(parts) > 1:
        return min(part.due for part in parts)
    return invoice.due_date or (parts[0].due if parts else None)
