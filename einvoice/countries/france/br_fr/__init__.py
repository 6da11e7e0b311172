"""BR-FR between French businesses, said of the model: FNFE, BR-FR-Flux2 CII 1.4.0 (AFNOR XP Z12-012, annex A).

One rule for each official id; they find what the official rules find in the document that is written, and name the
field to mend. `ONLY_IN_DOCUMENTS` lists the official ids that the model cannot break, each with the reason.
"""

from einvoice.countries.france.br_fr.amounts import RULES as _AMOUNTS
from einvoice.countries.france.br_fr.document import RULES as _DOCUMENT
from einvoice.countries.france.br_fr.elsewhere import ONLY_IN_DOCUMENTS
from einvoice.countries.france.br_fr.frames import RULES as _FRAMES
from einvoice.countries.france.br_fr.parties import RULES as _PARTIES
from einvoice.rules.case import Case
from einvoice.rules.rule import Rule

__all__ = ["ONLY_IN_DOCUMENTS", "RULES"]

RULES: tuple[Rule[Case], ...] = (*_DOCUMENT, *_PARTIES, *_FRAMES, *_AMOUNTS)
