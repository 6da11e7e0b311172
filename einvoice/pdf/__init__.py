"""Hybrid invoices: a PDF/A-3b for people with the XML for machines inside.

`inspect` says what keeps a PDF from being PDF/A-3; `embed` makes a hybrid of one that can be; `label` finishes a page
that was typeset here. `einvoice.hybrid` takes the XML out again.
"""

from einvoice.pdf.embedding import embed
from einvoice.pdf.inspection import Inspection, inspect
from einvoice.pdf.labelling import label
from einvoice.pdf.xmp import Container

__all__ = ["Container", "Inspection", "embed", "inspect", "label"]
