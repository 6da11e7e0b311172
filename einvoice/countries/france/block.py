"""What a French seller can say beyond EN 16931's terms: `Invoice.national["FR"]`, put into terms by `complete`."""

from typing import Literal

import msgspec

from einvoice.countries.block import block_of as typed_block_of
from einvoice.model import Invoice

SOURCE = "AFNOR XP Z12-012; BR-FR 1.4.0 (FNFE)"

Treatment = Literal["", "B2B", "B2BINT", "B2C", "B2CINT", "OUTOFSCOPE", "ARCHIVEONLY"]


class FranceBlock(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The French facts of one invoice. An empty text means: what the law or the other terms say."""

    # What the platform is to do with the invoice, a note BAR (BR-FR-20): e-invoice between French businesses,
    # report of a sale abroad (INT) or to consumers, nothing, or archive alone. Empty: the platform works it out.
    treatment: Treatment = ""
    routing_code: str = ""  # the buyer's department: BT-46 with scheme 0224, and the third part of BT-49
    address_suffix: str = ""  # the address that the buyer chose in the directory: BT-49 is SIREN_suffix
    recovery_fee: str = ""  # note PMT in place of the statutory 40 euros (Code de commerce D. 441-5)
    late_penalties: str = ""  # note PMD in place of the rate of the European Central Bank plus 10 points
    early_discount: str = ""  # note AAB in place of: no discount
    vat_group: str = ""  # the SIREN of the seller's VAT group (assujetti unique, CGI art. 256 C): BT-29, scheme 0231


def block_of(invoice: Invoice) -> FranceBlock:
    """The typed block; raises `Unacceptable` (SOLDE-FR-BLOCK) naming the entry that cannot be read."""
    return typed_block_of(invoice, "FR", FranceBlock, SOURCE)
