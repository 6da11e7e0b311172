"""What XRechnung's rules are made of."""

from collections.abc import Iterator
from typing import TypeAlias

from einvoice.cii.profiles import XRECHNUNG
from einvoice.rules.case import Case
from einvoice.rules.rule import Finding

SOURCE = "XRechnung 3.0.2, rules 2.6.0 (KoSIT)"
CIUS = XRECHNUNG.guideline
EXTENSION = f"{CIUS}#conformant#urn:xeinkauf.de:kosit:extension:xrechnung_3.0"
CVD = f"{CIUS}#compliant#urn:xeinkauf.de:kosit:xrechnung:cvd_0.9"

Findings: TypeAlias = Iterator[Finding]


def in_ubl(case: Case) -> bool:
    """Where CII and UBL differ, so do KoSIT's rules; a case without a syntax is taken for CII."""
    return case.syntax == "ubl"
