"""Withholding tax, social security funds, discounts, and what lines and VAT summaries have beyond EN 16931."""

from datetime import date

from einvoice.countries.italy.part import (
    Amount,
    Any35,
    Basic10,
    Basic20,
    Basic35,
    Code,
    Fine,
    Latin60,
    Part,
    Rate,
)


class Ritenuta(Part, frozen=True, kw_only=True):
    """DatiRitenuta (2.1.1.5): tax that the buyer withholds and pays to the State for the seller.

    It lowers what is paid (ImportoPagamento), never the amount due (BT-115): the seller has been paid in full, in
    part by way of his own taxes.
    """

    tipo_ritenuta: Code  # RT01 ... RT06
    importo_ritenuta: Amount
    aliquota_ritenuta: Rate
    causale_pagamento: Code  # as in form CU: A, V, ZO ...


class Cassa(Part, frozen=True, kw_only=True):
    """Marks the document charge `Invoice.allowances[posizione]` as DatiCassaPrevidenziale (2.1.1.7).

    The charge has the amounts: AlCassa is its percent, ImponibileCassa its base, ImportoContributoCassa its amount.
    """

    posizione: int = 0
    tipo_cassa: Code  # TC01 ... TC22
    ritenuta: bool = False  # subject to withholding
    riferimento_amministrazione: Basic20 = ""


class ScontoMaggiorazione(Part, frozen=True, kw_only=True):
    """2.1.1.8, 2.2.1.10: a discount (SC) or surcharge (MG), in per cent or as an amount of one unit."""

    tipo: Code
    percentuale: Rate | None = None
    importo: Fine | None = None


class CodiceArticolo(Part, frozen=True, kw_only=True):
    """2.2.1.3"""

    codice_tipo: Basic35
    codice_valore: Any35


class AltriDatiGestionali(Part, frozen=True, kw_only=True):
    """2.2.1.16: what trade and law have agreed to say here (INTENTO, VALUTA ...)."""

    tipo_dato: Basic10
    riferimento_testo: Latin60 = ""
    riferimento_numero: Fine | None = None
    riferimento_data: date | None = None


class Linea(Part, frozen=True, kw_only=True):
    """What one DettaglioLinee has beyond the model's line.

    `codice_articolo`, `sconto_maggiorazione` and `unita_misura` stand here only where they are not what the model's
    line says by itself; they are then written instead of it.
    """

    tipo_cessione_prestazione: Code = ""  # SC, PR, AB, AC
    codice_articolo: tuple[CodiceArticolo, ...] = ()
    senza_quantita: bool = False  # no Quantita: services that have none
    unita_misura: Basic10 = ""
    sconto_maggiorazione: tuple[ScontoMaggiorazione, ...] = ()
    ritenuta: bool = False  # subject to withholding
    altri_dati_gestionali: tuple[AltriDatiGestionali, ...] = ()


class Riepilogo(Part, frozen=True, kw_only=True):
    """What one DatiRiepilogo has beyond the model's VAT breakdown."""

    spese_accessorie: Amount | None = None
    arrotondamento: Fine | None = None  # of the taxable amount; counts in SdI's 00422
    esigibilita_iva: Code = ""  # where it is not the invoice's own


class Allegato(Part, frozen=True, kw_only=True):
    """What one attachment has beyond the model's."""

    algoritmo_compressione: Basic10 = ""  # ZIP, RAR
    formato_attachment: Basic10 = ""  # where it is not the ending of the file name
