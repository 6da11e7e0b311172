"""What a German seller can say beyond EN 16931's terms: `Invoice.national["DE"]`, put into terms by `complete`."""

from decimal import Decimal
from typing import Literal

import msgspec

from einvoice.countries.block import NO_FACTS, Facts, typed
from einvoice.faults import Unacceptable
from einvoice.model import Invoice

SOURCE = "XRechnung 3.0.2 (KoSIT); § 14 UStG"

Document = Literal["", "facturx", "xrechnung-cii", "xrechnung-ubl"]


class GermanyBlock(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The German facts of one invoice. An empty value means: what the law or the other terms say."""

    # What is issued, where the law leaves a choice. Empty: XRechnung in UBL to public bodies, Factur-X (ZUGFeRD) to
    # businesses. Public bodies take XRechnung alone, in either syntax: `facturx` counts for businesses only.
    document: Document = ""
    leitweg_id: str = ""  # the buyer's Leitweg-ID: BT-10, and who has one is a public body
    # Cash discount as XRechnung writes it into BT-20 (BR-DE-18): days, per cent, and of what amount if not of all.
    skonto_days: int | None = None
    skonto_percent: Decimal | None = None
    skonto_base: Decimal | None = None


def block_of(invoice: Invoice) -> GermanyBlock:
    """The typed block; raises `Unacceptable` (SOLDE-DE-BLOCK) naming the entry that cannot be read."""
    return typed(invoice.national.get("DE", NO_FACTS), "DE", GermanyBlock, SOURCE)


def readable(facts: Facts) -> GermanyBlock:
    """The block, or an empty one where it cannot be read: `check` says what is wrong with it."""
    try:
        return typed(facts, "DE", GermanyBlock, SOURCE)
    except Unacceptable:
        return GermanyBlock()
