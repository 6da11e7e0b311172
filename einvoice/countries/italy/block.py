"""What FatturaPA needs and EN 16931 has no term for: `Invoice.national["IT"]`."""

from datetime import date
from decimal import Decimal

import msgspec

from einvoice.countries.italy.blocks.amounts import Allegato, Cassa, Linea, Riepilogo, Ritenuta, ScontoMaggiorazione
from einvoice.countries.italy.blocks.parties import (
    Cedente,
    Cessionario,
    Contatti,
    DatiIntermediario,
    IdFiscale,
    Persona,
)
from einvoice.countries.italy.blocks.payment import Pagamento
from einvoice.countries.italy.blocks.references import (
    DDT,
    SAL,
    FatturaPrincipale,
    Riferimento,
    Trasporto,
    Veicoli,
)
from einvoice.countries.italy.part import Part
from einvoice.faults import Fault, Unacceptable
from einvoice.model import Invoice

SOURCE = "FatturaPA 1.2.3, Allegato A - Specifiche tecniche 1.9.1"


class ItalyBlock(Part, frozen=True, kw_only=True):
    """The Italian facts of one invoice; numbers are FatturaPA's own (1.1.4 is CodiceDestinatario).

    The first fields are what an ERP fills in. The rest are FatturaPA's own groups: where one of them repeats what
    the model says in simpler terms (`ordini` and BT-13, `pagamenti` and BG-16), it is written instead of that.
    """

    codice_destinatario: str = ""  # 1.1.4: 7 characters, 6 for public bodies; empty: worked out
    pec: str = ""  # 1.1.6: certified mail of the recipient, with CodiceDestinatario 0000000 only
    regime_fiscale: str = ""  # 1.2.1.8: RF01 ... RF20; empty: RF01
    tipo_documento: str = ""  # 2.1.1.1: where it is not what the type code says (TD06, TD24, TD25)
    esigibilita: str = ""  # 2.2.2.7: I, D, or S for split payment; empty: I, and S where the VAT category is B
    modalita_pagamento: str = ""  # 2.4.2.2: MP01 ... MP23; empty: from the payment means
    bollo_virtuale: bool = False  # 2.1.1.6.1: stamp duty is paid in virtual form
    importo_bollo: Decimal | None = None  # 2.1.1.6.2: EUR
    rea_ufficio: str = ""  # 1.2.4.1: province of the company register
    rea_numero: str = ""  # 1.2.4.2
    capitale_sociale: Decimal | None = None  # 1.2.4.3: EUR
    socio_unico: str = ""  # 1.2.4.4: SU or SM
    stato_liquidazione: str = "LN"  # 1.2.4.5: LN, or LS in liquidation
    cig: str = ""  # 2.1.2.7: tender code, for public bodies; for the one order or contract that the model names
    cup: str = ""  # 2.1.2.6: public investment project, likewise
    eur_rate: Decimal | None = None  # euro for one unit of the invoice currency, where that is not the euro
    eur_rate_date: date | None = None  # the day of that rate

    sistema_emittente: str = ""  # the attribute SistemaEmittente: which software made the file
    id_trasmittente: IdFiscale | None = None  # 1.1.1: an intermediary; else the seller (the buyer if he issues)
    contatti_trasmittente: Contatti | None = None  # 1.1.5
    cedente: Cedente | None = None  # 1.2
    rappresentante: Persona | None = None  # 1.3: of `Invoice.tax_representative`
    cessionario: Cessionario | None = None  # 1.4
    intermediario: DatiIntermediario | None = None  # 1.5: who issues in the seller's stead
    soggetto_emittente: str = ""  # 1.6: CC the buyer, TZ a third party
    ritenute: tuple[Ritenuta, ...] = ()  # 2.1.1.5
    casse: tuple[Cassa, ...] = ()  # 2.1.1.7
    sconto_maggiorazione: tuple[ScontoMaggiorazione, ...] = ()  # 2.1.1.8: not in SdI's sums, see fatturapa/lines.py
    art73: bool = False  # 2.1.1.12
    ordini: tuple[Riferimento, ...] = ()  # 2.1.2
    contratti: tuple[Riferimento, ...] = ()  # 2.1.3
    convenzioni: tuple[Riferimento, ...] = ()  # 2.1.4
    ricezioni: tuple[Riferimento, ...] = ()  # 2.1.5
    fatture_collegate: tuple[Riferimento, ...] = ()  # 2.1.6
    sal: tuple[SAL, ...] = ()  # 2.1.7
    ddt: tuple[DDT, ...] = ()  # 2.1.8
    trasporto: Trasporto | None = None  # 2.1.9
    fattura_principale: FatturaPrincipale | None = None  # 2.1.10
    linee: dict[str, Linea] = msgspec.field(default_factory=dict)  # 2.2.1, by the line's id (BT-126)
    riepiloghi: tuple[Riepilogo, ...] = ()  # 2.2.2, in the order of `Invoice.taxes`; may be shorter
    veicoli: Veicoli | None = None  # 2.3
    pagamenti: tuple[Pagamento, ...] = ()  # 2.4
    allegati: tuple[Allegato, ...] = ()  # 2.5, in the order of the attachments; may be shorter
    elementi_rettificati: str = ""  # simplified 2.1.2.3: what a simplified note corrects


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
    raw = msgspec.to_builtins(block, builtin_types=(Decimal, date))
    if raw.get("stato_liquidazione") == "LN":
        del raw["stato_liquidazione"]  # the one default that msgspec does not leave out: it asks whether it is the same
    return msgspec.structs.replace(invoice, national={**invoice.national, "IT": raw})
