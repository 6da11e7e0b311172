"""What FatturaPA needs and EN 16931 has no term for: `Invoice.national["IT"]`."""

from datetime import date
from decimal import Decimal

import msgspec

from einvoice.faults import Fault, Unacceptable
from einvoice.model import Invoice

SOURCE = "FatturaPA 1.2.3, Allegato A - Specifiche tecniche 1.9.1"


class ItalyBlock(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The Italian facts of one invoice; numbers are FatturaPA's own (1.1.4 is CodiceDestinatario)."""

    codice_destinatario: str = ""  # 1.1.4: 7 characters, 6 for public bodies; empty: worked out
    pec: str = ""  # 1.1.6: certified mail of the recipient, with CodiceDestinatario 0000000 only
    regime_fiscale: str = ""  # 1.2.1.8: RF01 ... RF20; empty: RF01
    tipo_documento: str = ""  # 2.1.1.1: where it is not what the type code says (TD06, TD24, TD25)
    esigibilita: str = ""  # 2.2.2.7: I, D, or S for split payment; empty: I
    modalita_pagamento: str = ""  # 2.4.2.2: MP01 ... MP23; empty: from the payment means
    bollo_virtuale: bool = False  # 2.1.1.6.1: stamp duty is paid in virtual form
    importo_bollo: Decimal | None = None  # 2.1.1.6.2: EUR
    rea_ufficio: str = ""  # 1.2.4.1: province of the company register
    rea_numero: str = ""  # 1.2.4.2
    capitale_sociale: Decimal | None = None  # 1.2.4.3: EUR
    socio_unico: str = ""  # 1.2.4.4: SU or SM
    stato_liquidazione: str = "LN"  # 1.2.4.5: LN, or LS in liquidation
    cig: str = ""  # 2.1.2.7: tender code, for public bodies
    cup: str = ""  # 2.1.2.6: public investment project, for public bodies
    eur_rate: Decimal | None = None  # euro for one unit of the invoice currency, where that is not the euro
    eur_rate_date: date | None = None  # the day of that rate


def block_of(invoice: Invoice) -> ItalyBlock:
    """The typed block; raises `Unacceptable` naming the entry that cannot be read."""
    raw = invoice.national.get("IT", {})
    try:
        return msgspec.convert(raw, ItalyBlock, strict=False)
    except msgspec.ValidationError as error:
        message = f"the Italian facts cannot be read: {error}"
        raise Unacceptable([Fault(code="SOLDE-IT-BLOCK", path="national.IT", message=message, source=SOURCE)]) from None


def with_block(invoice: Invoice, block: ItalyBlock) -> Invoice:
    """The invoice with this block in place of its own."""
    national = {**invoice.national, "IT": msgspec.to_builtins(block, builtin_types=(Decimal, date))}
    return msgspec.structs.replace(invoice, national=national)
