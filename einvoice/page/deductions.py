"""What an Italian buyer pays to the State and not to the seller: withholding, and the VAT of split payment."""

from decimal import Decimal
from typing import NamedTuple

from einvoice.countries.italy.block import block_of
from einvoice.fatturapa.payment import split_tax, withheld
from einvoice.model import Invoice


class Deductions(NamedTuple):
    """Amounts in the invoice currency; `prepaid` is what is left of BT-113, where the split VAT stands as settled."""

    split: Decimal
    withheld: Decimal
    prepaid: Decimal

    def to_pay(self, invoice: Invoice) -> Decimal:
        """What the seller gets: BT-115 without what it does not take off itself."""
        sums = invoice.totals
        return sums.payable - self.withheld - (self.split - (sums.prepaid - self.prepaid))


def deductions(invoice: Invoice) -> Deductions:
    """Of any invoice; nothing but BT-113 where there is no Italian block. Raises `Unacceptable` for a broken one."""
    prepaid = invoice.totals.prepaid
    if "IT" not in invoice.national:
        return Deductions(Decimal(0), Decimal(0), prepaid)
    block = block_of(invoice)
    split = split_tax(invoice, block)
    return Deductions(split, withheld(block), prepaid - split if prepaid >= split else prepaid)
