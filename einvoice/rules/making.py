"""How the rules of EN 16931 are put together: source, words and test of one official id."""

from collections.abc import Callable, Iterable, Mapping

from einvoice.rules.case import Case
from einvoice.rules.rule import Finding, Rule

Test = Callable[[Case], Iterable[Finding]]
NOTHING: Mapping[str, object] = {}
ABSENT = "-"  # how a sentence calls an amount that the document does not state


def source(code: str) -> str:
    """Where a rule is written, and the release of the official artefacts that it was compared with."""
    return f"EN 16931-1:2017, {code}; CEN artefacts 1.3.16"


def rule(code: str, test: Test, words: Mapping[str, str] | str) -> Rule[Case]:
    """The rule with an official id; `words` as in `Rule`."""
    return Rule(code, source(code), test, words)
