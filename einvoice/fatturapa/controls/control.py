"""How one of SdI's controls becomes a rule: its source, and its sentences in `einvoice/rules/words/sdi.toml`.

The list of controls (Elenco dei controlli 2.0) and the specifications (Allegato A 1.9.1) are the Agenzia's; what
they say of a code is taken from where it is published as text, and the source of each rule names that place.
"""

from collections.abc import Callable, Iterable

from einvoice.fatturapa.controls.case import Case
from einvoice.faults import Severity
from einvoice.rules.rule import Finding, Rule, table

LIST = "SdI, Elenco dei controlli 2.0"
LAYOUT = "the Agenzia's table of the layout with its codes"
NET = "FatturaElettronica.NET"
NOTES = "the changes to the specifications"  # Variazioni alle specifiche tecniche, version by version
NOTICE = "notices of rejection"


def source(code: str, *published: str) -> str:
    """Where a control is from, and where its text was read."""
    return f"{LIST}, code {code}, as published in {' and '.join(published)}"


def control(
    code: str,
    test: Callable[[Case], Iterable[Finding]],
    *published: str,
    words: str = "",
    severity: Severity = "error",
) -> Rule[Case]:
    """One control. `words` names its sentence where a code has several."""
    return Rule(code, source(code, *published), test, table("sdi")[words or code], severity)
