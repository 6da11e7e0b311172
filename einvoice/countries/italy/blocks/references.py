"""Orders, contracts, delivery notes and transport that an invoice refers to (2.1.2 to 2.1.10, 2.3)."""

from datetime import date

from einvoice.countries.italy.blocks.parties import Indirizzo, Vettore
from einvoice.countries.italy.part import Amount, Basic10, Basic15, Basic20, Code, Latin80, Latin100, Latin1000, Part


class Riferimento(Part, frozen=True, kw_only=True):
    """DatiOrdineAcquisto, DatiContratto, DatiConvenzione, DatiRicezione, DatiFattureCollegate."""

    riferimento_numero_linea: tuple[int, ...] = ()  # NumeroLinea; none: the whole invoice
    id_documento: Basic20
    data: date | None = None
    num_item: Basic20 = ""
    codice_commessa_convenzione: Latin100 = ""
    codice_cup: Basic15 = ""
    codice_cig: Basic15 = ""


class SAL(Part, frozen=True, kw_only=True):
    """DatiSAL (2.1.7): the stage of the works that is invoiced."""

    riferimento_fase: int  # 1 to 999


class DDT(Part, frozen=True, kw_only=True):
    """DatiDDT (2.1.8): a delivery note, for deferred invoices (TD24)."""

    numero_ddt: Basic20
    data_ddt: date
    riferimento_numero_linea: tuple[int, ...] = ()


class Trasporto(Part, frozen=True, kw_only=True):
    """DatiTrasporto (2.1.9). Instants are kept as they are written, with or without a time zone."""

    dati_anagrafici_vettore: Vettore | None = None
    mezzo_trasporto: Latin80 = ""
    causale_trasporto: Latin100 = ""
    numero_colli: int | None = None
    descrizione: Latin100 = ""
    unita_misura_peso: Basic10 = ""
    peso_lordo: Amount | None = None  # in that unit
    peso_netto: Amount | None = None
    data_ora_ritiro: Code = ""
    data_inizio_trasporto: date | None = None
    tipo_resa: Code = ""  # Incoterms
    indirizzo_resa: Indirizzo | None = None
    data_ora_consegna: Code = ""


class FatturaPrincipale(Part, frozen=True, kw_only=True):
    """2.1.10: the carrier's main invoice, for invoices of hauliers under one contract."""

    numero_fattura_principale: Basic20
    data_fattura_principale: date


class Veicoli(Part, frozen=True, kw_only=True):
    """DatiVeicoli (2.3): a new means of transport sold into the EU (DL 331/93, art. 38, c. 4)."""

    data: date
    totale_percorso: Basic15


class FatturaRettificata(Part, frozen=True, kw_only=True):
    """DatiFatturaRettificata (simplified 2.1.2): the invoice that a simplified note corrects, and what in it."""

    numero_fr: Basic20
    data_fr: date
    elementi_rettificati: Latin1000
