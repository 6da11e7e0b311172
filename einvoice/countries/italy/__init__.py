"""Italy: every invoice of a taxable person established there is a FatturaPA, sent through SdI.

Sources: D.Lgs. 127/2015 art. 1 c. 3 (and c. 3-bis for foreign buyers, since 1 July 2022), L. 244/2007 art. 1
c. 209-214 for public bodies; Allegato A - Specifiche tecniche 1.9.1, Elenco dei controlli 2.0.
"""

from datetime import date

from einvoice.countries.block import NO_FACTS, Facts
from einvoice.countries.italy.block import ItalyBlock, block_of
from einvoice.countries.italy.checks import check
from einvoice.countries.italy.completion import complete
from einvoice.model import Party
from einvoice.owed import Owed

__all__ = ["CODE", "ItalyBlock", "block_of", "check", "complete", "obligations"]

CODE = "IT"
_LAW = "D.Lgs. 127/2015, art. 1, c. 3"
_ABROAD_LAW = "D.Lgs. 127/2015, art. 1, c. 3 and 3-bis"
_PUBLIC_LAW = "L. 244/2007, art. 1, c. 209-214; D.M. 55/2013"
_SINCE = date(2019, 1, 1)
_ABROAD_SINCE = date(2022, 7, 1)


def obligations(seller: Party, buyer: Party, type_code: str, on: date, facts: Facts = NO_FACTS) -> list[Owed]:
    """A FatturaPA for every invoice of an Italian seller, whoever buys: firms, public bodies, consumers, abroad."""
    # A seller whose address lacks its country still owes: better a fault that says so than no document at all.
    if (seller.address.country or seller.vat_id[:2]) != CODE:
        return []
    if buyer.address.country != CODE:
        if on < _ABROAD_SINCE:
            return []
        reason, source = "an Italian seller reports invoices to foreign buyers through SdI", _ABROAD_LAW
    elif buyer.public_body:
        reason, source = "Italian public bodies take invoices through SdI only", _PUBLIC_LAW
    elif on < _SINCE:
        return []
    else:
        reason, source = "invoices between parties in Italy go through SdI", _LAW
    rules = ("fatturapa-xsd", "sdi")
    return [Owed(format="fatturapa", country=CODE, rules=rules, reason=reason, source=source)]
