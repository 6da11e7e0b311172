"""SdI's controls over a FatturaPA, as far as they need no register: what SdI sees, judged as SdI judges it.

    for fault in controls.check(root, language="it", on=date.today()): ...

Our own documents and strangers' are judged by the same code. docs/sdi-controls.md lists every code: what is checked,
what only SdI's registers can tell, and what belongs elsewhere. Tolerances are SdI's: one cent on a line (00423) and on
VAT (00421), less than one euro on taxable amounts (00422). A lot is judged invoice by invoice.
"""

from datetime import date

from lxml.etree import _Element

from einvoice.fatturapa.controls import document, header, parties
from einvoice.fatturapa.controls.case import Case
from einvoice.fatturapa.controls.control import LIST
from einvoice.fatturapa.controls.document import DOCUMENT
from einvoice.fatturapa.controls.file import check_file
from einvoice.fatturapa.controls.header import HEADER
from einvoice.fatturapa.controls.kinds import KINDS, SIMPLIFIED_KINDS
from einvoice.fatturapa.controls.lines import LINES
from einvoice.fatturapa.controls.parties import PARTIES
from einvoice.fatturapa.controls.rates import RATES, SIMPLIFIED_RATES
from einvoice.fatturapa.controls.reading import ordinary, simplified
from einvoice.fatturapa.controls.simple import SIMPLE
from einvoice.fatturapa.controls.summaries import SUMMARIES
from einvoice.faults import Fault
from einvoice.parsing import local
from einvoice.rules.rule import Rule, run

__all__ = ["LABEL", "LABEL_SIMPLIFIED", "RULES", "SIMPLIFIED", "check", "check_file", "check_simplified"]

LABEL = "SdI controls (Elenco dei controlli 2.0, offline part)"
LABEL_SIMPLIFIED = "SdI controls, simplified form (Elenco dei controlli 2.0, offline part)"

RULES: tuple[Rule[Case], ...] = (*HEADER, *PARTIES, *KINDS, *DOCUMENT, *RATES, *LINES, *SUMMARIES)
SIMPLIFIED: tuple[Rule[Case], ...] = (
    *header.COMMON,
    *parties.COMMON,
    *SIMPLIFIED_KINDS,
    *document.COMMON,
    *SIMPLIFIED_RATES,
    *SIMPLE,
)


def check(root: _Element, language: str = "en", on: date | None = None) -> list[Fault]:
    """Every finding on a FatturaElettronica, said in `language`.

    `on` is the day on which SdI receives the file; without it, 00403 (a day to come) is not looked at. A figure that
    cannot be read is the schema's to report.
    """
    if local(root) != "FatturaElettronica":
        return [_other_root(root, "FatturaElettronica")]
    return run(RULES, ordinary(root, on), language)


def check_simplified(root: _Element, language: str = "en", on: date | None = None) -> list[Fault]:
    """The same for a FatturaElettronicaSemplificata (FSM10)."""
    if local(root) != "FatturaElettronicaSemplificata":
        return [_other_root(root, "FatturaElettronicaSemplificata")]
    return run(SIMPLIFIED, simplified(root, on), language)


def _other_root(root: _Element, name: str) -> Fault:
    message = f"the document's root element is {local(root)}, not {name}"
    return Fault(code="00200", path="", message=message, source=LIST)
