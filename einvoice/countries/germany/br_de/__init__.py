"""XRechnung's rules said of the model: KoSIT, XRechnung 3.0.2, Schematron rules 2.6.0.

BR-DE are Germany's own, PEPPOL-EN16931-R those that XRechnung takes over from Peppol, BR-DE-CVD those on clean
vehicles, BR-DEX those of the extension, BR-TMP provisional ones. One rule for each official id; they find what the
official rules find in the document that is written, and name the field to mend. BT-23 and BT-24 stand in the case as
they do in the document (`xrechnung.stated`). `ONLY_IN_DOCUMENTS` lists the official ids that the model cannot break,
each with the reason.
"""

from einvoice.countries.germany.br_de.cvd import RULES as _CVD
from einvoice.countries.germany.br_de.document import RULES as _DOCUMENT
from einvoice.countries.germany.br_de.elsewhere import ONLY_IN_DOCUMENTS
from einvoice.countries.germany.br_de.extension import RULES as _EXTENSION
from einvoice.countries.germany.br_de.payment import RULES as _PAYMENT
from einvoice.countries.germany.br_de.peppol import RULES as _PEPPOL
from einvoice.rules.case import Case
from einvoice.rules.rule import Rule

__all__ = ["ONLY_IN_DOCUMENTS", "RULES"]

RULES: tuple[Rule[Case], ...] = (*_PEPPOL, *_DOCUMENT, *_PAYMENT, *_CVD, *_EXTENSION)
