"""FatturaPA's own shape, group by group (Allegato A - Specifiche tecniche 1.9.1; schema VFPR12 1.2.3).

Writer and reader both go through it: `header.py`, `lines.py` and the rest say how the model fills it, `reader.py`
how it fills the model, `xml.py` how it becomes XML. Groups that the Italian block carries stand with the block.
"""

from datetime import date

from einvoice.countries.italy.blocks.amounts import (
    AltriDatiGestionali,
    CodiceArticolo,
    Ritenuta,
    ScontoMaggiorazione,
)
from einvoice.countries.italy.blocks.parties import (
    Anagrafica,
    Contatti,
    DatiIntermediario,
    IdFiscale,
    Indirizzo,
    RappresentanteCessionario,
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
from einvoice.countries.italy.part import (
    Amount,
    Basic10,
    Basic20,
    Basic60,
    Code,
    Email,
    Fine,
    Latin60,
    Latin100,
    Latin200,
    Latin1000,
    Part,
    Rate,
)


class DatiTrasmissione(Part, frozen=True, kw_only=True):
    """1.1"""

    id_trasmittente: IdFiscale | None = None
    progressivo_invio: Code = ""
    formato_trasmissione: Code = ""
    codice_destinatario: Code = ""
    contatti_trasmittente: Contatti | None = None
    pec_destinatario: Email = ""


class AnagraficiCedente(Part, frozen=True, kw_only=True):
    """1.2.1"""

    id_fiscale_iva: IdFiscale | None = None
    codice_fiscale: Code = ""
    anagrafica: Anagrafica = Anagrafica()
    albo_professionale: Latin60 = ""
    provincia_albo: Code = ""
    numero_iscrizione_albo: Basic60 = ""
    data_iscrizione_albo: date | None = None
    regime_fiscale: Code = ""


class IscrizioneREA(Part, frozen=True, kw_only=True):
    """1.2.4"""

    ufficio: Code = ""
    numero_rea: Basic20 = ""
    capitale_sociale: Amount | None = None
    socio_unico: Code = ""
    stato_liquidazione: Code = ""


class CedentePrestatore(Part, frozen=True, kw_only=True):
    """1.2: the seller."""

    dati_anagrafici: AnagraficiCedente = AnagraficiCedente()
    sede: Indirizzo | None = None
    stabile_organizzazione: Indirizzo | None = None
    iscrizione_rea: IscrizioneREA | None = None
    contatti: Contatti | None = None
    riferimento_amministrazione: Basic20 = ""


class Anagrafici(Part, frozen=True, kw_only=True):
    """1.3.1, 1.4.1"""

    id_fiscale_iva: IdFiscale | None = None
    codice_fiscale: Code = ""
    anagrafica: Anagrafica = Anagrafica()


class RappresentanteFiscale(Part, frozen=True, kw_only=True):
    """1.3: the seller's tax representative."""

    dati_anagrafici: Anagrafici = Anagrafici()


class CessionarioCommittente(Part, frozen=True, kw_only=True):
    """1.4: the buyer."""

    dati_anagrafici: Anagrafici = Anagrafici()
    sede: Indirizzo | None = None
    stabile_organizzazione: Indirizzo | None = None
    rappresentante_fiscale: RappresentanteCessionario | None = None


class TerzoIntermediario(Part, frozen=True, kw_only=True):
    """1.5"""

    dati_anagrafici: DatiIntermediario


class Header(Part, frozen=True, kw_only=True):
    """FatturaElettronicaHeader: who, to whom, by which way."""

    dati_trasmissione: DatiTrasmissione = DatiTrasmissione()
    cedente_prestatore: CedentePrestatore = CedentePrestatore()
    rappresentante_fiscale: RappresentanteFiscale | None = None
    cessionario_committente: CessionarioCommittente = CessionarioCommittente()
    terzo_intermediario_o_soggetto_emittente: TerzoIntermediario | None = None
    soggetto_emittente: Code = ""


class DatiBollo(Part, frozen=True, kw_only=True):
    """2.1.1.6: stamp duty."""

    bollo_virtuale: Code = ""
    importo_bollo: Amount | None = None


class CassaPrevidenziale(Part, frozen=True, kw_only=True):
    """2.1.1.7: a contribution to a professional social security fund."""

    tipo_cassa: Code
    al_cassa: Rate
    importo_contributo_cassa: Amount
    imponibile_cassa: Amount | None = None
    aliquota_iva: Rate
    ritenuta: bool = False
    natura: Code = ""
    riferimento_amministrazione: Basic20 = ""


class GeneraliDocumento(Part, frozen=True, kw_only=True):
    """2.1.1"""

    tipo_documento: Code
    divisa: Code
    data: date
    numero: Basic20
    dati_ritenuta: tuple[Ritenuta, ...] = ()
    dati_bollo: DatiBollo | None = None
    dati_cassa_previdenziale: tuple[CassaPrevidenziale, ...] = ()
    sconto_maggiorazione: tuple[ScontoMaggiorazione, ...] = ()
    importo_totale_documento: Amount | None = None
    arrotondamento: Amount | None = None
    causale: tuple[Latin200, ...] = ()
    art73: bool = False


class DatiGenerali(Part, frozen=True, kw_only=True):
    """2.1"""

    dati_generali_documento: GeneraliDocumento
    dati_ordine_acquisto: tuple[Riferimento, ...] = ()
    dati_contratto: tuple[Riferimento, ...] = ()
    dati_convenzione: tuple[Riferimento, ...] = ()
    dati_ricezione: tuple[Riferimento, ...] = ()
    dati_fatture_collegate: tuple[Riferimento, ...] = ()
    dati_sal: tuple[SAL, ...] = ()
    dati_ddt: tuple[DDT, ...] = ()
    dati_trasporto: Trasporto | None = None
    fattura_principale: FatturaPrincipale | None = None


class DettaglioLinee(Part, frozen=True, kw_only=True):
    """2.2.1"""

    numero_linea: int
    tipo_cessione_prestazione: Code = ""
    codice_articolo: tuple[CodiceArticolo, ...] = ()
    descrizione: Latin1000
    quantita: Fine | None = None
    unita_misura: Basic10 = ""
    data_inizio_periodo: date | None = None
    data_fine_periodo: date | None = None
    prezzo_unitario: Fine
    sconto_maggiorazione: tuple[ScontoMaggiorazione, ...] = ()
    prezzo_totale: Fine
    aliquota_iva: Rate
    ritenuta: bool = False
    natura: Code = ""
    riferimento_amministrazione: Basic20 = ""
    altri_dati_gestionali: tuple[AltriDatiGestionali, ...] = ()


class DatiRiepilogo(Part, frozen=True, kw_only=True):
    """2.2.2"""

    aliquota_iva: Rate
    natura: Code = ""
    spese_accessorie: Amount | None = None
    arrotondamento: Fine | None = None
    imponibile_importo: Amount
    imposta: Amount
    esigibilita_iva: Code = ""
    riferimento_normativo: Latin100 = ""


class BeniServizi(Part, frozen=True, kw_only=True):
    """2.2"""

    dettaglio_linee: tuple[DettaglioLinee, ...] = ()
    dati_riepilogo: tuple[DatiRiepilogo, ...] = ()


class AllegatoIncluso(Part, frozen=True, kw_only=True):
    """2.5"""

    nome_attachment: Latin60
    algoritmo_compressione: Basic10 = ""
    formato_attachment: Basic10 = ""
    descrizione_attachment: Latin100 = ""
    attachment: bytes


class Body(Part, frozen=True, kw_only=True):
    """FatturaElettronicaBody: one invoice."""

    dati_generali: DatiGenerali
    dati_beni_servizi: BeniServizi = BeniServizi()
    dati_veicoli: Veicoli | None = None
    dati_pagamento: tuple[Pagamento, ...] = ()
    allegati: tuple[AllegatoIncluso, ...] = ()
