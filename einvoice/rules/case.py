"""What the rules look at: an invoice, what its document left out, and the sums that many rules share."""

from collections.abc import Collection
from functools import cached_property

from einvoice.groups import Group, groups
from einvoice.model import Invoice


class Case:
    """One invoice under examination. `absent`: paths of mandatory terms that the document does not have.

    `syntax` is that of the document, `cii` or `ubl`, for the few rules that differ between them; empty if it matters
    to nobody.

    An invoice that comes from an ERP has nothing absent; one that was read from a stranger's document may have
    stand-ins (zero, an empty text, `date.min`) there, and a rule must not take them for values.
    """

    def __init__(self, invoice: Invoice, absent: Collection[str] = (), syntax: str = "") -> None:
        self.invoice = invoice
        self.absent = frozenset(absent)
        self.syntax = syntax

    @cached_property
    def groups(self) -> list[Group]:
        """The VAT groups."""
        return groups(self.invoice)
