"""What a format's reader found in somebody's document, complete or not."""

import msgspec

from einvoice.faults import Fault
from einvoice.model import Invoice


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A document as the model, however much of it was there.

    `absent` are the model paths of terms that the model cannot be without and the document lacks: `totals.lines`,
    `lines[2].vat.rate`, `issue_date`. A stand-in (zero, an empty text, `date.min`) holds their place. `faults` are
    values that cannot be read (no number, no date); their paths are in `absent` too.
    """

    invoice: Invoice
    absent: frozenset[str] = frozenset()
    faults: tuple[Fault, ...] = ()
